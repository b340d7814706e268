"""What all views show of the combined data: plain data, no workbook."""
