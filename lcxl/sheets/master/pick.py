"""What formulas of the master pick from its hidden sheet of values."""

from __future__ import annotations

from typing import NamedTuple

from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.master.line_facts import Fact
from lcxl.xl.live import Live

__all__ = ["Pick"]


class Pick(NamedTuple):
    """A formula for a cell of the hidden sheet, which may be empty, and the value found there."""

    cell: str
    value: Fact

    @property
    def shown(self) -> Live:
        """As it stands on a sheet; "" where there is nothing."""
        value = "" if self.value is None else self.value
        return Live(f'IF({self.cell}="","",{self.cell})', value)

    @property
    def as_number(self) -> float | None:
        """The value, where it is a number."""
        return None if isinstance(self.value, str) else self.value

    def drawn(self, times: str = "", by: float = 1.0) -> Live:
        """As a chart takes it: #N/A where there is no number.

        ``times``: a cell with what numbers are multiplied by, which is ``by`` now.
        """
        number = self.as_number
        product = f"*{times}" if times else ""
        return Live(
            f"IF(ISNUMBER({self.cell}),{self.cell}{product},NA())",
            NOT_AVAILABLE if number is None else number * by,
        )
