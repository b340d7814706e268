"""A workbook that was typed into in its place is built again: new names, freezes, own things."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from lcxl.books import build_reporting_workbook, carry_over
from lcxl.cells import a1
from lcxl.combine.combine import combine
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.layout import ReportingLayout
from lcxl.periods import Period
from lcxl.plan import Collaborative
from tests.acceptance.test_reissue import JAN, TABLE, plan, sent
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, SMALL, plan_from
from tests.helpers.tables import at, filled, workbook
from tests.workbooks.test_typed import ORANGE

__all__ = ["plan"]


# A workbook that was typed into in its place, names re-worded, freezes, things beside the cells


def saved(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    """A workbook after somebody changed and saved it."""
    book = openpyxl.load_workbook(folder / name)
    change(book)
    book.save(folder / name)


def place_of(plan: Collaborative, metric: str, month: date, role: str = "numerator") -> str:
    layout = ReportingLayout(plan)
    return a1(*layout.cell(layout.line(metric, role), Period(month)))


def test_numbers_typed_in_place_stay_and_are_told(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    host_folder(plan, tmp_path)
    assert lcxl("build", tmp_path).returncode == 0

    def type_in(book: Any) -> None:
        book["Data"][place_of(plan, "BP", JAN)] = 150
        book["Data"][place_of(plan, "BP", JAN, "denominator")] = 200
        book["Data"][place_of(plan, "BP", JAN, "reason")] = "flu"
        book["Story"]["E6"] = "Morning huddle"
        book["Changes"]["A6"], book["Changes"]["B6"] = "Huddle", "BP control"

    saved(tmp_path, "reporting/oak.xlsx", type_in)
    for _ in range(3):
        done = lcxl("build", tmp_path)
        assert done.returncode == 0, done.stderr
        assert "2 numbers stand in reporting/oak.xlsx and in no file that was sent" in done.stdout
        read = read_bytes((tmp_path / "reporting/oak.xlsx").read_bytes(), "oak.xlsx", plan)
        point = read.points["BP", Period(JAN)]
        assert (point.contents, point.reason) == ((150.0, 200.0), "flu")
        assert [row.values.get("label") for row in read.changes] == ["Huddle"]
        assert [row.values.get("tried") for row in read.story] == ["Morning huddle"]


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_months_number_does_not_become_that_of_a_week(is_sent: bool, tmp_path: Path) -> None:
    """1 December 2025 is a Monday; the metric is reported by week from now on."""
    old, dec = plan_from(OPTIONAL, tmp_path), date(2025, 12, 1)
    text = OPTIONAL.replace('kind = "count"', 'kind = "count"\nschedule = "weekly"')
    new = plan_from(text, tmp_path)
    data = build_reporting_workbook(old, old.teams[0])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Data"][place_of(old, "CALLS", dec)] = 31
    book["Data"][place_of(old, "BP", dec)] = 7
    stream = io.BytesIO()
    book.save(stream)
    read = read_bytes(stream.getvalue(), "oak.xlsx", new)
    found = carry_over(new, [read]) if is_sent else carry_over(new, [], read)
    assert found.filled.data == {("BP", dec, "numerator", None): 7.0}
    assert any(
        "Calls: numbers of its earlier schedule (oak.xlsx)" in line for line in found.left_behind
    )


def test_what_stood_in_place_is_no_part_of_what_was_sent(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    """Minutes of the trial run stand on no sheet whose numbers are counted."""
    host_folder(plan, tmp_path)
    assert lcxl("build", tmp_path).returncode == 0
    (tmp_path / "submissions").mkdir(exist_ok=True)
    sent = (tmp_path / "reporting" / "oak.xlsx").read_bytes()
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(sent)

    def type_in(book: Any) -> None:
        place = book.defined_names["lcxl.trial.minutes"].attr_text.replace("$", "")
        sheet, cells = place.split("!")
        book[sheet.strip("'")][cells][0][0].value = 12

    saved(tmp_path, "reporting/oak.xlsx", type_in)
    assert "carried over 0 numbers from what it sent" in lcxl("build", tmp_path).stdout


def test_of_what_was_sent_and_what_was_typed_in_place_the_later_stands(
    plan: Collaborative,
) -> None:
    def file(name: str, table: str, day: str = "", **words: Any) -> Submission:
        return replace(
            read_bytes(workbook(plan, table, **words), name, plan), saved_at=day, sha256=name
        )

    sent_first = file("submissions/1.xlsx", "month  BP  BP/\n2026-01  150  200", "2026-02-01")
    sent_last = file("submissions/2.xlsx", "month  BP  BP/\n2026-01  151  200", "2026-03-01")
    # Built from the first file and never typed into: nothing in it is anybody's own.
    stale = file("reporting/oak.xlsx", "month  BP  BP/\n2026-01  150  200", "2026-04-01")
    carried = carry_over(plan, [sent_first, sent_last], stale)
    assert carried.filled.data["BP", JAN, "numerator", None] == 151.0
    assert (carried.left_behind, carried.told, carried.in_place) == ((), (), ())
    newer = file("reporting/oak.xlsx", "month  BP  BP/\n2026-01  160  200", "2026-04-01")
    there = at(plan, "2026-01", "BP")
    carried = carry_over(plan, [sent_first, sent_last], newer)
    assert carried.filled.data["BP", JAN, "numerator", None] == 160.0
    assert carried.told == (
        f"BP control, January 2026: 160 from reporting/oak.xlsx, Data!{there}, was carried over in "
        "place of 151 from submissions/2.xlsx, which was saved earlier. Nobody has sent it yet.",
    )
    undated = replace(newer, saved_at="")
    carried = carry_over(plan, [sent_first, sent_last], undated)
    assert carried.filled.data["BP", JAN, "numerator", None] == 151.0
    assert carried.left_behind == (
        f"BP control, January 2026: 160 stands in reporting/oak.xlsx, Data!{there}, and nothing "
        "says that it is newer; 151 from submissions/2.xlsx was carried over.",
    )
    other = file("reporting/oak.xlsx", "month  BP", "", changes=[{"label": "Mine"}])
    with_rows = file("submissions/3.xlsx", "month  BP\n2026-02  3", changes=[{"label": "Sent"}])
    carried = carry_over(plan, [with_rows], other)
    assert [row["label"] for row in carried.filled.rows["changes"]] == ["Sent", "Mine"]


def test_numbers_that_a_freeze_refused_are_told_with_their_place(tmp_path: Path) -> None:
    text = OPTIONAL.replace(
        "months = 6", 'months = 6\nfrozen_through = "2026-01"\nfrozen_on = 2026-03-15'
    )
    plan = plan_from(text, tmp_path)
    first = sent(plan, "month  BP  BP/\n2026-01  150  200")
    first = replace(first, file="a.xlsx", saved_at="2026-03-01T08:00:00Z", sha256="a")
    late = sent(plan, "month  BP  BP/\n2025-12  7  9\n2026-01  155  200\n2026-02  1  2")
    late = replace(late, file="b.xlsx", saved_at="2026-03-20T08:00:00Z", sha256="b")
    carried = carry_over(plan, [late, first])
    assert carried.filled.data == filled("month  BP  BP/\n2026-01  150  200\n2026-02  1  2").data
    told = "was typed after the months were frozen and was not carried over"
    cells = [at(plan, *of) for of in (("2025-12", "BP"), ("2025-12", "BP/"), ("2026-01", "BP"))]
    assert carried.left_behind == (
        f"BP control, December 2025: 7 {told}. It still stands in b.xlsx, Data!{cells[0]}.",
        f"BP control, December 2025: 9 {told}. It still stands in b.xlsx, Data!{cells[1]}.",
        f"BP control, January 2026: 155 {told}; 150 stands. "
        f"It is still in b.xlsx, Data!{cells[2]}.",
    )
    # The master takes the same.
    rows = combine(plan, [late, first]).rows
    taken = {(r.month, r.numerator) for r in rows if r.metric_id == "BP"}
    assert taken == {(JAN, 150.0), (date(2026, 2, 1), 1.0)}


@pytest.mark.parametrize("first_release", [False, True])
def test_rows_about_a_metric_follow_its_id(first_release: bool, tmp_path: Path) -> None:
    """A metric is re-worded, and its old name given to another one."""
    old = plan_from(OPTIONAL, tmp_path)
    case = OPTIONAL.replace('short_name = "BP control"', 'short_name = "Pressure"')
    case = case.replace('short_name = "Calls"', 'short_name = "BP control"')
    new = plan_from(case, tmp_path)
    data = workbook(
        old,
        "month  BP  BP/\n2026-01  1  2",
        phases=[{"label": "Room", "metric": "BP control", "month": JAN, "accepted_by": "A"}],
        changes=[{"label": "Huddle", "metric": "BP control", "started": JAN}],
        trial=[{"eligible": "Yes", "minutes": 4.0}],
    )
    if first_release:  # 0.1.0 wrote no names beside the ids
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book["_lcxl"]
        for row in range(sheet.max_row, 0, -1):
            if str(sheet.cell(row, 1).value).startswith("name."):
                sheet.cell(row, 1).value = None
                sheet.cell(row, 2).value = None
        stream = io.BytesIO()
        book.save(stream)
        data = stream.getvalue()
    read = read_bytes(data, "oak.xlsx", new)
    assert combine(new, [read]).phases == {("oak", "BP"): (JAN,)}
    carried = carry_over(new, [read])
    assert [row["metric"] for row in carried.filled.rows["phases"]] == ["Pressure"]
    assert [row["metric"] for row in carried.filled.rows["changes"]] == ["Pressure"]
    assert carried.filled.rows["trial"][0]["minutes"] == 4.0
    again = build_reporting_workbook(new, new.teams[0], carried.filled)
    assert combine(new, [read_bytes(again, "oak.xlsx", new)]).phases == {("oak", "BP"): (JAN,)}


def test_a_row_about_a_metric_that_is_gone_goes_to_no_other(tmp_path: Path) -> None:
    old = plan_from(OPTIONAL, tmp_path)
    text = OPTIONAL.replace(
        'id = "CALLS"\nshort_name = "Calls"', 'id = "NEW"\nshort_name = "Calls"'
    )
    new = plan_from(text, tmp_path)
    row = {"label": "Room", "metric": "Calls", "month": JAN, "accepted_by": "A"}
    read = read_bytes(workbook(old, "month  BP", phases=[row]), "oak.xlsx", new)
    assert combine(new, [read]).phases == {}
    carried = carry_over(new, [read])
    assert carried.filled.rows["phases"] == [{k: v for k, v in row.items() if k != "metric"}]
    assert any("the metric Calls is no longer in the plan" in line for line in carried.left_behind)


def test_the_headings_of_a_metric_that_is_gone_are_nobodys_own(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    old = plan_from(OPTIONAL, tmp_path)
    new = plan_from(OPTIONAL.replace('id = "WAIT"', 'id = "ROOM"'), tmp_path)
    (tmp_path / "submissions").mkdir()
    data = build_reporting_workbook(old, old.teams[0])
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(data)
    host_folder(new, tmp_path)
    told = lcxl("build", tmp_path).stdout
    assert "metric WAIT is no longer in the plan" in told
    assert "what you typed" not in told


def test_a_teams_own_things_go_along(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    plan = plan_from(SMALL, tmp_path)
    host_folder(plan, tmp_path)
    (tmp_path / "submissions").mkdir()
    table = "month  BP  BP/\n2026-01  150  200"
    rows: dict[str, Any] = {"changes": [{"label": "One"}, {"label": "Two"}]}
    (tmp_path / "submissions/oak.xlsx").write_bytes(workbook(plan, table, **rows))
    layout = ReportingLayout(plan)
    beside = a1(layout.axes[-1].end + 2, layout.cell(layout.lines[0], Period(JAN))[1])

    def type_in(book: Any) -> None:
        data = book["Data"]
        data[place_of(plan, "BP", JAN)].comment = Comment("Counted twice", "Mira")
        data[place_of(plan, "BP", JAN, "denominator")].fill = ORANGE
        data[beside] = "ask the lab"
        book["Changes"]["A7"].comment = Comment("From Room 2", "Mira")
        book.create_sheet("Our list")["B2"] = 12

    saved(tmp_path, "submissions/oak.xlsx", type_in)
    longer = replace(plan, calendar=replace(plan.calendar, baseline_months=5))
    host_folder(longer, tmp_path)
    for _ in range(2):
        done = lcxl("build", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "not carried over" not in done.stdout
    book = openpyxl.load_workbook(tmp_path / "reporting/oak.xlsx")
    data = book["Data"]
    assert data[place_of(longer, "BP", JAN)].comment.text == "Counted twice"
    assert data[place_of(longer, "BP", JAN, "denominator")].fill.fgColor.rgb == "FFFFC000"
    layout = ReportingLayout(longer)
    moved = a1(layout.axes[-1].end + 2, layout.cell(layout.lines[0], Period(JAN))[1])
    assert data[moved].value == "ask the lab"
    assert book["Changes"]["A7"].comment.text == "From Room 2"
    assert book["Our list"]["B2"].value == 12


def test_numbers_of_data_stay_without_it(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    """What the host once filled in is not blank after the next build."""
    host_folder(plan, tmp_path)
    (tmp_path / "data.csv").write_text(
        "team_id,metric_id,month,numerator,denominator\noak,BP,2025-12,99,200\n", encoding="utf-8"
    )
    assert lcxl("build", tmp_path, "--data", "data.csv").returncode == 0
    for _ in range(2):
        assert lcxl("build", tmp_path).returncode == 0
        read = read_bytes((tmp_path / "reporting/oak.xlsx").read_bytes(), "oak.xlsx", plan)
        assert read.points["BP", Period(date(2025, 12, 1))].contents == (99.0, 200.0)
    assert not (tmp_path / "earlier").exists()


def test_without_marks_a_re_worded_metric_is_told_by_its_id(tmp_path: Path) -> None:
    """Some programs drop the hidden sheet and all names."""
    old = plan_from(OPTIONAL, tmp_path)
    case = OPTIONAL.replace('short_name = "BP control"', 'short_name = "Pressure"')
    new = plan_from(case, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(workbook(old, "month  BP  BP/\n2026-01  15  20")))
    for name in ("_lcxl", "_charts"):
        del book[name]
    book.defined_names.clear()
    for prop in list(book.custom_doc_props.names):
        del book.custom_doc_props[prop]
    stream = io.BytesIO()
    book.save(stream)
    read = read_bytes(stream.getvalue(), "oak.xlsx", new)
    assert read.points["BP", Period(JAN)].contents == (15.0, 20.0)


def test_a_metric_id_in_other_capitals_is_the_same_metric(tmp_path: Path) -> None:
    """The host re-types WAIT as Wait; the team's workbook was issued before."""
    before = plan_from(SMALL, tmp_path)
    now = replace(
        before,
        metrics=tuple(replace(m, id=m.id.capitalize()) for m in before.metrics),
    )
    data = workbook(before, TABLE)
    was, sent = read_bytes(data, "oak.xlsx", before), read_bytes(data, "oak.xlsx", now)
    read = {(m, month): p.numerator for (m, month), p in sent.points.items()}
    assert read == {(m.capitalize(), month): p.numerator for (m, month), p in was.points.items()}
    assert {m for m, _ in read} == {"Bp", "Calls", "Wait"}
    assert sent.definitions.keys() == {m.id for m in now.metrics}
    assert [f.message for f in sent.findings] == [f.message for f in was.findings]
    found = carry_over(now, [sent])
    assert found.left_behind == ()
    assert found.numbers == carry_over(before, [was]).numbers > 0


def test_nothing_is_left_behind_of_a_metric_id_in_other_capitals(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    plan = plan_from(SMALL, tmp_path)
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir(exist_ok=True)
    (folder / "submissions" / "oak.xlsx").write_bytes(workbook(plan, TABLE))
    book = openpyxl.load_workbook(folder / "metric-definitions.xlsx")
    typed = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == "WAIT"]
    assert typed
    for cell in typed:
        cell.value = "Wait"
    book.save(folder / "metric-definitions.xlsx")
    done = lcxl("build", folder)
    assert done.returncode == 0
    assert "no longer" not in done.stdout + done.stderr
