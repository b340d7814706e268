"""Who has reported when, and the messages of each day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from lcxl import templates
from lcxl.combine.combine import combine, join
from lcxl.documents.chase import day_of, messages_on, next_message, status_lines
from lcxl.figures.completeness import by_month, due_and_done
from lcxl.figures.timeliness import Timeliness, timeliness
from lcxl.intake import Submission
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable
from lcxl.plan.working_days import WorkingDays
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import submission, workbook

DEC = Period(date(2025, 12, 1))
JAN, FEB, MAR = (Period(date(2026, month, 1)) for month in (1, 2, 3))
THIRD = """
[[teams]]
id = "ash"
name = "Ash Lane"
stage = "withdrew"
withdrew_on = 2026-02-20
reason = "no time or staff"
data_use = "keep all"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL + THIRD, tmp_path)


def found(plan: Collaborative, on: date | None = None) -> Timeliness:
    """January is due on 10 February, February on 10 March, March on 10 April.

    December, a baseline month, is due on 12 January: after the other baseline months.
    """
    return timeliness(plan, combine(plan, sent(plan)), on)


@cache
def sent(plan: Collaborative) -> tuple[Submission, ...]:
    """What came in; read once for each plan."""
    january = "month  BP  BP/\n2026-01  10  20"
    return (
        submission(plan, january, file="a.xlsx", saved_at="2026-02-09T09:00:00Z"),
        submission(plan, january + "\n2026-02  5  20", file="b.xlsx",
                   saved_at="2026-03-14T09:00:00Z"),
        submission(plan, january, team="elm", file="c.xlsx"),
    )  # fmt: skip


def statuses(result: Timeliness) -> dict[tuple[str, Period], str]:
    return {key: r.status for key, r in result.reports.items() if key[1] <= MAR}


def test_on_time_late_missing_and_withdrawn(plan: Collaborative) -> None:
    result = found(plan, date(2026, 3, 20))
    assert statuses(result) == {
        ("oak", DEC): "missing", ("elm", DEC): "missing", ("ash", DEC): "missing",
        ("oak", JAN): "on time", ("oak", FEB): "late", ("oak", MAR): "not due",
        ("elm", JAN): "received", ("elm", FEB): "missing", ("elm", MAR): "not due",
        ("ash", JAN): "missing", ("ash", FEB): "withdrawn", ("ash", MAR): "withdrawn",
    }  # fmt: skip
    assert result.share_on_time == pytest.approx(1 / 7)
    assert result.median_days_late == 4
    assert result.of_team(plan.team("oak")).share_on_time == pytest.approx(1 / 3)
    assert result.of_period(JAN).share_on_time == 0.5


def test_an_excused_month_is_not_missing(tmp_path: Path) -> None:
    elm = 'name = "Elm Health"\n'
    plan = plan_from(SMALL.replace(elm, elm + 'excused = ["2026-02"]\n'), tmp_path)
    result = found(plan, date(2026, 3, 20))
    assert result.of(plan.team("elm"), FEB).status == "excused"
    assert result.of_team(plan.team("elm")).count("missing") == 1  # December
    assert "  Excused: Elm Health." in status_lines(plan, result)
    assert "elm" not in {t.id for m in messages_on(plan, found(plan, date(2026, 3, 12)))
                         for t in m.teams}  # fmt: skip


def test_a_day_in_the_past_does_not_know_what_came_later(plan: Collaborative) -> None:
    assert statuses(found(plan, date(2026, 3, 11)))["oak", FEB] == "missing"
    assert statuses(found(plan, date(2026, 3, 9)))["oak", FEB] == "due"


def test_without_a_day_it_is_that_of_the_latest_file(plan: Collaborative) -> None:
    assert found(plan).on == date(2026, 3, 14)


def test_no_share_where_no_file_says_when_it_was_saved(plan: Collaborative) -> None:
    file = submission(plan, "month  BP  BP/\n2026-01  10  20")
    result = timeliness(plan, combine(plan, [file]), date(2026, 3, 20))
    assert result.share_on_time is None


def test_the_days_of_the_messages() -> None:
    """Due on Monday 11 May 2026: weekends are left."""
    due = date(2026, 5, 11)
    assert {c.id: day_of(c, due, WorkingDays()) for c in templates.chases()} == {
        "week-before": date(2026, 5, 4),
        "day-before": date(2026, 5, 8),
        "day-after": date(2026, 5, 12),
        "two-days-after": date(2026, 5, 13),
        "three-days-after": date(2026, 5, 14),
    }
    assert day_of(templates.chases()[0], date(2026, 5, 9), WorkingDays()) == date(
        2026, 5, 1
    )  # a Saturday


