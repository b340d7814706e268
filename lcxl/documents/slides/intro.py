"""The introduction of one team: six slides, filled as far as the plan knows, the rest yellow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcxl import templates
from lcxl.documents.slides.deck import Deck, Line, Slide, Table
from lcxl.documents.slides.team import OfTeam, open_line
from lcxl.documents.slides.team_chart import team_chart
from lcxl.metrics import shown
from lcxl.periods import add_days
from lcxl.plan.people import NEEDED_ROLES
from lcxl.practice.aim import aim_of
from lcxl.words import number, say

__all__ = ["build_intro"]


def build_intro(of: OfTeam) -> Deck:
    """All slides of the deck."""
    plan, team = of.plan, of.team
    title = say("team_slides.intro_title", team=team.name, title=plan.title)
    footer = say("team_slides.footer", team=team.name, title=plan.title)
    slides = [
        Slide("title", team.name, _front(of), notes=[say("team_slides.intro_notes")]),
        Slide("text", say("team_slides.who"), list(_people(of)), notes=[_why_few(of)]),
        Slide("text", say("team_slides.numbers"), list(_numbers(of)), notes=[_tracker()]),
        Slide("text", say("team_slides.why"), list(_why(of)), notes=[_tools("memo")]),
        _metrics(of),
        Slide(
            "text",
            say("team_slides.learn_and_offer"),
            [open_line("learn"), open_line("offer")],
            notes=[say("team_slides.learn_notes")],
        ),
    ]
    return Deck(title, plan.host or plan.title, footer, slides)


def _front(of: OfTeam) -> list[str | Line]:
    lines: list[str | Line] = [of.plan.title]
    if of.team.organisation and of.team.organisation != of.team.name:
        lines.insert(0, of.team.organisation)
    return lines


def _people(of: OfTeam) -> Iterator[str | Line]:
    """By name who agreed to it, the others by role."""
    found = of.plan.contacts(of.team.id)
    for person in found:
        role = templates.word_of("role", person.role)
        if person.consent == "Yes":
            yield say("team_slides.person", name=person.name, role=role)
        else:
            yield open_line("person_open", role=role)
    held = {person.role for person in found}
    for role_id in NEEDED_ROLES:
        if role_id not in held:
            yield open_line("person_open", role=templates.word_of("role", role_id))


def _why_few(of: OfTeam) -> str:
    names = sum(p.consent != "Yes" for p in of.plan.contacts(of.team.id))
    return say("team_slides.no_consent", n=names) if names else say("team_slides.people_notes")


def _tracker() -> str:
    return say("team_slides.tracker_notes")


def _tools(sheet: str) -> str:
    return say("team_slides.tools_notes", sheet=templates.workbook("team-tools").sheet(sheet).name)


def _numbers(of: OfTeam) -> Iterator[str | Line]:
    team = of.team
    told = {
        "size": "" if team.size is None else number(team.size, 0, grouped=True),
        "clinicians": "" if team.clinicians is None else number(team.clinicians, 0),
        "location": team.location,
        "type": templates.word_of("organisation_type", team.type) if team.type else "",
        "ehr": team.ehr,
    }
    for name, value in told.items():
        label = say(f"team_slides.number_{name}")
        if value:
            yield say("team_slides.number", what=label, value=value)
        else:
            yield open_line("number_open", what=label)


def _why(of: OfTeam) -> Iterator[str | Line]:
    why = of.why or of.typed("memo", "problem")
    yield why or open_line("why_open")
    aim = of.typed("memo", "aim") or aim_of(of.plan)
    yield say("team_slides.aim", aim=aim) if aim else open_line("aim_open")


def _metrics(of: OfTeam) -> Slide:
    """Names and goals; with the chart of the time before the start, where there is one."""
    plan = of.plan
    title = say("team_slides.metrics")
    before = add_days(plan.calendar.start, -1)
    rows = [
        (
            m.name,
            say("team_slides.no_goal")
            if m.goal is None
            else say("team_slides.goal", goal=shown(m, m.goal)),
        )
        for m in plan.metrics
        if m.requirement != "optional"
    ]
    notes = [say("team_slides.metric", name=name, goal=goal) for name, goal in rows]
    chosen = of.chosen
    chart = None if chosen is None else team_chart(chosen[1], of.team, until=before)
    if chart is None or chosen is None:
        head = (say("team_slides.col_metric"), say("team_slides.col_goal"))
        return Slide("table", title, table=Table(head, rows, (4, 1)), notes=notes)
    asked = [m.short_name for m in plan.metrics if m.requirement != "optional"]
    names = [
        say("team_slides.metric", name=name, goal=goal)
        for name, (_, goal) in zip(asked, rows, strict=True)
    ]
    said = say("team_slides.baseline", metric=chosen[0].short_name)
    return Slide("chart", title, [" ".join(names), said], [replace(chart, label="")], notes=notes)
