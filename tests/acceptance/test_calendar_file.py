"""timetable.ics, read by a parser that has nothing to do with the one that wrote it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject

from lcxl.errors import LcxlError
from lcxl.keep.timetable import load_timetable
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable
from tests.workbooks.test_timetable import edit, first_free, lines, plan_of, write_timetable

CALLS = {
    "time_zone": "America/New_York",
    "session_time": time(13, 0),
    "session_minutes": 180,
    "call_time": time(12, 30),
}


def events(plan: Collaborative, folder: Path, name: str = "timetable.ics") -> dict[str, Any]:
    """Build once more; key -> event."""
    write_timetable(folder, plan)
    text = (folder / name).read_bytes().decode("utf-8")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = vobject.readOne(text)
    found = {e.uid.value.partition(".htn@")[0]: e for e in calendar.vevent_list}
    assert len(found) == len(calendar.vevent_list)
    return found


def sequence(event: Any) -> int:
    return int(event.sequence.value)


def test_every_date_is_in_it_with_a_reminder(tmp_path: Path) -> None:
    plan = plan_of(country="US")
    timetable = Timetable(plan.calendar)
    found = events(plan, tmp_path)
    assert set(found) == {k for k, day in timetable.dates.items() if day is not None}
    for key, event in found.items():
        item = timetable.by_key[key]
        assert event.dtend.value == timetable.dates[key] + timedelta(days=1)
        assert event.summary.value.startswith(timetable.words(item))
        assert sequence(event) == 0
        assert event.status.value == "CONFIRMED"
        if item.kind != "action period":
            assert event.dtstart.value == timetable.dates[key]
            assert event.valarm_list, key
        else:
            assert event.dtstart.value == timetable.since(item)
    week, day_before = sorted(a.trigger.value for a in found["R01.2"].valarm_list)
    assert (week, day_before) == (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))


def test_sessions_and_calls_have_their_hours_in_the_hosts_time_zone(tmp_path: Path) -> None:
    found = events(plan_of(**CALLS), tmp_path)
    start = found["S1"].dtstart.value
    assert start.replace(tzinfo=None) == datetime(2026, 1, 14, 13, 0)
    assert start.utcoffset() == timedelta(hours=-5)
    summer = found["S2"].dtstart.value
    assert summer.utcoffset() == timedelta(hours=-4)
    assert found["S1"].dtend.value - start == timedelta(hours=3)
    assert found["R10.2"].dtstart.value.hour == 12


def test_importing_again_updates_and_never_doubles(tmp_path: Path) -> None:
    plan = plan_of()
    before = events(plan, tmp_path)
    first = (tmp_path / "timetable.ics").read_bytes()
    assert events(plan, tmp_path).keys() == before.keys()
    assert (tmp_path / "timetable.ics").read_bytes() == first
    path = tmp_path / "timetable.xlsx"
    rows, free = lines(path), first_free(path)
    edit(
        path,
        {
            (rows["S2"], "moved"): date(2026, 5, 20),
            (rows["M21"], "status"): "not needed",
            (rows["M05"], "owner"): "A. Host",
            (free, "what"): "Site visit",
            (free, "moved"): date(2026, 6, 2),
        },
    )
    after = events(plan, tmp_path)
    assert set(after) == {*before, "H1"}
    changed = {key for key in before if sequence(after[key]) == 1}
    assert {"S2", "A1", "A2", "M21", "M05", "M30", "R14.2", "R15.2", "R16.2"} == changed
    assert all(sequence(after[key]) == 0 for key in set(after) - changed)
    assert after["S2"].dtstart.value == date(2026, 5, 20)
    assert after["S2"].dtstamp.value > before["S2"].dtstamp.value
    assert after["M21"].status.value == "CANCELLED"
    assert after["H1"].summary.value.startswith("Site visit")
    assert "A. Host" in after["M05"].description.value
    rows = lines(path)
    edit(path, {(rows["M21"], "status"): None, (rows["S2"], "moved"): None})
    back = events(plan, tmp_path)
    assert sequence(back["M21"]) == sequence(back["S2"]) == 2
    assert back["M21"].status.value == "CONFIRMED"
    assert sequence(back["H1"]) == 0


def test_teams_get_sessions_calls_and_due_dates_and_no_names(tmp_path: Path) -> None:
    plan = plan_of()
    timetable = Timetable(plan.calendar)
    write_timetable(tmp_path, plan)
    rows, free = lines(tmp_path / "timetable.xlsx"), first_free(tmp_path / "timetable.xlsx")
    edit(
        tmp_path / "timetable.xlsx",
        {
            (rows["R10.2"], "owner"): "A. Host",
            (rows["R11.3"], "status"): "not needed",
            (rows["S2"], "moved"): date(2026, 5, 20),
            (free, "what"): "Board meets",
            (free, "moved"): date(2026, 6, 2),
        },
    )
    found = events(plan, tmp_path, "timetable-teams.ics")
    kinds = {timetable.by_key[key].kind for key in found}
    assert kinds == {"session", "call", "report"}
    assert not any(key.startswith(("R17", "H")) for key in found)
    assert {"S1", "S4", "R01.1", "R10.2", "R11.4"} <= set(found)
    assert found["R11.3"].status.value == "CANCELLED"
    assert found["S2"].dtstart.value == date(2026, 5, 20)
    whole = (tmp_path / "timetable-teams.ics").read_text(encoding="utf-8")
    assert "A. Host" not in whole
    assert "Board meets" not in whole
    hosts = events(plan, tmp_path)
    assert set(found) < set(hosts)
    assert all(found[key].uid.value == hosts[key].uid.value for key in found)


def test_a_shorter_plan_cancels_what_it_no_longer_has(tmp_path: Path) -> None:
    events(plan_of(12), tmp_path)
    shorter = events(plan_of(8), tmp_path)
    assert shorter["R01.12"].status.value == "CANCELLED"
    assert sequence(shorter["R01.12"]) == 1
    again = events(plan_of(8), tmp_path)
    assert sequence(again["R01.12"]) == 1
    assert events(plan_of(12), tmp_path)["R01.12"].status.value == "CONFIRMED"


def test_a_number_of_the_hosts_own_lines_is_never_used_again(tmp_path: Path) -> None:
    plan = plan_of()
    write_timetable(tmp_path, plan)
    path = tmp_path / "timetable.xlsx"
    free = first_free(path)
    edit(path, {(free, "what"): "Site visit", (free, "moved"): date(2026, 6, 2)})
    write_timetable(tmp_path, plan)
    row = lines(path)["H1"]
    edit(path, {(row, "what"): None, (row, "moved"): None})
    write_timetable(tmp_path, plan)
    free = first_free(path)
    edit(path, {(free, "what"): "Second visit"})
    write_timetable(tmp_path, plan)
    edits = load_timetable(tmp_path, plan).edits
    assert [(line.key, line.what) for line in edits.own] == [("H2", "Second visit")]


def test_a_broken_calendar_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "timetable.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR")
    with pytest.raises(LcxlError, match="cannot be read as a calendar"):
        write_timetable(tmp_path, plan_of())
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT")
    assert not (tmp_path / "timetable.xlsx").exists()
