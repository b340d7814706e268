"""Doubts about meetings.xlsx: rules V72 to V77, each silent until its sheet is begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcxl import templates
from lcxl.findings import Finding, RuleInfo
from lcxl.keep.meetings import MEETINGS, Meetings, day_in, is_all
from lcxl.plan import Collaborative
from lcxl.plan import practice_rules as rules
from lcxl.plan.survey import rating
from lcxl.practice.schedule import Meeting, Schedule, is_usual

__all__ = ["MOST_ON_A_CALL", "meeting_findings"]

MOST_ON_A_CALL = 180
"""Minutes after which a call tires people."""
MOST_TALK, LEAST_PEER = 0.35, 0.25
"""Shares of a session: of talks, and of learning from each other."""
HALF = 0.5
NOTED = ("people", "came", "went_well", "barrier", "promised", "kept", "mood", "share", "private")
"""Fields of a call that say that somebody noted it."""

Row = Mapping[str, object]


def meeting_findings(
    meetings: Meetings, plan: Collaborative, schedule: Schedule
) -> Iterator[Finding]:
    """Every doubt about what the host typed into the workbook."""
    yield from _attendance(meetings, plan)
    for one in schedule.sessions:
        rows = [
            (line, row)
            for line, row in enumerate(meetings.of("agenda"))
            if _is(row.get("session"), one.key)
        ]
        length = _minutes(meetings, one)
        if rows and not is_usual([row for _, row in rows], schedule, one):
            yield from _agenda(meetings, one, rows, length)
            yield from _leads(meetings, one, rows)
        yield from _long_call(meetings, one, length)
        yield from _answers(meetings, one)
    yield from _calls(meetings)


def _is(value: object, key: str) -> bool:
    return str(value or "").strip().casefold() == key.casefold()


def _told(
    meetings: Meetings, rule: RuleInfo, text: str, place: tuple[str, str, int], **places: object
) -> Finding:
    """A finding about a cell, named by its block, field and row."""
    sheet, cell = meetings.where(*place)
    return Finding(rule.code, rule.severity, text, places, MEETINGS, None, sheet, cell)


def _line(meetings: Meetings, one: Meeting) -> tuple[int, Row]:
    """The session's row of the sheet Structure."""
    rows = enumerate(meetings.of("meetings"))
    return next(((i, row) for i, row in rows if _is(row.get("id"), one.key)), (0, {}))


def _minutes(meetings: Meetings, one: Meeting) -> int:
    own = _line(meetings, one)[1].get("minutes")
    return int(own) if isinstance(own, float) and own > 0 else one.minutes


def _attendance(meetings: Meetings, plan: Collaborative) -> Iterator[Finding]:
    """V72: of one day in two places, or of nobody."""
    ids = {team.id.casefold() for team in plan.teams}
    days = {str(row.get("id")): day_in(row.get("day")) for row in meetings.of("meetings")}
    here: dict[object, tuple[str, str, int]] = {}
    for line, row in enumerate(meetings.of("present")):
        if row.get("people") is not None:
            here.setdefault(days.get(str(row.get("id"))), ("present", "people", line))
    for line, row in enumerate(meetings.of("calls")):
        came, team = str(row.get("came") or ""), str(row.get("team") or "").strip()
        names = [n.strip() for n in came.replace("\n", ";").replace(",", ";").split(";")]
        strange = [n for n in names if n and n.casefold() not in ids and not is_all(n)]
        is_known = not team or team.casefold() in ids or is_all(team)
        if not is_known and row.get("people") is not None:
            strange.append(team)
        for name in strange:
            place = ("calls", "team" if name == team else "came", line)
            yield _told(meetings, rules.ATTENDANCE_TWICE, "nobody", place, given=name)
        if came or (row.get("people") is not None and team.casefold() in ids):
            day = day_in(row.get("held_on")) or day_in(row.get("planned"))
            here.setdefault(day, ("calls", "came", line))
    for day in sorted({a.held_on for a in plan.attendance if a.held_on in here}):
        yield _told(meetings, rules.ATTENDANCE_TWICE, "twice", here[day], day=day)


