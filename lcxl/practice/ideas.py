"""What became of the change ideas: which teams tested, adopted or abandoned each.

Counts of tests and decisions, never of effects: that an idea was tested before a chart rose does
not make it the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lcxl.combine import Master
from lcxl.findings import Finding, RuleInfo, in_order
from lcxl.periods import months_between
from lcxl.plan import Collaborative, rules
from lcxl.plan.planning import ChangeIdea
from lcxl.plan.raw import PLANNING
from lcxl.words import say

__all__ = ["IdeaRecord", "record_of_ideas", "tested_by", "with_ideas"]

ENOUGH_ABANDONED = 2
"""Teams that gave an idea up, from which on it is asked whether to offer it any longer."""


@dataclass(frozen=True, slots=True)
class IdeaRecord:
    """One idea: ids of the teams by what they decided last; ``tests`` of all teams together."""

    idea: ChangeIdea
    is_known: bool = True
    """It stands on the sheet Drivers; else only a team named it."""
    tests: int = 0
    tested: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()


def record_of_ideas(master: Master) -> tuple[IdeaRecord, ...]:
    """The ideas of the plan in the order of its diagram, then those that only teams name."""
    plan = master.plan
    last: dict[str, dict[str, str]] = {}
    tests: dict[str, int] = {}
    named: dict[str, str] = {}
    for told in master.combined.changes:
        given = str(told.row.values.get("change_id") or "").strip()
        key = given.casefold()
        if not key:
            continue
        named.setdefault(key, given)
        tests[key] = tests.get(key, 0) + 1
        decided = str(told.row.values.get("decision") or "")
        of_team = last.setdefault(key, {})
        of_team[told.team.id] = decided or of_team.get(told.team.id, "")
    known = {idea.id.casefold(): idea for idea in ordered(plan) if idea.id}
    others = {k: ChangeIdea(id=named[k]) for k in sorted(named) if k not in known}

    def teams(key: str, decision: str | None = None) -> tuple[str, ...]:
        decided = last.get(key, {})
        return tuple(t.id for t in plan.teams
                     if t.id in decided and decision in (None, decided[t.id]))  # fmt: skip

    return tuple(
        IdeaRecord(
            idea,
            key in known,
            tests.get(key, 0),
            teams(key),
            teams(key, "adopt"),
            teams(key, "abandon"),
        )
        for key, idea in (known | others).items()
    )


def ordered(plan: Collaborative) -> Sequence[ChangeIdea]:
    """The ideas as the diagram has them, from the top down."""
    planning = plan.planning
    if not planning.ideas:
        return ()
    from lcxl.practice.tree import Tree  # slow to import

    tree = Tree(
        [one.values() for one in planning.primary],
        [one.values() for one in planning.secondary],
        [one.values() for one in planning.ideas],
    )
    return [planning.ideas[leaf.idea - 1] for leaf in tree.leaves if leaf.idea]


def tested_by(records: Sequence[IdeaRecord]) -> Mapping[str, str]:
    """Id of an idea, in small letters -> how many teams tested and adopted it, in words."""
    found = {}
    for one in records:
        n = len(one.tested)
        if n:
            adopted, abandoned = len(one.adopted), len(one.abandoned)
            parts = [say("practice.tested", n=n)]
            parts += [say("practice.adopted", n=adopted)] if adopted else []
            parts += [say("practice.abandoned", n=abandoned)] if abandoned else []
            found[one.idea.id.casefold()] = "; ".join(parts)
    return found


def with_ideas(master: Master) -> Master:
    """The same, with what there is to ask about the ideas."""
    findings = tuple(in_order([*master.findings, *_asked(master)]))
    if len(findings) == len(master.findings):
        return master
    return replace(master, combined=replace(master.combined, findings=findings))


def _asked(master: Master) -> Iterator[Finding]:
    """T12 and T13: silent until a team has named an idea."""
    records = record_of_ideas(master)
    if not any(one.tests for one in records):
        return
    known = [one for one in records if one.is_known and not _is_retired(master, one)]
    if _is_past_middle(master):
        untested = [one for one in known if not one.tests]
        drivers = {one.idea.parent.casefold() for one in records if one.tests}
        for driver in master.plan.planning.secondary:
            ideas = [one for one in known if one.idea.parent.casefold() == driver.id.casefold()]
            if ideas and driver.id.casefold() not in drivers:
                yield _finding(rules.IDEA_NOT_TESTED, "driver", {"driver": driver.text})
                untested = [one for one in untested if one not in ideas]
        for one in untested:
            yield _finding(
                rules.IDEA_NOT_TESTED, "idea", {"id": one.idea.id, "idea": one.idea.text}
            )
    for one in known:
        if len(one.abandoned) >= ENOUGH_ABANDONED and not one.adopted:
            told = {"id": one.idea.id, "idea": one.idea.text, "n": len(one.abandoned)}
            yield _finding(rules.IDEA_ABANDONED, "retire", told)


def _is_retired(master: Master, one: IdeaRecord) -> bool:
    return master.plan.planning.package_of(one.idea.id).status == "retired"


def _is_past_middle(master: Master) -> bool:
    """Half of the collaborative's months have numbers, or are over."""
    calendar = master.plan.calendar
    reported = [row.report.start for row in master.rows if row.report.start >= calendar.start]
    passed = months_between(calendar.start, max(reported)) + 1 if reported else 0
    return 2 * passed >= calendar.months


def _finding(rule: RuleInfo, text: str, places: Mapping[str, object]) -> Finding:
    return Finding(rule.code, rule.severity, text, places, file=f"{PLANNING}.xlsx")
