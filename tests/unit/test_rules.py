"""Each rule of validation: what fires it, what does not, and the words people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcxl.intake import rules as reading_rules
from lcxl.intake.read import read_bytes
from lcxl.plan import Collaborative
from lcxl.plan import rules as plan_rules
from lcxl.rules import RULES
from lcxl.rules.base import advice
from lcxl.rules.base.judging import explanations, validate
from tests.helpers.plans import OPTIONAL, SMALL, plan_from
from tests.helpers.tables import at, findings, workbook

CLEAN = """
month    BP   BP/  BP?       FALLS  FALLS/  CALLS  WAIT  WAIT/
2025-12  120  200  .         7      1500    4      13    20
2026-01  130  200  .         .      .       0      12.5  20
2026-02  NA   NA   no_cases  .      .       6      13    .
2026-03  125  200  .         1600   1500    7      13.5  20
"""

# code, severity, cell, a table that fires it, words of the message
CASES = [
    ("V04", "error", "BP", "month  BP  BP/\n2026-01  23  20", "23 of 20 is more than were looked"),
    ("V05", "error", "BP", "month  BP  BP/\n2026-01  about_12  20", "'about 12' is not a number"),
    ("V05", "error", "BP", "month  BP  BP/\n2026-01  85%  20", "two numbers behind it"),
    ("V05", "error", "BP/", "month  BP  BP/\n2026-01  12  -20", "-20 is below zero"),
    ("V05", "error", "BP", "month  BP  BP/\n2026-01  12.5  20", "12.5 is not a whole number"),
    ("V05", "error", "CALLS", "month  CALLS\n2026-01  2.5", "2.5 is not a whole number"),
    ("V05", "error", "BP", "month  BP  BP/\n2026-01  9e307  20", "9e+307 is far beyond"),
    ("V05", "error", "BP/", "month  BP  BP/\n2026-01  12  1e155", "1e+155 is far beyond"),
    ("V05", "error", "WAIT", "month  WAIT  WAIT/\n2026-01  1e-300  20", "1e-300 is too close to 0"),
    ("V06", "error", "BP", "month  BP  BP/\n2026-01  12  .", "12 stands alone; the denominator"),
    ("V06", "error", "BP/", "month  BP  BP/\n2026-01  .  20", "20 stands alone; the numerator"),
    ("V06", "error", "WAIT/", "month  WAIT  WAIT/\n2026-01  .  20", "the numerator is empty"),
    ("V07", "question", "BP", "month  BP  BP/\n2026-01  0  0", "0 of 0. Was nobody eligible?"),
    (
        "V03",
        "error",
        "FALLS",
        "month  FALLS  FALLS/\n2026-01  3  1500",
        "not reported for this month (March, June, September and December).",
    ),
    ("V26", "question", "BP", "month  BP  BP/\n2026-01  1,204  2000", "read as 1204"),
    ("V26", "question", "WAIT", "month  WAIT  WAIT/\n2026-01  12,5  20", "read as 12.5"),
]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


@pytest.mark.parametrize(
    ("count", "words"),
    [("4", "4 counted, but 0 in the denominator"), ("0", "0, and 0 in the denominator.")],
)
def test_events_without_a_denominator(plan: Collaborative, count: str, words: str) -> None:
    """Falls in no bed days at all: nobody asks whether anybody was eligible."""
    (found,) = findings(plan, f"month  FALLS  FALLS/\n2025-12  {count}  0")
    assert (found.code, found.severity, found.cell) == (
        "V07",
        "question",
        at(plan, "2025-12", "FALLS"),
    )
    assert words in found.message


def test_a_clean_table_has_no_finding(plan: Collaborative) -> None:
    """NA, a rate above its denominator, an optional n left out: all of that is fine."""
    assert findings(plan, CLEAN) == []


@pytest.mark.parametrize(("code", "severity", "name", "table", "words"), CASES)
def test_a_fault_is_found_where_it_is(
    plan: Collaborative, tmp_path: Path, code: str, severity: str, name: str, table: str, words: str
) -> None:
    if code == "V03":  # the months in which a metric is not reported are locked
        plan_open = plan_from(OPTIONAL.replace('schedule = "quarterly"\n', ""), tmp_path)
        read = read_bytes(workbook(plan_open, table), "oak.xlsx", plan)
        found, cell = validate(read, plan), at(plan_open, "2026-01", name)
    else:
        found, cell = findings(plan, table), at(plan, "2026-01", name)
    assert [(f.code, f.severity, f.sheet, f.cell) for f in found] == [
        (code, severity, "Data", cell)
    ]
    assert words in found[0].message
    assert found[0].fix.endswith(".")
    assert (found[0].team_id, found[0].file) == ("oak", "oak.xlsx")
    assert found[0].month == "2026-01"


def test_several_faults_are_all_found(plan: Collaborative) -> None:
    found = findings(plan, "month  BP  BP/  CALLS\n2026-01  abc  -2  x\n2026-02  30  20  1")
    assert [(f.code, f.cell) for f in found] == [
        ("V05", at(plan, "2026-01", "BP")),
        ("V05", at(plan, "2026-01", "CALLS")),
        ("V04", at(plan, "2026-02", "BP")),
    ]


def test_a_reason_answers_the_question_of_0_of_0(plan: Collaborative) -> None:
    """It is kept and quoted, and no question any more."""
    found = findings(plan, "month  BP  BP/  BP?\n2026-01  0  0  Clinic was closed")
    assert [(f.code, f.severity) for f in found] == [("V07", "note")]
    assert "The team says: “Clinic was closed”" in found[0].message


def test_a_month_that_had_not_ended(plan: Collaborative) -> None:
    table = "month  BP  BP/\n2026-03  12  20"
    assert findings(plan, table, saved_at="2026-03-31T09:00:00Z") == []
    found = findings(plan, table, saved_at="2026-03-30T09:00:00Z")
    assert [f.code for f in found] == ["V03"]
    assert "had not ended when the file was saved" in found[0].message


def test_a_month_after_the_team_withdrew(tmp_path: Path) -> None:
    text = OPTIONAL.replace('name = "Oak Street Clinic"',
                         'name = "Oak Street Clinic"\nwithdrew_on = 2026-02-10')  # fmt: skip
    plan = plan_from(text, tmp_path)
    table = "month  BP  BP/\n2026-02  12  20\n2026-03  13  20"
    found = findings(plan, table)
    assert [(f.code, f.month) for f in found] == [("V03", "2026-03")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "htn"', 'id = "bp-2025"', "belongs to the collaborative 'bp-2025'"),
        ('id = "oak"', 'id = "ash"', "of team 'ash', which is not enrolled"),
    ],
)
def test_a_workbook_of_others(
    plan: Collaborative, tmp_path: Path, old: str, new: str, words: str
) -> None:
    other = plan_from(SMALL.replace(old, new), tmp_path)
    data = workbook(other, CLEAN, team=other.teams[0].id)
    found = validate(read_bytes(data, "other.xlsx", plan), plan)
    assert [f.code for f in found] == ["V01"]
    assert words in found[0].message


def test_an_older_definition(tmp_path: Path) -> None:
    old = plan_from(OPTIONAL, tmp_path)
    new = plan_from(
        OPTIONAL.replace("goal = 0.75", 'goal = 0.75\nversion = "1.1"\neffective_from = "2026-03"'),
        tmp_path,
    )
    asked = "month  BP  BP/\n2026-02  12  20\n2026-03  13  20\n2026-04  12  20"
    found = validate(read_bytes(workbook(old, asked), "oak.xlsx", new), new)
    assert [(f.code, f.month) for f in found] == [("V02", "2026-03")]
    assert "1.1 applies from March 2026" in found[0].message
    before = "month  BP  BP/\n2026-02  12  20"
    assert validate(read_bytes(workbook(old, before), "oak.xlsx", new), new) == []
    answered = "month  BP  BP/  BP?\n2026-03  12  20  counted by 1.1"
    found = validate(read_bytes(workbook(old, answered), "oak.xlsx", new), new)
    assert [(f.code, f.severity) for f in found] == [("V02", "note")]


def test_every_rule_has_its_own_code_and_explains_itself() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    told = [info.code for info in (*plan_rules.RULES, *reading_rules.RULES, *advice.RULES)]
    assert len(set(told)) == len(told)
    assert set(told) & set(codes) <= {"V26"}  # found while reading and by what was read
    for code, info in explanations().items():
        assert info.code == code
        for text in (info.why, info.fix):
            assert text[0].isupper()
            assert text.endswith(".")
        assert info.title[0].isupper()
        assert not info.title.endswith(".")


def test_no_message_speaks_in_code() -> None:
    for info in explanations().values():
        words = (info.title + info.why + info.fix).lower()
        for jargon in ("null", "regex", "parse", "boolean", "stderr", "traceback", "xml"):
            assert jargon not in words, (info.code, jargon)
