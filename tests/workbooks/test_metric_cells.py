"""Metric kinds: what a cell says of a month's entries is what Python says."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import xlsxwriter

from lcxl.metrics import KINDS, Entry, formula, judge
from tests.helpers.office import Office
from tests.unit.test_metrics import NOISE

COPY_OF_BLANK = "a formula that shows nothing"


def test_the_cell_formula_agrees_on_every_pair(libreoffice: Office, tmp_path: Path) -> None:
    """Every kind, every pair of the things people type, errors included."""
    typed: list[Entry] = [None, 0.0, 3.0, 10.0, -1.0, 2.5, "NA", "na ", "n/a", "12", "", "#N/A"]
    typed += [1e12, 1.1e12, -9e307, 1e308, 1e-12, 9e-13, 5e-324]
    typed += [NOISE, 28.9999999999999, 123456789.5, 0.9999999999, COPY_OF_BLANK]
    path = tmp_path / "judge.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("S")
    expected = []
    row = 0
    for (numerator, denominator), kind, negative in product(
        product(typed, typed), KINDS.values(), (False, True)
    ):
        for col, entry in enumerate((numerator, denominator)):
            if entry == COPY_OF_BLANK:
                sheet.write_formula(row, col, '=IF(Z1="","",Z1)', None, "")
            elif entry == "#N/A":
                sheet.write_formula(row, col, "=NA()", None, "#N/A")
            elif entry == NOISE:
                sheet.write_formula(row, col, "=0.29*100", None, NOISE)
            elif entry == "":
                sheet.write_string(row, col, " ")
            elif entry is not None:
                sheet.write(row, col, entry) if isinstance(entry, float) else sheet.write_string(
                    row, col, entry
                )
        text = formula(kind, f"A{row + 1}", f"B{row + 1}", negative)
        sheet.write_formula(row, 2, "=" + text, None, -1)
        shown = {"": " ", COPY_OF_BLANK: None}
        first, second = (shown.get(e, e) for e in (numerator, denominator))  # type: ignore[arg-type]
        expected.append(float(judge(kind, first, second, negative)))
        row += 1
    book.close()
    libreoffice.open(path)
    libreoffice.recalculate()
    got = [cells[0] for cells in libreoffice.read("S", f"C1:C{row}")]
    assert [(i, g, e) for i, (g, e) in enumerate(zip(got, expected, strict=True)) if g != e] == []
