"""planning.xlsx: what the host plans, with what the rest of the plan says beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lcxl import templates
from lcxl.books.folder import About, Given, Sources, first
from lcxl.books.host import HostValues
from lcxl.keep.newest import Newest, newest_merge
from lcxl.metrics.display import shown
from lcxl.plan import Collaborative
from lcxl.plan.fields import Model
from lcxl.plan.planning import EvaluationQuestion, Planning, PrimaryDriver, SecondaryDriver
from lcxl.plan.raw import PLANNING
from lcxl.plan.timetable import Timetable
from lcxl.practice.aim import aim_of
from lcxl.practice.tree import Tree
from lcxl.sheets.pages import Rows
from lcxl.sheets.planning.behind import PlanningData
from lcxl.sheets.planning.open_matters import is_live
from lcxl.words import date_in_words, joined, say

__all__ = ["build_planning", "given"]

N_PRIMARY, N_SECONDARY, N_IDEAS, N_PROMPTS = 8, 20, 40, 20
N_QUESTIONS = 20
SPARE_IDS = 10
USED = "ideas_used"
"""What the machine sheet calls the last number that an idea's id had."""
PRINTED = ("id", "idea", "driver", "metric_shown", "under", "teams")
"""Fields of ideas and of the change package that are there beforehand."""
"""Ids of ideas that are offered beyond those in use."""
NO_MERGE = Newest()
Told = PrimaryDriver | SecondaryDriver | EvaluationQuestion
_NUMBER = re.compile(r"(\d+)$")


def given(sources: Sources) -> Given:
    """What the plan puts into the workbook that is there."""
    rows = _rows(sources.plan, sources.timetable)
    used = int(str(sources.told.get(USED) or 0))
    return _given(sources.plan, rows, used, newest_merge(sources.folder))


def build_planning(plan: Collaborative | None, values: HostValues) -> bytes:
    """A first planning.xlsx; ``values`` are those of the host's other workbooks."""
    spec = templates.workbook(PLANNING)
    named = (str(values.answers.get(name) or "") for name in ("title", "id", "host"))
    return first(spec, About(*named), _begun(plan))


def _begun(plan: Collaborative | None) -> Given:
    """What is offered; ``plan`` has what is planned already."""
    timetable = Timetable(plan.calendar) if plan else None
    rows = _rows(plan, timetable) | _offered()
    if plan is not None:
        rows |= _planned(plan.planning, plan)
    found = _given(plan, rows, 0)
    return found._replace(rows=found.finished(found.rows))


def _given(
    plan: Collaborative | None, rows: Mapping[str, Rows], used: int, newest: Newest = NO_MERGE
) -> Given:
    """What is shown, and after what is typed: ids; ``used`` is the last number that was given."""
    people = [p.name for p in plan.people if not p.team] if plan else []
    words = {
        "@metrics": [metric.short_name for metric in plan.metrics] if plan else [],
        "@organisations": sorted({o.name for o in (*plan.teams, *plan.prospects)}) if plan else [],
        "@people": sorted({*people, *(m.name for m in plan.planning_group)}) if plan else [],
        "@primary": _ids("P", N_PRIMARY),
        "@drivers": [*_ids("S", N_SECONDARY), *_ids("P", N_PRIMARY)],
    }
    columns = {"@ideas": "ideas.id", "@logic": "logic.text"}
    return Given(
        rows,
        words=words,
        columns=columns,
        data=lambda _: (PlanningData(plan, newest.teams, newest.answers, newest.as_of),),
        finished=lambda rows: _with_ids(rows, _prefix(plan), used),
        told=lambda rows: {USED: str(max(used, _last_number(rows.get("ideas", ()), 0)))},
    )


def _ids(letter: str, n: int) -> list[str]:
    return [f"{letter}{i}" for i in range(1, n + 1)]


