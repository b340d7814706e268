"""meetings.xlsx: agendas, logistics, calls and the survey, beside the dates of the timetable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import starmap

from lcxl import templates, user_cache
from lcxl.books.folder import Given, Sources
from lcxl.cells import Book
from lcxl.findings import Finding
from lcxl.keep.meetings import Meetings
from lcxl.keep.newest import Newest, newest_merge
from lcxl.keep.pasted import pasted_answers
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable
from lcxl.practice.help_wanted import Asked, may_be_shown
from lcxl.practice.meeting_checks import meeting_findings
from lcxl.practice.schedule import Meeting, Schedule, is_usual, part_of
from lcxl.sheets.pages import Rows
from lcxl.words import date_in_words, filled, in_language_of, listing, rounded
from lcxl.xl.texts import shorten

__all__ = ["doubts_about", "given"]

Row = Mapping[str, object]
ASKED = 150
"""Letters of what a team asked for that are shown; the master has all of them."""
PREWORK_DUE = "M24"
OWN_PREWORK = 2
"""Rows for assignments of the host's own."""


def given(sources: Sources) -> Given:
    """What follows from the plan and its dates, and what is proposed beside it."""
    plan, schedule = sources.plan, Schedule(sources.plan, sources.timetable)
    teams = plan.active_teams or plan.teams
    all_teams = templates.word_of("all_teams", "all")
    rows: dict[str, Rows] = {
        "meetings": list(_meetings(schedule)),
        "content": list(_content(schedule)),
        "asked": list(_asked(plan, newest_merge(sources.folder))),
        "present": [{"id": s.key, "team": t.id} for s in schedule.sessions for t in teams],
        "agenda": list(_agenda(schedule)),
        "logistics": list(_logistics(schedule, sources.typed.get("meetings", ()))),
        "calls": [
            {"id": item.key, "planned": day, "kind": kind, "team": all_teams}
            for item, day, kind in schedule.calls
        ],
        "answers": _pasted(sources, schedule),
        "items": list(_prework(schedule)),
        "done": [{"team": team.id, "name": team.name} for team in teams],
        "agenda_page": [{"meeting": schedule.sessions[0].key, "version": "facilitators"}],
        "call_page": [{"team": teams[0].id}],
        "feedback_page": [{"session": schedule.sessions[0].key}],
    }
    people = dict.fromkeys(p.name for p in plan.people if not p.team)
    keys = [meeting.key for meeting in schedule.sessions]
    words = {
        "@sessions": keys,
        "@meetings": [*keys, *templates.words_of("meeting")],
        "@teams": [team.id for team in teams],
        "@teams_or_all": [all_teams, *(team.id for team in teams)],
        "@leads": list(dict.fromkeys([*people, *_roles()])),
    }
    coaches = {team.coach for team in teams if team.coach}
    context = {
        "teams": len(teams),
        "coaches": len(coaches),
        "coach_names": listing(sorted(coaches)) if coaches else "",
        "sessions": len(schedule.sessions),
        "calls": len(schedule.calls),
    }
    offered = ("agenda", "logistics", "answers")
    return Given(
        rows,
        offered,
        words,
        lambda _: (schedule,),
        context,
        finished=lambda found: {**found, "agenda": list(_as_long(found, schedule))},
    )


def _pasted(sources: Sources, schedule: Schedule) -> Rows:
    """Answers to the survey that the host pasted onto sheets of their own."""
    days = {meeting.key: meeting.day for meeting in schedule.sessions}
    return pasted_answers(sources.book, days) if sources.book else ()


def _as_long(rows: Mapping[str, Rows], schedule: Schedule) -> Iterator[Row]:
    """The agendas; one that nobody changed is as long as its meeting is now."""
    own = {str(row.get("id")): row.get("minutes") for row in rows["meetings"]}
    minutes: dict[tuple[str, object], int] = {}
    for one in schedule.meetings:
        key = _shown_key(one)
        there = [row for row in rows["agenda"] if row.get("session") == key]
        length = own.get(key)
        if there and is_usual(there, schedule, one):
            asked = replace(one, minutes=int(length)) if isinstance(length, float) else one
            for row, (_, n) in zip(there, schedule.agenda(asked), strict=True):
                minutes[key, row.get("order")] = n
    for row in rows["agenda"]:
        place = str(row.get("session")), row.get("order")
        yield {**row, "minutes": minutes[place]} if place in minutes else row


