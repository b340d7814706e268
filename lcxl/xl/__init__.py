"""The only part that knows XlsxWriter: workbook, theme, inputs, charts."""