def _rows(plan: Collaborative | None, timetable: Timetable | None) -> dict[str, Rows]:
    """What is shown and what is told by its id, whatever people type beside it."""
    planned = templates.planned()
    known = {row["id"]: row for row in planned.prompts}
    return {
        "built": _open(plan),
        "primary": [{"id": id_} for id_ in _ids("P", N_PRIMARY)],
        "secondary": [{"id": id_} for id_ in _ids("S", N_SECONDARY)],
        "package": [{"id": idea} for idea in _in_order(plan)],
        "prompts": [{**row} for row in known.values()],
        "guide": [
            {
                "question": row["id"],
                "ask": templates.word_of("heard_kind", row["ask_id"]),
                "text": row["text"],
            }
            for row in planned.questions
        ],
        "logic_plan": list(_lines_of_plan(plan, timetable)),
        "evaluation": [{"id": id_} for id_ in _ids("E", N_QUESTIONS)],
        "sections": list(_sections(plan)),
    }


def _offered() -> dict[str, Rows]:
    """What stands in yellow cells of a first workbook."""
    rows: dict[str, Rows] = {**templates.offered_plan()}
    taken = len(rows["evaluation"])
    ids = [{"id": id_} for id_ in _ids("E", N_QUESTIONS)]
    return {**rows, "evaluation": [*rows["evaluation"], *ids[taken:]]}


def _planned(planning: Planning, plan: Collaborative) -> dict[str, Rows]:
    """What a plan has of its own, where it has any."""
    names = {metric.id: metric.short_name for metric in plan.metrics}

    def row(one: Model) -> dict[str, object]:
        values = one.unusual_values()
        if metric := values.get("metric"):
            values["metric"] = names.get(str(metric), metric)
        return values

    found: dict[str, Rows] = {
        "concept": [row(planning.concept)],
        "aim_statement": [row(planning.aim)],
        "aim_questions": [row(planning.aim)],
        "mid_course": [row(planning.mid_course)],
    }
    for block, several in (
        ("ground_rules", planning.ground_rules),
        ("heard", planning.heard),
        ("logic", planning.logic),
        ("decisions", planning.decisions),
    ):
        if several:
            found[block] = [row(one) for one in several]
    told: Sequence[tuple[str, list[str], Sequence[Told]]] = (
        ("primary", _ids("P", N_PRIMARY), planning.primary),
        ("secondary", _ids("S", N_SECONDARY), planning.secondary),
        ("evaluation", _ids("E", N_QUESTIONS), planning.evaluation),
    )
    for block, ids, rows in told:
        if rows:
            known = {one.id: row(one) for one in rows}
            found[block] = [known.get(id_, {"id": id_}) for id_ in ids]
    if planning.ideas:
        found["ideas"] = [row(one) for one in planning.ideas]
    by_id = {line.id: row(line) for line in planning.package}
    found["package"] = [by_id.get(id_, {"id": id_}) for id_ in _in_order(plan)]
    return found


def _in_order(plan: Collaborative | None) -> list[str]:
    """Ids of the ideas as the diagram has them, from the top down."""
    if plan is None:
        return []
    planning = plan.planning
    tree = Tree(
        *(
            [one.values() for one in several]
            for several in (planning.primary, planning.secondary, planning.ideas)
        )
    )
    ideas = (planning.ideas[leaf.idea - 1].id for leaf in tree.leaves if leaf.idea)
    return list(dict.fromkeys(id_ for id_ in ideas if id_))


def _with_ids(rows: Mapping[str, Rows], prefix: str, used: int) -> dict[str, Rows]:
    """Every idea has an id, and fresh ones are offered: none that ever stood beside an idea."""
    ideas = [dict(row) for row in rows.get("ideas", ()) if _is_begun(row)]
    last = _last_number(ideas, used)
    for row in ideas:
        if not row.get("id"):
            last += 1
            row["id"] = f"{prefix}C{last}"
    here = {str(row["id"]).strip().casefold() for row in ideas}
    free = max(SPARE_IDS, N_IDEAS - len(ideas))
    fresh = [{"id": f"{prefix}C{last + i}"} for i in range(1, free + 1)]
    package = [
        row
        for row in rows.get("package", ())
        if _is_begun(row) or str(row.get("id") or "").strip().casefold() in here
    ]
    return {**rows, "ideas": [*ideas, *fresh], "package": package}


