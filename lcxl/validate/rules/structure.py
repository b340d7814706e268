"""V26: the workbook's structure was changed; here, numbers that were typed as text.

What was moved, renamed or deleted is found while reading (`lcxl.submissions.rules`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lcxl.findings import Finding
from lcxl.plan.dates import month_id
from lcxl.submissions import DataPoint, Entry
from lcxl.submissions.rules import STRUCTURE
from lcxl.validate.rule import Case, Rule, number_text

INFO = STRUCTURE


def _check(case: Case) -> Iterator[Finding]:
    by_metric: defaultdict[str, list[tuple[DataPoint, Entry]]] = defaultdict(list)
    for metric, point in case.points():
        pairs = [(point.numerator, point.denominator), *point.strata.values()]
        by_metric[metric.id] += [
            (point, e) for pair in pairs for e in pair if e is not None and e.repaired is not None
        ]
    for metric_id, found in by_metric.items():
        if not found:
            continue
        found.sort(key=lambda item: (item[0].month, item[1].cell))
        point, first = found[0]
        name = case.plan.metric(metric_id).short_name
        count = "A number was" if len(found) == 1 else f"{len(found)} numbers were"
        yield Finding(
            INFO.code,
            INFO.severity,
            f"{name}: {count} typed as text, first “{_shown(first)}” in {first.cell}. "
            f"It was read as {number_text(first.value)}.",
            "Type numbers without spaces, units or thousands signs, and paste values only "
            "(Paste Special, Values).",
            sheet=first.sheet,
            cell=first.cell,
            metric_id=metric_id,
            month=month_id(point.month),
        )


def _shown(entry: Entry) -> str:
    return " ".join((entry.repaired or "").split())[:40]


RULE = Rule(INFO, _check)
