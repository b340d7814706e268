"""What the chart of a rare event says, in words."""

from __future__ import annotations

from datetime import date

from lcxl.plan.dates import month_in_words
from lcxl.runchart.event_chart import EventChart, places
from lcxl.words import messages, say

__all__ = ["event_sentences", "event_word"]


def event_sentences(chart: EventChart) -> list[str]:
    """Newest event, verdict and notes; the cells of a reporting workbook say the same."""
    return [*_newest(chart), *(say(f"charts.{i}", **places(chart)) for i in _ids(chart))]


def event_word(chart: EventChart) -> str:
    """The verdict in few words."""
    word: str = messages("charts")[chart.verdict]["short"]
    return word


def _ids(chart: EventChart) -> list[str]:
    return [chart.verdict, *chart.notes]


def _newest(chart: EventChart) -> list[str]:
    if not chart.days:
        return []
    told = "E11" if chart.so_far is None else "E10"
    ending = "_cases" if chart.kind == "g" else ""
    end = _words(chart.end) if chart.end else ""
    day = _words(chart.days[-1])
    return [say(f"charts.{told}{ending}", **places(chart), day=day, end=end)]


def _words(day: date) -> str:
    """As `lcxl.xl.live.day_and_month` has it in cells."""
    return f"{day.day} {month_in_words(day)}"
