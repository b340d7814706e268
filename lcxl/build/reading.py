"""What a run chart says, in sentences that follow the numbers."""

from __future__ import annotations

from lcxl.build.calculation import Calculation
from lcxl.cells import Range
from lcxl.metrics import State, chart_kind, kind_of, shown, shown_formula
from lcxl.metrics.goal import has_goal, meets_goal, meets_goal_formula
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.runchart.interval import wilson, wilson_formula
from lcxl.runchart.results import MIN_USEFUL, meaning
from lcxl.xl.live import Live, choose, first_true, sentence

__all__ = ["reading", "signal_word"]


def reading(calculation: Calculation, metric: Metric) -> list[Live]:
    """Eight sentences: latest, interval, signal, runs, limits, trend, gaps, new phase.

    Each is empty when there is nothing to say.
    """
    r = _Reader(calculation, metric)
    return [
        r.latest(),
        r.interval(),
        r.signal(),
        r.numbers(),
        r.limits(),
        r.trend(),
        r.gaps(),
        r.rephase(),
    ]


def signal_word(calculation: Calculation, metric: Metric) -> Live:
    """The signal in one or two words, for the list on Start."""
    return _Reader(calculation, metric).word()


class _Reader:
    def __init__(self, calculation: Calculation, metric: Metric) -> None:
        self.c = calculation
        self.metric = metric
        self.texts = calculation.layout.spec.sheet("charts").texts
        self.one = calculation.series[metric.id]

    def figure(self, name: str) -> Live:
        return self.c.figure(self.metric.id, name)

    def number(self, name: str) -> int:
        value = self.figure(name).value
        return int(value) if value != "" else 0

    def at_least(self, name: str, bound: int) -> Live:
        return Live(f"{self.figure(name).formula}>={bound}", self.number(name) >= bound)

    def words(self, name: str, **parts: Live | str | int) -> Live:
        return sentence(self.texts[name], **parts)

    def month(self, name: str) -> Live:
        return self.c.month_label(self.figure(name))

    def value(self, name: str) -> Live:
        live = self.figure(name)
        text = shown(self.metric, float(live.value)) if live.value != "" else ""
        return Live(shown_formula(self.metric, live.formula), text)

    def latest(self) -> Live:
        metric = self.metric
        parts: dict[str, Live | str | int] = {
            "value": self.value("value_now"),
            "month": self.month("latest"),
            "median": self.value("median_now"),
        }
        cases = [
            (
                Live(f"{self.figure('latest').formula}=0", self.number("latest") == 0),
                self.words("latest_none"),
            )
        ]
        if metric.goal is None or not has_goal(metric):
            return first_true(cases, self.words("latest", **parts))
        parts["goal"] = shown(metric, metric.goal)
        value = self.figure("value_now")
        is_met = Live(
            meets_goal_formula(metric, value.formula),
            value.value != "" and bool(meets_goal(metric, float(value.value))),
        )
        cases.append((is_met, self.words("latest_goal_met", **parts)))
        return first_true(cases, self.words("latest_goal_not_met", **parts))

    def interval(self) -> Live:
        """For a sampled proportion: what the latest sample says of all cases."""
        metric = self.metric
        if metric.sampling == "all" or not kind_of(metric).part_of_whole:
            return Live('""', "")
        latest = self.figure("latest")
        parts: dict[str, Live | str | int] = {}
        ends: tuple[float, float] | None = None
        i = self.number("latest") - 1
        cells = []
        for name, role, numbers in (
            ("count", "numerator", self.one.counts),
            ("n", "denominator", self.one.sizes),
        ):
            column = self.c.layout.column(metric.id, role).col
            place = Range.column(
                self.c.layout.data_sheet, column, self.c.layout.FIRST_ROW, self.c.layout.last_row
            )
            value = numbers[i] if i >= 0 else None
            cells.append(f"INDEX({place.reference},MAX(1,{latest.formula}))")
            parts[name] = Live(cells[-1], "" if value is None else value)
        if i >= 0:
            ends = wilson(self.one.counts[i] or 0, self.one.sizes[i] or 1)
        for k, (name, formula) in enumerate(
            zip(("low", "high"), wilson_formula(*cells), strict=True)
        ):
            text = shown(metric, ends[k]) if ends else ""
            parts[name] = Live(shown_formula(metric, f"({formula})"), text)
        none = Live(f"{latest.formula}=0", i < 0)
        return first_true([(none, Live('""', ""))], self.words("interval", **parts))

    def _side(self) -> Live:
        side = self.number("shift_now")
        return Live(
            f'IF({self.figure("shift_now").formula}>0,"{self.texts["side_above"]}",'
            f'"{self.texts["side_below"]}")',
            self.texts["side_above" if side > 0 else "side_below"],
        )

    def _meaning(self) -> Live:
        """Improvement, worsening or a change: for above, then for below."""
        words = {1: "better", -1: "worse", 0: "other"}
        up, down = (
            self.texts[words[meaning(self.metric.direction, side, self.metric.worse)]]
            for side in (1, -1)
        )
        above = self.number("shift_now") > 0
        if up == down:
            return Live(f'"{up}"', up)
        return Live(
            f'IF({self.figure("shift_now").formula}>0,"{up}","{down}")', up if above else down
        )

    def _shift_parts(self) -> dict[str, Live | str | int]:
        return {
            "points": self.figure("shift_points"),
            "side": self._side(),
            "month": self.month("shift_start"),
            "meaning": self._meaning(),
            "n": self.figure("useful"),
            "count": self.figure("count"),
        }

    def _signals(self) -> list[tuple[Live, str]]:
        """The cases in order, each with the name of its sentence."""
        few = Live(
            f"{self.figure('useful').formula}<{MIN_USEFUL}", self.number("useful") < MIN_USEFUL
        )
        shift = self.at_least("shift_end", 1)
        lasts = Live(
            f"{self.figure('shift_end').formula}={self._last_useful().formula}",
            self.number("shift_end") == int(self._last_useful().value),
        )
        hold = Live(
            f"{self.figure('signal_longest').formula}+{self.figure('signal_crossings').formula}"
            f"+{self.figure('signal_runs').formula}>0",
            self.number("signal_longest")
            + self.number("signal_crossings")
            + self.number("signal_runs")
            > 0,
        )
        enough = self.at_least("count", 2 * MIN_USEFUL)
        outside = []
        if chart_kind(self.metric) is not None:
            sides = self.c.place.range(self.metric.id, "outside").reference
            any_outside = any(self.one.columns["outside"])
            outside = [(Live(f'COUNTIF({sides},"<>0")>0', any_outside), "limits_signal")]
        none = Live(f"{self.figure('latest').formula}=0", self.number("latest") == 0)
        return [
            (none, "nothing"),
            (_and(few, shift), "too_few_shift"),
            *outside,
            (_and(few, enough), "on_median"),
            (few, "too_few"),
            (_and(shift, lasts), "shift"),
            (shift, "shift_past"),
            (hold, "runs"),
        ]

    def _last_useful(self) -> Live:
        side = self.c.place.range(self.metric.id, "side").reference
        month = self.c.place.range(self.metric.id, "month").reference
        value = max((i + 1 for i, s in enumerate(self.one.chart.trace.side) if s), default=0)
        return Live(f"SUMPRODUCT(MAX(({side}<>0)*{month}))", value)

    def signal(self) -> Live:
        parts = self._shift_parts()
        return first_true(
            [
                (case, Live('""', "") if name == "nothing" else self.words(name, **parts))
                for case, name in self._signals()
            ],
            self.words("no_signal"),
        )

    def word(self) -> Live:
        texts = self.texts

        def short(name: str) -> Live:
            if name in ("shift", "shift_past", "too_few_shift"):
                return self._meaning()
            text = texts["short_" + name]
            return Live(f'"{text}"', text)

        return first_true(
            [(case, short(name)) for case, name in self._signals()], short("no_signal")
        )

    def numbers(self) -> Live:
        names = ("useful", "longest", "longest_limit", "crossings", "crossings_limit")
        parts = {name: self.figure(name) for name in names}
        few = Live(f"{parts['useful'].formula}<{MIN_USEFUL}", self.number("useful") < MIN_USEFUL)
        nothing = Live(f"{self.figure('latest').formula}=0", self.number("latest") == 0)
        return first_true(
            [(nothing, Live('""', "")), (few, self.words("numbers_few", **parts))],
            self.words("numbers", **parts),
        )

    def limits(self) -> Live:
        """For a control chart: how many months lie outside its limits, and the latest."""
        if chart_kind(self.metric) is None:
            return Live('""', "")
        place, metric = self.c.place, self.metric
        outside = place.range(metric.id, "outside").reference
        month = place.range(metric.id, "month").reference
        upper = place.range(metric.id, "upper").reference
        found = [i for i, side in enumerate(self.one.columns["outside"]) if side]
        has_limits = any(v != "" for v in self.one.columns["upper"])
        count = Live(f'COUNTIF({outside},"<>0")', len(found))
        latest = Live(f"SUMPRODUCT(MAX(({outside}<>0)*{month}))", found[-1] + 1 if found else 0)
        return first_true(
            [
                (Live(f"COUNT({upper})=0", not has_limits), self.words("limits_none")),
                (Live(f"{count.formula}=0", not found), self.words("limits_within")),
            ],
            self.words("limits_outside", n=count, month=self.c.month_label(latest)),
        )

    def trend(self) -> Live:
        now = self.figure("trend_now")
        side, points = self.number("trend_now"), self.figure("trend_points")
        return first_true(
            [
                (Live(f"{now.formula}=1", side == 1), self.words("trend_up", points=points)),
                (Live(f"{now.formula}=-1", side == -1), self.words("trend_down", points=points)),
            ],
            Live('""', ""),
        )

    def gaps(self) -> Live:
        """Due months before the latest value that have none: how many, the first, and why."""
        place, metric = self.c.place, self.metric
        latest = self.number("latest")
        missing = [i for i in range(latest) if self.one.due[i] and self.one.values[i] is None]
        state = place.range(metric.id, "state").reference
        month = place.range(metric.id, "month").reference
        value = place.range(metric.id, "value").reference
        latest_cell = self.figure("latest").formula
        due = place.range(metric.id, "due").reference
        empty = f"(1-ISNUMBER({value}))*{due}*({month}<={latest_cell})"
        count = Live(f"SUMPRODUCT({empty})", len(missing))
        first = Live(
            f"(1000-SUMPRODUCT(MAX({empty}*(1000-{month}))))", missing[0] + 1 if missing else 1000
        )
        label = Live(
            f"INDEX({place.shared('label').reference},{first.formula})",
            month_in_words(self.one.months[missing[0]]) if missing else "",
        )
        reasons = {
            State.BLANK: "gap_blank",
            State.NOT_APPLICABLE: "gap_na",
            State.HALF: "gap_half",
            State.NONE_OF_NONE: "gap_zero",
        }
        names = [reasons.get(s, "gap_mend") for s in State]
        index = Live(
            f"1+INDEX({state},{first.formula})",
            1 + int(self.one.states[missing[0]]) if missing else 1,
        )
        why = choose(index, [Live(f'"{self.texts[n]}"', self.texts[n]) for n in names])
        return first_true(
            [
                (Live(f"{count.formula}=0", not missing), Live('""', "")),
                (
                    Live(f"{count.formula}=1", len(missing) == 1),
                    self.words("gap_one", month=label, why=why),
                ),
            ],
            self.words("gap_many", n=count, month=label, why=why),
        )

    def rephase(self) -> Live:
        start = self.figure("rephase")
        return first_true(
            [
                (
                    self.at_least("rephase", 1),
                    self.words(
                        "rephase",
                        points=self.figure("shift_points"),
                        month=self.c.month_label(start),
                    ),
                )
            ],
            Live('""', ""),
        )


def _and(first: Live, second: Live) -> Live:
    return Live(f"AND({first.formula},{second.formula})", bool(first.value and second.value))
