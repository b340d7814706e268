"""The sentences that people read, with 0, 1 and 2 in the places of their numbers.

What these tests read stands in ``templates_src``; that each is said at the right time is tested
beside the code that says it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from lcxl import templates
from lcxl.cells import Book
from lcxl.combine.combine import combine, join
from lcxl.documents.chase import messages_on, status_lines
from lcxl.documents.letter import letter
from lcxl.figures.timeliness import timeliness
from lcxl.findings import Finding, Severity
from lcxl.findings.catalogue import AREAS
from lcxl.metrics.planned import what_can_be_seen
from lcxl.words import say, source, text_of, toml
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import submission

NOUN = r"(?:months|days|teams|numbers|rows|cases|points|reports|charts|patients|events|files|cells)"
WRONG = re.compile(rf"(?<![\d.,-])1 (?:more |later |past )?{NOUN}\b")
"""A lone 1 before several things, such as "1 of 1 teams"; 1.1 points are several."""
COUNTS = {
    "carry.numbers", "carry.numbers_in_place", "carry.replaced", "carry.rows_of_sent",
    "carry.cases_in_place", "carry.no_room", "keep.unsent", "charts.M03",
    "charts.M03_up", "charts.M05", "charts.M08", "charts.M08_wrong_way", "charts.M11",
    "charts.M12", "charts.C05", "charts.F07", "counts.teams", "counts.months", "counts.days",
    "counts.later_months", "counts.later_periods", "counts.cases", "counts.points",
    "counts.enrolled", "counts.more_approaches", "counts.are",
    "periods.more_months", "periods.more_periods",
    "counts.files", "counts.numbers", "counts.errors", "counts.questions", "counts.notes",
    "commands.built", "commands.clean", "commands.counted", "commands.files_merged",
    "commands.mend_first", "practice.logic_sessions", "practice.logic_calls",
    "practice.tested", "definitions.answers_missing", "languages.imported", "languages.refused",
    "page_check.checked", "page_check.checking", "page_check.not_ready", "page_host.done",
    "page_host.opened", "page_host.put", "papers.still_open", "papers.unknown_places",
    "slides.alt_gaps", "slides.hidden_months", "team_slides.no_consent", "letter.due_more",
    "commands.mails",
}  # fmt: skip
"""Sentences whose number may be 1."""


@cache
def entries() -> Mapping[str, dict[str, Any]]:
    return {
        f"{path.stem}.{name}": entry
        for path in sorted((source() / "messages").glob("*.toml"))
        for name, entry in toml(f"messages/{path.name}").items()
    }


def findings() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Code and id of each sentence of the catalogue of findings."""
    for area in AREAS:
        for code, entry in toml(f"messages/{area}.toml").items():
            for text, one in entry.items():
                if isinstance(one, dict):
                    yield code, text, one


def filled(key: str, n: int) -> str:
    places = dict.fromkeys(re.findall(r"\{(\w+)", text_of(key)), "x")
    entry = entries()[key]
    return say(key, **{**places, str(entry.get("number", "n")): n})


def test_the_sentences_that_count_something_are_known() -> None:
    assert {key for key, entry in entries().items() if "text_one" in entry} == COUNTS | {
        "definitions.points",
        "metrics.planned_assumed",
        "metrics.points",
        "counts.under_way",
        "counts.the_teams",
        "status.arrived_more",
        "status.mail_texts",
        "letter.metric_gone",
        "slides.newest",
        "slides.newest_size",
        "slides.teams_in",
    }


@pytest.mark.parametrize("key", sorted(COUNTS))
def test_one_thing_is_not_several(key: str) -> None:
    assert not WRONG.search(filled(key, 1)), filled(key, 1)
    for n in (0, 2):
        assert filled(key, n) != filled(key, 1)
        assert str(n) in filled(key, n)


GIVEN = (
    "left_out", "beyond_marks", "columns_beyond_marks", "files.wrong_name", "status.mail_texts",
    "letter.metric_gone", "metrics.points",
)  # fmt: skip
"""Sentences that are told the number of things and do not say it."""
COUNTING = {
    "V08.few", "V08.few_unplanned", "V16.several_changed", "V20.left_out", "V26.text", "V26.date",
    "V26.error_for_words", "V26.formula_for_words", "V26.beyond_marks", "V26.over_formula",
    "V26.outside", "V26.below_table", "V26.right_of_table", "V26.columns_beyond_marks",
    "V26.months_inferred", "V26.months_inferred_across", "V31.archive_of_files",
    "V31.mail_of_files", "V51.vanished", "V62.none", "V63.few", "V69.size", "V75.lead", "V77.none",
    "V80.left",
}  # fmt: skip


def test_the_findings_that_count_something_are_known() -> None:
    rules = {f"{code}.{text}" for code, text, one in findings() if "message_one" in one}
    assert rules - {key for key in rules if key >= "V32" and key < "V48"} == COUNTING


