"""Merging a pile of files: the newest word of each team, every file accounted for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from lcxl import merge
from lcxl.books.master import build_master_workbook
from lcxl.combine.combine import Combined, combine
from lcxl.figures.figures import Figures, pooled
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.runchart.interval import wilson
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import at, submission, workbook

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def combined(plan: Collaborative, *submissions: Submission) -> Combined:
    return combine(plan, submissions)


def numbers(result: Combined) -> dict[tuple[str, str, date], tuple[Any, Any]]:
    return {(r.team_id, r.metric_id, r.month): (r.numerator, r.denominator) for r in result.rows}


def test_the_newest_file_of_each_team_wins_for_each_month(plan: Collaborative) -> None:
    first = submission(plan, "month  BP  BP/\n2026-01  10  20\n2026-02  11  20", file="a.xlsx")
    second = submission(plan, "month  BP  BP/\n2026-02  12  20\n2026-03  13  20", file="b.xlsx")
    result = combined(plan, first, second)
    assert numbers(result) == {
        ("oak", "BP", JAN): (10, 20), ("oak", "BP", FEB): (12, 20), ("oak", "BP", MAR): (13, 20),
    }  # fmt: skip
    assert [(f.path, f.state, len(f.taken)) for f in result.files] == [
        ("a.xlsx", "taken", 1), ("b.xlsx", "taken", 2),
    ]  # fmt: skip
    (restated,) = result.restatements
    assert (restated.period.start, restated.old, restated.new) == (FEB, (11, 20), (12, 20))
    assert (restated.old_file, restated.new_file) == ("a.xlsx", "b.xlsx")


def test_the_order_and_the_names_of_files_do_not_count(plan: Collaborative) -> None:
    tables = ["month  BP  BP/\n2026-01  10  20", "month  BP  BP/\n2026-01  11  20",
              "month  BP  BP/\n2026-01  12  20\n2026-02  9  20"]  # fmt: skip
    results = set()
    for order in permutations(range(3)):
        for names in (("a", "b", "c"), ("z final", "old", "m")):
            files = [
                submission(plan, tables[i], file=f"{names[i]}.xlsx",
                           saved_at=f"2026-03-0{i + 1}T10:00:00Z")
                for i in order
            ]  # fmt: skip
            results.add(tuple(sorted(numbers(combined(plan, *files)).items())))
    assert results == {
        ((("oak", "BP", JAN), (12, 20)), (("oak", "BP", FEB), (9, 20))),
    }  # fmt: skip


def test_an_old_copy_that_was_saved_again_does_not_win(plan: Collaborative) -> None:
    old = submission(plan, "month  BP  BP/\n2026-01  10  20", file="old.xlsx",
                     saved_at="2026-06-01T10:00:00Z")  # fmt: skip
    new = submission(plan, "month  BP  BP/\n2026-01  11  20\n2026-02  12  20", file="new.xlsx",
                     saved_at="2026-03-05T10:00:00Z")  # fmt: skip
    result = combined(plan, old, new)
    assert numbers(result)["oak", "BP", JAN] == (11, 20)
    assert {f.path: f.state for f in result.files} == {"old.xlsx": "superseded",
                                                        "new.xlsx": "taken"}  # fmt: skip


def test_the_same_file_twice(plan: Collaborative) -> None:
    table = "month  BP  BP/\n2026-01  10  20"
    result = combined(plan, submission(plan, table, file="a.xlsx"),
                      submission(plan, table, file="b.xlsx"))  # fmt: skip
    assert [(f.state, f.why) for f in result.files] == [
        ("taken", ""), ("superseded", "The same file as a.xlsx."),
    ]  # fmt: skip


def test_a_number_that_cannot_be_used_is_left_out_and_named(plan: Collaborative) -> None:
    table = "month  BP  BP/  CALLS\n2026-01  23  20  5\n2026-02  NA  NA  .\n2026-03  0  0  ."
    result = combined(plan, submission(plan, table))
    assert [(r.metric_id, r.month, r.status, r.numerator, r.value) for r in result.rows] == [
        ("BP", FEB, "no eligible cases", None, None),
        ("BP", MAR, "question", 0, None),
        ("CALLS", JAN, "accepted", 5, 5),
    ]
    assert [(f.code, f.month) for f in result.findings] == [
        ("V04", "2026-01"), ("V20", "2026-02"), ("V07", "2026-03"),
    ]  # fmt: skip


def test_a_fault_that_a_newer_file_mends_is_no_longer_found(plan: Collaborative) -> None:
    wrong = submission(plan, "month  BP  BP/\n2026-01  23  20", file="a.xlsx")
    right = submission(plan, "month  BP  BP/\n2026-01  13  20\n2026-02  14  20", file="b.xlsx")
    assert combined(plan, wrong, right).findings == ()


def test_a_number_taken_back_is_a_restatement(plan: Collaborative) -> None:
    with_it = submission(plan, "month  BP  BP/  CALLS\n2026-01  13  20  4", file="a.xlsx")
    without = submission(plan, "month  BP  BP/  CALLS\n2026-01  13  20  .\n2026-02  1  20  .",
                         file="b.xlsx")  # fmt: skip
    (restated,) = combined(plan, with_it, without).restatements
    assert (restated.metric_id, restated.old, restated.new) == ("CALLS", (4, None), (None, None))


def test_figures_across_teams(plan: Collaborative) -> None:
    oak = submission(plan, "month  BP  BP/  CALLS\n2025-12  50  100  1\n2026-01  60  100  3")
    elm = submission(plan, "month  BP  BP/  CALLS\n2026-01  9  10  5", team="elm", file="elm.xlsx")
    figures = Figures(plan, combined(plan, oak, elm))
    bp = figures.by_metric["BP"]
    together = pooled(bp.metric, bp.of_month(Period(JAN)))
    assert together is not None
    assert (together.value, together.teams) == (pytest.approx(69 / 110), 2)
    assert together.interval == pytest.approx(wilson(69, 110))
    assert bp.median_of_teams(Period(JAN)) == pytest.approx(0.75)
    assert bp.baseline is not None
    assert bp.recent is not None
    assert (bp.baseline.value, bp.recent.value) == (0.5, pytest.approx(119 / 210))
    assert bp.at_goal == (1, 2)
    calls = figures.by_metric["CALLS"]
    mean = pooled(calls.metric, calls.of_month(Period(JAN)))
    assert mean is not None
    assert (mean.value, mean.interval) == (4, None)
    assert figures.latest == JAN


def folder_with(plan: Collaborative, folder: Path, **tables: str) -> Path:
    host_folder(plan, folder)
    inbox = folder / "submissions"
    inbox.mkdir(exist_ok=True)
    for team, table in tables.items():
        (inbox / f"{team}.xlsx").write_bytes(workbook(plan, table, team=team))
    return folder


def test_merging_twice_gives_the_same_bytes(plan: Collaborative, tmp_path: Path) -> None:
    folder = folder_with(plan, tmp_path, oak="month  BP  BP/\n2026-01  13  20",
                         elm="month  BP  BP/\n2026-01  3  20")  # fmt: skip
    first = build_master_workbook(merge(folder))
    shutil.copytree(folder, tmp_path / "copy" / "x", ignore=shutil.ignore_patterns("copy"))
    assert build_master_workbook(merge(folder)) == first
    assert build_master_workbook(merge(tmp_path / "copy" / "x")) == first


def test_what_teams_write_stays_text(plan: Collaborative, tmp_path: Path) -> None:
    """Nothing a team writes becomes a formula or a link in the master."""
    evil = ['=HYPERLINK("http://example.org","x")', "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1",
            "http://example.org", "-2+3", "internal:Data!A1"]  # fmt: skip
    folder = folder_with(plan, tmp_path)
    data = workbook(
        plan, "month  BP  BP/  BP?\n2026-01  0  0  =1+1",
        story=[{"help": text, "learned": text} for text in evil],
        changes=[{"label": text[:20], "plan": text} for text in evil],
    )  # fmt: skip
    (folder / "submissions" / "=oak.xlsx").write_bytes(data)
    master = tmp_path / "m.xlsx"
    master.write_bytes(build_master_workbook(merge(folder)))
    book = openpyxl.load_workbook(master)
    found = set()
    for name in ("Lessons", "Changes", "Files", "Findings", "Data"):
        for row in book[name].iter_rows():
            for cell in row:
                assert cell.data_type != "f", (name, cell.coordinate)
                if cell.hyperlink is not None:
                    if cell.value == "Back to Summary":
                        assert cell.hyperlink.target is None
                    else:  # the way back to where a number was typed
                        assert (name, cell.value) == ("Data", cell.hyperlink.location[5:])
                        assert cell.hyperlink.target == "submissions/=oak.xlsx"
                found.add(cell.value)
    assert set(evil) <= found


def test_the_data_sheet_is_one_table_with_the_promised_columns(
    plan: Collaborative, tmp_path: Path
) -> None:
    folder = folder_with(plan, tmp_path, oak="month  BP  BP/\n2026-01  13  20")
    path = tmp_path / "m.xlsx"
    path.write_bytes(build_master_workbook(merge(folder)))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Summary", "Change in numbers", "All teams", "Compare", "Teams", "By month", "Team page",
        "Reporting", "Lessons", "Changes", "Restatements", "Findings", "Files",
        "Definitions", "Data", "About", "_values", "_choice", "_marks", "_pages",
    ]  # fmt: skip
    sheet = book["Data"]
    table = sheet.tables["tblData"]
    assert table.ref == "A1:P2"
    headers = [cell.value for cell in sheet[1]]
    assert {
        "team_id", "team", "metric_id", "metric", "month", "numerator", "denominator", "value",
        "definition_version", "submitted_in", "status",
    } <= set(headers)  # fmt: skip
    row = dict(zip(headers, [cell.value for cell in sheet[2]], strict=True))
    assert (row["numerator"], row["denominator"], row["value"]) == (13, 20, 0.65)
    assert row["month"].date() == JAN
    assert (row["submitted_in"], row["sheet"], row["cell"]) == (
        "submissions/oak.xlsx", "Data", at(plan, "2026-01", "BP"),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["oak.xlsx", "März (1) & co.xlsx", "no #1.xlsx"])
def test_a_number_leads_to_the_cell_it_was_typed_in(
    plan: Collaborative, tmp_path: Path, name: str
) -> None:
    folder = folder_with(plan, tmp_path)
    data = workbook(plan, "month  BP  BP/\n2026-01  13  20")
    (folder / "submissions" / name).write_bytes(data)
    path = folder / "deep" / "m.xlsx"
    path.parent.mkdir()
    path.write_bytes(build_master_workbook(merge(folder), root=".."))
    sheet_of_data = openpyxl.load_workbook(path)["Data"]
    assert not sheet_of_data["R2"].has_style  # coloured where rows are missing only
    cell = sheet_of_data["N2"]
    if "#" in name:  # what no link can name
        assert cell.hyperlink is None
        return
    target = path.parent / unquote(cell.hyperlink.target)
    sheet, place = cell.hyperlink.location.split("!")
    assert openpyxl.load_workbook(target)[sheet][place].value == 13


def _below(office: Office, sheet: str, number: int) -> list[dict[str, Any]]:
    """Head -> cell of the rows below the ``number``-th table of teams, up to a blank one."""
    rows = office.read(sheet, "A1:N120")
    at = [i for i, row in enumerate(rows) if row[0] == "Team" and row[4] != ""][number]
    found = []
    for row in rows[at + 1 :]:
        if row[0] == "":
            break
        found.append(dict(zip(rows[at], row, strict=True)))
    return found


def test_compare_follows_the_dropdowns(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    folder = folder_with(
        plan, tmp_path,
        oak="month  BP  BP/  CALLS\n2026-01  13  20  4\n2026-02  15  20  .",
        elm="month  BP  BP/  CALLS\n2026-01  5  20  6",
    )  # fmt: skip
    path = tmp_path / "m.xlsx"
    path.write_bytes(build_master_workbook(merge(folder)))
    libreoffice.open(path)
    libreoffice.recalculate()
    january, february = (list(_below(libreoffice, "By month", 0)[0])[k] for k in (4, 5))
    by_month = _below(libreoffice, "By month", 0)
    # Two teams by name, pooled, median, teams compared, teams with a value, denominators.
    assert [row[january] for row in by_month] == [0.25, 0.65, 0.45, 0.45, "", 2, 40]
    stand, below = (_below(libreoffice, "Compare", k) for k in (0, 1))
    low, high = wilson(15, 20)
    shown = ("Denominator lately", "Lately", "95% interval from", "95% interval to",
             "Against all teams together")  # fmt: skip
    # The kickoff's own month is on neither side, and two teams are too few for a verdict.
    elm, oak, pooled_row, median_row, compared_row = ([row[n] for n in shown] for row in stand)
    assert oak == [20, 0.75, pytest.approx(low), pytest.approx(high), ""]
    assert elm == median_row == compared_row == [""] * 5
    assert pooled_row == [20, 0.75, pytest.approx(low), pytest.approx(high), ""]
    assert [row["Goal reached lately"] for row in below] == ["", "yes", "", "", ""]
    assert [row["Teams"] for row in below] == ["", "", 1, "", ""]
    libreoffice.type("By month", "B5", "Calls")
    libreoffice.recalculate()
    by_month = _below(libreoffice, "By month", 0)
    assert [row[january] for row in by_month] == [6, 4, 5, 5, "", 2, ""]
    assert [row[february] for row in by_month[:3]] == ["", "", ""]


def test_one_bad_file_never_stops_the_others(plan: Collaborative, tmp_path: Path) -> None:
    folder = folder_with(plan, tmp_path, oak="month  BP  BP/\n2026-01  13  20")
    inbox = folder / "submissions"
    (inbox / "deep" / "er").mkdir(parents=True)
    (inbox / "deep" / "er" / "cut.xlsx").write_bytes(b"PK\x03\x04")
    (inbox / "notes.txt").write_text("hello", encoding="utf-8")
    (inbox / "~$oak.xlsx").write_bytes(b"owner")
    (inbox / ".DS_Store").write_bytes(b"\x00\x00\x00\x01Bud1")
    master = merge(folder)
    assert len(master.rows) == 1
    assert {f.path: f.state for f in master.files} == {
        "submissions/oak.xlsx": "taken",
        "submissions/deep/er/cut.xlsx": "set aside",
        "submissions/notes.txt": "set aside",
    }
    assert all(f.why for f in master.files if f.state == "set aside")


FAR_OUT = """
month    BP     BP/    FALLS  FALLS/  CALLS  WAIT     WAIT/
2025-11  12     20     .      .       4      13       .
2025-12  1e307  1e308  9e307  1       9e307  1.7e308  .
2026-01  3      1e155  .      .       9e307  1.7e308  1e18
2026-02  13     20     .      .       9e307  1.7e308  .
2026-03  14     20     1      5e-324  5      1e-300   20
"""


def test_numbers_that_nobody_counted_never_stop_the_others(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """Sums and quotients of such numbers have no end; each is found, and none is used."""
    plan = plan_from(OPTIONAL, tmp_path)
    good = "month  BP  BP/  CALLS  WAIT\n2026-01  11  20  3  14\n2026-02  12  20  4  13"
    folder = folder_with(plan, tmp_path, oak=FAR_OUT, elm=good)
    for options in (
        (), ("--to", "csv"), ("--to", "parquet"), ("--audience", "teams"),
        ("--audience", "funders"), ("--audience", "funders", "--to", "csv"),
    ):  # fmt: skip
        done = lcxl("merge", folder, *options)
        assert done.returncode in (0, 1), (options, done.stderr)
        assert "Traceback" not in done.stderr, options
    tidy = (folder / "master.csv").read_text(encoding="utf-8-sig")
    assert not re.search(r"\binf\b|\bnan\b|e[+-]\d", tidy, re.IGNORECASE)
    for command in (("validate", folder / "submissions"), ("status", folder)):
        done = lcxl(*command)
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "Traceback" not in done.stderr, command
    master = merge(folder)
    oak = {(r.metric_id, r.month.month, r.numerator) for r in master.rows if r.team_id == "oak"}
    assert oak == {
        ("BP", 11, 12), ("CALLS", 11, 4), ("WAIT", 11, 13), ("BP", 2, 13), ("BP", 3, 14),
        ("CALLS", 3, 5),
    }  # fmt: skip
    assert len([r for r in master.rows if r.team_id == "elm"]) == 6
    found = [f for f in master.findings if f.severity == "error"]
    assert {f.code for f in found} == {"V05"}
    assert len(found) == 13
    assert all("far beyond" in f.message or "too close to 0" in f.message for f in found)


def test_a_team_of_another_plan_is_set_aside_but_listed(
    plan: Collaborative, tmp_path: Path
) -> None:
    other = plan_from(OPTIONAL.replace('id = "oak"', 'id = "ash"'), tmp_path)
    read = read_bytes(workbook(other, "month  BP  BP/\n2026-01  1  2", team="ash"), "x.xlsx", plan)
    result = combined(plan, read)
    assert result.rows == ()
    assert result.files[0].state == "set aside"
    assert "not enrolled" in result.files[0].why
