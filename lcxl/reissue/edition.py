"""What a team's workbook was issued with, and what is different in the one it gets now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lcxl.cells import Book
from lcxl.layout.reporting import LAYOUT, ReportingLayout
from lcxl.periods import Period, frequencies
from lcxl.plan import Collaborative, Metric
from lcxl.plan.about import metric_cells
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.templates import word_of
from lcxl.words import joined, say

__all__ = ["Edition", "as_text", "differences", "edition_of", "from_text", "planned"]

_TEXTS = ("versions", "names", "groups", "frequencies")
NAMED = 6
"""Due dates that are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a workbook was issued with; of layout 1 only the layout and the versions are known.

    ``versions`` by metric, in the workbook's order; ``names``, ``groups`` (as they are listed) and
    ``frequencies`` by metric; ``due`` by report.
    """

    layout: int
    versions: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    frequencies: Mapping[str, str] = field(default_factory=dict)
    due: Mapping[Period, date] = field(default_factory=dict)


def edition_of(book: Book) -> Edition | None:
    """What a reporting workbook says of itself; None for anything else."""
    told = {key: str(value) for key, value in book.machine.items()}
    layout = told.get("layout_version", "")
    if told.get("workbook") != "reporting" or not layout.isdecimal():
        return None

    def of(kind: str) -> dict[str, str]:
        return {k.partition(".")[2]: v for k, v in told.items() if k.startswith(f"{kind}.")}

    return Edition(
        int(layout),
        of("definition"),
        of("name"),
        of("strata"),
        of("frequency"),
        dict(_due_dates(book)),
    )


def _due_dates(book: Book) -> Iterator[tuple[Period, date]]:
    """Each report and its due date, which stands below its head on Data."""
    known = frequencies()
    for key, place in book.anchors.items():
        block, _, frequency = key.partition(".")
        if block != "data" or frequency not in known or place.first_row != place.last_row:
            continue
        cells = book.cells(place.sheet)
        for col in range(place.first_col, place.last_col + 1):
            head, due = (cells.get((place.first_row + n, col)) for n in (0, 1))
            start, day = (book.as_date(c) if c else None for c in (head, due))
            if start is not None and day is not None:
                yield Period(start, "month" if known[frequency].of_months else frequency), day


def planned(plan: Collaborative) -> Edition:
    """What workbooks are issued with now."""
    axes = ReportingLayout(plan).axes
    return Edition(
        LAYOUT,
        {metric.id: metric.version for metric in plan.metrics},
        {metric.id: metric.short_name for metric in plan.metrics},
        {metric.id: "; ".join(metric.strata) for metric in plan.metrics if metric.strata},
        {metric.id: axis.frequency for axis in axes for metric in axis.metrics},
        {report: plan.calendar.due(report) for axis in axes for report in axis.reports},
    )


def as_text(edition: Edition) -> str:
    """An edition as lines of a kind, a name and what is told, between tabs."""
    due = {f"{r.frequency} {r.start}": day.isoformat() for r, day in edition.due.items()}
    lines = [f"layout\t\t{edition.layout}"]
    for kind in _TEXTS:
        lines += (f"{kind}\t{name}\t{told}" for name, told in getattr(edition, kind).items())
    lines += (f"due\t{name}\t{told}" for name, told in due.items())
    return "\n".join(lines) + "\n"


def from_text(text: str) -> Edition:
    """The edition that `as_text` told.

    Raises:
        ValueError: it is none.
    """
    found: dict[str, dict[str, str]] = {kind: {} for kind in ("layout", "due", *_TEXTS)}
    for line in text.splitlines():
        kind, name, told = line.split("\t")
        found.get(kind, {})[name] = told
    due = {
        Period(date.fromisoformat(start), frequency): date.fromisoformat(day)
        for name, day in found["due"].items()
        for frequency, start in [name.split(" ")]
    }
    versions, names, groups, often = (found[kind] for kind in _TEXTS)
    return Edition(int(found["layout"].get("", "")), versions, names, groups, often, due)


def differences(old: Edition, plan: Collaborative) -> Iterator[str]:
    """What a team has to know of its new workbook, in sentences of the current language."""
    new = planned(plan)
    if old.layout < new.layout:
        yield say("letter.new_layout")
    for metric in plan.metrics:
        if metric.id not in old.versions:
            yield say("letter.metric_new", metric=metric.short_name, month=_first(plan, metric))
        else:
            yield from _of_metric(old, new, plan, metric)
    gone = [old.names.get(one, one) for one in old.versions if one not in new.versions]
    if gone:
        yield say("letter.metric_gone", n=len(gone), metrics=joined(gone))
    yield from _moved(old.due, new.due)


def _first(plan: Collaborative, metric: Metric) -> str:
    """The month from which a metric's definition applies, or that of the first report."""
    return month_in_words(metric.effective_from or plan.calendar.reported[0])


def _of_metric(old: Edition, new: Edition, plan: Collaborative, metric: Metric) -> Iterator[str]:
    words = {"metric": metric.short_name, "month": _first(plan, metric)}
    before = old.versions[metric.id]
    if before != metric.version:
        note = str(metric_cells(metric).get("change_note") or "")
        said = say("letter.version", **words, old=before, new=metric.version)
        yield f"{said} {note}".rstrip()
    if metric.id not in old.names:
        return  # layout 1, of which no more is known
    groups, often = new.groups.get(metric.id, ""), new.frequencies.get(metric.id)
    if old.groups.get(metric.id, "") != groups:
        yield say("letter.groups" if groups else "letter.no_groups", **words, groups=groups)
    if often is not None and old.frequencies.get(metric.id) not in (None, often):
        yield say("letter.often", **words, often=word_of("schedule", metric.schedule))


def _moved(old: Mapping[Period, date], new: Mapping[Period, date]) -> Iterator[str]:
    """Reports that are due on another day, and the last one where it is another."""
    moved = [(report, day) for report, day in new.items() if old.get(report, day) != day]
    for report, day in moved[:NAMED]:
        words = {"old": day_in_words(old[report]), "new": day_in_words(day)}
        yield say("letter.due", month=report.in_words(), **words)
    if len(moved) > NAMED:
        yield say("letter.due_more", n=len(moved) - NAMED)
    for frequency in sorted({report.frequency for report in new}):
        ends = [[r for r in one if r.frequency == frequency] for one in (old, new)]
        if ends[0] and max(ends[0]) != max(ends[1]):
            told = [max(reports).in_words() for reports in ends]
            yield say("letter.goes_to", old=told[0], new=told[1])
