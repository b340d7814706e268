"""Rules that look at more than one number: other months, other metrics, earlier files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, filled, findings, submission

TWELVE = OPTIONAL.replace("months = 6", "months = 12")
BP = 'id = "BP"'
MONTHS = [f"2025-{m}" for m in (10, 11, 12)] + [f"2026-{m:02d}" for m in range(1, 13)]

# A code, what is changed in the plan, a table that fires it, its cell and words of the message;
# then the same with one number changed (or a line more in the plan), and nothing to be said.
TELLS = [
    (
        "V08",
        {BP: BP + '\nsampling = "systematic"\ntarget_n = 20\nmin_n = 10'},
        "BP BP/|14 64",
        "2025-10 BP/",
        "64 cases; the plan is 20",
        "BP BP/|14 25",
    ),
    (
        "V08",
        {BP: BP + '\nsampling = "systematic"\ntarget_n = 20\nmin_n = 10'},
        "BP BP/|4 8",
        "2025-10 BP/",
        "8 cases; the plan is 20, and at least 10 are needed",
        "BP BP/|4 10",
    ),
    ("V09", {}, "BP BP/|812 2010|812 2010", "2025-11 BP", "812 of 2010, as in October 2025",
     "BP BP/|812 2010|813 2010"),
    ("V09", {BP: BP + '\nsampling = "random"\ntarget_n = 20'}, "BP BP/|8 20|8 20|8 20",
     "2025-12 BP",
     "8 of 20, since October 2025", "BP BP/|8 20|9 20|8 20"),
    ("V10", {}, "BP BP/ CALLS|12 200 7|13 201 8|13 201 8", "2025-12 BP", "all 2 metrics are as in",
     "BP BP/ CALLS|12 200 7|13 201 8|14 201 9"),
    ("V11", {}, "BP BP/|126 200|156 200",
     "2025-11 BP", "from 63% in October 2025 to 78% is unusual",
     "BP BP/|126 200|155 200"),
    ("V11", {BP: BP + "\ncredible_step = 0.04"}, "BP BP/|120 200|140 200",
     "2025-11 BP", "60% in October",
     "BP BP/|120 200|136 200"),
    ("V11", {}, "BP BP/|6 20|14 20", "2025-11 BP", "from 30% in October", "BP BP/|8 20|13 20"),
    ("V12", {BP: BP + "\nplausible_low = 0.3\nplausible_high = 0.92"}, "BP BP/|20 200",
     "2025-10 BP",
     "20 of 200 (10%) is outside what is usual (30% to 92%)", "BP BP/|60 200"),
    ("V12", {}, "BP BP/|150 200|153 200|150 200|151 210|210 210", "2026-02 BP", "all of them for",
     "BP BP/|150 200|151 200|150 200|152 210|160 210"),
    ("V13", {}, "WAIT WAIT/|13 20|12 20|14 20|1300 20", "2026-01 WAIT",
     "1300, about 100 times the usual. A slipped decimal", "WAIT WAIT/|13 20|12 20|14 20|40 20"),
    ("V13", {}, "WAIT|0.45|0.47|0.44|0.0045", "2026-01 WAIT", "a 100th of the usual",
     "WAIT|0.45|0.47|0.44|0.3"),
    ("V14", {"direction = \"increase\"": "direction = \"decrease\""},
     "BP BP/|12 100|11 102|13 99|88 100", "2026-01 BP", "88%, usually 12%. Were the others",
     "BP BP/|12 100|11 102|13 99|14 100"),
    ("V15", {}, "BP BP/|180 310|182 312|178 305|830 1420", "2026-01 BP/",
     "1420 in the denominator, usually 310",
     "BP BP/|180 310|182 312|178 305|200 342"),
    ("V17", {BP: BP + '\nwindow = "rolling_12m"'}, "BP BP/|300 500|350 500", "2025-11 BP",
     "from 60% to 70% in one month", "BP BP/|300 500|340 500"),
    ("V17", {}, "BP BP/|.|.|.|20 40|41 82|60 119|83 162", "2026-04 BP",
     "only grow since January 2026, like a yearly total", "BP BP/|.|.|.|20 40|21 42|22 42|25 44"),
]  # fmt: skip


def table(text: str) -> str:
    """``BP BP/|1 2|3 4``: a heading and a line for each month, from October 2025."""
    head, *lines = text.split("|")
    rows = [
        f"{month}  {'  '.join(line.split())}" for month, line in zip(MONTHS, lines, strict=False)
    ]
    return "\n".join(["month  " + "  ".join(head.split()), *rows])


def plan_of(changes: dict[str, str], folder: Path) -> Collaborative:
    text = TWELVE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return plan_from(text, folder)


def codes(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.severity) for f in found]


@pytest.mark.parametrize(("code", "changes", "odd", "cell", "words", "plain"), TELLS)
def test_what_is_odd_is_asked_about(
    tmp_path: Path, code: str, changes: dict[str, str], odd: str, cell: str, words: str, plain: str
) -> None:
    plan = plan_of(changes, tmp_path)
    found = findings(plan, table(odd))
    where = at(plan, *cell.split())
    assert [(f.code, f.severity, f.cell) for f in found][-1:] == [(code, "question", where)]
    assert {f.code for f in found} == {code}
    assert words in found[-1].message
    assert found[-1].fix.endswith((".", "?"))
    assert findings(plan, table(plain)) == []


@pytest.mark.parametrize(("code", "changes", "odd", "cell", "words", "plain"), TELLS)
def test_a_reason_turns_the_question_into_a_note(
    tmp_path: Path, code: str, changes: dict[str, str], odd: str, cell: str, words: str, plain: str
) -> None:
    """Whatever the rule; and the reason is remembered when the next file has lost it."""
    plan = plan_of(changes, tmp_path)
    asked = findings(plan, table(odd))[-1]
    metric = asked.metric_id or ""
    data = filled(table(odd))
    month = date.fromisoformat(f"{asked.month}-01")
    told = {**data.data, (metric, month, "reason", None): "We moved house"}
    answered = read(plan, replace(data, data=told))
    note = next(f for f in validate(answered, plan) if f.month == asked.month)
    assert (note.code, note.severity) == (code, "note")
    assert "The team says: “We moved house”" in note.message
    later = validate(read(plan, data, "new.xlsx"), plan, [answered])
    assert ("question", asked.month) not in [(f.severity, f.month) for f in later]


def read(plan: Collaborative, data: Any, file: str = "oak.xlsx") -> Submission:
    return read_bytes(build_reporting_workbook(plan, plan.team("oak"), data), file, plan)


def test_a_small_sample_that_repeats_itself_is_only_a_note(tmp_path: Path) -> None:
    plan = plan_of({BP: BP + '\nsampling = "random"\ntarget_n = 20'}, tmp_path)
    assert codes(findings(plan, table("BP BP/|8 20|8 20"))) == [("V09", "note")]
    assert findings(plan, table("BP BP/|8 20|8 20|9 20")) == []


def test_one_cause_for_each_odd_number(tmp_path: Path) -> None:
    """A total of the organisation and its return; all of them; all repeated."""
    plan = plan_of({}, tmp_path)
    back = "BP BP/|180 310|182 312|178 305|830 1420|181 311"
    assert codes(findings(plan, table(back))) == [("V15", "question")]
    stays = "BP BP/|180 310|182 312|178 305|830 1420|840 1430|835 1424|842 1436|838 1428"
    assert [(f.code, f.month) for f in findings(plan, table(stays))] == [("V15", "2026-01")]
    out = "BP BP/|126 200|60 200|125 200"
    assert [(f.code, f.month) for f in findings(plan, table(out))] == [("V11", "2025-11")]


def test_a_register_that_creeps_away(tmp_path: Path) -> None:
    sizes = (300, 303, 299, 301, 298, 302, 350, 430, 500, 520, 540)
    line = "|".join(f"{n // 2} {n}" for n in sizes)
    found = findings(plan_of({}, tmp_path), table(f"BP BP/|{line}"))
    assert codes(found) == [("V15", "question")]
    steady = "|".join(f"{150 + i % 2} {300 + i}" for i in range(11))
    assert findings(plan_of({}, tmp_path), table(f"BP BP/|{steady}")) == []


def test_a_file_sent_again(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    march = submission(plan, table("BP BP/|12 20|13 20"), saved_at="2025-12-05T08:00:00Z",
                       file="a.xlsx")  # fmt: skip
    again = replace(march, file="b.xlsx", sha256="other", saved_at="2026-01-08T08:00:00Z")
    found = validate(again, plan, [march])
    assert codes(found) == [("V10", "question")]
    assert "the same numbers as a.xlsx of Friday 5 December 2025" in found[0].message
    soon = replace(again, saved_at="2025-12-06T08:00:00Z")
    assert validate(soon, plan, [march]) == []


def test_a_past_month_that_changed(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    old = submission(plan, table("BP BP/|198 330|200 331|60 30"), file="a.xlsx")
    new = submission(plan, table("BP BP/|205 330|201 331|203 332"), file="b.xlsx")
    found = [f for f in validate(new, plan, [old]) if f.code == "V16"]
    assert codes(found) == [("V16", "question")]
    assert "now 201 of 331, before 200 of 331. Both are kept. 1 more past month" in found[0].message
    told = submission(plan, "month  BP  BP/  BP?\n2025-10  205  330  EHR mended\n2025-11  201  331")
    both = [f for f in validate(told, plan, [old]) if f.code == "V16"]
    assert [(f.severity, f.month) for f in both] == [("question", "2025-11"), ("note", "2025-10")]
    gone = submission(plan, table("BP BP/|.|200 331|203 332"))
    assert "now empty, before 198 of 330" in validate(gone, plan, [old])[0].message


def test_two_versions_of_the_latest_month(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    one = submission(plan, table("BP BP/|12 20|13 20"), file="a.xlsx", saved_at="2025-12-02")
    two = submission(plan, table("BP BP/|12 20|14 20"), file="b.xlsx", saved_at="2025-12-08",
                     reporter={"reporter": "J. Roy"})  # fmt: skip
    found = validate(two, plan, [one])
    assert codes(found) == [("V27", "note")]
    assert "came in a.xlsx and from J. Roy in b.xlsx, and differs" in found[0].message
    same = replace(one, sha256="x", file="c.xlsx")
    assert validate(same, plan, [one]) == []


PAIR = """
[[metrics]]
id = "NEED"
short_name = "Need found"
name = "Patients with a need"
kind = "proportion"
family = "process"
direction = "monitor"
requirement = "optional"
numerator = "Found"
denominator = "Asked"

