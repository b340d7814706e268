"""A language that nobody speaks: whatever stays English in it has escaped its catalogue.

Every workbook, message and file of two collaboratives is made in it (`lcxl.words.pseudo`).  Their
hosts and teams write in Greek letters, so that any Latin letter left is an id or a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl import templates
from lcxl.intake.read import read_submission
from lcxl.plan import Collaborative, load_collaborative
from lcxl.words import in_language, language
from lcxl.words.pseudo import PSEUDO_LANGUAGE
from tests.helpers.cut import cut_cells
from tests.helpers.foreign import texts_of, write_collaborative

LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {
    "what the host typed": r"(?:collaborative@example\.org|\b\w@\w\.example)|\b(?:num|den)(?=\()",
    "what a team typed": r"n/a yet",
    "ids of metrics and teams": "",  # filled in for each collaborative
    "ids of rules and sentences": r"\b[A-Z]\d\d(?:_\w+)?\b",
    "ids of time windows": r"\b(?:rolling|lagged|month_lookback)_\d+[md]\b"
    r"|\bpoint_in_time\b|\bytd\b|^month$",
    "names of files and folders": r"[\w./ ()-]*\.(?:xlsx|csv|txt|ics|toml)\b|/submissions\b",
    "signs for nobody eligible, of every language": r"^\|NA(?:\|[A-Z]+)*\|$|\bNA\b",
    "cells": r"\b[A-Z]{1,3}\d+\b",
    "errors of spreadsheets": r"#[A-Z0/]+[!?]?",
    "the name of the program, its commands and options": r"\blcxl\b(?: [a-z]+\b)?|--[a-z-]+",
    "names of languages, as their speakers have them, and codes": (
        r"^(?:English|Español|Français)\b.*|\bqps\b"
    ),
    "places to fill": r"\{\w+\}",
    "the content of a file": r"\b[0-9a-f]{64}\b",
    "names of hidden sheets": r"^_[a-z]+$",
    "the master's data, as its tables have them": r"^(?:accepted|question|monthly|event)$",
}
"""What may stay as it is, and how it looks."""


MORE: dict[str, dict[str, Any]] = {
    "social-needs": {},
    "safer-opioids": {
        "display": "coded",
        "due_rule": "weekday of the next month",
        "due_number": 2,
        "due_weekday": "Thursday",
        "people": [
            {"team": "antler", "name": "Α Β", "role": "data contact", "email": "a@b.example",
             "consent": "Yes", "mailing_list": "Yes"},
            {"team": "antler", "name": "Γ Δ", "role": "team lead", "email": "c@d.example",
             "consent": "Yes"},
            {"name": "Ε Ζ", "role": "coach", "consent": "Yes"},
        ],
        "attendance": [
            {"team": "antler", "event": "learning session", "held_on": date(2026, 1, 14),
             "people": 3},
        ],
        "faculty_scores": [{"team": "antler", "month": "2026-03", "score": 2.5}],
        "assessments": [
            {"team": "antler", "taken": "before", "score": 3.5},
            {"team": "antler", "taken": "after", "score": 4},
        ],
        "prospects": [
            {"name": "Η Θ", "stage": "interested", "channel": "in person",
             "contacted_on": date(2025, 10, 2)},
            {"name": "Ι Κ", "stage": "declined", "reason": "cost or travel"},
        ],
        "days_off": [{"first": date(2026, 4, 3), "name": "Λ"}],
        "due_dates": [{"month": "2026-03", "due": date(2026, 4, 16), "reason": "Μ"}],
    },
}  # fmt: skip
"""What the plans of the examples have besides: lists and sheets that these leave empty."""


@dataclass
class Written:
    """A folder with everything in the pseudo-language, and what the commands printed."""

    folder: Path
    plan: Collaborative
    said: dict[str, str]

    @property
    def workbooks(self) -> list[Path]:
        """Those that lcxl wrote and people open; one for each of what is alike."""
        here = sorted(self.folder.glob("*.xlsx"))
        teams = sorted((self.folder / "reporting").glob("*.xlsx"))[:1]
        sent = self.folder / "submissions" / f"{self.plan.teams[0].id}.xlsx"
        copies = sorted((self.folder / "master-for-teams").glob("*.xlsx"))[:1]
        return [*here, *teams, *copies, sent]

    def leftover(self, text: str) -> str:
        """What is Latin in a text, and not allowed."""
        ids = [m.id for m in self.plan.metrics] + [t.id for t in self.plan.teams] + [self.plan.id]
        ideas = {"ids of change ideas, those that are offered too": r"\b[A-Z]{3}-C\d+\b"}
        allowed = (
            ideas
            | ALLOWED
            | {
                "ids of metrics and teams": "|".join([*(rf"\b{i}\b" for i in ids), r"^team \d\d$"]),
            }
        )
        text = text.replace(str(self.folder), " ")
        for pattern in allowed.values():
            text = re.sub(pattern, " ", text)
        return " ".join(LATIN.findall(text))


@pytest.fixture(scope="module", params=sorted(MORE))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp(request.param)
    with in_language(PSEUDO_LANGUAGE):
        said = write_collaborative(request.param, folder, **MORE[request.param])
        return Written(folder, load_collaborative(folder), said)


def test_the_list_of_what_may_stay_english_is_short() -> None:
    assert len(ALLOWED) <= 20


def test_nothing_in_a_workbook_stays_english(written: Written) -> None:
    assert len(written.workbooks) >= 10
    for path in written.workbooks:
        found = {text: place for place, text in _read_by_people(path) if written.leftover(text)}
        assert not found, path.name


def _read_by_people(path: Path) -> Iterator[tuple[str, str]]:
    """Texts of a workbook but those that only programs read."""
    for place, text in texts_of(path):
        if place in ("docProps/app.xml", "docProps/custom.xml"):
            continue  # Excel's own words; ids
        if place.startswith("_") and (" formula" not in place or re.fullmatch(r"[\w@.+-]*", text)):
            continue  # the ids of figures and rules on sheets that nobody sees
        yield place, text


def test_nothing_that_is_said_stays_english(written: Written) -> None:
    files = sorted((written.folder / "questions").glob("*.txt"))
    assert files
    said = written.said | {path.name: path.read_text(encoding="utf-8") for path in files}
    for name, text in said.items():
        lines = [line for line in text.splitlines() if written.leftover(line)]
        assert not lines, name
    assert any("⟦" in text for text in written.said.values())


def test_no_event_of_the_calendar_stays_english(written: Written) -> None:
    unfolded = (written.folder / "timetable.ics").read_text(encoding="utf-8").replace("\n ", "")
    read = re.compile(r"(?:SUMMARY|DESCRIPTION|CATEGORIES|NAME|X-WR-CALNAME):(.*)")
    lines = [m[1] for m in map(read.fullmatch, unfolded.splitlines()) if m]
    assert len(lines) > 100
    assert not [line for line in lines if written.leftover(line.replace("\\n", " "))]


def test_no_text_is_cut(written: Written) -> None:
    found = {path.name: list(cut_cells(path)) for path in written.workbooks}
    assert not {name: cut for name, cut in found.items() if cut}


def test_a_workbook_is_read_in_the_language_in_which_it_was_written(written: Written) -> None:
    """By whoever reads it: what was chosen from lists is the same ids."""
    team = written.plan.teams[1].id
    path = written.folder / "submissions" / f"{team}.xlsx"
    assert language() == "en-US"
    here = read_submission(path, written.plan)
    with in_language(PSEUDO_LANGUAGE):
        there = read_submission(path, written.plan)
    assert here.points == there.points
    assert here.points
    changes = [row.values for row in here.changes]
    assert {row["decision"] for row in changes} <= set(templates.ids_of("decision"))
    assert {row["share"] for row in changes} == {"Yes"}
    assert here.changes == there.changes
    assert here.story == there.story


def test_a_plan_is_read_in_the_language_in_which_it_was_written(written: Written) -> None:
    again = load_collaborative(written.folder)
    assert again.metrics == written.plan.metrics
    assert again.calendar == written.plan.calendar
    assert again.teams == written.plan.teams
