"""What fills the places of papers: from the plan and its dates, or the words for what is open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lcxl import templates
from lcxl.documents.papers.attended import attended
from lcxl.documents.papers.places import Open, Rows, Value
from lcxl.documents.source import Source, number_in
from lcxl.metrics import shown
from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.plan.organisations import Organisation
from lcxl.plan.people import NEEDED_ROLES
from lcxl.practice.aim import aim_of
from lcxl.practice.evaluation import answered_by
from lcxl.templates.lists import Meaning
from lcxl.templates.papers import RoleOf, papers
from lcxl.words import date_in_words, filled, in_language, joined, languages, number, say

__all__ = ["AWAY", "Places", "of_everybody", "of_prospect", "of_team", "open_place", "or_open"]

Places = dict[str, Value]
INFORMATION, INTEREST, SIGNED, TRIAL, PREWORK = "M12", "M14", "M16", "M22", "M24"
CHECK_IN, CHECK_IN_AGAIN = "M41", "M42"
"""Lines of the timetable."""
DELIVERED = (PREWORK, TRIAL, "M25", "M35", "M37")
"""Lines of the timetable about what a team delivers, beside its reports."""
NOT_NOTED = {"day": "–", "people": "–"}
LEADERS = ("coach", "faculty")
AWAY = re.compile(r"[^\w-]+")
"""What has no place in the name of a file."""


def open_place(name: str) -> Open:
    """The words for what nobody has decided yet."""
    return Open(say("papers.open", what=say(f"papers.{name}")))


def or_open(value: str, name: str) -> str:
    """A text, or what is open in its place."""
    return value.strip() or open_place(name)


def _day(source: Source, key: str) -> str:
    day = source.timetable.dates.get(key)
    return open_place("day") if day is None else day_in_words(day)


def of_everybody(source: Source) -> Places:
    """Places that are the same in every paper."""
    plan, calendar = source.plan, source.plan.calendar
    words, sessions = papers(), calendar.sessions
    days = joined(day_in_words(s.day) for s in source.schedule.sessions if s.day)
    counts = {
        "n_sessions": len(sessions),
        "months": calendar.months,
        "n_teams_goal": _goal_of_teams(source),
    }
    required, optional = _names(plan, "required"), _names(plan, "optional", "team_chosen")
    return {
        "title": plan.title,
        "host": or_open(plan.host, "host"),
        "contact_name": or_open(plan.contact_name, "contact_name"),
        "contact_email": or_open(plan.contact_email, "contact_email"),
        "aim": or_open(aim_of(plan), "aim"),
        **_planned(plan),
        "all_teams": say("counts.teams", n=len(plan.active_teams)),
        **{name: str(n) for name, n in counts.items()},
        "methods": filled(words.methods, **counts),
        "benefits": "; ".join(words.benefits),
        "support": open_place("support"),
        "kickoff": day_in_words(calendar.kickoff),
        "kickoff_month": month_in_words(calendar.kickoff),
        "wrap_up": day_in_words(sessions[-1]),
        "session_dates": or_open(days, "day"),
        "information_call": _day(source, INFORMATION),
        "interest_closes": _day(source, INTEREST),
        "agreements_signed": _day(source, SIGNED),
        "trial_due": _day(source, TRIAL),
        "check_in": _day(source, CHECK_IN),
        "check_in_again": _day(source, CHECK_IN_AGAIN),
        "first_month": month_in_words(calendar.reported[0]),
        "required_metrics": or_open(required, "metrics"),
        "optional_metrics": optional or say("papers.none"),
        "definitions_version": joined(dict.fromkeys(m.version for m in plan.metrics)),
        "display_words": Meaning("display", plan.display).in_words(),
        "small_numbers_words": Meaning("small_numbers", plan.small_numbers).in_words(),
        "data_use_words": joined(templates.words_of("data_use")),
        "metrics": Rows(_metric(m) for m in plan.metrics),
        "dates": Rows(_dates(source)),
        "leaders": Rows(_leaders(source)),
        "team_roles": _roles(words.team_roles),
        "words": Rows(one._asdict() for one in words.words),
        "host_roles": _roles(words.host_roles),
        "questions": Rows(
            {"ask": templates.word_of("heard_kind", q["ask_id"]), "text": q["text"]}
            for q in templates.planned().questions
        ),
        "deliverables": Rows(_deliverables(source)),
    }


def _planned(plan: Collaborative) -> Places:
    """What planning.xlsx says, where there is one."""
    concept, planning = plan.planning.concept, plan.planning
    days = [d.decided_on for d in planning.decisions if d.decided_on]
    version = date_in_words(max(days)) if days else ""
    names = ("purpose", "why_now", "audience", "out_of_scope")
    return {
        **{name: or_open(getattr(concept, name), name) for name in names},
        "charter_version": or_open(version, "charter_version"),
        "drivers": Rows(_drivers(plan)),
        "evaluation": Rows(_evaluation(plan)),
        "decisions": Rows(
            {
                "day": date_in_words(d.decided_on) if d.decided_on else "–",
                "decision": d.decision,
                "by": d.by or "–",
            }
            for d in planning.decisions
            if d.decision
        )
        or Rows([{"day": "–", "decision": say("papers.none"), "by": "–"}]),
    }


def _drivers(plan: Collaborative) -> Iterator[dict[str, str]]:
    """Each primary driver with the ideas that serve it."""
    planning = plan.planning
    for driver in planning.primary:
        below = {driver.id, *(s.id for s in planning.secondary if s.parent == driver.id)}
        ideas = [idea.text for idea in planning.ideas if idea.parent in below and idea.text]
        if driver.text:
            yield {"driver": driver.text, "ideas": "; ".join(ideas) or open_place("theory")}
    if not any(driver.text for driver in planning.primary):
        yield {"driver": open_place("driver"), "ideas": open_place("theory")}


def _evaluation(plan: Collaborative) -> Iterator[dict[str, str]]:
    found = [one for one in plan.planning.evaluation if one.question]
    for one in found:
        told = or_open(answered_by(plan, one), "indicator")
        yield {"question": one.question, "answered_by": told}
    if not found:
        yield {"question": open_place("evaluation"), "answered_by": open_place("indicator")}


def _goal_of_teams(source: Source) -> int:
    for row in source.tracker.get("targets", ()):
        if isinstance(goal := row.get("teams_goal"), float | int):
            return int(goal)
    return int(templates.recruiting().targets["teams_goal"])


def _names(plan: Collaborative, *requirements: str) -> str:
    return joined(m.short_name for m in plan.metrics if m.requirement in requirements)


def _metric(metric: Metric) -> dict[str, str]:
    goal = say("papers.no_goal") if metric.goal is None else shown(metric, metric.goal)
    return {
        "name": metric.name,
        "short_name": metric.short_name,
        "family": templates.word_of("family", metric.family),
        "goal": goal,
        "asked": templates.word_of("requirement", metric.requirement),
        "version": metric.version,
    }


def _dates(source: Source) -> Iterator[dict[str, str]]:
    """Sessions and the milestones that teams come to."""
    timetable = source.timetable
    for item in timetable.items:
        day = timetable.dates[item.key]
        if item.kind == "session" and day is not None:
            yield {"day": day_in_words(day), "what": timetable.words(item)}


def _leaders(source: Source) -> Iterator[dict[str, str]]:
    """The planning group, faculty and coaches; addresses of those who agreed to it."""
    seen: set[str] = set()
    for member in source.plan.planning_group:
        if member.name and member.end is None and member.name not in seen:
            seen.add(member.name)
            role = templates.word_of("planning_role", member.role) if member.role else ""
            yield _leader(member.name, role, "", "")
    for person in source.plan.contacts(""):
        if person.role in LEADERS and person.name not in seen:
            seen.add(person.name)
            email = person.email if person.consent == "Yes" else ""
            role = templates.word_of("role", person.role)
            yield _leader(person.name, role, person.job_title, email)
    if not seen:
        yield {
            "name": open_place("leader_name"),
            "role": open_place("leader_role"),
            "position": open_place("position"),
            "email": say("papers.no_email"),
        }


def _leader(name: str, role: str, position: str, email: str) -> dict[str, str]:
    return {
        "name": name,
        "role": or_open(role, "leader_role"),
        "position": position or "–",
        "email": email or say("papers.no_email"),
    }


def _roles(found: Iterable[RoleOf]) -> Rows:
    return Rows({"role": one.role, "does": one.does} for one in found)


def _deliverables(source: Source) -> Iterator[dict[str, str]]:
    timetable = source.timetable
    for key in DELIVERED:
        item, day = timetable.by_key.get(key), timetable.dates.get(key)
        if item is not None and day is not None:
            yield {"what": timetable.words(item), "day": day_in_words(day)}


# Of one team


def of_team(source: Source, team: Team) -> Places:
    """Places about one team."""
    plan = source.plan
    reports = list(_reports(plan, team))
    own = [r for r in _asked(plan, team) if not plan.calendar.is_baseline(r)]
    first = own[0] if own else Period(plan.calendar.first_report)
    hours = _prework(source)
    return {
        "team": team.name,
        "team_id": team.id,
        "organisation": team.organisation or team.name,
        "team_address": _address(plan, team),
        "people": Rows(_people(plan, team)),
        "coach": or_open(team.coach, "coach"),
        "attended": Rows(attended(source, team))
        or Rows([{"what": open_place("attended"), **NOT_NOTED}]),
        "reports": Rows(reports),
        "first_report": first.in_words(),
        "first_due": day_in_words(plan.calendar.due(first)),
        "prework": Rows({"what": name, "hours": number(h)} for name, h in hours),
        "prework_hours": number(sum(h for _, h in hours)),
    }


def _address(plan: Collaborative, team: Team) -> str:
    """Of the team's lead, or of whom the host talks to there; "" where none is known."""
    leads = (person.email for person in plan.contacts(team.id, "team lead"))
    return next(filter(None, leads), team.contact_email)


