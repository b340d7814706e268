"""V22: a team's own progress score that its log and charts do not bear out."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.plan.dates import month_id, month_in_words
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
    own = [row.month for row in case.submission.story if row.month in scores]
    if not own:
        return
    month = max(m for m in own if m is not None)
    score, row = scores[month]
    earlier = [other for m, (other, _) in scores.items() if m < month]
    team = case.team_name
    for message, fix in _remarks(case, score, earlier[-1] if earlier else None):
        yield Finding(
            INFO.code,
            INFO.severity,
            f"{team} scores itself {score:.1f} for {month_in_words(month)}, {message}",
            fix,
            sheet=row.sheet,
            cell=row.cell(SCORE),
            month=month_id(month),
        )


def _score(value: object) -> float | None:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def _remarks(case: Case, score: float, last: float | None) -> Iterator[tuple[str, str]]:
    if last is not None and score - last > LARGE_STEP:
        yield (
            f"up from {last:.1f} in one step.",
            "Ask what made the difference.",
        )
    if score >= NEEDS_CHANGE and not case.submission.changes:
        yield (
            "but no tested change is on Changes.",
            "Ask what was tested, and help to log it.",
        )
    elif score >= NEEDS_SHIFT and not _has_shift(case):
        yield (
            "but no chart shows a shift yet.",
            "Look at the charts together: what would show that it is half way?",
        )


def _has_shift(case: Case) -> bool:
    """A chart shows a change since the start: what was there before it is none."""
    from lcxl.metrics import facts_of  # slow to import, and few scores are that high
    from lcxl.runchart.states import State
    from lcxl.runchart.verdicts import verdict

    months = case.plan.calendar.reported
    for metric in case.plan.by_period.metrics:
        known = {one.month: one for one in case.series.get(metric.id, ())}
        found = [known.get(month) for month in months]
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
