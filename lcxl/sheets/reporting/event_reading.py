"""What the chart of a rare event says, in sentences that follow the cells."""

from __future__ import annotations

from datetime import date

from lcxl.metrics.events import UNITS, places, units
from lcxl.plan import Metric
from lcxl.runchart.control_results import LASTING_RUN, TRIAL_BELOW
from lcxl.runchart.event_chart import VERDICTS, EventChart, sentence_of
from lcxl.runchart.rare import MIN_GAPS, NONE_IN
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.words import messages, number, text_of
from lcxl.xl.live import Live, day_and_month, first_true, quote, sentence, words

__all__ = ["EventReading"]


class EventReading:
    """The sentences of one rare event."""

    def __init__(self, calculation: EventCalculation, metric: Metric) -> None:
        self.c, self.metric = calculation, metric
        self.chart: EventChart = calculation.series[metric.id].chart
        self.shown = places(self.chart)

    def lines(self) -> list[Live]:
        """Newest event, verdict, trial limits, and what the chart cannot show."""
        return [self.newest(), self.verdict(), *self.notes()]

    def verdict(self) -> Live:
        """The first of `VERDICTS` that is true."""
        return self._first("text")

    def word(self) -> Live:
        """The same in few words."""
        return self._first("short")

    def heading(self) -> Live:
        """The finding that stands above the chart."""
        return self._first("heading")

    def panel(self) -> Live:
        """The verdict in a few words, with its sign."""
        return self._first("panel")

    def _first(self, part: str) -> Live:
        cases = []
        for verdict in VERDICTS:
            key = sentence_of(self.chart.kind, verdict)
            told = sentence(
                str(messages("charts")[key][part]), metric=self.metric.short_name, **self._places()
            )
            cases.append((Live(self._condition(verdict), self.chart.holds(verdict)), told))
        *most, (_, last) = cases
        return first_true(most, last)

    def latest(self, none: str) -> Live:
        """The newest closed gap with its unit; ``none`` while there is none."""
        places = self._places()
        empty = Live(f"{self._cell('last_gap')}=0", self.chart.newest is None)
        return first_true([(empty, words(none))], sentence("{v} {gap_units}", **places))

    def newest(self) -> Live:
        """When the newest event was, and how long ago."""
        day, end = self._day("last_day"), self._day("end")
        none = Live(f"{self._cell('count')}=0", not self.chart.days)
        known = Live(f"COUNT({self._cell('so_far')})=1", self.chart.so_far is not None)
        told = self._places() | {"day": day, "end": end}
        ending = "_cases" if self.chart.kind == "g" else ""
        return first_true(
            [
                (none, words("")),
                (known, sentence(text_of(f"charts.E10{ending}"), **told)),
            ],
            sentence(text_of(f"charts.E11{ending}"), **told),
        )

    def notes(self) -> list[Live]:
        """Remarks beside the verdict; "" where one is not true."""
        gaps, upper, lower = (self._cell(name) for name in ("gaps", "upper", "lower"))
        trial = f"AND(COUNT({upper})=1,{gaps}<{TRIAL_BELOW})"
        found = self.chart.notes
        more_often = f"NOT({self._more_often()})"
        return [
            first_true(
                [(Live(trial, "E09" in found), sentence(text_of("charts.E09"), **self._places()))],
                words(""),
            ),
            first_true(
                [
                    (
                        Live(f"AND(COUNT({upper})=1,N({lower})=0,{more_often})", "T27" in found),
                        words(text_of("charts.T27")),
                    )
                ],
                words(""),
            ),
        ]

    def _more_often(self) -> str:
        """The verdict is that events became more frequent."""
        before = VERDICTS[: VERDICTS.index("E06")]
        return f"AND({self._condition('E06')},NOT(OR({','.join(map(self._condition, before))})))"

    def _cell(self, name: str) -> str:
        return self.c.figure(self.metric, name).formula

    def _condition(self, verdict: str) -> str:
        """`EventChart.holds` in cells."""
        cell = {
            name: self._cell(name)
            for name in ("count", "none_in", "gaps", "open_outside", "newest_outside", "run_now",
                         "run_side", "upper", "lower")
        }  # fmt: skip
        run = f"{cell['run_now']}>={LASTING_RUN}"
        return {
            "E01": f"AND({cell['count']}=0,{cell['none_in']}=0)",
            "T26": f"{cell['count']}=0",
            "E02": f"{cell['gaps']}<{MIN_GAPS}",
            "T25": f"{cell['open_outside']}=1",
            "E03": f"{cell['newest_outside']}=1",
            "E04": f"{cell['newest_outside']}=-1",
            "E05": f"AND({run},{cell['run_side']}=1)",
            "E06": f"AND({run},{cell['run_side']}=-1)",
            "E07": f"AND(COUNT({cell['upper']})=1,N({cell['lower']})=0)",
            "E08": "TRUE",
        }[verdict]

    def _places(self) -> dict[str, Live | str | int]:
        cell, shown = self._cell, self.shown
        one, many = (quote(units(self.chart, n)) for n in (1, 2))

        def unit(name: str, key: str) -> Live:
            return Live(f"IF({cell(name)}=1,{one},{many})", shown[key])

        def tenths(name: str, key: str) -> Live:
            return Live(f"FIXED(N({cell(name)}),1,TRUE)", shown[key] or number(0, 1))

        rate, none = f"{NONE_IN}/MAX(1,{cell('none_in')})", NONE_IN
        if self.chart.kind == "g":  # no more than all cases can be events
            rate, none = f"MIN(1,{rate})", 1.0
        fixed = Live(f"FIXED({rate},4,TRUE)", number(none, 4))
        told = sentence(text_of(f"events.once_a_{UNITS[self.chart.kind]}"), rate=fixed)
        return {
            "N": Live(cell("none_in"), shown["N"]),
            "units": unit("none_in", "units"),
            "rate": Live(told.formula, shown["rate"] or told.value),
            "n": Live(cell("gaps"), shown["n"]),
            "least": MIN_GAPS,
            "d": Live(cell("so_far"), shown["d"]),
            "U": tenths("upper", "U"),
            "low": tenths("lower", "low"),
            "v": Live(cell("newest"), shown["v"]),
            "gap_units": unit("newest", "gap_units"),
            "so_far_units": unit("so_far", "so_far_units"),
            "r": Live(cell("run_now"), shown["r"]),
        }

    def _day(self, name: str) -> Live:
        chart = self.chart
        day: date | None = chart.end
        if name == "last_day":
            day = chart.days[-1] if chart.days else None
        return day_and_month(self._cell(name), day)