def _people(plan: Collaborative, team: Team) -> Iterator[dict[str, str]]:
    found = plan.contacts(team.id)
    for person in found:
        yield {"name": person.name, "role": templates.word_of("role", person.role)}
    held = {person.role for person in found}
    for role in NEEDED_ROLES:
        if role not in held:
            yield {"name": open_place("member"), "role": templates.word_of("role", role)}


def _asked(plan: Collaborative, team: Team) -> list[Period]:
    """Every report that a team is asked for, in order."""
    calendar = plan.calendar
    asked = {r for m in plan.metrics if m.requirement == "required" for r in m.reports(calendar)}
    return sorted(r for r in asked if calendar.asks(team, r))


def _reports(plan: Collaborative, team: Team) -> Iterator[dict[str, str]]:
    """Every due date; what is asked for together is one line."""
    calendar = plan.calendar
    asked = _asked(plan, team)
    together = [r for r in asked if calendar.is_asked_together(r)]
    if together:
        key = "papers.baseline_report" + ("" if len(together) > 1 else "_one")
        first, last = together[0].in_words(), together[-1].in_words()
        due = max(map(calendar.due, together))
        yield {"period": say(key, first=first, last=last), "due": day_in_words(due)}
    for report in asked:
        if report not in together:
            yield {"period": report.in_words(), "due": day_in_words(calendar.due(report))}


