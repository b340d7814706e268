"""What the chart of a rare event says, in words."""

from __future__ import annotations

from lcxl.runchart.event_chart import EventChart
from lcxl.runchart.rare import MIN_GAPS, NONE_IN
from lcxl.words import date_in_words, messages, number, say

__all__ = ["event_sentences", "event_word", "places", "units"]


UNITS = {"t": "day", "g": "case"}
"""In what the gaps of a chart are counted."""


def event_sentences(chart: EventChart) -> list[str]:
    """Newest event, verdict and notes; the cells of a reporting workbook say the same."""
    return [*_newest(chart), *(say(f"charts.{i}", **places(chart)) for i in _ids(chart))]


def event_word(chart: EventChart) -> str:
    """The verdict in few words."""
    return str(messages("charts")[chart.verdict]["short"])


def _ids(chart: EventChart) -> list[str]:
    return [chart.verdict, *chart.notes]


def _newest(chart: EventChart) -> list[str]:
    if not chart.days:
        return []
    told = "E11" if chart.so_far is None else "E10"
    ending = "_cases" if chart.kind == "g" else ""
    end = date_in_words(chart.end) if chart.end else ""
    day = date_in_words(chart.days[-1])
    return [say(f"charts.{told}{ending}", **places(chart), day=day, end=end)]


def places(chart: EventChart) -> dict[str, str]:
    """What fills the places of a chart's sentence, as it is shown."""
    n, newest = chart.none_in, chart.newest
    gap = None if newest is None else chart.gaps[newest]
    rate = NONE_IN / n if n else 0
    if chart.kind == "g":  # no more than all cases can be events
        rate = min(1.0, rate)
    key = f"events.once_a_{UNITS[chart.kind]}"
    return {
        "N": number(n),
        "units": units(chart, n),
        "rate": say(key, rate=number(rate, 4)) if n else "",
        "n": number(chart.n_gaps),
        "least": number(MIN_GAPS),
        "d": "" if chart.so_far is None else number(chart.so_far),
        "U": "" if chart.upper is None else _tenths(chart.upper),
        "low": "" if chart.lower is None else _tenths(chart.lower),
        "v": "" if gap is None else number(gap),
        "gap_units": units(chart, gap),
        "so_far_units": units(chart, chart.so_far),
        "r": number(chart.run[0]),
    }


def units(chart: EventChart, n: float | None) -> str:
    """What stands behind so many: day or days, of a g chart case or cases."""
    return say(f"events.{'unit' if n == 1 else 'units'}_{UNITS[chart.kind]}")


def _tenths(value: float) -> str:
    """As FIXED(value, 1): halves away from zero."""
    return number(int(value * 10 + 0.5 + 1e-9) / 10, 1)
