"""V26: the workbook was changed; here, numbers typed as text or with the format of a date.

What was moved, renamed or deleted is found while reading (`lcxl.intake.rules`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lcxl.findings import Finding
from lcxl.intake import DataPoint, Entry
from lcxl.intake.rules import STRUCTURE
from lcxl.rules.base.rule import Case, Rule

INFO = STRUCTURE


def _check(case: Case) -> Iterator[Finding]:
    found: defaultdict[tuple[str, bool], list[tuple[DataPoint, Entry]]] = defaultdict(list)
    for metric, point in case.points():
        pairs = [(point.numerator, point.denominator), *point.strata.values()]
        for entry in (e for pair in pairs for e in pair if e is not None):
            if entry.repaired is not None:
                found[metric.id, entry.is_date].append((point, entry))
    for (metric_id, is_date), repaired in found.items():
        repaired.sort(key=lambda item: (item[0].period, item[1].cell))
        point, first = repaired[0]
        yield Finding(
            INFO.code,
            "note" if is_date else INFO.severity,
            "date" if is_date else "text",
            {
                "metric": case.plan.metric(metric_id).short_name,
                "n": len(repaired),
                "shown": _shown(first),
                "cell": first.cell,
                "number": first.value,
            },
            sheet=first.sheet,
            cell=first.cell,
            metric_id=metric_id,
            period=point.period,
        )


def _shown(entry: Entry) -> str:
    return " ".join((entry.repaired or "").split())[:40]


RULE = Rule(INFO, _check)