def _agenda(
    meetings: Meetings, one: Meeting, rows: list[tuple[int, Row]], length: int
) -> Iterator[Finding]:
    """V73: minutes, talks and learning from each other."""
    kinds = {area.id: area.kind for area in templates.meeting_defaults().content}

    def minutes(kind: str | None = None) -> int:
        return sum(
            int(took)
            for _, row in rows
            if isinstance(took := row.get("minutes"), float)
            and kind
            in (None, kinds.get(templates.chosen("content_area", str(row.get("area") or "")) or ""))
        )

    place = ("agenda", "minutes", rows[0][0])
    told = {"session": one.what, "length": length}
    if minutes() != length:
        yield _told(meetings, rules.AGENDA, "minutes", place, minutes=minutes(), **told)
    if not any(row.get("area") for _, row in rows):
        return
    if minutes("talk") > MOST_TALK * length:
        yield _told(meetings, rules.AGENDA, "talk", place, minutes=minutes("talk"), **told)
    if minutes("peer") < LEAST_PEER * length:
        yield _told(meetings, rules.AGENDA, "peer", place, minutes=minutes("peer"), **told)


def _leads(meetings: Meetings, one: Meeting, rows: list[tuple[int, Row]]) -> Iterator[Finding]:
    """V75: speakers without a reserve, items that nobody leads."""
    without = [(i, row) for i, row in rows if row.get("what") and not row.get("lead")]
    if without:
        line, row = without[0]
        told = {"session": one.what, "n": len(without), "what": str(row["what"])}
        yield _told(meetings, rules.NO_RESERVE, "lead", ("agenda", "lead", line), **told)
    for line, row in rows:
        is_talk = templates.chosen("content_area", str(row.get("area") or "")) == "topic"
        if is_talk and row.get("lead") and not row.get("reserve"):
            told = {"session": one.what, "lead": str(row["lead"]), "what": str(row.get("what"))}
            yield _told(meetings, rules.NO_RESERVE, "reserve", ("agenda", "reserve", line), **told)


def _long_call(meetings: Meetings, one: Meeting, length: int) -> Iterator[Finding]:
    """V74: a session on a call that is too long."""
    line, row = _line(meetings, one)
    form = templates.chosen("meeting_form", str(row.get("form") or ""))
    if form == "virtual" and length > MOST_ON_A_CALL:
        told = {"session": one.what, "minutes": length, "most": MOST_ON_A_CALL}
        yield _told(meetings, rules.LONG_CALL, "long", ("meetings", "form", line), **told)


def _answers(meetings: Meetings, one: Meeting) -> Iterator[Finding]:
    """V76: a survey that few answered."""
    found = rating(meetings.of("answers"), meetings.of("present"), one.key)
    if found.answered and found.share is not None and found.share < HALF:
        told = {"session": one.what, "answered": found.answered, "present": found.present}
        yield _told(meetings, rules.FEW_ANSWERS, "few", ("answers", "session", 0), **told)


def _calls(meetings: Meetings) -> Iterator[Finding]:
    """V77: calls before the newest that was noted, of which nothing is."""
    days = [
        (day, line, any(row.get(name) is not None for name in NOTED))
        for line, row in enumerate(meetings.of("calls"))
        if (day := day_in(row.get("held_on")) or day_in(row.get("planned")))
    ]
    newest = max((day for day, _, is_noted in days if is_noted), default=None)
    if newest is None:
        return
    noted = {day for day, _, is_noted in days if is_noted}
    open_ = sorted((d, line) for d, line, _ in days if d < newest and d not in noted)
    if open_:
        day, line = open_[-1]
        told = {"n": len(open_), "day": day}
        yield _told(meetings, rules.CALL_NOTES, "none", ("calls", "went_well", line), **told)