def _is_begun(row: Mapping[str, object]) -> bool:
    """Something stands there beside the id."""
    return any(value not in (None, "") for name, value in row.items() if name not in PRINTED)


def _last_number(rows: Rows, used: int) -> int:
    """The highest number of an id that stands beside an idea, or ever did."""
    ids = (str(row.get("id") or "") for row in rows if _is_begun(row))
    return max([used, *(int(n[1]) for id_ in ids if (n := _NUMBER.search(id_)))])


def _prefix(plan: Collaborative | None) -> str:
    """HTN- for metrics HTN1, HTN2."""
    letters = {re.sub(r"\d+$", "", metric.id) for metric in plan.metrics} if plan else set()
    return f"{letters.pop()}-" if len(letters) == 1 else ""


def _open(plan: Collaborative | None) -> list[dict[str, str]]:
    """What is still open and not told by formulas: findings about what is planned."""
    findings = plan.findings if plan else ()
    asked = [f for f in findings if f.code in OPEN and not is_live(f)]
    return [{"where": f.where, "what": f"{f.message} {f.fix}".strip()} for f in asked]


OPEN = frozenset(f"V{n}" for n in range(60, 70))


def _lines_of_plan(
    plan: Collaborative | None, timetable: Timetable | None
) -> Iterator[dict[str, str]]:
    """Lines of the logic model that the plan has already."""
    if plan is None or timetable is None:
        return
    kinds = [item.kind for item in timetable.items]
    for kind in ("session", "call"):
        if n := kinds.count(kind):
            yield _line("activities", say(f"practice.logic_{kind}s", n=n), "timetable.xlsx")
    for family, column in (("process", "medium"), ("outcome", "long")):
        for metric in plan.metrics:
            if metric.family == family:
                goal = None if metric.goal is None else shown(metric, metric.goal)
                text = (
                    say("practice.logic_goal", metric=metric.short_name, goal=goal)
                    if goal
                    else metric.short_name
                )
                yield _line(column, text, "metric-definitions.xlsx")


def _line(column: str, text: str, source: str) -> dict[str, str]:
    return {"column": templates.word_of("logic_column", column), "text": text, "source": source}


def _sections(plan: Collaborative | None) -> Iterator[dict[str, str]]:
    """What the charter will say, section by section."""
    texts = templates.workbook(PLANNING).sheet("charter").texts
    found = _said(plan) if plan else {}
    for row in templates.planned().charter:
        shown_ = found.get(row["id"], "")
        state = texts["ready"] if shown_ else texts["empty"]
        yield {
            "section": row["heading"],
            "state": state,
            "shows": shown_,
            "where": row["where"],
        }


def _said(plan: Collaborative) -> dict[str, str]:
    planning, concept = plan.planning, plan.planning.concept
    names = [m.name for m in plan.planning_group if m.end is None]
    names += [p.name for p in plan.people if p.role in ("faculty", "coach") and p.end is None]
    calendar = plan.calendar
    return {
        "purpose": concept.purpose,
        "case": concept.why_now,
        "aim": aim_of(plan),
        "scope": " ".join(filter(None, (concept.audience, concept.out_of_scope))),
        "theory": joined(driver.text for driver in planning.primary),
        "metrics": joined(metric.short_name for metric in plan.metrics),
        "calendar": say(
            "practice.charter_dates",
            kickoff=date_in_words(calendar.kickoff),
            end=date_in_words(calendar.end),
        ),
        "people": joined(dict.fromkeys(names)),
        "sharing": templates.word_of("display", plan.display),
        "evaluation": joined(one.question for one in planning.evaluation),
        "decisions": joined(one.decision for one in planning.decisions),
    }
