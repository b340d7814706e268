"""Work on many items in two pure steps, here, in other processes or on other machines."""
