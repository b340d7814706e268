"""V22: a team's own progress score that its log and charts do not bear out."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics.display import Amount
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Rule
from lcxl.rules.story import SCORE

INFO = RuleInfo("V22", "note")
LARGE_STEP, NEEDS_CHANGE, NEEDS_SHIFT = 1.0, 3.0, 4.0


def _check(case: Case) -> Iterator[Finding]:
    scores = {
        month: (score, row)
        for month, row in sorted(case.stories.items())
        if (score := _score(row.values.get(SCORE))) is not None
    }
    own = [Period(row.month) for row in case.submission.story if row.month is not None]
    own = [month for month in own if month in scores]
    if not own:
        return
    month = max(own)
    score, row = scores[month]
    earlier = [other for m, (other, _) in scores.items() if m < month]
    before = earlier[-1] if earlier else None
    places: dict[str, object] = {
        "team": case.team_name,
        "score": Amount(score, 1),
        "month": month,
    }
    if before is not None:
        places["before"] = Amount(before, 1)
    for text in _remarks(case, score, before):
        yield Finding(
            INFO.code,
            INFO.severity,
            text,
            places,
            sheet=row.sheet,
            cell=row.cell(SCORE),
            period=month,
        )


def _score(value: object) -> float | None:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def _remarks(case: Case, score: float, last: float | None) -> Iterator[str]:
    if last is not None and score - last > LARGE_STEP:
        yield "step"
    if score >= NEEDS_CHANGE and not case.submission.changes:
        yield "no_change"
    elif score >= NEEDS_SHIFT and not _has_shift(case):
        yield "no_shift"


def _has_shift(case: Case) -> bool:
    """A chart shows a change since the start: what was there before it is none."""
    from lcxl.metrics import facts_of  # slow to import, and few scores are that high
    from lcxl.runchart.states import State
    from lcxl.runchart.verdicts import verdict

    for metric in case.plan.by_period.metrics:
        known = {one.period: one for one in case.series.get(metric.id, ())}
        found = [known.get(period) for period in case.plan.timeline(metric)]
        said = verdict(
            facts_of(
                case.plan,
                case.team,
                metric,
                [one.value if one else None for one in found],
                [one.numbers[0] if one else None for one in found],
                [one.numbers[1] if one else None for one in found],
            )
        )
        more_than_chance = said.main is not None and said.main.id == "T09"
        if more_than_chance or said.signal.state in (State.LASTING, State.ENDED):
            return True
    return False


RULE = Rule(INFO, _check)
