"""Where in a workbook things stand: its marks, headings and rows, and what became of them."""
