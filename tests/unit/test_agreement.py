"""What a workbook's own Checks ask before sending is what validation asks afterwards."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from lcxl.intake import DataPoint, Entry
from lcxl.intake.read import read_bytes
from lcxl.metrics import Concern, concern_of, judge, kind_of
from lcxl.metrics.concern import Around, Typed, is_implausible
from lcxl.metrics.entry import Entry as Content
from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric
from lcxl.rules.base.judging import validate
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

CODES = {
    Concern.NOT_A_NUMBER: "V05",
    Concern.NEGATIVE: "V05",
    Concern.OUT_OF_BOUNDS: "V05",
    Concern.FRACTION: "V05",
    Concern.HALF: "V06",
    Concern.TOO_MANY: "V04",
    Concern.NONE_OF_NONE: "V07",
    Concern.NO_REASON: "V20",
    Concern.LEFT_OUT: "V20",
    Concern.SAMPLE_SIZE: "V08",
    Concern.IMPLAUSIBLE: "V12",
    Concern.STRATA_ABOVE: "V19",  # or V04, within a group
    Concern.STRATA_SUM: "V19",
    Concern.GROUP_UNUSABLE: "V06",  # or V04 or V05
}
ENTRIES: tuple[Entry, ...] = (
    None,
    None,
    0.0,
    3.0,
    8.0,
    12.0,
    20.0,
    26.0,
    40.0,
    -2.0,
    2.5,
    9e307,
    5e-324,
    "NA",
    "x",
)
Key = tuple[str, str, int | None]
MONTH = date(2026, 1, 1)
PLAN = SMALL.replace(
    'id = "BP"',
    'id = "BP"\nsampling = "random"\ntarget_n = 20\nmin_n = 10\nplausible_low = 0.3\n'
    'strata_name = "Language"\nstrata = ["English", "Other"]',
)


def odd(metric: Metric, value: float) -> Concern:
    """What can look odd without months before."""
    return Concern.IMPLAUSIBLE if is_implausible(metric, value) else Concern.NONE


def number(metric: Metric, data: Mapping[Key, Content], begun: bool) -> Concern:
    """What the sheet Checks says of the month."""

    def entry(role: str, stratum: int | None = None) -> Content:
        return data.get((metric.id, role, stratum))

    kind = kind_of(metric)
    pair = entry("numerator"), entry("denominator")
    state = judge(kind, *pair)
    value = None
    if state == 1 and isinstance(pair[0], float):
        size = pair[1] if isinstance(pair[1], float) else None
        value = kind.value(pair[0], size, metric.per)
    parts = [(entry("numerator", s), entry("denominator", s)) for s in range(len(metric.strata))]
    typed = Typed(state, *pair, str(entry("reason") or ""), parts)
    around = Around(
        Concern.NONE if value is None else odd(metric, value),
        has_unusable_group=any(3 <= judge(kind, *part) <= 8 for part in parts),
        begun=begun,
    )
    return concern_of(metric, typed, around)


def point(metric: Metric, data: Mapping[Key, Content]) -> DataPoint:
    """The same as it is read from a workbook."""

    def entry(role: str, stratum: int | None = None) -> Entry | None:
        content = data.get((metric.id, role, stratum))
        if content is None:
            return None
        number = content if isinstance(content, float) else None
        return Entry(number, None if number is not None else str(content), "Data", "D11")

    return DataPoint(
        metric.id,
        Period(MONTH),
        entry("numerator"),
        entry("denominator"),
        str(data.get((metric.id, "reason", None)) or ""),
        {s: (entry("numerator", s), entry("denominator", s)) for s in range(len(metric.strata))},
    )


def test_checks_and_validation_agree(tmp_path: Path) -> None:
    """Typed at random: each concern of the sheet is a finding of its rule, and no reason
    leaves one of these questions open."""
    plan: Collaborative = plan_from(PLAN, tmp_path)
    rng = random.Random(7)
    seen = set()
    blank = read_bytes(workbook(plan, "month  BP\n2026-01  ."), "oak.xlsx", plan)
    for _ in range(2500):
        data: dict[Key, Content] = {}
        for metric in plan.metrics:
            if metric.id == "FALLS":  # not reported in January
                continue
            has_groups = rng.random() < 0.5
            groups = rng.choice([(None, 0.0, 3.0, 8.0, 26.0), (3.0,)])
            for role in kind_of(metric).roles:
                data[metric.id, role, None] = rng.choice(ENTRIES)
                for stratum in range(len(metric.strata) * has_groups):
                    data[metric.id, role, stratum] = rng.choice(groups)
            data[metric.id, "reason", None] = rng.choice((None, None, None, "moved"))
        points = {
            (m.id, Period(MONTH)): point(m, data)
            for m in plan.metrics
            if (m.id, "reason", None) in data
        }
        found = validate(replace(blank, points=points), plan)
        begun = {metric_id for (metric_id, _), p in points.items() if p.contents != (None, None)}
        for metric in plan.metrics:
            if metric.id == "FALLS":
                continue
            concern = number(metric, data, bool(begun - {metric.id}))
            asked = {f.code for f in found if f.metric_id == metric.id and f.severity != "note"}
            if concern != Concern.NONE:
                seen.add(concern)
                codes = {CODES[concern]}
                if concern in (Concern.STRATA_ABOVE, Concern.GROUP_UNUSABLE):
                    codes |= {"V04", "V05"}
                assert codes & asked, (data, metric.id, concern, found)
            elif not metric.strata:
                assert not asked & {"V07", "V08", "V20"}, (data, metric.id, found)
    assert seen == set(CODES)
