"""A team's workbook as other programs leave it: sixty numbers each, and whose it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from lcxl.cells import Book, Cell
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative, load_collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.other_formats import as_ods, as_xlsb
from tests.helpers.paths import SAMPLES
from tests.helpers.resaved import (
    GOOGLE_SHEETS,
    NUMBERS,
    NUMBERS_BY_TABLE,
    ONLYOFFICE,
    WPS,
    Saved,
    resaved,
)
from tests.helpers.sixty import numbers_of, sixty, sixty_plan

PROGRAMS = {
    "Google Sheets": GOOGLE_SHEETS,
    "Numbers": NUMBERS,
    "Numbers, a sheet for each table": NUMBERS_BY_TABLE,
    "WPS": WPS,
    "ONLYOFFICE": ONLYOFFICE,
}
DATA = {"en-US": "Data", "fr-CA": "Données", "es-US": "Datos"}


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Collaborative]:
    return cache(lambda language: sixty_plan(tmp_path_factory.mktemp("plan"), language))


@pytest.fixture(scope="module")
def sent(plan_of: Callable[[str], Collaborative]) -> Callable[[str], bytes]:
    return cache(lambda language: sixty(plan_of(language)))


@pytest.fixture
def plan(plan_of: Callable[[str], Collaborative]) -> Collaborative:
    return plan_of("en-US")


@pytest.fixture
def oak(sent: Callable[[str], bytes]) -> bytes:
    return sent("en-US")


def asserted(read: Submission, data: bytes, plan: Collaborative) -> list[str]:
    """What is said of the file besides; all that was typed is read, with its team."""
    whole = read_bytes(data, "oak.xlsx", plan)
    assert read.team_id == whole.team_id
    assert numbers_of(read) == numbers_of(whole)
    for name in ("events", "changes", "story", "phases"):
        assert [row.values for row in getattr(read, name)] == [
            row.values for row in getattr(whole, name)
        ]
    known = {(f.code, f.text) for f in validate(whole, plan)}
    return [f.text for f in validate(read, plan) if (f.code, f.text) not in known]


def test_there_are_sixty_numbers_and_three_events(plan: Collaborative, oak: bytes) -> None:
    read = read_bytes(oak, "oak.xlsx", plan)
    assert (len(numbers_of(read)), len(read.events), len(read.changes)) == (60, 3, 1)
    assert validate(read, plan) == []


@pytest.mark.parametrize("language", DATA)
@pytest.mark.parametrize("name", PROGRAMS)
def test_all_is_read(
    plan_of: Callable[[str], Collaborative],
    sent: Callable[[str], bytes],
    name: str,
    language: str,
) -> None:
    plan, data, by = plan_of(language), sent(language), PROGRAMS[name]
    again = resaved(data, by, DATA[language])
    said = asserted(read_bytes(again, "oak.xlsx", plan), data, plan)
    assert said == ([] if by.hidden else ["by_headings"])


MOVED: dict[str, tuple[Saved, list[str]]] = {
    "renamed": (Saved(renamed="My numbers"), ["sheet_renamed"]),
    "moved": (Saved(moved=(3, 2)), ["cells_moved"]),
    "renamed, no mark follows": (Saved(renamed="X", marks_follow=False), ["marks_lost"]),
    "a line more above": (Saved(moved=(1, 0), marks_follow=False), ["marks_lost", "rows_moved"]),
    "lines and columns more": (
        Saved(moved=(3, 2), marks_follow=False),
        ["marks_lost", "rows_moved"],
    ),
    "as many lines more as a block has": (
        Saved(moved=(22, 0), marks_follow=False),
        ["marks_lost", "rows_moved"],
    ),
    "columns more": (Saved(moved=(0, 2), marks_follow=False), ["columns_beyond_marks"]),
    "far to the right": (Saved(moved=(0, 12), marks_follow=False), ["marks_lost"]),
    "moved in Numbers": (replace(NUMBERS, moved=(4, 1), renamed="X"), ["by_headings"]),
}


@pytest.mark.parametrize("what", MOVED)
def test_data_that_was_moved_or_renamed(plan: Collaborative, oak: bytes, what: str) -> None:
    by, expected = MOVED[what]
    said = asserted(read_bytes(resaved(oak, by, "Data"), "oak.xlsx", plan), oak, plan)
    assert sorted(set(said)) == expected


@pytest.mark.parametrize("by", [*PROGRAMS.values(), Saved(moved=(3, 2), marks_follow=False)])
def test_a_workbook_of_0_1_0(by: Saved) -> None:
    """Periods run down in it."""
    folder = SAMPLES / "from-0.1.0"
    data = (folder / "submissions" / "ashgrove.xlsx").read_bytes()
    plan = load_collaborative(folder)
    again = read_bytes(resaved(data, by, "Data"), "ashgrove.xlsx", plan)
    assert len(numbers_of(again)) == 120
    said = asserted(again, data, plan)
    assert said == (["marks_lost"] * (not by.marks_follow) if by.hidden else ["by_headings"])


OTHER: dict[str, Callable[[bytes], bytes]] = {
    "ods": lambda data: as_ods(data, "", "</text:p><text:p>"),
    "spaced.ods": lambda data: as_ods(data, "\n    ", "<text:line-break/>"),
    "xlsb": lambda data: as_xlsb(data, short=False),
    "short.xlsb": lambda data: as_xlsb(data, short=True),
}


@pytest.mark.parametrize("ending", OTHER)
def test_other_formats_as_programs_write_them(plan: Collaborative, oak: bytes, ending: str) -> None:
    """Gnumeric and SheetJS put blanks into an .ods; SheetJS leaves columns out of an .xlsb."""
    read = read_bytes(OTHER[ending](oak), f"oak.{ending}", plan)
    assert asserted(read, oak, plan) == ["other_format"]


def as_text(data: bytes, sheet: str, shown: Callable[[date], str]) -> bytes:
    """A sheet as a program saves it as text, its days ``shown`` in some way."""
    book, written = Book(data), io.StringIO()
    cells = book.cells(sheet)

    def text(cell: Cell | None) -> str:
        if cell is None or cell.value is None:
            return ""
        day = book.as_date(cell) if book.shows_date(cell) else None
        return shown(day) if day else str(cell.value).removesuffix(".0")

    last_row, last_col = (max(at[i] for at in cells) for i in range(2))
    csv.writer(written).writerows(
        [text(cells.get((row, col))) for col in range(last_col + 1)] for row in range(last_row + 1)
    )
    return written.getvalue().encode()


WAYS: dict[str, Callable[[date], str]] = {
    "2026/01/05": lambda day: f"{day:%Y/%m/%d}",
    "01/05/2026": lambda day: f"{day:%m/%d/%Y}",
    "05/01/2026": lambda day: f"{day:%d/%m/%Y}",
    "5 Jan 26": lambda day: f"{day.day} {day:%b %y}",
    "serial numbers": lambda day: str(day.toordinal() - date(1899, 12, 30).toordinal()),
}


@pytest.mark.parametrize("language", DATA)
@pytest.mark.parametrize("way", WAYS)
def test_the_sheet_data_as_text(
    plan_of: Callable[[str], Collaborative],
    sent: Callable[[str], bytes],
    way: str,
    language: str,
) -> None:
    """Weeks too, in each language, whichever way days are written in it."""
    plan, data = plan_of(language), sent(language)
    read = read_bytes(as_text(data, DATA[language], WAYS[way]), "sheet.csv", plan)
    assert read.team_id == "oak"
    assert numbers_of(read) == numbers_of(read_bytes(data, "oak.xlsx", plan))
    assert [f.text for f in validate(read, plan) if f.code == "V26"] == ["text_of_data"]


def test_a_quarter_is_told_by_its_last_month(plan: Collaborative, oak: bytes) -> None:
    text = as_text(oak, "Data", WAYS["2026/01/05"]).decode()
    for named, shown in (("2025/12/01", "Oct–Dec 25"), ("2026/03/01", "Jan–Mar 26")):
        head, quarter, rest = text.partition("Quarter,")
        text = head + quarter + rest.replace(named, shown, 1)
    read = read_bytes(text.encode(), "sheet.csv", plan)
    assert len(numbers_of(read)) == 60


def test_numbers_whose_periods_are_lost_are_named(plan: Collaborative, oak: bytes) -> None:
    """They are not read under the due dates below, which are days too."""
    text = as_text(oak, "Data", WAYS["2026/01/05"]).decode()
    text = re.sub(r"(?m)^(\"Week, from Monday\"),.*$", r"\1", text)
    read = read_bytes(text.encode(), "sheet.csv", plan)
    assert len(numbers_of(read)) == 36
    lost = [f for f in validate(read, plan) if f.text == "row_without_month_across"]
    assert (len(lost), {f.severity for f in lost}) == (24, {"error"})


@pytest.mark.parametrize(
    "line",
    [
        "The numbers of us all: the newest numbers stand beside those before.",  # no team's name
        "Oak Street Clinic",  # not as it was printed
        "",
    ],
)
def test_where_it_is_in_doubt_whose_it_is_the_host_is_asked(
    plan: Collaborative, oak: bytes, line: str
) -> None:
    """Never that it carries no marks: its headings are those of a reporting workbook."""
    text = as_text(oak, "Data", WAYS["2026/01/05"]).decode()
    first, _, rest = text.partition("\n")
    text = f"{first}\n{line}\n" + rest.partition("\n")[2]
    (found,) = [
        f for f in validate(read_bytes(text.encode(), "oak.csv", plan), plan) if f.sets_aside
    ]
    assert (found.code, found.text) == ("V01", "whose")


def test_a_pasted_copy_in_a_new_workbook(plan: Collaborative, oak: bytes) -> None:
    """Only what a person sees of Data, on a sheet of another name."""
    book = Saved(hidden=False, formulas=False, inline=True, renamed="Sheet1")
    read = read_bytes(resaved(oak, book, "Data"), "new.xlsx", plan)
    assert numbers_of(read) == numbers_of(read_bytes(oak, "oak.xlsx", plan))
