"""Contenders that read what teams sent: lcxl, and what is quick elsewhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from benchmarks.masters import (  # noqa: F401 - found by their names
    master_by_lcxl,
    master_by_pandas_openpyxl,
    master_by_pandas_xlsxwriter,
    master_by_xlsxwriter,
)

SHEETS = ["Start", "Data", "Changes", "Story", "Trial run"]
"""Where a team types."""
READERS = ("pandas", "python_calamine", "fastexcel", "polars", "duckdb", "idle")
PARTS = ("xl/worksheets/sheet", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")
Work = Callable[[Path, list[Path]], Any]


def lcxl_read(folder: Path, files: list[Path]) -> Any:
    """What a team typed, each value with its cell; every sheet looked through for patients."""
    from lcxl import load_collaborative, read_submission

    plan = load_collaborative(folder)
    return lambda: [read_submission(path, plan) for path in files]


def lcxl_validate(folder: Path, files: list[Path]) -> Any:
    """The same, and all rules."""
    from lcxl import load_collaborative, read_submission, validate

    plan = load_collaborative(folder)
    return lambda: [validate(read_submission(path, plan), plan) for path in files]


def pandas_openpyxl(_: Path, files: list[Path]) -> Any:
    """Every sheet as a table."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=None, header=None, engine="openpyxl") for p in files
    ]


def pandas_openpyxl_sheets(_: Path, files: list[Path]) -> Any:
    """Only the sheets in which a team types."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=SHEETS, header=None, engine="openpyxl") for p in files
    ]


def pandas_calamine(_: Path, files: list[Path]) -> Any:
    """Every sheet as a table, by a reader that does not see errors or formulas."""
    import pandas as pd

    return lambda: [
        pd.read_excel(p, sheet_name=None, header=None, engine="calamine") for p in files
    ]


def polars_calamine(_: Path, files: list[Path]) -> Any:
    """The same reader, into polars."""
    import polars as pl

    return lambda: [
        pl.read_excel(p, sheet_name=SHEETS, has_header=False, raise_if_empty=False) for p in files
    ]


def duckdb_excel(_: Path, files: list[Path]) -> Any:
    """The sheet Data only, by DuckDB's extension, which it fetches from its own server."""
    import duckdb

    book = duckdb.connect()
    book.execute("INSTALL excel")
    book.execute("LOAD excel")
    query = "SELECT * FROM read_xlsx(?, sheet='Data', header=false, all_varchar=true)"
    return lambda: [book.execute(query, [str(path)]).fetchall() for path in files]


def pandas_openpyxl_looked(_: Path, files: list[Path]) -> Any:
    """The sheets that lcxl looks through: all but the hidden one behind the charts."""
    import pandas as pd

    names = _looked_through(files[0])
    return lambda: [
        pd.read_excel(p, sheet_name=names, header=None, engine="openpyxl") for p in files
    ]


def python_calamine_sheets(_: Path, files: list[Path]) -> Any:
    """The sheets in which a team types, as lists, by the quickest reader there is."""
    from python_calamine import CalamineWorkbook

    def read(path: Path) -> list[Any]:
        book = CalamineWorkbook.from_path(str(path))
        return [book.get_sheet_by_name(name).to_python() for name in SHEETS]

    return lambda: [read(path) for path in files]


def fastexcel_sheets(_: Path, files: list[Path]) -> Any:
    """The same sheets, as columns of guessed types."""
    import fastexcel

    def read(path: Path) -> list[Any]:
        book = fastexcel.read_excel(path)
        return [book.load_sheet(name, header_row=None) for name in SHEETS]

    return lambda: [read(path) for path in files]


def _looked_through(path: Path) -> list[str]:
    """Names of the sheets in which lcxl looks for details of patients."""
    from lcxl.cells import Book
    from lcxl.layout import CALCULATION_SHEET

    names = [sheet.name for sheet in Book(path.read_bytes()).sheets]
    return [name for name in names if not name.startswith(CALCULATION_SHEET)]


def idle_parser(_: Path, files: list[Path]) -> Any:
    """Inflate the sheets that are looked through and feed them to an XML parser that does nothing.

    No limit to speed: lcxl finds most cells by a pattern, which is quicker than any parser.
    """
    from lcxl.cells import Book
    from lcxl.layout import CALCULATION_SHEET

    sheets = Book(files[0].read_bytes()).sheets
    behind = {sheet.part for sheet in sheets if sheet.name.startswith(CALCULATION_SHEET)}

    def nothing(*_: object) -> None:
        pass

    def run() -> None:
        for path in files:
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                for name in book.namelist():
                    if not name.startswith(PARTS) or name in behind:
                        continue
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = parser.EndElementHandler = nothing
                    parser.CharacterDataHandler = nothing
                    parser.Parse(book.read(name), True)

    return run


def _loop(files: list[Path], sheets: list[str] | None, engine: Any) -> Any:
    """The loop a host would write: sheets of all files put below each other, sheet by sheet."""
    import pandas as pd

    def run() -> None:
        found: dict[str, list[Any]] = {}
        for path in files:
            tables = pd.read_excel(path, sheet_name=sheets, header=None, engine=engine)
            for name, table in tables.items():
                found.setdefault(name, []).append(table.assign(file=path.name))
        for tables in found.values():
            pd.concat(tables)

    return run


def pandas_loop_data(_: Path, files: list[Path]) -> Any:
    """Only the sheet Data."""
    return _loop(files, ["Data"], "openpyxl")


def pandas_loop_joined(_: Path, files: list[Path]) -> Any:
    """The sheets that a merge joins or needs to know whose they are."""
    return _loop(files, SHEETS, "openpyxl")


def pandas_loop_all(_: Path, files: list[Path]) -> Any:
    """All sheets."""
    return _loop(files, None, "openpyxl")


def calamine_loop_data(_: Path, files: list[Path]) -> Any:
    """Only the sheet Data, by a reader that does not see errors or formulas."""
    return _loop(files, ["Data"], "calamine")


def polars_loop_joined(_: Path, files: list[Path]) -> Any:
    """The sheets that a merge joins, by polars, which takes what calamine gives it."""
    import polars as pl

    def run() -> None:
        found: dict[str, list[Any]] = {}
        for path in files:
            tables = pl.read_excel(path, sheet_name=SHEETS, has_header=False, raise_if_empty=False)
            for name, table in tables.items():
                named = table.with_columns(file=pl.lit(path.name))
                found.setdefault(name, []).append(named.cast(pl.String))
        for tables in found.values():
            pl.concat(tables, how="diagonal")

    return run
