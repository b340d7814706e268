"""What people typed into a workbook that lcxl writes again."""
