"""Names that look like formulas, references, codes or nothing at all, in every field of a plan."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from lcxl.cells import Book, a1
from lcxl.cli import main
from lcxl.plan import load_collaborative
from tests.helpers.tables import workbook

NAMES = [
    "Smile!A1", "=Sheet1!A1", "=BP!A1", "+1", "-1+2", "@SUM(A1)", "a\nb", "O'Brien's [x]/\\:*?",
    "{places} {team} {0} {", "%s %d", "&A &P && &D", "\U0001f600\U0001f469\u200d\U0001f467",
    "\u05e9\u05dc\u05d5\u05dd", "\u202eevil", "<b>&amp;</b>", '"quoted"', "_x000D_", "#REF!",
    "TRUE", "2026-01-01", "1e5", "http://x.y/a#b", "external:c.xlsx", "'apostrophe", "$A$1",
    "R1C1", "A1",
    "[1]Sheet!A1", "~$x", "NA", "x" * 74, "\u00e9" * 74, "a|b", "History", "Data",
]  # fmt: skip
GROUPS = ";\n\r"
"""Signs that end the name of a group, refused in a plan."""
TABLE = """
month    BP   BP/  FALLS  FALLS/
2025-12  120  200  7      1500
2026-01  130  201  3      100
"""


def plan_text(names: list[str]) -> str:
    """A plan with these names in all its texts, in turn."""
    used = 0

    def name(room: int = 300, ending: str = "", apart: str = "") -> str:
        """One of the names; without the signs that keep names ``apart`` in a list."""
        nonlocal used
        used += 1
        text = names[used % len(names)][: room - len(ending)] + ending
        return json.dumps(text.translate(dict.fromkeys(map(ord, apart), "-")), ensure_ascii=False)

    return f"""
id = "x"
title = {name(90)}
aim = {name()}
host = {name()}
contact_name = {name()}
kickoff = 2026-01-14
months = 6
baseline_months = 3
[[metrics]]
id = "BP"
short_name = {name(25, "1")}
name = {name()}
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.75
strata = [{name(20, "p", GROUPS)}, {name(20, "q", GROUPS)}]
numerator = {name()}
denominator = {name()}
[[metrics]]
id = "FALLS"
short_name = {name(25, "2")}
name = {name()}
kind = "rate"
per = 1000
family = "balancing"
direction = "decrease"
goal = 3
unit = {name(20)}
numerator = {name()}
denominator = {name()}
[[teams]]
id = "oak"
name = {name(79, "o")}
contact_name = {name(79)}
[[teams]]
id = "elm"
name = {name(79, "e")}
"""


def run(*command: str) -> str:
    result = CliRunner().invoke(main, command)
    assert result.exit_code in (0, 1), (command, result.output)
    return result.output


def told(folder: Path, names: list[str]) -> Path:
    """The whole life of a collaborative with these names; its folder."""
    text = folder / "plan.toml"
    text.write_text(plan_text(names), encoding="utf-8")
    home = folder / "home"
    run("new", str(home), "--from", str(text))
    run("build", str(home))
    plan = load_collaborative(home)
    (home / "submissions").mkdir(exist_ok=True)
    for i, team in enumerate(plan.teams):
        words = names[i % len(names)]
        rows = {"story": [{}, {}, {}, {"tried": words}], "changes": [{"label": words[:20]}]}
        data = workbook(plan, TABLE, team.id, **rows)
        (home / "submissions" / f"{team.id}.xlsx").write_bytes(data)
    run("build", str(home))
    run("merge", str(home))
    run("merge", str(home), "--audience", "funders")
    run("validate", str(home / "submissions"), "--dir", str(home))
    run("status", str(home), "--on", "2026-03-01")
    return home


def formulas(path: Path) -> set[tuple[str, str]]:
    book = Book(path.read_bytes())
    return {
        (sheet.name, a1(*place))
        for sheet in book.sheets
        for place, cell in book.cells(sheet.name).items()
        if cell.formula is not None
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told(tmp_path_factory.mktemp("plain"), [f"Name {n}" for n in "abcdefghijk"])


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(start, marks=[pytest.mark.thorough] if start % 10 else [])
        for start in range(0, len(NAMES), 5)
    ],
)
def test_names_are_names(start: int, plain: Path, tmp_path: Path) -> None:
    """No command breaks, and nothing that a person typed becomes a formula or a reference."""
    home = told(tmp_path, NAMES[start : start + 5])
    books = [path.relative_to(home) for path in sorted(home.rglob("*.xlsx"))]
    assert len(books) >= 9
    for path in books:
        assert formulas(home / path) == formulas(plain / path), path
        with zipfile.ZipFile(home / path) as archive:
            sheets = {sheet.name for sheet in Book((home / path).read_bytes()).sheets}
            for part in archive.namelist():
                if part.startswith("xl/charts/chart"):
                    for found in re.findall("<c:f>(.*?)</c:f>", archive.read(part).decode()):
                        name = unescape(found).rpartition("!")[0].strip("'").replace("''", "'")
                        assert name in sheets, (path, part, found)
                assert "externalLink" not in part


@pytest.mark.parametrize("name", NAMES[:3])
def test_each_of_the_worst_in_every_place(name: str, plain: Path, tmp_path: Path) -> None:
    home = told(tmp_path, [name])
    assert formulas(home / "master.xlsx") == formulas(plain / "master.xlsx")


def test_names_beside_dots_of_a_chart_are_names(tmp_path: Path) -> None:
    """Teams outside the funnel are named beside their dots, from ten teams on."""
    names = ["=cmd|' /C calc'!A0", "Smile!A1", "{x} %s", "=Oak!$B$2", "Elm", "Ash", "Fir",
             "Yew", "Bay", "Box"]  # fmt: skip
    teams = "".join(
        f"[[teams]]\nid = 't{i}'\nname = {json.dumps(n)}\n" for i, n in enumerate(names)
    )
    text = plan_text(["x"])
    (tmp_path / "plan.toml").write_text(text[: text.index("[[teams]]")] + teams)
    home = tmp_path / "home"
    run("new", str(home), "--from", str(tmp_path / "plan.toml"))
    plan = load_collaborative(home)
    for i in range(len(names)):
        rows = f"month  BP  BP/  FALLS  FALLS/\n2026-01  {150 if i % 2 else 10}  200  3  1000"
        data = workbook(plan, rows, f"t{i}")
        (home / "submissions" / f"{i}.xlsx").write_bytes(data)
    run("merge", str(home))
    with zipfile.ZipFile(home / "master.xlsx") as archive:
        parts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    labels = {unescape(t).strip() for p in parts for t in re.findall("<a:t>(.*?)</a:t>", p)}
    assert labels >= set(names)


def test_a_title_with_a_line_break_is_one_line(tmp_path: Path) -> None:
    home = told(tmp_path, ["First\r\n  second"])
    assert load_collaborative(home).title == "First second"
    assert "First second" in (home / "timetable.ics").read_text(encoding="utf-8")


def test_a_title_that_is_too_long_is_told(tmp_path: Path) -> None:
    text = tmp_path / "plan.toml"
    text.write_text(plan_text(["x"]).replace('title = "x"', f'title = "{"x" * 200}"'))
    result = CliRunner().invoke(main, ["new", str(tmp_path / "home"), "--from", str(text)])
    assert result.exit_code == 2
    assert "200 characters; 100 fit" in result.output
