"""Texts, numbers and days in words, in one language and another."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl import words
from lcxl.engine.processes import SMALL_PILE, Processes
from lcxl.intake.placing.months import _named
from lcxl.intake.reading import Reading
from lcxl.intake.sources.base.source import File
from lcxl.intake.submission import Submission
from lcxl.plan import Collaborative
from lcxl.user_cache import dumps, loads, name_of
from lcxl.words import Text, in_language, say, source, this_python
from lcxl.words.pseudo import PSEUDO_LANGUAGE, pseudo
from tests.helpers.plans import SMALL, plan_from

LETTER = re.compile("[A-Za-z]")
PLACE = re.compile(r"\{[^}]*\}")
COMMAND = re.compile(r"\bNA\b|\blcxl [a-z]+|--[a-z-]+")


def test_english_numbers_dates_and_lists() -> None:
    day = date(2026, 4, 10)
    assert words.number(4.2) == "4.2"
    assert words.number(63.0) == "63"
    assert words.number(0.5, 2) == "0.50"
    assert words.number(12345) == "12345"
    assert words.number(12345.5, grouped=True) == "12,345.5"
    assert words.percent(0.571) == "57%"
    assert words.percent(0.571, 1) == "57.1%"
    assert words.month(day) == "April 2026"
    assert words.month_short(day) == "Apr 2026"
    assert words.day(day) == "Friday 10 April 2026"
    assert words.date_in_words(day) == "10 April 2026"
    assert words.date_in_words(day, short=True) == "10 Apr 2026"
    assert words.day_short(day) == "10 Apr"
    assert words.listing([]) == ""
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b"]) == "a and b"
    assert words.listing(["a", 2, 3.5]) == "a, 2 and 3.5"
    assert words.quoted("x") == "“x”"


def test_numbers_are_rounded_as_spreadsheet_programs_do() -> None:
    """Halves away from zero, of 15 digits, and never minus nothing."""
    assert [words.number(n, 1) for n in (26.25, -26.25, 2.675 * 10, 0.05, -0.04)] == [
        "26.3", "-26.3", "26.8", "0.1", "0.0"]  # fmt: skip
    assert [words.percent(share) for share in (0.125, 0.145, 0.005, 0.0)] == [
        "13%", "15%", "1%", "0%"]  # fmt: skip
    # One report of 200 that was late leaves no 100% on time, and one that was not no 0%.
    assert [words.percent(share) for share in (199 / 200, 1799 / 1800, 1 / 250, 1.0, 1 / 3)] == [
        "99.5%", "99.9%", "0.4%", "100%", "33%"]  # fmt: skip
    assert words.number(1.005, 2) == "1.01"
    assert words.rounded(-0.5, 0) == -1


def test_another_language_writes_them_its_own_way() -> None:
    with in_language(PSEUDO_LANGUAGE):
        assert words.number(-1234.5, grouped=True) == "-1’234,5"
        assert words.percent(0.571) == "57\u00a0%"
        assert words.month(date(2026, 4, 10)) == "Åþŕîļ ’2026"
        assert words.listing(["a", "b", "c"]) == "a; b & c"
    assert words.percent(0.571) == "57%"


def test_a_value_in_a_sentence_is_written_as_the_language_does() -> None:
    places: dict[str, Any] = {"n": 1234, "x": 0.5, "day": date(2026, 4, 10), "who": ["a", "b"]}
    text = "{n} {n:,} {x} {day} {who} {sentence}"
    places["sentence"] = Text("counts.teams", n=1)
    shown = words.filled(text, **places)
    assert shown == "1234 1,234 0.5 Friday 10 April 2026 a and b 1 team"
    with in_language(PSEUDO_LANGUAGE):
        shown = words.filled(text, **places)
    assert shown.startswith("1234 1’234 0,5 Ƒŕîðåý, 10. Åþŕîļ ’2026 a & b ⟦1 ţéåɱ")


def test_a_text_is_written_when_it_is_shown_and_the_same_in_every_language() -> None:
    text = Text("counts.teams", n=2)
    again = loads(dumps(text))
    assert again == text != Text("counts.teams", n=3)
    assert hash(again) == hash(text)
    assert again.in_words() == "2 teams"
    with in_language(PSEUDO_LANGUAGE):
        assert not LETTER.search(again.in_words())
        assert again.as_json() == {"text": "counts.teams", "n": 2}
    assert Text("letter.mend").as_json() == "letter.mend"
    assert words.as_json([date(2026, 4, 10), text]) == ["2026-04-10", text.as_json()]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(LookupError, match=r"languages/xx/locale\.toml"), in_language("xx"):
        pass
    assert words.language() == "en-US"


def files_of_texts() -> Iterator[str]:
    root = words.source()
    for folder in ("messages", "books", "defaults", "lists"):
        for path in sorted((root / folder).glob("*.toml")):
            if path.name not in ("demo.toml", "people.toml"):
                yield path.relative_to(root).as_posix()


@pytest.mark.parametrize("name", list(files_of_texts()))
def test_every_text_passes_the_language_and_nothing_else_does(name: str) -> None:
    english = words.texts(name)
    assert english == words.toml(name)
    with in_language(PSEUDO_LANGUAGE):
        other = words.texts(name)
    for path, one, two in pairs("", english, other):
        if one != two:
            assert two == pseudo("", one) or path.endswith(".name"), path
            assert PLACE.findall(one) == PLACE.findall(two), path
            assert not LETTER.search(COMMAND.sub("", PLACE.sub("", two))), path
            assert len(two) >= len(one)
        else:
            words_in_it = LETTER.search(PLACE.sub("", one)) and not path.endswith(".number")
            assert not words_in_it or not name.startswith("messages"), f"{path}: {one}"


def pairs(path: str, one: Any, two: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(one, dict):
        assert list(one) == list(two)
        for key in one:
            if key not in ("when", "never"):
                yield from pairs(f"{path}.{key}", one[key], two[key])
    elif isinstance(one, list):
        assert len(one) == len(two)
        for i, (a, b) in enumerate(zip(one, two, strict=True)):
            yield from pairs(f"{path}.{i}", a, b)
    elif isinstance(one, str):
        yield path, one, two
    else:
        assert one == two


def test_the_pseudo_language_keeps_places_and_the_length_of_sheet_names() -> None:
    assert pseudo("", "Save all {n} of it, all\n") == "⟦Šåṽé åļļ {n} öƒ îţ, åļļ ļöñĝ⟧\n"
    assert pseudo("", "{a} of {b:,}") == "⟦{a} öƒ {b:,}⟧"
    assert pseudo("", "12 %") == "12 %"
    assert pseudo("", "Page &P of &N").count("&P") == 1
    for sheet in words.toml("books/reporting.toml")["sheets"]:
        assert len(pseudo("x.name", sheet["name"])) <= 31


def spoken(plan: Collaborative, submissions: Sequence[Submission]) -> str:
    return f"{words.language()}: {say('counts.teams', n=len(submissions))}"


def test_other_processes_speak_the_language_they_are_asked_in(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("no workbook")
    files = [File(tmp_path / name, name) for name in ("a.txt", "b.txt")]
    with in_language(PSEUDO_LANGUAGE):
        given = Reading(plan)
    with Processes(2).start(given, SMALL_PILE) as work:
        held = list(work.read(files))
        (made,) = work.look(spoken, [held])
    assert loads(made.data).startswith("qps: ⟦2 ţ")


@pytest.mark.parametrize(
    ("text", "number"),
    [("Sept", 9), ("mar", 3), ("August", 8), ("Ma", None), ("Mars", 3), ("abr", 4), ("Marx", None)],
)
def test_a_month_is_known_by_its_name_in_english_and_in_the_language(
    text: str, number: int | None
) -> None:
    assert _named(text) == number
    with in_language(PSEUDO_LANGUAGE):
        assert _named(text) == number
        assert _named("Ɱåŕçĥ") == 3
    assert _named("Ɱåŕçĥ") is None


def test_what_is_kept_in_one_language_is_not_found_in_another() -> None:
    english = name_of("plan", [b"a"])
    assert english == name_of("plan", [b"a"]) != ""
    with in_language(PSEUDO_LANGUAGE):
        assert name_of("plan", [b"a"]) != english


def test_what_is_to_be_installed_names_the_python_that_lcxl_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the README's line `python` and `pip` alone are others, or none at all."""
    for folder in ("messages", "books"):
        for file in (source() / folder).glob("*.toml"):
            text = file.read_text(encoding="utf-8")
            found = re.findall(r"[^\n]*(?<!\{python\} -m )\bpip install[^\n]*", text)
            found += re.findall(r"[^\n]*\bpython -m[^\n]*", text)
            assert found == [], file.name
    monkeypatch.chdir(tmp_path)
    for python, said in (
        (tmp_path / "lcxl-env" / "bin" / "python", str(Path("lcxl-env", "bin", "python"))),
        (tmp_path.parent / "other" / "python", str(tmp_path.parent / "other" / "python")),
    ):
        monkeypatch.setattr(sys, "executable", str(python))
        told = say("files.no_pandas_fix", python=this_python())
        assert f": {said} -m pip install pandas" in told