def doubts_about(data: bytes, plan: Collaborative, timetable: Timetable) -> list[Finding]:
    """What is doubtful in a workbook; of one that is known, as it was found before."""
    contents = [repr(plan).encode(), repr(timetable.dates).encode(), data]
    name = user_cache.name_of("doubts", contents)
    known = user_cache.recall(name)
    if isinstance(known, list):
        return known
    book = Book(data)
    with in_language_of(book.machine):
        found = list(meeting_findings(Meetings(book), plan, Schedule(plan, timetable)))
    user_cache.keep(name, found)
    return found


def _roles() -> Iterator[str]:
    for agenda in templates.meeting_defaults().agendas.values():
        for item in agenda.items:
            yield item.lead


def _shown_key(meeting: Meeting) -> str:
    return meeting.key if meeting.number else templates.word_of("meeting", meeting.key)


def _meetings(schedule: Schedule) -> Iterator[Row]:
    before = None
    for one in schedule.meetings:
        weeks = (one.day - before).days / 7 if one.number and one.day and before else None
        before = one.day if one.number else None
        yield {
            "id": _shown_key(one),
            "what": one.what,
            "day": one.day,
            "weeks": None if weeks is None else rounded(weeks, 1),
        }


def _content(schedule: Schedule) -> Iterator[Row]:
    for one in schedule.sessions:
        part = part_of(one.number, len(schedule.sessions))
        shares = {c.id: getattr(c, part) for c in templates.meeting_defaults().content}
        yield {"id": one.key, **{area.replace(" ", "_"): n for area, n in shares.items()}}


def _asked(plan: Collaborative, newest: Newest) -> Iterator[Row]:
    """What teams asked for up to the newest merge; a line that says so where nobody did."""
    texts = templates.workbook("meetings").sheet("sessions").texts
    nameless = templates.workbook("master").texts["a_team"]
    names = {
        team.id: team.name if team.data_use != "keep without name" else nameless
        for team in plan.teams
    }
    found = [one for one in starmap(Asked, newest.wanted) if may_be_shown(one, plan)]
    for one in found:
        line = filled(texts["asked"], team=names[one.team_id], text=one.text)
        yield {"month": one.month, "text": shorten(line, ASKED)}
    if newest.as_of is None:
        yield {"month": None, "text": texts["no_merge"]}
    else:
        key = "asked_as_of" if found else "none_asked"
        yield {"month": None, "text": filled(texts[key], day=date_in_words(newest.as_of))}


def _agenda(schedule: Schedule) -> Iterator[Row]:
    for one in schedule.meetings:
        for number, (item, minutes) in enumerate(schedule.agenda(one), start=1):
            yield {
                "session": _shown_key(one),
                "order": number,
                "minutes": minutes,
                "area": item.area_id or None,
                "what": item.what,
                "how": item.how or None,
                "lead": item.lead,
            }


def _logistics(schedule: Schedule, structure: Rows) -> Iterator[Row]:
    forms = {str(row.get("id")): str(row.get("form") or "") for row in structure}
    for one in schedule.sessions:
        form = templates.chosen("meeting_form", forms.get(one.key, "")) or ""
        for item in templates.meeting_defaults().logistics:
            if item.held not in ("both", form) and form != "mixed":
                continue
            yield {
                "session": one.key,
                "id": f"{one.key}-{item.id}",
                "item": item.what,
                "days": item.days,
                "owner": item.role,
            }


def _prework(schedule: Schedule) -> Iterator[Row]:
    items = templates.meeting_defaults().prework
    day = schedule.timetable.dates.get(PREWORK_DUE)
    for one in items:
        used = "Yes" if one.is_offered else "No"
        yield {"id": one.id, "item": one.what, "hours": one.hours, "used": used, "due": day}
    for number in range(len(items) + 1, len(items) + 1 + OWN_PREWORK):
        yield {"id": f"W{number}", "due": day}