def test_who_gets_which_message(plan: Collaborative) -> None:
    def ids(day: date) -> list[tuple[str, Period, list[str]]]:
        result = found(plan, day)
        return [(m.chase.id, m.period, [t.id for t in m.teams]) for m in messages_on(plan, result)]

    assert ids(date(2026, 3, 3)) == [("week-before", FEB, ["oak", "elm"])]
    assert ids(date(2026, 3, 12)) == [("two-days-after", FEB, ["oak", "elm"])]
    assert ids(date(2026, 3, 13)) == [("three-days-after", FEB, ["elm"])]  # oak's is of the 14th
    assert ids(date(2026, 3, 16)) == []
    (thanks,) = messages_on(plan, found(plan, date(2026, 2, 11)))
    assert "is in: Oak Street Clinic, Elm Health." in thanks.text
    assert "forward to: Ash Lane." in thanks.text
    following = next_message(plan, found(plan, date(2026, 3, 16)))
    assert following is not None
    assert (following.day, following.period) == (date(2026, 4, 3), MAR)


def test_how_things_stand_in_sentences(plan: Collaborative) -> None:
    assert list(status_lines(plan, found(plan, date(2026, 3, 20)))) == [
        "Report on the baseline months October 2025 to November 2025 is missing from: "
        "Oak Street Clinic, Elm Health, Ash Lane.",
        "Report on the baseline month December 2025 is missing from: "
        "Oak Street Clinic, Elm Health, Ash Lane.",
        "Report on January 2026 is missing from: Ash Lane.",
        "Report on February 2026, due on Tuesday 10 March 2026: in from 1 of 2 teams.",
        "  Came late: Oak Street Clinic (4 days).",
        "  Missing: Elm Health.",
        "On time so far: 14% of the reports that were due; funders usually ask for 90%.",
        "Late reports came 4 days late in the middle (median).",
    ]


