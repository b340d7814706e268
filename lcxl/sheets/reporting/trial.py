"""The sheet Trial run: what a definition is like to work with, before the first report."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.layout import TRIAL_RECORDS, PlacedBlock
from lcxl.metrics import kind_of
from lcxl.plan import Metric
from lcxl.sheets.blocks import write_table
from lcxl.sheets.pages import Pages, Rows
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.templates import word_of
from lcxl.words import number, say
from lcxl.xl.live import Live, first_true, quote, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

YES = "Yes"
USUAL_CASES = 20
"""Cases a month for which the effort is told, when the metric names no sample."""
NOTHING = Live('""', "")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """What the trial says, above the five records of each metric."""
    calculation, filled = pages.of(Calculation), pages.rows
    layout = calculation.layout
    effort, trial = layout.blocks["effort"], layout.blocks["trial"]
    last_col = len(trial.block.fields) - 1
    sheet = pages.open(spec, last_col)
    pairs = zip(effort.block.fields, trial.block.fields, strict=True)
    sheet.widths([max(a.width, b.width) for a, b in pairs])
    for place in (effort, trial):
        pages.heading(sheet, place.heading_row or 0, place.block.heading, last_col)
        write_table(sheet, place, filled.get(place.block.id, ()), pages.lists)
    for i, metric in enumerate(layout.plan.by_period.metrics):
        _Effort(calculation, filled, effort, trial, i, metric).write(sheet)
        shut = _not_asked(metric)
        for record in range(TRIAL_RECORDS):
            row = trial.first_row + i * TRIAL_RECORDS + record
            sheet.put(row, 0, metric.short_name, "row_label")
            sheet.put(row, 1, record + 1, "row_text")
            typed = _row_of(filled.get("trial", ()), i * TRIAL_RECORDS + record)
            for name in shut:
                if not typed.get(name):
                    sheet.put(row, trial.range(name).first_col, None, "closed")
    pages.page(sheet, trial.last_row, last_col)


def _row_of(rows: Rows, i: int) -> Mapping[str, object]:
    return rows[i] if i < len(rows) else {}


def _not_asked(metric: Metric) -> tuple[str, ...]:
    """What a record cannot tell about a metric of this kind.

    What is counted has nobody who is eligible beside it, and what is measured is not met.
    """
    kind = kind_of(metric)
    if kind.divides:
        return ()
    return ("eligible",) if kind.is_counted else ("eligible", "met", "second")


class _Effort:
    """One line of what the trial says."""

    def __init__(
        self,
        calculation: Calculation,
        filled: Mapping[str, Rows],
        effort: PlacedBlock,
        trial: PlacedBlock,
        number: int,
        metric: Metric,
    ) -> None:
        self.texts = calculation.layout.spec.sheet("trial").texts
        self.metric, self.number = metric, number
        self.effort, self.trial = effort, trial
        first = number * TRIAL_RECORDS
        rows = list(filled.get("trial", ()))[first : first + TRIAL_RECORDS]
        self.records = [dict(row) for row in rows]
        typed = filled.get("effort", ())
        self.eligible = dict(typed[number]).get("eligible") if number < len(typed) else None
        self.row = effort.first_row + number

    def _cells(self, name: str) -> str:
        """The five cells of a column."""
        place = self.trial.range(name)
        first = place.first_row + self.number * TRIAL_RECORDS
        return Range.column(place.sheet, place.first_col, first, first + TRIAL_RECORDS - 1).local

    def _number(self, name: str) -> list[object]:
        return [record.get(name) for record in self.records]

    def write(self, sheet: SheetWriter) -> None:
        """Write the line."""
        shut = _not_asked(self.metric)
        counted = NOTHING if "eligible" in shut else self._counted()
        agreement = NOTHING if "second" in shut else self._agreement()
        cells = [counted, agreement, self._minutes(), self._hours(), self._cases()]
        sheet.put(self.row, 0, self.metric.short_name, "row_label")
        for col, live in enumerate(cells, start=1):
            sheet.put(self.row, col, live, "cell")
        every = self._every()
        if self.metric.sampling == "all":
            sheet.put(self.row, 6, None, "closed")
        sheet.put(self.row, 7, every, "cell")

    def _counted(self) -> Live:
        eligible, met = self._cells("eligible"), self._cells("met")
        both = [r for r in self.records if r.get("eligible") == YES]
        yes, done = (quote("=" + word_of(name, YES)) for name in ("eligible", "met"))
        n = Live(f"COUNTIF({eligible},{yes})", len(both))
        k = Live(
            f"COUNTIFS({eligible},{yes},{met},{done})",
            sum(r.get("met") == YES for r in both),
        )
        none = self.texts["none_yet"]
        return first_true(
            [
                (
                    Live(f"COUNTA({eligible})=0", not any(self._number("eligible"))),
                    Live(quote(none), none),
                )
            ],
            sentence(self.texts["counted"], met=k, eligible=n),
        )

    def _agreement(self) -> Live:
        one, two = self._cells("met"), self._cells("second")
        pairs = [(r["met"], r["second"]) for r in self.records if r.get("met") and r.get("second")]
        both = Live(f'SUMPRODUCT(({one}<>"")*({two}<>""))', len(pairs))
        same = Live(
            f'SUMPRODUCT(({one}<>"")*({two}<>"")*({one}={two}))', sum(a == b for a, b in pairs)
        )
        return first_true(
            [(Live(f"{both.formula}=0", not pairs), NOTHING)],
            sentence(self.texts["agree"], same=same, both=both),
        )

    def _median(self) -> Live:
        known = sorted(v for v in self._number("minutes") if isinstance(v, int | float))
        half = len(known) // 2
        middle = 0.0
        if known:
            middle = known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
        return Live(f"MEDIAN({self._cells('minutes')})", middle)

    def _timed(self) -> Live:
        known = any(isinstance(v, int | float) for v in self._number("minutes"))
        return Live(f"COUNT({self._cells('minutes')})=0", not known)

    def _minutes(self) -> Live:
        return first_true(
            [(self._timed(), NOTHING)], sentence(self.texts["minutes"], minutes=self._median())
        )

    @property
    def _sample(self) -> int:
        return self.metric.target_n or USUAL_CASES

    def _hours(self) -> Live:
        median = self._median()
        exact = float(median.value) * self._sample / 60
        tenths = int(exact * 10 + 0.5 + 1e-9)
        hours = Live(f"FIXED({median.formula}*{self._sample}/60,1,TRUE)", number(tenths / 10, 1))
        return first_true([(self._timed(), NOTHING)], sentence(self.texts["hours"], hours=hours))

    def _cases(self) -> Live:
        text = say("counts.cases", n=self._sample)
        return Live(quote(text), text)

    def _every(self) -> Live:
        """Which cases to take for the sample: every k-th, from last month's eligible cases."""
        if self.metric.sampling == "all" or not self.metric.target_n:
            text = self.texts["every_none"]
            return Live(quote(text), text)
        cell = a1(self.row, 6)
        n = self.eligible if isinstance(self.eligible, int | float) else None
        target = self.metric.target_n
        k = Live(f"INT({cell}/{target})", int((n or 0) / target))
        ask, everything = (
            Live(quote(self.texts[name]), self.texts[name]) for name in ("every_type", "every_all")
        )
        return first_true(
            [
                (Live(f"COUNT({cell})=0", n is None), ask),
                (Live(f"{cell}<{2 * target}", n is not None and n < 2 * target), everything),
            ],
            sentence(self.texts["every"], k=k),
        )
