"""One writer for each kind of sheet."""
