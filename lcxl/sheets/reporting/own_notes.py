"""Notes on a chart that the workbook alone has: its limit, its sample, gaps, a new level."""

from __future__ import annotations

from lcxl.metrics import State, kind_of, shown, shown_formula
from lcxl.metrics.display import shown_level, shown_level_formula
from lcxl.runchart.interval import wilson, wilson_formula
from lcxl.sheets.reporting.chart_parts import NOTHING, ChartParts
from lcxl.sheets.reporting.keep_limits import keep_limits
from lcxl.words import say, text_of
from lcxl.xl.live import Live, choose, first_true, sentence, words

__all__ = ["OwnNotes"]

GAPS = {
    State.BLANK: "blank",
    State.NOT_APPLICABLE: "na",
    State.HALF: "half",
    State.NONE_OF_NONE: "zero",
}
"""Why a month has no value, by its state; in other states a number needs mending."""


class OwnNotes(ChartParts):
    """T28 to T31 of templates_src/messages/charts.toml."""

    def _maintained(self) -> Live:
        """Whether the newest value keeps to the limit of a metric to maintain."""
        limits = {
            side: Live(self._figure(f"keep_{side}"), live.value)
            for side, live in keep_limits(self.c, self.metric).items()
        }
        if not limits:
            return NOTHING
        value = self.c.figure(self.metric.id, "value_now")
        number = float(value.value) if value.value != "" else None
        low, high = limits.get("low"), limits.get("high")
        parts = {
            "v": Live(
                shown_formula(self.metric, value.formula),
                "" if number is None else shown(self.metric, number),
            )
        }
        known = [live for live in (low, high) if live is not None]
        beyond, is_beyond = [], False
        for live, sign in ((low, "<"), (high, ">")):
            if live is None:
                continue
            test = f"ROUND({value.formula}-{live.formula},9){sign}0"
            beyond.append(test)
            if number is not None and live.value != "":
                moved = round(number - float(live.value), 9)
                is_beyond = is_beyond or (moved < 0 if sign == "<" else moved > 0)
        texts = [
            Live(
                shown_level_formula(self.metric, live.formula),
                "" if live.value == "" else shown_level(self.metric, float(live.value)),
            )
            for live in known
        ]
        key = "both" if len(known) == 2 else "low" if high is None else "high"
        places = {**parts, "limit": texts[0], "other": texts[-1]}
        cells = ",".join(live.formula for live in (value, *known))
        nothing = Live(f"COUNT({cells})<{1 + len(known)}", number is None or known[0].value == "")
        outside = Live(f"OR({','.join(beyond)})", is_beyond)
        return first_true(
            [
                (nothing, NOTHING),
                (outside, sentence(text_of(f"charts.T28_{key}_outside"), **places)),
            ],
            sentence(text_of(f"charts.T28_{key}"), **places),
        )

    def _sample(self) -> Live:
        """For a sampled proportion: what the latest sample says of all cases."""
        metric, i = self.metric, self._latest
        if metric.sampling == "all" or not kind_of(metric).part_of_whole:
            return NOTHING
        cells = [f"N({self._at(name)})" for name in ("count", "size")]
        ends = wilson(self.one.counts[i] or 0, self.one.sizes[i] or 1) if i >= 0 else None
        formulas = wilson_formula(*cells)
        places = {"n": Live(cells[1], self.one.sizes[i] or 0 if i >= 0 else "")}
        for k, name in enumerate(("lo", "hi")):
            text = shown_level(metric, ends[k]) if ends else ""
            places[name] = Live(shown_level_formula(metric, f"({formulas[k]})"), text)
        return first_true([(self._empty, NOTHING)], sentence(text_of("charts.T29"), **places))

    def _gaps(self) -> Live:
        """T30: months asked of the team that have no value: how many, the first, and why."""
        place, metric = self.c.place, self.metric
        missing = [
            i for i in range(self._latest) if self.one.asked[i] and self.one.values[i] is None
        ]
        state, month, value, asked = (
            place.range(metric.id, name).reference for name in ("state", "month", "value", "asked")
        )
        empty = f"(1-ISNUMBER({value}))*{asked}*({month}<={self._figure('latest')})"
        count = Live(f"SUMPRODUCT({empty})", len(missing))
        first = Live(
            f"(1000-SUMPRODUCT(MAX({empty}*(1000-{month}))))", missing[0] + 1 if missing else 1000
        )
        label = Live(
            f"INDEX({place.shared('label').reference},{first.formula})",
            self.one.periods[missing[0]].in_words() if missing else "",
        )
        index = Live(
            f"1+INDEX({state},{first.formula})",
            1 + int(self.one.states[missing[0]]) if missing else 1,
        )
        reasons = [say(f"metrics.gap_{GAPS.get(s, 'mend')}") for s in State]
        why = choose(index, [words(text) for text in reasons])
        return first_true(
            [
                (Live(f"{count.formula}=0", not missing), NOTHING),
                (
                    Live(f"{count.formula}=1", len(missing) == 1),
                    sentence(text_of("charts.T30_one"), month=label, why=why),
                ),
            ],
            sentence(text_of("charts.T30"), n=count, month=label, why=why),
        )

    def _rephase(self) -> Live:
        """A new level that a person may accept."""
        start = self.c.figure(self.metric.id, "rephase")
        return first_true(
            [
                (
                    Live(f"{start.formula}>=1", bool(start.value)),
                    sentence(
                        text_of("charts.T31"),
                        r=self.c.figure(self.metric.id, "shift_points"),
                        month=self.c.month_label(start),
                    ),
                )
            ],
            NOTHING,
        )