def _prework(source: Source) -> list[tuple[str, float]]:
    """The assignments before the first session, and the hours that each takes."""
    typed = [row for row in source.meetings.get("items", ()) if row.get("item")]
    offered = templates.meeting_defaults().prework
    if typed:
        used = [row for row in typed if templates.chosen("yes_no", str(row.get("used"))) == "Yes"]
        ours, here = _ids_of_prework(), {one.id: one.what for one in offered}
        named = [(str(row["item"]), number_in(row.get("hours"))) for row in used]
        return [(here.get(ours.get(item, ""), item), hours) for item, hours in named]
    return [(one.what, one.hours) for one in offered if one.is_offered]


def _ids_of_prework() -> dict[str, str]:
    """The id of each assignment that is ours, by its words in any language.

    meetings.xlsx has them in the host's: a team reads those that nobody re-worded in its own.
    """
    found: dict[str, str] = {}
    for code in languages():
        with in_language(code):
            found |= {one.what: one.id for one in templates.meeting_defaults().prework}
    return found


# Of one organisation that is no team


def of_prospect(source: Source, one: Organisation) -> Places:
    """Places about an organisation that is asked to take part."""
    waits = one.stage == "waitlisted"
    again = "not_again" if one.may_contact_again == "No" else "ask_again"
    if waits:
        again = "ask_again"
    return {
        "organisation": one.organisation or one.name,
        "organisation_file": AWAY.sub("-", one.name).strip("-") or one.id,
        "contact": or_open(one.contact_name, "contact"),
        "contact_address": one.contact_email,
        "decision_maker": or_open(one.decision_maker, "decision_maker"),
        "owner": or_open(one.host_owner, "owner"),
        "warm_line": _warm_line(source.plan, one),
        "why_you": open_place("why_you"),
        "days_offered": open_place("days_offered"),
        "protected_hours": _hours(source, one),
        "decline_or_wait": say("papers.waits" if waits else "papers.declined"),
        "again": say(f"papers.{again}"),
    }


def _warm_line(plan: Collaborative, one: Organisation) -> str:
    """What somebody there said, where they agreed to be written to again."""
    for heard in reversed(plan.planning.heard):
        is_theirs = heard.organisation in (one.name, one.organisation) and heard.organisation
        if is_theirs and heard.said and templates.chosen("yes_no", heard.again) == "Yes":
            return say("papers.you_said", said=heard.said)
    return open_place("warm_line")


def _hours(source: Source, one: Organisation) -> str:
    """Protected hours, as the screening call found."""
    for row in source.tracker.get("screening", ()):
        hours = row.get("protected_hours")
        if row.get("organisation") in (one.name, one.organisation) and isinstance(hours, float):
            return number(hours)
    return open_place("protected_hours")
