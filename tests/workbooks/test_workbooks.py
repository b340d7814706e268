"""Every workbook lcxl writes: valid, usable by everybody, and true before it is recalculated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

import openpyxl
import pytest

from lcxl import load_collaborative, merge, templates
from lcxl.books import build_reporting_workbook
from lcxl.books.copies import files_of, views
from lcxl.books.findings import build_findings_workbook
from lcxl.books.master import build_master_workbook
from lcxl.demo import demo_submissions
from lcxl.plan import Collaborative, Team, load_example
from lcxl.rules.base.judging import validate
from lcxl.xl.charts import looks
from tests.helpers import a11y
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import filled, submission, workbook


def all_kinds(folder: Path) -> dict[str, Path]:
    """A plan with every metric kind, strata and a control chart; some data, some faults."""
    text = SMALL.replace(
        "goal = 0.75\n",
        'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n',
    ).replace('unit = "minutes"', 'unit = "minutes"\nchart = "XmR chart"')
    plan = plan_from(text, folder)
    table = (
        "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/  CALLS  WAIT  WAIT/\n"
        "2025-10  100  200  60  120  40  80  3  12  20\n"
        "2025-11  230  200  .  .  .  .  -1  abc  20\n2025-12  0  0  .  .  .  .  2.5  13  20\n"
        "2026-01  120  .  .  .  .  .  4  14  20\n2026-02  NA  NA  .  .  .  .  4  14  20"
    )
    host_folder(plan, folder)
    inbox = folder / "submissions"
    inbox.mkdir()
    team = plan.teams[0]
    (inbox / "oak.xlsx").write_bytes(build_reporting_workbook(plan, team, filled(table)))
    (inbox / "cut.xlsx").write_bytes(b"PK\x03\x04")
    files = {
        "master.xlsx": build_master_workbook(merge(folder)),
        "blank.xlsx": build_reporting_workbook(plan, team),
        "findings.xlsx": build_findings_workbook(plan, validate(submission(plan, table), plan)),
        "no-findings.xlsx": build_findings_workbook(plan, []),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {path.name: path for path in [*folder.glob("*.xlsx"), inbox / "oak.xlsx"]}


SHAPES = {
    "cancer-screening": (5, 3, 4),
    "social-needs": (8, 5, 7),
    "hypertension": (12, 6, 8),
    "safer-opioids": (15, 7, 12),
    "deprescribing": (18, 8, 30),
}
"""Months, metrics and teams: examples from the smallest to the largest collaborative."""


def shaped(name: str) -> Collaborative:
    """An example with another length, metrics of other examples, and more or fewer teams."""
    plan = load_example(name)
    months, metrics, teams = SHAPES[name]
    others = [m for other in templates.example_names() if other != name
              for m in load_example(other).metrics]  # fmt: skip
    numbered = [
        Team(id=f"team{i}", name=f"{plan.teams[i % len(plan.teams)].name} {i}")
        for i in range(teams)
    ]
    return replace(
        plan,
        calendar=replace(plan.calendar, months=months),
        metrics=(*plan.metrics, *others)[:metrics],
        teams=tuple(numbered),
    )


def test_the_shapes_cover_every_kind_schedule_and_direction() -> None:
    metrics = [m for name in SHAPES for m in shaped(name).metrics]
    assert {m.kind for m in metrics} == {"proportion", "rate", "count", "value"}
    assert {m.direction for m in metrics} == {"increase", "decrease", "maintain", "monitor"}
    assert {m.schedule for m in metrics} >= {"monthly", "quarterly"}


def example(name: str, folder: Path) -> dict[str, Path]:
    """An example collaborative three quarters through its course."""
    plan = shaped(name)
    host_folder(plan, folder)
    inbox = folder / "submissions"
    inbox.mkdir()
    for sent in demo_submissions(plan)[: min(8, len(plan.teams) - 1)]:
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        (inbox / sent.file).write_bytes(data)
    (folder / "master.xlsx").write_bytes(build_master_workbook(merge(folder)))
    (folder / "blank.xlsx").write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    return {path.name: path for path in [*folder.glob("*.xlsx"), min(inbox.glob("*.xlsx"))]}


@pytest.fixture(
    scope="module",
    params=[
        "all kinds",
        "hypertension",
        *(
            pytest.param(name, marks=pytest.mark.thorough)
            for name in templates.example_names()
            if name != "hypertension"
        ),
    ],
)
def workbooks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Every workbook of a collaborative, by its name; the tests only read them."""
    folder = tmp_path_factory.mktemp("workbooks")
    if request.param == "all kinds":
        return all_kinds(folder)
    return example(request.param, folder)


