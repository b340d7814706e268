"""Cells of files that LibreOffice saved, read by `lcxl.cells`."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from lcxl.cells import Book, a1
from tests.helpers.office import Office
from tests.unit.test_cells import workbook
from tests.unit.test_plain_cells import assert_plain, built, parts_of

__all__ = ["built"]


def test_the_same_cells_as_openpyxl_after_libreoffice(libreoffice: Office, tmp_path: Path) -> None:
    """A file saved by another program, read by another reader."""
    source, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook(A1=3, B2="text", C3="=A1*2", D4=1.5, AA30="far"))
    libreoffice.open(source)
    libreoffice.recalculate()
    libreoffice.save(saved)
    mine = {a1(*k): c.value for k, c in Book(saved.read_bytes()).cells("S").items()}
    sheet = openpyxl.load_workbook(saved, data_only=True)["S"]
    theirs = {c.coordinate: c.value for row in sheet for c in row if c.value is not None}
    assert mine == theirs


def test_a_workbook_saved_by_libreoffice_is_plain(
    built: Path, libreoffice: Office, tmp_path: Path
) -> None:
    libreoffice.open(built)
    libreoffice.save(tmp_path / "saved.xlsx")
    assert_plain(parts_of(tmp_path / "saved.xlsx"))