def test_the_command_works_before_anything_came_in(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    host_folder(plan, folder)
    done = lcxl("status", folder, "--on", "2026-02-03")
    assert (done.returncode, done.stderr) == (0, "")
    assert "To send on Tuesday 3 February 2026: Reminder to all teams" in done.stdout
    assert "{" not in done.stdout
    assert lcxl("status", folder, "--on", "3/2/26").returncode == 2


def test_a_team_that_withdrew_gets_no_more_reminders_even_of_earlier_months(
    tmp_path: Path,
) -> None:
    """January was due on 10 February; the team leaves on the 11th without having reported."""
    plan = plan_from(SMALL + THIRD.replace("02-20", "02-11"), tmp_path)

    def asked(day: date) -> set[str]:
        return {t.id for m in messages_on(plan, found(plan, day)) for t in m.teams}

    assert "ash" in asked(date(2026, 2, 9))
    later = [asked(date(2026, 2, 11) + timedelta(days=i)) for i in range(90)]
    assert any(later)
    assert not any("ash" in teams for teams in later)


LATER = SMALL.replace('id = "elm"', 'id = "elm"\nenrolled_on = 2026-03-05')


def test_the_baseline_is_chased(lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    """It is due two weeks before the kickoff of 14 January: on 31 December."""
    plan = plan_from(SMALL, tmp_path)
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir()
    before = lcxl("status", folder, "--on", "2025-11-01").stdout
    assert before.startswith("No report has been due yet.")
    assert "October 2025 to November 2025, is due on Wednesday 31 December 2025." in before
    file = workbook(plan, "month  BP  BP/\n2025-11  10  20")
    (folder / "submissions" / "oak.xlsx").write_bytes(file)
    reminder = lcxl("status", folder, "--on", "2025-12-24").stdout
    assert "fill in the baseline months October 2025 to November 2025 on the sheet" in reminder
    after = lcxl("status", folder, "--on", "2026-01-01").stdout
    assert "Report on the baseline months October 2025 to November 2025" in after
    assert "November 2025 is missing from: Elm Health." in after
    assert "forward to: Elm Health." in after
    missing = "is missing from: Elm Health."
    assert missing in lcxl("status", folder, "--on", "2026-02-03").stdout


def test_a_team_is_late_only_while_it_takes_part(tmp_path: Path) -> None:
    """Elm joined on 5 March; Ash left on 1 March, before February's report was due."""
    plan = plan_from(LATER + THIRD.replace("2026-02-20", "2026-03-01"), tmp_path)
    result = timeliness(plan, combine(plan, []), date(2026, 5, 30))
    got = {
        (t.id, m.start.month): result.of(t, m).status for t in plan.teams for m in (JAN, FEB, MAR)
    }
    assert got == {
        ("oak", 1): "missing", ("oak", 2): "missing", ("oak", 3): "missing",
        ("elm", 1): "not due", ("elm", 2): "not due", ("elm", 3): "missing",
        ("ash", 1): "missing", ("ash", 2): "withdrawn", ("ash", 3): "withdrawn",
    }  # fmt: skip
    asked = {t.id for m in messages_on(plan, timeliness(plan, combine(plan, []), date(2026, 2, 11)))
             for t in m.teams}  # fmt: skip
    assert asked == {"oak", "ash"}
    # The day on which a report is due, for who joined too late in a month to report it.
    late = plan_from(LATER.replace("03-05", "03-25"), tmp_path)
    result = timeliness(late, combine(late, []), date(2026, 4, 30))
    assert result.of(late.team("elm"), MAR).status == "not due"


def test_files_that_lie_unread_are_named_before_anybody_is_told_to_send_again(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    inbox = folder / "submissions" / "Elm"
    inbox.mkdir(parents=True)
    (folder / "submissions" / "oak files.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (inbox / "screenshot.pdf").write_bytes(b"%PDF-1.7")
    (folder / "submissions" / "scan0001.pdf").write_bytes(b"%PDF-1.7")
    (folder / "submissions" / ".DS_Store").write_bytes(b"x")
    told = lcxl("status", folder, "--on", "2026-02-11").stdout
    assert "submissions/oak files.zip, perhaps of Oak Street Clinic: The file is an arch" in told
    assert "submissions/Elm/screenshot.pdf, perhaps of Elm Health: The file is a PDF" in told
    assert "submissions/scan0001.pdf: The file is a PDF" in told
    assert ".DS_Store" not in told
    assert "astray" not in told
    assert told.index("scan0001") < told.index("To send on")


def test_a_message_names_the_coach_in_the_language_of_its_teams(tmp_path: Path) -> None:
    team = 'id = "oak"\n'
    assert team in SMALL
    spoken = SMALL.replace(team, team + 'coach = "J. Okafor"\nlanguage = "fr-CA"\n')
    plan = plan_from(spoken, tmp_path)
    none = timeliness(plan, combine(plan, []), date(2026, 2, 11))
    messages = messages_on(plan, none)
    assert {tuple(t.id for t in m.teams): m.text.splitlines()[-1] for m in messages} == {
        ("oak",): "Votre accompagnateur\u00a0: J. Okafor",
        ("elm",): "Blood pressure in small practices",
    }


def test_the_words_fit_when_all_or_none_are_in(plan: Collaborative) -> None:
    """Nobody is thanked who is not there, and nobody waited for who is."""
    none = timeliness(plan, combine(plan, []), date(2026, 2, 11))
    (message,) = messages_on(plan, none)
    assert "none has reached us yet: Oak Street Clinic, Elm Health, Ash Lane." in message.text
    files = [
        submission(plan, "month  BP  BP/\n2026-01  10  20", team=team, file=f"{team}.xlsx",
                   saved_at="2026-02-09T09:00:00Z")
        for team in ("oak", "elm", "ash")
    ]  # fmt: skip
    everything = combine(plan, files[:1]), combine(plan, files[1:2]), combine(plan, files[2:])
    (message,) = messages_on(plan, timeliness(plan, join(everything), date(2026, 2, 11)))
    assert "every team's report on January 2026 is in." in message.text
    assert "forward" not in message.text
    assert {t.id for t in message.teams} == {"oak", "elm", "ash"}


def test_no_baseline_month_is_asked_for_before_it_is_over(tmp_path: Path) -> None:
    """Kickoff on 1 May: April's day in Data is 11 May, though the kickoff lies before it."""
    text = SMALL.replace("kickoff = 2026-01-14", "kickoff = 2026-05-01")
    plan = plan_from(text.replace("baseline_months = 3", "baseline_months = 1"), tmp_path)
    april = Period(date(2026, 4, 1))
    assert [m for m in plan.calendar.reports if plan.calendar.is_baseline(m)] == [april]
    assert not plan.calendar.is_asked_together(april)
    assert plan.calendar.due(april) == date(2026, 5, 11)
    (first, names) = list(status_lines(plan, found(plan, date(2026, 5, 4))))
    assert first.startswith("Report on the baseline month April 2026, due on Monday 11 May 2026:")
    assert "not due" in names
    assert "  Missing: Oak Street Clinic, Elm Health." in list(
        status_lines(plan, found(plan, date(2026, 5, 12)))
    )


def test_the_last_baseline_month_has_a_row_in_the_timetable(tmp_path: Path) -> None:
    """Kickoff on 12 March: February is due on 10 March, after the other baseline months."""
    plan = plan_from(SMALL.replace("2026-01-14", "2026-03-12"), tmp_path)
    timetable = Timetable(plan.calendar)
    rows = {timetable.words(i): timetable.dates[i.key] for i in timetable.items
            if i.key.startswith("R01.")}  # fmt: skip
    assert rows["Report about February 2026 due"] == date(2026, 3, 10)
    assert rows["Report about January 2026 due"] is None  # with the baseline
    assert rows["Report about March 2026 due"] == date(2026, 4, 10)


def test_nothing_is_due_of_a_team_before_it_joined_or_after_it_left(tmp_path: Path) -> None:
    plan = plan_from(LATER + THIRD.replace("2026-02-20", "2026-03-01"), tmp_path)
    file = submission(plan, "month  BP  BP/\n2026-01  10  20", team="elm", file="e.xlsx")
    due = due_and_done(plan, combine(plan, [file]), plan.calendar.reports)
    got = {(t.id, m.start.month): due[m][t.id] for t in plan.teams for m in (JAN, FEB, MAR)}
    assert got == {
        ("oak", 1): (0, 3), ("oak", 2): (0, 3), ("oak", 3): (0, 3),
        ("elm", 1): (1, 3), ("elm", 2): (0, 0), ("elm", 3): (0, 3),
        ("ash", 1): (0, 3), ("ash", 2): (0, 0), ("ash", 3): (0, 0),
    }  # fmt: skip


def test_a_number_that_nobody_asked_for_makes_no_report_due(tmp_path: Path) -> None:
    """A team that joins in March sends an optional number of February: nothing is missing."""
    plan = plan_from(LATER.replace('schedule = "quarterly"\n', ""), tmp_path)
    file = submission(plan, "month  FALLS  FALLS/\n2026-02  3  900", team="elm", file="e.xlsx")
    combined = combine(plan, [file])
    for count in (due_and_done, by_month):
        assert count(plan, combined, [FEB])[FEB] == {"oak": (0, 3), "elm": (0, 0)}


@pytest.mark.parametrize(
    ("kickoff", "together", "own"),
    [
        ("2026-01-14", "October 2025 to November 2025", {"2025-12": "2026-01-12"}),
        ("2026-02-01", "November 2025 to December 2025", {"2026-01": "2026-02-10"}),
        ("2026-03-31", "December 2025 to February 2026", {}),
    ],
)
def test_each_baseline_month_is_in_one_report(
    lcxl: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
    kickoff: str,
    together: str,
    own: dict[str, str],
) -> None:
    """A month that is due after the others is awaited, chased and listed by itself."""
    plan = plan_from(SMALL.replace("2026-01-14", kickoff), tmp_path)
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir()
    timetable = Timetable(plan.calendar)
    rows = {i.key: timetable.dates[i.key] for i in timetable.items if i.phase == "plan"
            and i.key.startswith("R01.") and timetable.dates[i.key]}  # fmt: skip
    assert sorted(rows.values()) == [date.fromisoformat(day) for day in own.values()]
    end = lcxl("status", folder, "--on", "2026-06-30").stdout
    assert f"Report on the baseline months {together} is missing from: Oak Street" in end
    assert end.count("baseline month ") == len(own)
    for text, day in own.items():
        month, due = date.fromisoformat(f"{text}-01"), date.fromisoformat(day)
        name = f"the baseline month {month:%B %Y}"
        chased = lcxl("status", folder, "--on", str(due + timedelta(days=1))).stdout
        assert f"Report on {name}, due on" in chased
        assert f"the report on {name} was due on" in chased.partition("To send on")[2]
        assert f"Report on {name} is missing from: Oak Street" in end
        # It alone does not make the other baseline months come.
        file = workbook(plan, f"month  BP  BP/\n{text}  10  20")
        (folder / "submissions" / "oak.xlsx").write_bytes(file)
        came = lcxl("status", folder, "--on", "2026-06-30").stdout
        assert f"Report on the baseline months {together} is missing from: Oak Street" in came
        assert f"Report on {name} is missing from: Elm Health." in came


def test_a_baseline_month_with_a_day_of_its_own_is_not_said_to_be_due_with_the_others(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    moved = "[[due_dates]]\nmonth = 2025-11-01\ndue = 2026-02-06\n\n[[metrics]]"
    text = SMALL.replace("baseline_months = 3", "baseline_months = 4")
    text = text.replace("[[metrics]]", moved, 1)
    folder = host_folder(plan_from(text, tmp_path), tmp_path)
    told = lcxl("status", folder, "--on", "2026-01-02").stdout
    # December is due on 12 January, after those before it.
    assert "Report on the baseline months September 2025 to October 2025 is missing" in told
    text = text.replace("2025-11-01", "2025-10-01")
    folder = host_folder(plan_from(text, tmp_path), tmp_path)
    told = lcxl("status", folder, "--on", "2026-01-02").stdout
    months = "the baseline months September 2025 to November 2025 except October 2025"
    assert f"Report on {months} is missing" in told
    assert f"the report on {months} was due on" in told