@pytest.mark.parametrize("key", sorted(COUNTING))
def test_one_thing_found_is_not_several(key: str) -> None:
    code, _, text = key.partition(".")
    (entry,) = (one for c, t, one in findings() if (c, t) == (code, text))
    places = dict.fromkeys(re.findall(r"\{(\w+)", entry["message"]), "x")
    told = {
        n: Finding(code, "note", text, {**places, entry.get("number", "n"): n}).message
        for n in (0, 1, 2)
    }
    assert not WRONG.search(told[1]), told[1]
    assert len(set(told.values())) == 3 or not re.search(r"\{n\b", entry["message"])


def test_a_sentence_for_one_has_no_place_that_the_other_lacks() -> None:
    both = [(key, e["text_one"], e["text"], e) for key, e in entries().items() if "text_one" in e]
    both += [(t, e["message_one"], e["message"], e) for _, t, e in findings() if "message_one" in e]
    for key, *texts, entry in both:
        one, many = (set(re.findall(r"\{(\w+)", text)) for text in texts)
        assert one <= many, key
        assert entry.get("number", "n") in many or key in GIVEN, key


def test_no_sentence_mentions_a_sheet_by_a_name_that_no_workbook_has() -> None:
    names = {
        sheet.name
        for path in (source() / "books").glob("*.toml")
        for sheet in templates.workbook(path.stem).sheets
    }
    further = "|".join(sorted({name.partition(" ")[2] for name in names if " " in name}))
    mentioned = re.compile(rf"[Ss]heets? ([A-Z]\w+(?: (?:{further})\b)?)")
    for path in sorted(source().glob("*/*.toml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for name in mentioned.findall(line.partition("# ")[0]):
                assert name in names, f"{path.name}: {line}"


ONE_TEAM = SMALL[: SMALL.index('[[teams]]\nid = "elm"')]


def status(plan_text: str, folder: Path, day: date, teams: tuple[str, ...]) -> str:
    """Everything `lcxl status` says that day, with the letters of it."""
    plan = plan_from(plan_text, folder)
    files = [
        combine(plan, [submission(plan, "month  BP  BP/\n2026-01  10  20", team=team,
                                  file=f"{team}.xlsx", saved_at="2026-02-09T09:00:00Z")])
        for team in teams
    ]  # fmt: skip
    found = timeliness(plan, join(files) if files else combine(plan, []), day)
    letters = [f"{m.subject}\n{m.text}" for m in messages_on(plan, found)]
    return "\n".join([*status_lines(plan, found), *letters])


@pytest.mark.parametrize("teams", [(), ("oak",)])
def test_a_collaborative_of_one_team_is_told_as_one(teams: tuple[str, ...], tmp_path: Path) -> None:
    for day in range(3, 17):
        told = status(ONE_TEAM, tmp_path, date(2026, 2, day), teams)
        assert not WRONG.search(told), told
        assert "every team" not in told
        assert "These teams" not in told
    told = status(ONE_TEAM, tmp_path, date(2026, 2, 11), teams)
    n = len(teams)
    assert f"in from {n} of 1 team." in told
    assert f": {n} of 1 report on January 2026 received" in told
    assert ("thank you: your report on January 2026 is in." in told) == bool(teams)


def test_nobody_says_that_every_team_reported_where_one_is_excused(tmp_path: Path) -> None:
    day, everybody = date(2026, 2, 11), "every team's report on January 2026 is in."
    excused = SMALL + 'excused = ["2026-01"]\n'
    told = status(excused, tmp_path, day, ("oak",))
    assert "your report on January 2026 is in." in told
    three = excused + '\n[[teams]]\nid = "ash"\nname = "Ash Lane"\n'
    told = status(three, tmp_path, day, ("oak", "ash"))
    assert "every report that was asked for on January 2026 is in." in told
    assert everybody not in told
    assert everybody in status(SMALL, tmp_path, day, ("oak", "elm"))


def test_what_one_team_with_one_month_before_could_show_is_said_in_the_singular(
    tmp_path: Path,
) -> None:
    plan = plan_from(ONE_TEAM.replace("baseline_months = 3", "baseline_months = 1"), tmp_path)
    (note,) = what_can_be_seen(plan)
    assert "with 1 team, " in note.message
    assert " and 1 month before the kickoff" in note.message


@pytest.mark.parametrize("severity", ["question", "error"])
def test_a_team_is_asked_to_mend_only_what_is_wrong(severity: Severity, tmp_path: Path) -> None:
    plan = plan_from(ONE_TEAM, tmp_path)
    told = letter(plan, plan.teams[0], [Finding("V01", severity, "no_marks")])
    assert ("Please mend this" in told) == (severity == "error")
    assert ("Please look at this" in told) == (severity == "question")


def test_before_anything_was_due_nothing_is_said_of_when_reports_came(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """A workbook written by lcxl does not say when it was saved."""
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    (folder / "submissions").mkdir()
    assert lcxl("build", folder).returncode == 0
    shutil.copy(folder / "reporting" / "oak.xlsx", folder / "submissions")
    assert lcxl("merge", folder).returncode == 0
    cells = Book((folder / "master.xlsx").read_bytes()).cells("Reporting")
    texts = {str(cell.value) for (_, col), cell in cells.items() if col == 0}
    assert "On which day the reports came is not known" not in " ".join(texts)
