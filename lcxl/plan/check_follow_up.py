"""Attendance, scores, assessments and excused months: of known teams, in known months, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lcxl.periods import Period, month_of, parse_month
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.raw import At, RawPlan, Word

__all__ = ["check_follow_up"]

KEYS = {
    "attendance": ("event", "held_on"),
    "faculty_scores": ("month",),
    "assessments": ("taken",),
}
"""What, beside the team, may stand in one row of a table only."""


def check_follow_up(raw: RawPlan, calendar: Calendar | None) -> None:
    """Find fault with rows that belong to nobody, to no month, or that stand twice.

    A team's id is written as on the sheet Organisations from here on.
    """
    ids = {str(row["id"]).casefold(): row["id"] for row in raw.rows("teams") if row.get("id")}
    for table, keys in KEYS.items():
        seen: dict[tuple[object, ...], int] = {}
        for i, row in enumerate(raw.rows(table)):
            team = str(row.get("team") or "")
            if team.casefold() in ids:
                row["team"] = ids[team.casefold()]
            elif team:
                raw.found(
                    rules.INCONSISTENT,
                    At(table, i, "team"),
                    "no_team",
                    {"given": team},
                )
            key = (team.casefold(), *(row.get(name) for name in keys))
            # What is neither text nor a date is found fault with elsewhere.
            is_whole = all(isinstance(value, str | date) for value in key)
            if is_whole and seen.setdefault(key, i) != i:
                places = {"team": team, "what": _what(keys[0], row.get(keys[0]))}
                if len(keys) > 1:
                    places["day"] = row.get(keys[1])
                raw.found(
                    rules.DUPLICATE,
                    At(table, i, keys[-1]),
                    "row_on" if len(keys) > 1 else "row",
                    places,
                    team_id=team,
                )
    if calendar is None:
        return
    for i, row in enumerate(raw.rows("faculty_scores")):
        _check_months(raw, calendar, "faculty_scores", i, "month", [row.get("month")])
    for i, row in enumerate(raw.rows("teams")):
        excused = row.get("excused")
        if isinstance(excused, list):
            _check_months(raw, calendar, "teams", i, "excused", excused)


def _check_months(
    raw: RawPlan, calendar: Calendar, table: str, i: int, name: str, months: Iterable[object]
) -> None:
    for value in months:
        try:
            month = month_of(value) if isinstance(value, date) else parse_month(str(value))
        except ValueError:
            continue
        if month not in calendar.reported:
            raw.found(
                rules.INCONSISTENT,
                At(table, i, name),
                "month",
                {
                    "month": Period(month),
                    "first": Period(calendar.reported[0]),
                    "last": Period(calendar.reported[-1]),
                },
            )


def _what(name: str, value: object) -> object:
    """A value of a row as it is told: that of a list by its word, a month as one."""
    if name == "month":
        return Period(value) if isinstance(value, date) else value
    return Word(name, str(value))
