"""How far the sheet Data is filled in: the status of each period, and which one is next."""

from __future__ import annotations

from lcxl.cells import a1
from lcxl.cells.address import absolute, quoted
from lcxl.layout import DataAxis
from lcxl.metrics import Concern, State
from lcxl.periods import serial
from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live, first_true, sentence, words
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["Progress"]


class Progress:
    """One frequency's block on Data, period by period.

    What counts are the required metrics, or all of them where none is required.
    """

    def __init__(self, working: Working, axis: DataAxis) -> None:
        self.c, self.axis = working, axis
        needed = [m for m in axis.metrics if m.requirement == "required"] or list(axis.metrics)
        n = len(working.periods)
        series = working.series
        self._due = [[m for m in needed if series[m.id].due[i]] for i in range(n)]
        self.entered = [
            sum(series[m.id].states[i] > State.BLANK for m in due)
            for i, due in enumerate(self._due)
        ]
        self.mend = [
            sum(
                working.concerns[m.id][i] not in (Concern.NONE, Concern.LEFT_OUT)
                for m in axis.metrics
            )
            for i in range(n)
        ]
        self.next_due = [
            next((k + 1 for k in range(i, n) if self._due[k]), n + 1) for i in range(n)
        ]
        self.this = self._this_value()

    # Which period is next

    def _this_value(self) -> int:
        """Number of the period to type next: the last begun while it has gaps, else the next."""
        n = len(self.entered)
        begun = max((i + 1 for i, count in enumerate(self.entered) if count), default=0)
        if begun and self.entered[begun - 1] < len(self._due[begun - 1]):
            return begun
        after = self.next_due[begun] if begun < n else n + 1
        return after if after <= n else self._last_due()

    def _last_due(self) -> int:
        return max((i + 1 for i, due in enumerate(self._due) if due), default=1)

    def _this_formula(self) -> str:
        place, n = self.c.place, len(self.entered)
        column = {name: place.of_axis(self.axis, name).local for name in place.AXIS}
        numbers = place.shared("month").local
        begun = f"SUMPRODUCT(MAX(({column['entered']}>0)*{numbers}))"
        at = f"MAX(1,{begun})"
        whole = f"INDEX({column['entered']},{at})>=INDEX({column['due']},{at})"
        first = f"({begun}+IF({begun}=0,1,IF({whole},1,0)))"
        found = f"INDEX({column['next_due']},MIN({n},{first}))"
        last = self._last_due()
        return f"IF({first}>{n},{last},MIN({found},{last}))"

    @property
    def name(self) -> str:
        """Name of the cell with the first day of the report that is next."""
        return f"this_{self.axis.frequency}"

    @property
    def column(self) -> int:
        """Column of Data with the report that is next, as the workbook is written."""
        report = self.c.periods[self.this - 1]
        return self.axis.first + self.axis.reports.index(report)

    @property
    def cell_to_type(self) -> Live:
        """Address on Data of the first number of the report that is next: "D10"."""
        axis, layout = self.axis, self.c.layout
        row, first = axis.bands[0] + 1, absolute(axis.head, axis.first)
        data = quoted(layout.data_sheet)
        heads = f"{data}!{first}:{absolute(axis.head, axis.last)}"
        day = self.c.place.this_day(axis).reference
        col = f"COLUMN({data}!{first})-1+MATCH({day},{heads},0)"
        return Live(f"ADDRESS({row + 1},{col},4)", a1(row, self.column))

    @property
    def told(self) -> Live:
        """The report that is next, in words."""
        place = self.c.place
        formula = f"INDEX({place.shared('label').reference},{place.this(self.axis).reference})"
        return Live(formula, self.c.label(self.this - 1))

    # The status

    def status(self, i: int) -> Live:
        """What stands below a period, in a word."""
        texts = self.c.layout.spec.sheet("data").texts
        place, row = self.c.place, self.c.place.FIRST_ROW + i
        due, entered, mend = len(self._due[i]), self.entered[i], self.mend[i]
        cell = {
            name: a1(row, place.of_axis(self.axis, name).first_col)
            for name in ("due", "entered", "mend")
        }
        this = place.this(self.axis)
        number = absolute(this.first_row, this.first_col)
        missing = Live(f"({cell['due']}-{cell['entered']})", due - entered)
        to_go = sentence(texts["to_go"], n=missing)
        month = a1(row, place.shared("month").first_col)
        told = first_true(
            [
                (Live(f"{cell['mend']}>0", mend > 0), words(texts["mend"])),
                (Live(f"{cell['due']}=0", due == 0), words(texts["nothing_due"])),
                (Live(f"{missing.formula}=0", due == entered), words(texts["done"])),
                (Live(f"{month}<{number}", i + 1 < self.this), words(texts["late"])),
                (Live(f"{month}>{number}", i + 1 > self.this), words(texts["later"])),
            ],
            to_go,
        )
        return told._replace(alike="status")

    def status_cell(self, i: int) -> Live:
        """A reference to it."""
        place = self.c.place.of_axis(self.axis, "status")
        cell = place._replace(first_row=place.first_row + i, last_row=place.first_row + i)
        return Live(cell.reference, self.status(i).value)

    # The sheet

    def write(self, sheet: SheetWriter) -> None:
        """Write its columns and the cell of the report that is next."""
        place = self.c.place
        for name in place.AXIS:
            column = place.of_axis(self.axis, name)
            sheet.put(0, column.first_col, f"{self.axis.frequency} {name}", "machine")
        for i in range(len(self.entered)):
            values: dict[str, Value] = {
                "due": len(self._due[i]),
                "entered": self._entered(i),
                "mend": Live(self._to_mend(i), self.mend[i], "mend"),
                "next_due": self.next_due[i],
                "status": self.status(i),
            }
            for name, value in values.items():
                column = place.of_axis(self.axis, name)
                sheet.put(column.first_row + i, column.first_col, value, "machine")
        this, day = place.this(self.axis), place.this_day(self.axis)
        sheet.put(this.first_row, this.first_col, Live(self._this_formula(), self.this), "machine")
        dates = place.shared("date").local
        start = self.c.periods[self.this - 1].start
        found = Live(f"INDEX({dates},{this.local})", serial(start))
        sheet.put(day.first_row, day.first_col, found, "machine")
        sheet.book.name(self.name, day)

    def _entered(self, i: int) -> Live:
        cells = [f"({self.c.month_cell(m, 'state', i)}>0)" for m in self._due[i]]
        due = " ".join(metric.id for metric in self._due[i])
        return Live("+".join(cells) or "0", self.entered[i], due)

    def _to_mend(self, i: int) -> str:
        """Entries to mend or answer; one left out shows as "2 to go"."""
        cells = [self.c.month_cell(m, "concern", i) for m in self.axis.metrics]
        tests = [f"AND({c}<>0,{c}<>{int(Concern.LEFT_OUT)})" for c in cells]
        return "+".join(tests) or "0"