[[pairings]]
left = "den(BP)"
op = "=="
right = "num(NEED)"
text = "those with a need are offered help"

[[teams]]
id = "oak\""""


def test_numbers_that_belong_together(tmp_path: Path) -> None:
    plan = plan_of({'[[teams]]\nid = "oak"': PAIR}, tmp_path)
    odd = "BP BP/ NEED NEED/|40 60 48 200"
    found = findings(plan, table(odd))
    assert codes(found) == [("V18", "question")]
    assert "60 here, but 48 in Need found. They should match" in found[0].message
    assert findings(plan, table(odd.replace("48", "60"))) == []


def test_a_metric_that_the_plan_no_longer_has(tmp_path: Path) -> None:
    """An earlier file of another plan: nothing fails."""
    old = submission(plan_of({}, tmp_path), table("BP BP/ CALLS|12 20 4|13 20 5"), file="a.xlsx")
    text = TWELVE.replace('id = "CALLS"', 'id = "CALLS2"')
    plan = plan_from(text, tmp_path)
    new = submission(plan, table("BP BP/|12 20|14 20|13 20"), file="b.xlsx")
    assert codes(validate(new, plan, [old])) == [("V16", "question")]


STRATA = {BP: BP + '\nstrata_name = "Language"\nstrata = ["English", "Other"]'}


