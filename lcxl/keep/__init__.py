"""What people typed into a file that lcxl writes again, and what it may replace."""
