"""Rare events on the sheet Team page: the newest ones, and what each chart says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import wrap

from lcxl.combine.combine import Combined
from lcxl.combine.events import chart_of
from lcxl.intake.events import EventLog
from lcxl.metrics.events import event_sentences
from lcxl.plan import Collaborative, Team
from lcxl.words import date_in_words, say
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["event_slots", "write_events"]

NEWEST = 6
"""Events that are listed."""
SAYS, LINE = 4, 82
"""Lines of what a chart says, and characters of one."""
COLUMNS = ("metric", "day", "gap")
Pick = Callable[[str], Live]


def event_slots(
    plan: Collaborative, team: Team, combined: Combined, texts: Mapping[str, str]
) -> dict[str, str]:
    """The texts of one team's page, by their slot; none where the plan has no rare event."""
    slots: dict[str, str] = {}
    events = []
    for i, metric in enumerate(plan.event_metrics):
        log = combined.logs.get((team.id, metric.id))
        chart = chart_of(plan, metric, log or EventLog())
        said = [texts["events_none"]] if log is None else event_sentences(chart)
        lines = wrap(" ".join(said), LINE)
        slots |= {
            f"event_says{i}_{k}": " ".join(lines[k:] if k == SAYS - 1 else lines[k : k + 1])
            for k in range(SAYS)
        }
        unit = "counts.cases" if metric.event_chart == "g" else "counts.days"
        for day, gap in zip(chart.days, chart.gaps, strict=True):
            shown = "" if gap is None else say(unit, n=int(gap))
            events.append((day, metric.short_name, shown))
    if not plan.event_metrics:
        return {}
    newest = sorted(events, key=lambda event: event[0], reverse=True)[:NEWEST]
    told = [(name, date_in_words(day, short=True), gap) for day, name, gap in newest]
    for k in range(NEWEST):
        texts_of = told[k] if k < len(told) else ("", "", "")
        slots |= {f"event{k}_{name}": text for name, text in zip(COLUMNS, texts_of, strict=True)}
    return slots


def write_events(
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    texts: Mapping[str, str],
    pick: Pick,
) -> int:
    """What each chart says, then the newest events, from a row on; gives the last row."""
    for i, metric in enumerate(plan.event_metrics):
        sheet.put(row, 0, metric.short_name, "label")
        for k in range(SAYS):
            sheet.put(row + k, 1, pick(f"event_says{i}_{k}"), "line")
        row += SAYS
    row += 1
    for col, name in enumerate(COLUMNS):
        sheet.put(row, col, texts[f"event_{name}"], "head")
    sheet.raw.set_row(row, 34)
    for k in range(NEWEST):
        for col, name in enumerate(COLUMNS):
            role = "row_label" if col == 0 else "cell"
            sheet.put(row + 1 + k, col, pick(f"event{k}_{name}"), role)
    return row + NEWEST