def test_groups_and_their_total(tmp_path: Path) -> None:
    plan = plan_of(STRATA, tmp_path)
    head = "BP BP/ BP.1 BP.1/ BP.2 BP.2/|"
    assert findings(plan, table(head + "100 214 60 120 40 94")) == []
    assert findings(plan, table(head + "100 214 60 120 . .")) == []
    short = findings(plan, table(head + "100 214 60 120 40 70"))
    assert codes(short) == [("V19", "question")]
    assert "the denominators of the groups add up to 190, the total is 214" in short[0].message
    above = findings(plan, table(head + "100 214 60 220 40 94"))
    assert codes(above) == [("V19", "error")]
    assert "220 in the group English, but only 214 in all" in above[0].message


def test_groups_that_the_plan_does_not_have(tmp_path: Path) -> None:
    """They are told by their names, not by their places; what has no place is named."""
    old = plan_of({BP: BP + '\nstrata_name = "L"\nstrata = ["French", "English"]'}, tmp_path)
    new = plan_of(STRATA, tmp_path)
    text = table("BP BP/ BP.1 BP.1/ BP.2 BP.2/|100 214 40 94 60 120")
    read = read_bytes(build_reporting_workbook(old, old.team("oak"), filled(text)), "a.xlsx", new)
    point = read.points["BP", Period(date(2025, 10, 1))]
    assert {s: (n and n.value, d and d.value) for s, (n, d) in point.strata.items()} == {
        0: (60.0, 120.0)
    }
    found = validate(read, new)
    assert codes(found) == [("V26", "error")]
    assert "the group French is not in the plan" in found[0].message


def test_blank_beside_filled(tmp_path: Path) -> None:
    text = TWELVE.replace('requirement = "optional"\n', "", 1)
    plan = plan_from(text, tmp_path)
    found = findings(plan, table("CALLS|4|5|6"))
    where = at(plan, "2025-12", "BP")
    assert [(f.code, f.severity, f.cell) for f in found] == [("V20", "question", where)]
    assert "October 2025 to December 2025 are empty, though other metrics are filled" in (
        found[0].message
    )
    reasons = "month  CALLS  BP?\n2025-10  4  no_report\n2025-11  5  no_report"
    assert findings(plan, reasons) == []
    assert codes(findings(plan, table("BP BP/|NA NA"))) == [("V20", "question")]


def test_a_follow_up_before_its_time(tmp_path: Path) -> None:
    plan = plan_of({BP: BP + "\nlag_days = 60\ncohort_shift_months = 2"}, tmp_path)
    march = "month  BP  BP/\n2026-03  12  20"
    early = findings(plan, march, saved_at="2026-03-31T08:00:00Z")
    assert codes(early) == [("V23", "question")]
    assert "the patients of January 2026 had not all had 60 days" in early[0].message
    assert codes(findings(plan, march, saved_at="2026-04-02T08:00:00Z")) == []
