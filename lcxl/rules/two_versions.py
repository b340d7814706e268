"""V27: two files for the same team and month, with different numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from lcxl.findings import Finding, RuleInfo
from lcxl.intake import Submission
from lcxl.intake.newest import Contest, pair_of
from lcxl.intake.sources.base.sync import sync_program
from lcxl.rules.base.rule import Case, Rule, typed_pair
from lcxl.words import Text

INFO = RuleInfo("V27", "note")

NAMED = 4
"""Files or numbers that are named before the rest is counted."""


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.periods:
        return
    for contest in case.sent.contests.values() if case.sent else ():
        if contest.taken.file == this.file:
            yield _undecided(case, contest)
    alike = [s for s in case.history.sent if s.periods[-1:] == this.periods[-1:]]
    month = this.periods[-1]
    if case.sent and len(case.sent.last_of(month)) > 1:
        return  # no later one was used
    for other in reversed(alike):
        mine, theirs = (
            {key: p.contents for key, p in s.points.items() if key[1] == month}
            for s in (this, other)
        )
        if mine != theirs:
            yield Finding(
                INFO.code,
                INFO.severity,
                "differs",
                {"month": month, "other": _by(other), "this": _by(this)},
                period=month,
            )
            return


def _undecided(case: Case, contest: Contest) -> Finding:
    """A question about a number of which no date tells which file has the last word."""
    metric_id, month, part = contest.value
    metric = case.plan.metric(metric_id)
    what: object = metric.short_name
    if part is not None:
        what = Text("rules.group_of", metric=what, group=metric.strata[part])
    names = _names([s.file for side in contest.sides for s in side])
    told = [
        Text(
            "rules.V27_undated_number",
            number=typed_pair(pair_of(side[0], contest.value)),
            files=_and([names[s.file] for s in side]),
        )
        for side in contest.sides
    ]
    last = case.sent.last_of(month) if case.sent else ()
    is_dated = all(s.dated for s in last)
    place = next(filter(None, pair_of(contest.taken, contest.value)), None)
    grid = contest.taken.grid
    day = contest.found_on
    return Finding(
        INFO.code,
        "question",
        "undated",
        {
            "what": what,
            "month": month,
            "taken": told[0],
            "others": _and(told[1:]),
            "order": Text(f"rules.V27_{'same_second' if is_dated else 'no_date'}"),
            "number": typed_pair(pair_of(contest.taken, contest.value)),
            "why": Text(f"rules.V27_undated_{contest.why}", **({"day": day} if day else {})),
        },
        sheet=place.sheet if place else grid.sheet,
        cell=place.cell if place else grid.cell(metric_id, month),
        metric_id=metric_id,
        period=month,
    )


def _names(files: Sequence[str]) -> dict[str, str]:
    """What files are called, with as much of their folders as tells them apart."""
    paths = {file: PurePath(file).parts for file in files}
    for depth in range(1, max(map(len, paths.values())) + 1):
        found = {file: "/".join(parts[-depth:]) for file, parts in paths.items()}
        if len(set(found.values())) == len(found):
            return found
    return {file: file for file in files}


def _and(words: Sequence[object]) -> object:
    """Words as a sentence lists them, the first few of many."""
    if len(words) > NAMED:
        return Text("rules.V27_and_more", words=words[:NAMED], n=len(words) - NAMED)
    return list(words)


def _by(submission: Submission) -> Text:
    name, file = submission.reporter.get("reporter", ""), PurePath(submission.file).name
    program = sync_program(file)
    if program:
        return Text("rules.from_sync_copy", file=file, program=program)
    if name:
        return Text("rules.from_person_file", name=name, file=file)
    return Text("rules.from_file", file=file)


RULE = Rule(INFO, _check)
