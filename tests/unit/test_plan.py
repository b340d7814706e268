"""The plan: from the host's workbooks and from text, with every fault found at once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any, get_args, get_type_hints

import openpyxl
import pytest

from lcxl import load_collaborative, templates
from lcxl.cells import Book, a1
from lcxl.errors import LcxlError, PlanError
from lcxl.findings import Finding
from lcxl.kinds import KINDS
from lcxl.periods import Period
from lcxl.plan import Calendar, DueRule, Metric, load_example, load_plan_text
from lcxl.plan.dates import day_in_words
from lcxl.plan.raw import TABLES
from lcxl.words import in_language
from lcxl.words.pseudo import PSEUDO_LANGUAGE
from tests.helpers.host import answer_place, edit, host_folder
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from


def faults(text: str, folder: Path) -> list[Finding]:
    with pytest.raises(PlanError) as caught:
        plan_from(text, folder)
    return list(caught.value.findings)


def test_a_plan_text(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    assert plan.title == "Blood pressure in small practices"
    assert [m.id for m in plan.metrics] == ["BP", "FALLS", "CALLS", "WAIT"]
    assert plan.calendar.reported[0] == date(2025, 10, 1)
    assert plan.calendar.reported[-1] == date(2026, 6, 1)
    assert len(plan.calendar.reported) == 9
    falls = plan.metric("FALLS")
    assert [m.start.month for m in plan.calendar.reports if plan.is_due(falls, m)] == [12, 3, 6]


@pytest.mark.parametrize("name", templates.example_names())
def test_examples_survive_the_way_through_the_hosts_workbooks(name: str, tmp_path: Path) -> None:
    plan = load_example(name)
    again = load_collaborative(host_folder(plan, tmp_path))
    assert replace(again, findings=()) == replace(plan, findings=())
    assert [f.message for f in again.findings] == [f.message for f in plan.findings]


def test_examples_have_the_size_the_toolkit_advises() -> None:
    hypertension = load_example("hypertension")
    assert (len(hypertension.teams), len(hypertension.metrics)) == (8, 5)
    for name in templates.example_names():
        plan = load_example(name)
        assert len(plan.teams) >= 4
        assert any(m.family == "balancing" for m in plan.metrics)
        assert all(m.numerator and m.text("conceptual_definition") for m in plan.metrics)


def test_every_fault_is_found_at_once_with_its_cell(tmp_path: Path) -> None:
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    definitions, tracker = (
        folder / f"{n}.xlsx" for n in ("metric-definitions", "recruiting-tracker")
    )
    typed = {
        answer_place(definitions, "goal", 0): (75, "V35", "but a proportion lies between 0 and 1"),
        answer_place(definitions, "id", 1): ("BP", "V34", "used twice"),
        answer_place(definitions, "direction", 2): ("up", "V33", "'up' is not one of the words"),
        answer_place(definitions, "effective_from", 0): ("March", "V33", "'March' is not a month"),
        answer_place(definitions, "name", 3): (None, "V32", "Name in plain words is missing"),
        answer_place(definitions, "decimals", 3): (7, "V33", "out of range"),
    }
    edit(definitions, {"Collaborative!B14": None, **{at: v for at, (v, _, _) in typed.items()}})
    stages = [f.id for f in templates.workbook("recruiting-tracker").sheet("organisations")
              .block("organisations").fields].index("stage")  # fmt: skip
    stage = openpyxl.utils.get_column_letter(stages + 1)
    edit(tracker, {f"Organisations!{stage}7": "interested", f"Organisations!{stage}8": "declined"})
    with pytest.raises(PlanError) as caught:
        load_collaborative(folder)
    found = {(f.code, f.sheet, f.cell): f for f in caught.value.findings}
    metrics = {
        **{(code, *at.split("!")): words for at, (_, code, words) in typed.items()},
        ("V32", "Collaborative", "B14"): "Kickoff is missing",
        ("V36", "Organisations", f"{stage}7"): "There is no enrolled team",
    }
    assert found.keys() == metrics.keys()
    for place, words in metrics.items():
        assert words in found[place].message
        assert found[place].fix.endswith((".", "=", "0.75."))
        assert found[place].file in ("metric-definitions.xlsx", "recruiting-tracker.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("goal = 0.75", "goal = 75", "V35", "Goal is 75"),
        ('direction = "increase"', 'direction = "up"', "V33", "'up' is not one of the words"),
        ("kickoff = 2026-01-14", "", "V32", "Kickoff is missing"),
        ("months = 6", "months = 0", "V33", "at least 1"),
        ('id = "FALLS"', 'id = "bp"', "V34", "used twice"),
        ('id = "elm"', 'id = "OAK"', "V34", "used twice"),
        ('id = "elm"', 'id = "con"', "V33", "cannot be a file name"),
        ('id = "elm"', 'id = "../elm"', "V33", "a character that an id may not have"),
        ("per = 1000", "", "V32", "counted per"),
        ("goal = 4\n", "", "V32", "the goal is missing"),
        ('denominator = "Bed days"', "", "V32", "needs a denominator"),
        ("decimals = 1", "decimls = 1", "V33", "no field called 'decimls'"),
        ('schedule = "quarterly"', 'schedule = "named_periods"', "V32", "named months are missing"),
        (
            'schedule = "quarterly"',
            'schedule = "named_periods"\nnamed_months = ["2030-01"]',
            "V35",
            "not a month of the collaborative",
        ),
        ('kind = "count"', 'kind = "count"\nchart = "p chart"', "V35", "is for a proportion"),
        ("maintain_value = 3", "", "V32", "the limit is missing"),
        ('unit = "minutes"', 'effective_from = "2031-01"', "V35", "after the last month"),
        ("months = 6", 'months = 6\nfrozen_through = "2026-01"', "V32", "Frozen on is missing"),
        ('name = "Elm Health"', "", "V32", "is missing"),
        ('name = "Elm Health"', 'name = "  "', "V33", "is empty. Fill it in."),
        ('name = "Elm Health"', 'name = " 7 "\nclinicians = "few"', "V33", "is not understood"),
        ('"BP control"', '"Blood pressure under control"', "V33", "28 characters; 25 fit"),
        ("decimals = 1", "decimals = 3", "V33", "is 3. It must be at most 2"),
        ("goal = 4\n", "goal = 4\ncredible_step = 0\n", "V33", "is 0. It must be above 0"),
        ('id = "BP"', 'id = "B-P"', "V33", "digits and _ only, a letter first"),
        ('unit = "minutes"', 'goal_date = "March"', "V33", "'March' is not a month"),
        (
            'name = "Elm Health"',
            'name = "Elm Health"\n[[faculty_scores]]\nteam = "elm"\nmonth = "2026-02"\nscore = 1.3',
            "V33",
            "is 1.3. It goes in steps of 0.5: 0.5, 1, 1.5",
        ),
    ],
)
def test_faults_of_a_plan_text(tmp_path: Path, old: str, new: str, code: str, words: str) -> None:
    assert SMALL.count(old) >= 1
    found = faults(SMALL.replace(old, new, 1), tmp_path)
    assert [f.code for f in found] == [code]
    text = f"{found[0].message} {found[0].fix}".lower()
    assert words.lower() in text
    assert found[0].file == "plan.toml"
    assert found[0].fix


@pytest.mark.parametrize("table", TABLES)
def test_values_of_any_kind_are_found_fault_with_and_no_more(tmp_path: Path, table: str) -> None:
    book, sheet = TABLES[table]
    named = {f.id for b in templates.workbook(book).sheet(sheet).blocks for f in b.fields}
    odd = ("5", "[5]", "{ a = 1 }", "true", "2026-01-01T08:00:00", '"2026-13"')
    for name in sorted(named):
        for value in odd:
            row = f"[[{table}]]\nteam = 'elm'\n{name} = {value}\n"
            found: Sequence[Finding] = ()
            try:
                found = plan_from(SMALL + row, tmp_path).findings
            except PlanError as e:
                found = e.findings
            except LcxlError:
                continue
            assert all(f.message and f.fix and json.dumps(f.as_dict()) for f in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("goal = 0.75", "goal = 75"),
        ('direction = "increase"', 'direction = "up"'),
        ("months = 6", "months = 0"),
        ("months = 6", "months = 6\ndue_number = 1"),
        ("months = 6", 'months = 6\ncountry = "Freedonia"'),
        ('name = "Elm Health"', 'name = "Elm Health"\nstage = "withdrew"'),
        ('kind = "count"', 'kind = "count"\nchart = "p"'),
        ('denominator = "Bed days"', ""),
    ],
)
def test_a_finding_of_a_plan_is_told_in_the_language_of_who_reads_it(
    tmp_path: Path, old: str, new: str
) -> None:
    """Plain letters are those of names, ids and what was typed."""
    try:
        found: Sequence[Finding] = plan_from(SMALL.replace(old, new, 1), tmp_path).findings
    except PlanError as e:
        found = e.findings
    for finding in found:
        in_english = finding.message
        with in_language(PSEUDO_LANGUAGE):
            told = finding.message
        assert told != in_english
        assert isinstance(finding.parameters, Mapping)
        names = [v for v in finding.parameters.values() if isinstance(v, str)]
        names += re.findall(r'short_name = "(.*?)"', SMALL)
        for name in sorted(names, key=len, reverse=True):
            told = told.replace(name, "")
        assert not re.search("[A-Za-z]", told), told


def test_a_plan_without_teams_or_metrics(tmp_path: Path) -> None:
    head = SMALL.split("[[metrics]]")[0]
    assert {f.code for f in faults(head, tmp_path)} == {"V32", "V36"}


@pytest.mark.parametrize(
    ("write", "words"),
    [
        ("not toml at all [", "is not valid TOML"),
        ("metrics = 3", "is not a list of tables"),
    ],
)
def test_text_that_is_no_plan(tmp_path: Path, write: str, words: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(write, encoding="utf-8")
    with pytest.raises(LcxlError, match=words):
        load_plan_text(path)
    with pytest.raises(LcxlError, match="There is no file"):
        load_plan_text(tmp_path / "other.toml")


def test_a_folder_that_is_no_collaborative(tmp_path: Path) -> None:
    with pytest.raises(LcxlError, match=r"There is no metric-definitions\.xlsx"):
        load_collaborative(tmp_path)
    (tmp_path / "metric-definitions.xlsx").write_bytes(b"<html>Sign in</html>")
    with pytest.raises(LcxlError, match="web page"):
        load_collaborative(tmp_path)


@pytest.mark.parametrize("book", ["metric-definitions", "recruiting-tracker"])
def test_a_damaged_sheet_is_told_with_its_file(tmp_path: Path, book: str) -> None:
    """A sheet is read only when it is asked for, long after the workbook was opened."""
    path = host_folder(plan_from(SMALL, tmp_path), tmp_path) / f"{book}.xlsx"
    whole, refused = parts(path.read_bytes()), 0
    for name in whole:
        if not name.endswith(".xml") or not name.startswith("xl/"):
            continue
        path.write_bytes(packed(whole | {name: whole[name][: len(whole[name]) // 2]}))
        with suppress(LcxlError):
            load_collaborative(tmp_path)
            continue
        with pytest.raises(LcxlError, match="damaged") as caught:
            load_collaborative(tmp_path)
        assert str(path) in caught.value.message, name
        assert "earlier copy" in caught.value.fix
        refused += 1
    assert refused > 5


@pytest.mark.parametrize(
    ("typed", "understood"),
    [(0.0, time(0)), (0.375, time(9)), (0.99999, time(23, 59)), (time(23, 59, 59), time(23, 59))],
)
def test_a_time_of_day(tmp_path: Path, typed: float | time, understood: time) -> None:
    """A second before midnight is still of the same day."""
    text = SMALL.replace("months = 6", 'months = 6\ntime_zone = "Europe/Berlin"')
    folder = host_folder(plan_from(text, tmp_path), tmp_path)
    path = folder / "metric-definitions.xlsx"
    place = Book(path.read_bytes()).anchors["meetings.session_time"]
    edit(path, {f"{place.sheet}!{a1(place.first_row, place.first_col)}": typed})
    assert load_collaborative(folder).calendar.session_time == understood


def test_a_host_may_insert_columns_and_type_percent_as_text(tmp_path: Path) -> None:
    """The blocks are found by their marks, which follow what is inserted."""
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    path = folder / "metric-definitions.xlsx"
    first, fourth = (answer_place(path, "goal", number) for number in (0, 3))
    edit(path, {first: "80 %"})
    assert load_collaborative(folder).metric("BP").goal == pytest.approx(0.8)
    # The fourth metric is a value: its goal may be of any size.
    for typed, value in (("1.234", 1.234), ("1 234,5", 1234.5), (".5", 0.5), ("1e-4", 0.0001)):
        edit(path, {fourth: typed})
        assert load_collaborative(folder).metric("WAIT").goal == pytest.approx(value)
    for typed in ("1,234", "12 13", "TRUE"):  # thousands or decimals, two numbers, none
        edit(path, {fourth: typed})
        with pytest.raises(PlanError) as caught:
            load_collaborative(folder)
        assert [f.cell for f in caught.value.findings] == [fourth.removeprefix("Metrics!")]
        assert "is not a number" in caught.value.findings[0].message


@pytest.mark.parametrize(
    ("rule", "number", "weekday", "due"),
    [
        ("day of the next month", 10, "Friday", "Friday 10 April 2026"),
        ("day of the next month", 11, "Friday", "Monday 13 April 2026"),
        ("day of the next month", 12, "Friday", "Monday 13 April 2026"),
        ("weekday of the next month", 2, "Friday", "Friday 10 April 2026"),
        ("weekday of the next month", 5, "Friday", "Friday 24 April 2026"),
        ("working days after month end", 8, "Friday", "Friday 10 April 2026"),
    ],
)
def test_due_rules(rule: Any, number: int, weekday: Any, due: str) -> None:
    calendar = Calendar(
        kickoff=date(2026, 1, 14),
        months=12,
        due_rule=DueRule(rule=rule, number=number, weekday=weekday),
    )
    assert day_in_words(calendar.due(Period(date(2026, 3, 1)))) == due


def test_baseline_months_are_due_two_weeks_before_kickoff() -> None:
    calendar = Calendar(kickoff=date(2026, 3, 18), months=12, baseline_months=6)
    assert calendar.due(Period(date(2025, 9, 1))) == date(2026, 3, 4)
    assert calendar.due(Period(date(2026, 2, 1))) == date(2026, 3, 10)  # its own due date is later


def test_dropdowns_offer_exactly_the_words_the_plan_allows() -> None:
    """The lists in templates_src and the types in the model are one and the same."""
    types = get_type_hints(Metric)
    assert set(templates.ids_of("kind")) == set(KINDS)
    for name in ("family", "direction", "requirement", "sampling", "chart"):
        allowed = get_args(types[name])
        assert templates.ids_of(name) == allowed, name
    for name in ("scoring", "data_source", "maintain_op"):
        literal, _ = get_args(types[name])
        assert templates.ids_of(name) == get_args(literal), name
    fields = templates.workbook("metric-definitions").sheet("metrics").block("metrics").fields
    known = {f.name for f in fields_of(Metric)} - {"about"}
    assert known <= {f.id for f in fields}
    assert all(f.define for f in fields if f.id not in known | {"owner"})


def test_a_version_typed_as_a_number_is_a_version(tmp_path: Path) -> None:
    text = SMALL.replace('unit = "minutes"', "version = 1")
    assert plan_from(text, tmp_path).metric("WAIT").version == "1.0"


def test_plan_texts_of_the_contract_and_the_examples_have_one_format() -> None:
    for name in templates.example_names():
        raw = templates.example_plan(name)
        assert tomllib.loads("") == {}
        assert {"id", "title", "kickoff", "months", "metrics", "teams"} <= raw.keys()
