"""The Excel add-in (import name `lcxl_addin`): buttons that work on an open workbook.

Only this package imports xlwings.  `lcxl` never imports it; the command `lcxl addin` loads
it when it is called.
"""
