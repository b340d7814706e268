"""Files that do not say when they were saved, as those of Google Sheets: nobody is called newer."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from lcxl.combine.combine import Combined, combine
from lcxl.intake import Submission
from lcxl.intake.order import newest_last
from lcxl.intake.read import read_bytes
from lcxl.intake.submission import TextRow
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate_all
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import submission, workbook
from tests.unit.test_cells import edited, with_parts

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
OLD, OTHER = "month  BP  BP/\n2026-01  10  20", "month  BP  BP/\n2026-01  11  20"
DAY = "2026-02-03T10:00:00Z"


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def told(plan: Collaborative, *sent: Submission) -> tuple[Combined, str]:
    """What they come to, whatever their order, and all that is said of it."""
    results = [combine(plan, order) for order in permutations(sent)]
    assert all(result.rows == results[0].rows for result in results)
    assert all(result.findings == results[0].findings for result in results)
    assert all(result.files == results[0].files for result in results)
    result = results[0]
    said = [f.message + f.fix for f in result.findings] + [f.why for f in result.files]
    return result, " ".join(said)


def test_neither_file_is_called_newer(plan: Collaborative) -> None:
    old = submission(plan, OLD, file="report.xlsx", saved_at=DAY)
    other = submission(plan, OTHER, file="correction.xlsx")
    result, said = told(plan, old, other)
    assert not re.search("newer|later", said)
    (row,) = result.rows
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("V27", "question")
    assert (finding.metric_id, finding.month) == ("BP", "2026-01")
    taken, not_taken = sorted(
        ["10 of 20", "11 of 20"], key=lambda t: t != f"{row.numerator:g} of 20"
    )
    assert f"BP control, January 2026: {taken} in {row.submitted_in}" in finding.message
    assert f"{not_taken} in " in finding.message
    assert f"The master took {taken}, though nothing tells" in finding.message
    assert row.status == "question"
    assert sorted(f.state for f in result.files) == ["superseded", "taken"]
    assert [r.is_ordered for r in result.restatements] == [False]


def test_the_value_on_which_more_files_agree_is_taken(plan: Collaborative) -> None:
    files = [
        submission(plan, OLD, file="a.xlsx", saved_at=DAY),
        submission(plan, OTHER, file="b.xlsx"),
        submission(plan, OTHER + "\n2025-12  5  20", file="c.xlsx"),
    ]
    result, said = told(plan, *files)
    assert {r.month: r.numerator for r in result.rows}[JAN] == 11
    assert "11 of 20 in c.xlsx, but 10 of 20 in a.xlsx." in said or "11 of 20 in b.xlsx" in said
    assert "The master took 11 of 20, because more files agree on it." in said
    assert not re.search("newer|later", said)


def test_a_number_that_puts_words_right_is_taken(plan: Collaborative) -> None:
    wrong = submission(plan, "month  BP  BP/\n2026-01  n/a_yet  20", file="a.xlsx", saved_at=DAY)
    right = submission(plan, OTHER, file="b.xlsx")
    result, said = told(plan, wrong, right)
    assert [(r.numerator, r.submitted_in) for r in result.rows] == [(11, "b.xlsx")]
    assert "11 of 20 in b.xlsx, but n/a yet of 20 in a.xlsx" in said


def test_past_months_of_undated_files_have_no_before_and_no_now(plan: Collaborative) -> None:
    last = "\n2026-02  7  20"
    result, said = told(
        plan,
        submission(plan, OLD + last, file="a.xlsx"),
        submission(plan, OTHER + last, file="b.xlsx"),
    )
    assert {f.code for f in result.findings} == {"V27"}
    assert not re.search(r"newer|later|\bnow\b|before", said)


def test_a_file_that_goes_on_longer_counts_without_any_date(plan: Collaborative) -> None:
    """Each month's export of one Google sheet: the months themselves say which came last."""
    first = submission(plan, OLD, file="a.xlsx")
    second = submission(plan, OTHER + "\n2026-02  7  20", file="b.xlsx")
    result, said = told(plan, first, second)
    assert [r.numerator for r in result.rows] == [11, 7]
    assert "b.xlsx has the same months and goes on to February 2026." in said
    assert {f.code for f in result.findings} == {"V16"}
    assert not re.search("newer|later", said)


def test_with_both_dates_the_one_saved_last_is_taken(plan: Collaborative) -> None:
    result, said = told(
        plan,
        submission(plan, OLD, file="b.xlsx", saved_at=DAY),
        submission(plan, OTHER, file="a.xlsx", saved_at="2026-02-04T10:00:00Z"),
    )
    assert [r.numerator for r in result.rows] == [11]
    assert [(f.code, f.severity) for f in result.findings] == [("V27", "note")]
    assert "a.xlsx was saved later" in said


def test_two_files_saved_in_the_same_second_are_asked_about(plan: Collaborative) -> None:
    one, other = (submission(plan, t, file=f, saved_at=DAY) for t, f in ((OLD, "a"), (OTHER, "b")))
    result, said = told(plan, one, other)
    assert [(f.code, f.severity) for f in result.findings] == [("V27", "question")]
    assert not re.search("newer|later", said)


def test_the_order_of_files_never_counts(plan: Collaborative) -> None:
    files = [
        submission(plan, table, file=f"{name}.xlsx", saved_at=day)
        for table, name, day in [
            (OLD, "a", DAY), (OTHER, "b", ""), (OLD + "\n2025-12  1  20", "c", ""),
            (OTHER, "d", "2026-02-01T10:00:00Z"), (OLD + "\n2026-02  3  20", "e", ""),
        ]
    ]  # fmt: skip
    lines = {tuple(s.file for s in newest_last(order)) for order in permutations(files)}
    assert len(lines) == 1
    asked = {
        json.dumps({k: [f.message for f in v] for k, v in sorted(validate_all(o, plan).items())})
        for o in permutations(files)
    }
    assert len(asked) == 1


def test_the_save_date_of_other_programs(plan: Collaborative) -> None:
    """A file of a .NET program has it elsewhere; one of Google Sheets has none at all."""
    data = workbook(plan, OLD)
    core = "package/services/metadata/core-properties/a1.psmdcp"
    props = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:modified>2026-10-09T08:00:00Z'
        "</dcterms:modified></cp:coreProperties>"
    )
    moved = edited(data, "_rels/.rels", "docProps/core.xml", core)
    moved = with_parts(moved, **{core.replace("/", "__").replace(".", "_dot_"): props})
    assert read_bytes(moved, "a.xlsx", plan).saved_on == date(2026, 10, 9)
    assert (
        read_bytes(with_parts(data, docProps__core_dot_xml=None), "a.xlsx", plan).saved_on is None
    )


def test_every_row_of_story_without_a_month_is_kept(plan: Collaborative) -> None:
    rows = [TextRow("Story", n, {"tried": words}) for n, words in enumerate(("one", "two"), 5)]
    sent = replace(submission(plan, OLD, file="a.xlsx"), story=tuple(rows))
    assert [told.row.values["tried"] for told in combine(plan, [sent]).story] == ["one", "two"]
