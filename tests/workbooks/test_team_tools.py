"""tools/<team>.xlsx: what a team types stays, the fishbone follows, and its figures are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl.cells import Book
from lcxl.errors import LcxlError
from lcxl.keep.own_statements import own_statements
from lcxl.practice.aim import aim_of
from tests.helpers.a11y import faults as a11y_faults
from tests.helpers.folder_book import column, line, rows_of, tools_written, typed
from tests.helpers.office import Office
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.workbooks.test_timetable import plan_of

CAUSES = {
    "A1": ("No one is named", 3, 12), "A2": ("Assistants change", 1, 3), "B1": ("By hand", 5, 30),
    "B2": ("Call only once", 2, 8), "C1": ("Two cuffs", 4, 22), "F5": ("Not paid", None, 5),
}  # fmt: skip
TYPED: dict[tuple[str, str, Any], Any] = {
    ("memo", "problem", 0): "Too few come back",
    ("memo", "aim", 0): "Our own aim",
    ("problem", "line1", 0): "Too few patients",
    ("heads", "head", "B"): "Ways of work",
    ("actions", "what", 3): "Name a caller",
    ("actions", "due", 3): date(2026, 3, 2),
    ("actions", "change_id", 3): "HTN-C2",
    ("taken", "before_on", 0): date(2026, 1, 5),
    ("kept", "change", 0): "Call list",
    ("kept", "acts_at", 0): "60%",
    ("outside_tool", "result", 0): "5.2 of 7",
    ("lessons", "answer", "L3"): "Finding time",
    ("publishing", "consent", 0): "Yes",
    ("poster", "answer", "P2"): "75 of 100",
    **{("causes", "cause", id_): cause for id_, (cause, *_) in CAUSES.items()},
    **{("causes", "votes", id_): votes for id_, (_, votes, _) in CAUSES.items()},
    **{("pareto", "cause", i): cause for i, (cause, *_) in enumerate(CAUSES.values())},
    **{("pareto", "count", i): count for i, (*_, count) in enumerate(CAUSES.values())},
    **{("assessment", "before", f"Q{n}"): 1 + n % 3 for n in range(1, 13)},
    **{("assessment", "after", f"Q{n}"): 3 + n % 3 for n in range(1, 12)},
    **{("statements", "score", f"U{n}"): 2 + n * 7 % 4 for n in range(1, 13)},
}


def typed_values(path: Path) -> dict[Any, Any]:
    return {
        place: column(path, f"{place[0]}.{place[1]}")[
            place[2] if isinstance(place[2], int) else line(path, place[0], place[2])
        ]
        for place in TYPED
    }


def cells_of(path: Path, sheet: str) -> dict[str, object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet] for cell in row if cell.value}


def test_everything_typed_stays_through_builds_with_another_plan(tmp_path: Path) -> None:
    path = tools_written(plan_of(), tmp_path)
    assert column(path, "memo.aim") == [aim_of(plan_of())]
    typed(path, TYPED)
    before = typed_values(path)
    for number in range(1, 6):
        plan = plan_of(kickoff=date(2026, 1, 14 + number))
        plan = replace(plan, metrics=plan.metrics[: 2 + number % 3])
        path = tools_written(plan, tmp_path)
    assert typed_values(path) == before


def test_the_fishbone_and_the_pareto_chart_follow_what_is_typed(
    tmp_path: Path, libreoffice: Office, is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    path = tools_written(plan_of(), tmp_path)
    typed(path, TYPED)
    typed_only = recalculated(libreoffice, path, tmp_path / "typed.xlsx")
    path = tools_written(plan_of(), tmp_path)
    assert differences(formula_values(path), typed_only) == []
    assert is_valid_ooxml(path) == []
    assert a11y_faults(path) == []
    bones = cells_of(path, "Cause and effect").values()
    assert {"● No one is named", "● By hand", "● Two cuffs"} < set(bones)
    assert {"Call only once", "Not paid", "Ways of work", "Too few patients"} < set(bones)
    ordered = [name for name in column(path, "pareto.ordered") if name]
    assert ordered == ["By hand", "Two cuffs", "No one is named", "Call only once", "Not paid",
                       "Assistants change"]  # fmt: skip
    assert column(path, "pareto.together")[5] == 1
    assert "Causes that make 80% of it: 3 of 6." in cells_of(path, "Pareto").values()
    means = cells_of(path, "Assessment")
    assert 24 in means.values()
    assert not any(value == 44 for value in means.values())


def test_a_team_gets_what_is_known_and_names_of_those_only_who_agreed(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "assessment.csv").write_text(
        'Aim,"We know it, all of us"\nTeam,We meet\n', encoding="utf-8"
    )
    path = tools_written(plan_of(), tmp_path)
    assert column(path, "assessment.text") == ["We know it, all of us", "We meet"]
    book = Book(path.read_bytes())
    assert (book.machine["workbook"], book.machine["team_id"]) == ("team-tools", "cedar")
    assert "Team: nobody has agreed yet to be named here" in cells_of(path, "Memo").values()


def test_a_rating_stays_beside_its_statement(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "assessment.csv"
    own.parent.mkdir()
    own.write_text("Aim,We know it\nTeam,We meet\nTeam,We decide\n", encoding="utf-8")
    tools_written(plan_of(), tmp_path)
    path = tools_written(plan_of(), tmp_path)  # as it would be made again: that is remembered
    typed(path, {("assessment", "before", "Q2"): 4, ("assessment", "before", "Q3"): 2})
    for _ in range(2):
        path = tools_written(plan_of(), tmp_path)
    own.write_text("Team,We decide\nTeam,We listen\nTeam,We meet\n", encoding="utf-8")
    path = tools_written(plan_of(), tmp_path)
    rated = rows_of(path, "assessment", "text", "before")
    assert rated == [("We decide", 2), ("We listen", None), ("We meet", 4)]


@pytest.mark.parametrize(
    "text",
    [
        'Aim,"We know it, all of us"\nTeam,We meet\n',
        "Aim,We know it, all of us\nTeam,We meet,\n",
        "Aim;We know it, all of us\nTeam;We meet\n",
    ],
)
def test_statements_are_taken_whole_however_a_program_parts_them(tmp_path: Path, text: str) -> None:
    """Excel parts by semicolons where a comma is the decimal sign."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "assessment.csv").write_text(text, encoding="utf-8")
    told = [(one.area, one.what) for one in own_statements(tmp_path)]
    assert told == [("Aim", "We know it, all of us"), ("Team", "We meet")]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ("Équipe;Nous mesurons".encode("cp1252"), "cannot be read as text"),
        (b"We meet\n", "no row with an area and a statement"),
        (b'Team,"We meet\nAim,We know it\n', "quotation mark"),
        (b'Aim,We know it\nTeam,"We meet\nTeam,We share\n', "line 2: a quotation mark"),
    ],
)
def test_statements_that_cannot_be_taken_are_told(tmp_path: Path, data: bytes, part: str) -> None:
    """Those of lcxl stood in their place without a word."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "assessment.csv").write_bytes(data)
    with pytest.raises(LcxlError, match=part):
        own_statements(tmp_path)
