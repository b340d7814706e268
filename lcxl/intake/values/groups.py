"""Groups (strata) of a workbook that was built with others than the plan has now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.cells import a1
from lcxl.findings import Finding
from lcxl.intake import rules
from lcxl.intake.submission import DataPoint, Entry
from lcxl.metrics import added, kind_of
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.words import Text

__all__ = ["add_groups", "by_group"]


def by_group(
    sent: Metric, known: Metric, points: Mapping[tuple[str, Period], DataPoint], sheet: str | None
) -> tuple[dict[tuple[str, Period], DataPoint], list[Finding]]:
    """The points with their groups told by name, and what is to be said about it.

    ``sent`` is the metric with the groups of the workbook, ``known`` the one of the plan.
    Numbers of a group that the plan has not are left out, and named.
    """
    lost: dict[str, Entry] = {}
    told = {}
    for key, point in points.items():
        strata = {}
        for number, pair in point.strata.items():
            name = sent.strata[number]
            if name in known.strata:
                strata[known.strata.index(name)] = pair
            elif entry := pair[0] or pair[1]:
                lost.setdefault(name, entry)
        told[key] = point._replace(strata=strata)
    found = [
        rules.structure(
            "group_unknown",
            {"metric": sent.short_name, "group": name},
            "error",
            sheet=entry.sheet,
            cell=entry.cell,
            metric_id=sent.id,
        )
        for name, entry in lost.items()
    ]
    if not lost:
        groups = list(sent.strata) or Text("rules.no_groups")
        found.append(
            rules.structure(
                "other_groups",
                {"metric": sent.short_name, "groups": groups},
                "question",
                sheet=sheet,
                metric_id=sent.id,
            )
        )
    return told, found


def add_groups(
    metric: Metric,
    cells: dict[tuple[str, int | None], Entry | str],
    sheet: str,
    at: Sequence[tuple[int, int]],
) -> None:
    """Give a report the total of its groups, whatever a program made of the formula.

    A total that was typed stays.  ``at``: row and column of the two totals.
    """
    kind = kind_of(metric)
    if any((role, None) in cells for role in kind.roles):
        return
    pairs = [
        (_content(cells.get(("numerator", k))), _content(cells.get(("denominator", k))))
        for k in range(len(metric.strata))
    ]
    totals = added(kind, pairs)
    for role, total, place in zip(("numerator", "denominator"), totals, at, strict=False):
        if isinstance(total, float):
            cells[role, None] = Entry(total, None, sheet, a1(*place))
        elif total is not None:
            cells[role, None] = Entry(None, str(total), sheet, a1(*place))


def _content(entry: Entry | str | None) -> float | str | None:
    """What stands in an input cell, to be added up."""
    return entry.content if isinstance(entry, Entry) else None
