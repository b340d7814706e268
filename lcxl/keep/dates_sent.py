"""What the timetable told before: which of its dates are others now, and what its keys mean today.

Lines about a month have the month's place in the plan in their key; when the kickoff moves to
another month, the same month has another key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl import templates
from lcxl.cells import Book
from lcxl.keep.frame import canonical
from lcxl.periods import month_of, months_between
from lcxl.plan.dates import FIRST_REPORT_DAYS, day_in_words
from lcxl.plan.timetable import Item, Timetable, report_key
from lcxl.words import say

__all__ = ["DATES", "changed_dates", "dates_told", "todays_keys"]

DATES = "dates"
"""What the workbook's hidden sheet calls the dates of sessions and reports in it."""
REPORT = "R01"
SHOWN = 12
"""Changed dates that are told; of more it is told how many."""


def dates_told(timetable: Timetable) -> str:
    """The dates that teams hold on to, as the hidden sheet has them."""
    dates = timetable.dates
    told = ((item.key, dates[item.key]) for item in timetable.items if _is_told(item))
    return " ".join(f"{key}={day.isoformat()}" for key, day in told if day)


def todays_keys(book: Book, timetable: Timetable) -> dict[str, str]:
    """Key in the workbook -> key that means the same month now, where it is another."""
    before = _iso(str(book.machine.get("kickoff", "")))
    if before is None:
        return {}
    then, now = month_of(before), timetable.calendar.start
    shift = months_between(then, now)
    by_month = {r.id for r in templates.milestones().recurring if r.every != "session"}
    found: dict[str, str] = {}
    for cell in book.column("lines.key").values() if shift else ():
        key = canonical(cell)
        kind, _, number = key.partition(".")
        if kind in by_month and number.removeprefix("-").isdecimal() and len(number) < 5:
            found[key] = f"{kind}.{int(number) - shift}"
    return found


def changed_dates(book: Book | None, timetable: Timetable) -> list[str]:
    """Sessions and due dates of reports that the old workbook told otherwise, in sentences."""
    if book is None:
        return []
    keys = todays_keys(book, timetable)
    before = {keys.get(key, key): day for key, day in _told(book)}
    lines = []
    for item in timetable.items:
        day, old = timetable.dates[item.key], before.get(item.key)
        if not _is_told(item) or day is None or old is None or old == day:
            continue
        places = {"what": timetable.words(item), "old": day_in_words(old), "new": day_in_words(day)}
        calendar = timetable.calendar
        joins = calendar.start < calendar.first_report and item.key == report_key(REPORT, 0)
        which = "moved_with_next" if joins else "moved"
        lines.append(say(f"timetable.{which}", **places, days=FIRST_REPORT_DAYS))
    gone = sorted(day for key, day in before.items() if not timetable.dates.get(key))
    lines += [say("timetable.gone", old=day_in_words(day)) for day in gone]
    if not lines:
        return []
    rest = len(lines) - SHOWN
    shown = lines if rest <= 1 else lines[:SHOWN]
    more = [say("timetable.moved_more", n=rest)] if rest > 1 else []
    return [say("timetable.moved_heading"), *shown, *more]


def _told(book: Book) -> Iterator[tuple[str, date]]:
    """Key and date of each session and report, as the workbook was written."""
    written = str(book.machine.get(DATES, ""))
    if written:
        for pair in written.split():
            key, _, text = pair.partition("=")
            day = _iso(text)
            if day is not None:
                yield key, day
        return
    tried = next(iter(book.column("dates.kickoff").values()), None)
    kickoff = book.as_date(tried) if tried else None
    if kickoff is None or kickoff != _iso(str(book.machine.get("kickoff", ""))):
        return  # the cells follow a kickoff that was only tried out
    days = book.column("lines.date")
    for row, cell in book.column("lines.key").items():
        key = canonical(cell)
        day = book.as_date(days[row]) if row in days else None
        if day is not None and (key.startswith(f"{REPORT}.") or _is_session(key)):
            yield key, day


def _is_told(item: Item) -> bool:
    return item.kind == "session" or item.key.startswith(f"{REPORT}.")


def _is_session(key: str) -> bool:
    return key.startswith("S") and key[1:].isdecimal()


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
