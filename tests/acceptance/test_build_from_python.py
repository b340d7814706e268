"""`lcxl.build(..., data=DataFrame)`: openpyxl sees every number in the teams' workbooks."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl import build, merge, to_pandas
from lcxl.errors import LcxlError, PlanError
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.paths import ROOT
from tests.helpers.plans import OPTIONAL, SMALL, plan_from
from tests.helpers.tables import workbook

pd = pytest.importorskip("pandas")

HEAD = ["team_id", "metric_id", "month", "numerator", "denominator"]


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def home_of(plan: Collaborative, folder: Path) -> Path:
    folder.mkdir()
    return host_folder(plan, folder)


def seen(path: Path) -> dict[tuple[str, date], Any]:
    """Label of a line and month -> value, as openpyxl reads Data."""
    found = {}
    head: list[Any] = []
    for row in openpyxl.load_workbook(path)["Data"].iter_rows(values_only=True):
        if isinstance(row[1], datetime):
            head = head or list(row)  # that of months; quarters stand below
        for day, value in zip(head[1:], row[1:], strict=False):
            if isinstance(day, datetime) and isinstance(value, int | float | str):
                found[" ".join(str(row[0]).split("\n")[0].split()), day.date()] = value
    return found


def test_every_number_arrives_where_a_person_reads_it(plan: Collaborative, tmp_path: Path) -> None:
    home = home_of(plan, tmp_path / "h")
    frame = pd.DataFrame(
        [
            ("oak", "BP", "2026-01", 13, 20),
            ("oak", "BP", "2026-02", 0.5, 1e-7),
            ("oak", "CALLS", "2026-01", 7, None),
            ("elm", "WAIT", "2026-01", 4.25, float("nan")),
            ("elm", "BP", "2026-01", "NA", "NA"),
        ],
        columns=HEAD,
    )
    frame["month"] = pd.to_datetime(frame["month"])
    built = build(home, frame)
    assert [path.name for path in built.reporting] == ["oak.xlsx", "elm.xlsx"]
    oak, elm = (seen(path) for path in built.reporting)
    jan, feb = date(2026, 1, 1), date(2026, 2, 1)
    assert oak["BP control Numerator BP", jan] == 13
    assert oak["BP control Denominator BP", jan] == 20
    assert oak["BP control Numerator BP", feb] == 0.5
    assert oak["BP control Denominator BP", feb] == 1e-7
    assert oak["Calls Count CALLS", jan] == 7
    assert elm["Rooming min Value WAIT", jan] == 4.25
    assert elm["BP control Numerator BP", jan] == "NA"
    typed = [v for sheet in (oak, elm) for (label, _), v in sheet.items() if label[-3:].isupper()]
    assert len([v for v in typed if not str(v).startswith("=")]) == 8
    assert (home / "timetable.xlsx") in built.others


def test_what_the_master_gives_can_be_built_from(plan: Collaborative, tmp_path: Path) -> None:
    """Out of one collaborative and into another, by the same columns."""
    one = home_of(plan, tmp_path / "one")
    (one / "submissions").mkdir()
    (one / "submissions" / "sent.csv").write_text(
        "team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,13,20\nelm,BP,2026-02,NA,NA\n"
    )
    frame = to_pandas(merge(one))
    two = home_of(plan, tmp_path / "two")
    build(two, frame)
    assert seen(two / "reporting" / "oak.xlsx")["BP control Numerator BP", date(2026, 1, 1)] == 13


@pytest.mark.parametrize("form", ["to_pandas", "csv"])
def test_the_rows_of_all_patients_together_are_taken_by_the_line_of_the_guide(
    tmp_path: Path, form: str
) -> None:
    page = (ROOT / "docs" / "guide" / "data.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"`(data\[data\[.*?\])`", page)
    groups = 'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n'
    plan = plan_from(SMALL.replace("goal = 0.75\n", groups), tmp_path)
    home = home_of(plan, tmp_path / "h")
    (home / "submissions").mkdir()
    table = "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/\n2026-01  13  20  8  12  5  8"
    (home / "submissions" / "oak.xlsx").write_bytes(workbook(plan, table))
    data = to_pandas(merge(home))
    assert len(data) == 3
    if form == "csv":
        data.to_csv(tmp_path / "m.csv", index=False)
        data = pd.read_csv(tmp_path / "m.csv")
    assert list(eval(line, {"data": data})["numerator"]) == [13]


def test_rows_that_cannot_be_used_are_named_and_nothing_is_written(
    plan: Collaborative, tmp_path: Path
) -> None:
    home = home_of(plan, tmp_path / "h")
    rows = [("ash", "BP", "2026-01", 1, 2), ("oak", "BP", "2026-01", "many", 2)]
    with pytest.raises(PlanError) as told:
        build(home, pd.DataFrame(rows, columns=HEAD))
    assert [f.cell for f in told.value.findings] == [
        "line 1, team_id", "line 2, numerator"
    ]  # fmt: skip
    with pytest.raises(LcxlError, match="numerator"):
        build(home, pd.DataFrame([["oak"]], columns=["team_id"]))
    assert not (home / "reporting").exists()


def test_the_lines_of_the_guide_do_what_it_says(
    plan: Collaborative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "guide" / "data.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, flags=re.S)
    home = home_of(plan, tmp_path / "my-collaborative")
    (tmp_path / "registry.csv").write_text(
        "team_id,metric_id,month,numerator,denominator\noak,BP,2026-01,13,20\noak,BP,2026-02,NA,NA\n"
    )
    monkeypatch.chdir(tmp_path)
    exec(lines, {})
    oak = seen(home / "reporting" / "oak.xlsx")
    assert oak["BP control Numerator BP", date(2026, 1, 1)] == 13
    assert oak["BP control Numerator BP", date(2026, 2, 1)] == "NA"


SCRIPT = """
import pandas as pd
from lcxl import build

print(len(build("h", data=pd.read_csv("known.csv")).reporting))
"""


def test_a_plain_script_builds_for_many_teams(tmp_path: Path) -> None:
    """Other processes would begin it anew, as it does not look after that."""
    more = "".join(f'\n[[teams]]\nid = "t{i}"\nname = "Team {i}"\n' for i in range(4))
    home_of(plan_from(OPTIONAL + more, tmp_path), tmp_path / "h")
    lines = [",".join(HEAD), *(f"t{i},BP,2026-01,13,20" for i in range(4))]
    (tmp_path / "known.csv").write_text("\n".join(lines))
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "6\n")


def test_some_teams_alone(plan: Collaborative, tmp_path: Path) -> None:
    home = home_of(plan, tmp_path / "h")
    built = build(home, teams=["elm"])
    assert [path.name for path in built.reporting] == ["elm.xlsx"]
    assert built.others == []
    with pytest.raises(LcxlError, match="ash"):
        build(home, teams=["ash"])


def test_lcxl_does_not_import_pandas_by_itself() -> None:

    code = (
        "import sys, lcxl; lcxl.build; import lcxl.keep.prefill; assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
