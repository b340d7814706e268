"""XlsxWriter's worksheet, where it writes less than it was given or more than is needed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

__all__ = ["Sheet", "digits"]

_LONGEST = 32_767
"""Characters that a cell holds."""


def digits(number: float) -> str:
    """The fewest digits that read back as the same number, as spreadsheets write them."""
    return repr(float(number)).removesuffix(".0").replace("e", "E")


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter is not typed
    """A worksheet that keeps every bit of a number and every text as it is."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter searches each formula for thirty functions newer than Excel 2010, which
        # takes longer than everything else; there are none in these workbooks.
        return formula.removeprefix("=")

    def _xml_number_element(
        self, number: float, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        # XlsxWriter writes 16 digits, and some numbers need 17.
        given = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{given}><v>{digits(number)}</v></c>")

    def _write_string(self, row: int, col: int, string: str, cell_format: Format = None) -> int:
        # XlsxWriter takes a text within <r> for XML of its own and writes it unchecked.
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{escape(string[:_LONGEST], quote=False)}</t></r>'
        done: int = super()._write_string(row, col, string, cell_format)
        return done