def test_excel_will_open_them_without_repair(
    workbooks: dict[str, Path], is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    assert {name: is_valid_ooxml(path) for name, path in workbooks.items()} == {
        name: [] for name in workbooks
    }


def test_everybody_can_use_them(workbooks: dict[str, Path]) -> None:
    for name, path in workbooks.items():
        if "findings" not in name:  # one sheet: nothing to link to
            assert a11y.faults(path) == [], name


def test_cached_values_are_those_of_a_recalculation(
    workbooks: dict[str, Path], libreoffice: Office, tmp_path: Path
) -> None:
    for name, path in workbooks.items():
        fresh = recalculated(libreoffice, path, tmp_path / "recalculated.xlsx")
        assert differences(formula_values(path), fresh) == [], name


def test_colours_can_be_told_from_what_they_stand_on() -> None:
    theme = templates.theme()
    for name, role in theme.roles.items():
        text, fill = role.get("font_color", "#000000"), role.get("bg_color", "#FFFFFF")
        large = role.get("font_size", theme.size) >= 14 and role.get("bold")
        assert a11y.contrast(text, fill) >= (3 if large else 4.5), name
        assert role.get("font_size", theme.size) >= 9
    for name, look in looks(theme.colours).items():
        paint = look["line"].get("color") or look["marker"].get("fill", {}).get("color")
        if paint:
            assert a11y.contrast(paint, "#FFFFFF") >= 3, name


def test_no_two_series_differ_by_colour_alone() -> None:
    found = [
        (
            look["line"].get("dash_type"), look["line"].get("width"),
            look["marker"].get("type"), look["marker"].get("size"),
        )
        for name, look in looks(templates.theme().colours).items()
        if name != "scale"
    ]  # fmt: skip
    drawn = [look for look in found if look != (None, None, "none", None)]  # the others are words
    assert len(set(drawn)) == len(drawn) > 12


MARK = "Mark"
NO_CHARACTERS = b"_x000B__x0000__x0001__xFFFE__xFFFF_"
"""Characters that no XML can hold, as Excel keeps them."""


@pytest.mark.parametrize("display", ["open", "coded", "aggregate"])
def test_characters_that_no_xml_can_hold_break_no_output(display: str, tmp_path: Path) -> None:
    text = SMALL
    for field in ("title", "name", "numerator", "denominator", "unit"):
        text = text.replace(f'{field} = "', f'{field} = "a {MARK} ')
    plan = plan_from(f'display = "{display}"\n{text}', tmp_path)
    host_folder(plan, tmp_path)
    metric = plan.metrics[0].short_name
    sent = workbook(
        plan,
        f"month  BP  BP/  BP?\n2026-01  120  200  .\n2026-02  NA  NA  {MARK}",
        story=[{"tried": f"Calls {MARK}", "share": f"Lists {MARK}"}],
        changes=[{"label": f"Huddle {MARK}", "metric": metric, "started": date(2026, 2, 2),
                  "plan": MARK, "share": "Yes"}],
    )  # fmt: skip
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "oak.xlsx").write_bytes(sent)
    for path in tmp_path.rglob("*.xlsx"):
        content = parts(path.read_bytes())
        path.write_bytes(
            packed({n: part.replace(MARK.encode(), NO_CHARACTERS) for n, part in content.items()})
        )
    plan = load_collaborative(tmp_path)
    assert plan.teams[0].name == "a       Oak Street Clinic"
    master = merge(tmp_path)
    assert master.combined.story
    assert master.combined.changes
    written = [
        build_reporting_workbook(plan, plan.teams[0]),
        build_findings_workbook(plan, master.combined.findings),
    ]
    for audience in ("hosts", "teams", "funders"):
        for view in views(master, audience):
            written += [data for _, data in files_of(view, "xlsx", "x.xlsx")]
    for data in written:
        for part in parts(data).values():
            expat.ParserCreate().Parse(part, True)


def test_a_plan_text_holds_only_what_a_workbook_can_hold(tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace('name = "Oak', 'name = "Oak\\u000b\\ufffe'), tmp_path)
    assert plan.teams[0].name == "Oak   Street Clinic"


LANDSCAPE = 147
"""Characters across a page at full size."""


def test_findings_can_be_filtered_and_printed(tmp_path: Path) -> None:
    data = build_findings_workbook(plan_from(SMALL, tmp_path), [])
    sheet = openpyxl.load_workbook(BytesIO(data))["Findings"]
    head = next(i for i, row in enumerate(sheet.values, start=1) if row[0] == "Severity")
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.orientation) == (1, "landscape")
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHI"]
    assert sum(widths) <= LANDSCAPE / 0.75  # 11 points print as more than 8
    some = validate(submission(plan_from(SMALL, tmp_path), "month  BP  BP/\n2026-01  230  200"),
                    plan_from(SMALL, tmp_path))  # fmt: skip
    data = build_findings_workbook(plan_from(SMALL, tmp_path), some)
    sheet = openpyxl.load_workbook(BytesIO(data))["Findings"]
    assert sheet.auto_filter.ref == f"A{head}:I{head + len(some)}"
    for cell in (
        c for row in sheet.iter_rows(min_row=head + 1) for c in row if isinstance(c.value, str)
    ):
        width = sheet.column_dimensions[cell.column_letter].width
        assert cell.alignment.wrap_text or len(str(cell.value)) <= width, cell.coordinate
