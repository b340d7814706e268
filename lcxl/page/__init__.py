"""The page: lcxl in any browser, as one file that needs no network and sends nothing.

Python runs in the page as WebAssembly (Pyodide).  What never runs there is absent by design:
other processes and clusters (`lcxl.engine`), and the Excel add-in.
"""
