"""Tidy tables as programs and people really save them: all of it is read, named or set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lcxl import merge
from lcxl.combine import Master
from lcxl.errors import LcxlError, PlanError
from lcxl.keep.prefill import load_prefill
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.packages import packed
from tests.helpers.plans import plan_from
from tests.unit.test_event_log import T_METRIC, with_events

HEAD = "team_id,metric_id,month,numerator,denominator\n"
OAK, ELM = "oak,BP,2026-01,13,20\n", "elm,BP,2026-01,7,10\n"
BOTH = HEAD + OAK + ELM
READ = {("oak", 13.0, 20.0), ("elm", 7.0, 10.0)}
PATIENT = '"Wilhelmina Zzyzx, born 1948-07-30, MRN 0045873"'


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(with_events(T_METRIC), tmp_path)


@pytest.fixture
def home(plan: Collaborative, tmp_path: Path) -> Path:
    folder = host_folder(plan, tmp_path)
    (folder / "submissions").mkdir()
    return folder


def merged(home: Path, plan: Collaborative, table: str | bytes) -> Master:
    data = table if isinstance(table, bytes) else table.encode()
    (home / "submissions" / "registry.csv").write_bytes(data)
    return merge(home, plan=plan)


def rows_of(master: Master) -> set[tuple[Any, ...]]:
    return {(r.team_id, r.numerator, r.denominator) for r in master.combined.rows}


def told(master: Master) -> list[tuple[str, str | None]]:
    """What is said of lines, and where."""
    return [(f.text, f.cell) for f in master.findings if f.code == "V37"]


@pytest.mark.parametrize(
    "table",
    [
        BOTH.encode(),
        BOTH.encode("utf-8-sig"),
        BOTH.encode("utf-16"),
        BOTH.replace(",", "\t").encode("utf-16"),
        BOTH.replace(",", ";").encode(),
        BOTH.replace(",", "\t").encode(),
        BOTH.replace("\n", "\r").encode(),
        BOTH.replace("\n", "\r\n").encode(),
        (HEAD.strip() + ",note\n" + OAK.strip() + ",Chêne\n" + ELM).encode("cp1252"),
        BOTH.encode() + bytes(40),
    ],
)
def test_whatever_a_program_saves_it_as(home: Path, plan: Collaborative, table: bytes) -> None:
    master = merged(home, plan, table)
    assert rows_of(master) == READ
    assert told(master) == []


def test_numbers_have_a_comma_where_semicolons_part_them(home: Path, plan: Collaborative) -> None:
    head, line = HEAD.replace(",", ";"), "oak;WAIT;2026-01;{};\noak;WAIT;2026-02;{};\n"
    master = merged(home, plan, head + line.format("12,5", "13"))
    assert rows_of(master) == {("oak", 12.5, None), ("oak", 13.0, None)}
    # 1.204 may be more than a thousand beside it, so that neither is read.
    master = merged(home, plan, head + line.format("12,5", "1.204"))
    assert rows_of(master) == set()
    assert told(master) == [("not_a_number", f"line {n}, numerator") for n in (2, 3)]


@pytest.mark.parametrize("around", ["", ELM])
def test_a_line_without_a_team_is_named(home: Path, plan: Collaborative, around: str) -> None:
    master = merged(home, plan, HEAD + OAK + around + ",BP,2026-02,5,9\n")
    assert ("oak", 13.0, 20.0) in rows_of(master)
    assert told(master) == [("team_missing", f"line {4 if around else 3}, team_id")]
    aside = [f.path for f in master.combined.files if f.state == "set aside"]
    assert aside == ["submissions/registry.csv!no team"]


def test_what_a_metric_has_no_place_for_is_named(home: Path, plan: Collaborative) -> None:
    table = HEAD + "oak,CALLS,2026-01,4,30\noak,INJ,2026-01,2,\noak,INJ,2026-02,,\n"
    master = merged(home, plan, table)
    assert rows_of(master) == {("oak", 4.0, None)}
    assert sorted(told(master)) == [
        ("by_event", "line 3, metric_id"),
        ("no_such_number", "line 2, denominator"),
    ]


@pytest.mark.parametrize("table", [HEAD + 'oak,BP,2026-01,"13,20\n', HEAD.replace("month,", "")])
def test_a_table_that_cannot_be_read_stops_no_other(
    home: Path, plan: Collaborative, table: str
) -> None:
    (home / "submissions" / "elm.csv").write_text(HEAD + ELM)
    master = merged(home, plan, table)
    assert rows_of(master) == {("elm", 7.0, 10.0)}
    (bad,) = [f for f in master.combined.files if f.path.endswith("registry.csv")]
    assert bad.state == "set aside"


def test_lines_are_counted_as_they_stand(home: Path, plan: Collaborative) -> None:
    """No other sign than a line's end begins a line."""
    table = (
        HEAD.strip() + ",note\noak,BP,2026-01,13,20,a\u2028b\x85c\x0bd\n" + ELM + "elm,BP,x,1,2\n"
    )
    assert told(merged(home, plan, table)) == [("not_a_month", "line 4, month")]


@pytest.mark.parametrize("column", range(6))
def test_patients_are_repeated_nowhere(home: Path, plan: Collaborative, column: int) -> None:
    cells = ["oak", "BP", "2026-02", "5", "9", ""]
    cells[column] = PATIENT
    for table in (HEAD + OAK + ",".join(cells), HEAD + ELM + OAK + ",".join(cells)):
        master = merged(home, plan, table)
        assert "V24" in {f.code for f in master.findings}
        words = [f.in_words() for f in master.findings] + [repr(master.combined)]
        assert not [w for w in words for s in ("Zzyzx", "1948", "0045873") if s in w]
    file = home / "filled.csv"
    file.write_text(HEAD + ",".join(cells))
    with pytest.raises(LcxlError, match="looks like details of patients"):
        load_prefill(file, plan)


def test_a_table_of_counts_gives_nobody_away(home: Path, plan: Collaborative) -> None:
    lines = [f"oak,WAIT,2026-{m:02d},{1234567 + m}," for m in range(1, 7)]
    master = merged(home, plan, HEAD + OAK + ELM + "\n".join(lines))
    assert "V24" not in {f.code for f in master.findings}


def test_no_workbook_is_taken_for_a_table_to_fill_in(home: Path, plan: Collaborative) -> None:
    file = home / "filled.csv"
    file.write_bytes(packed({"xl/workbook.xml": b"<a/>"}))
    with pytest.raises(LcxlError, match="is no table kept as text"):
        load_prefill(file, plan)
    file.write_bytes((HEAD + "oak,INJ,2026-01,2,\n").encode("utf-16"))
    with pytest.raises(PlanError) as failed:
        load_prefill(file, plan)
    assert [f.text for f in failed.value.findings] == ["by_event"]
