"""A period without a value is a gap in a line, unless the metric is not due in it."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest

from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.plan import Collaborative
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import submission, workbook

WEEKLY = SMALL.replace('id = "CALLS"', 'id = "CALLS"\nschedule = "weekly"')
MONTHLY = SMALL.replace('schedule = "quarterly"\n', "")
TABLE = "month  BP  BP/\n2025-10  9  20\n2025-11  .  .\n2025-12  11  20\n2026-01  12  20"


def gaps(book: bytes) -> dict[str, dict[str, bool]]:
    """Sheet -> what is said of each chart with lines -> whether it shows gaps."""
    with ZipFile(io.BytesIO(book)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if "xml" in name}

    def targets(part: str, of: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        text = parts.get(f"{folder}/_rels/{name}.rels", "")
        found = re.findall(r'Id="(\w+)" Type="[^"]*/(\w+)" Target="(?:\.\./)?([^"]*)"', text)
        return {key: f"xl/{target}" for key, kind, target in found if kind == of}

    names = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    shown: dict[str, dict[str, bool]] = {}
    for number, sheet in enumerate(names, start=1):
        for drawing in targets(f"xl/worksheets/sheet{number}.xml", "drawing").values():
            charts = targets(drawing, "chart")
            for told, key in re.findall(
                r'descr="([^"]*)".*?<c:chart [^>]*r:id="(\w+)"', parts[drawing], re.DOTALL
            ):
                xml = parts[charts[key]]
                if "<c:lineChart>" in xml:
                    has = 'dispBlanksAs val="gap"' in xml
                    shown.setdefault(unescape(sheet), {})[unescape(told)] = has
    return shown


def of_metrics(charts: dict[str, bool]) -> dict[str, bool]:
    """The same by the metric that is named."""
    names = ("BP control", "Falls", "Calls", "Rooming min")
    return {name: has for told, has in charts.items() for name in names if name in told}


def of_teams(plan: Collaborative) -> bytes:
    """The master workbook of what one team sent."""
    return build_master_workbook(Master(plan, combine(plan, [submission(plan, TABLE)])))


@pytest.mark.parametrize("sheet", ["Charts", "One page"])
def test_a_teams_charts(tmp_path: Path, sheet: str) -> None:
    shown = gaps(workbook(plan_from(WEEKLY, tmp_path), TABLE))
    assert of_metrics(shown[sheet]) == {
        "BP control": True,
        "Falls": False,  # of the quarter between two months nothing is missing
        "Calls": True,
        "Rooming min": True,
    }


def test_charts_of_all_teams(tmp_path: Path) -> None:
    shown = gaps(of_teams(plan_from(SMALL, tmp_path)))
    assert of_metrics(shown["Summary"])["BP control"]
    assert set(shown["Teams"].values()) == {False}, "one choice of metric draws a quarterly one too"
    shown = gaps(of_teams(plan_from(MONTHLY, tmp_path)))
    for sheet in ("Summary", "Teams", "Compare", "Team page"):
        assert set(shown[sheet].values()) == {True}, sheet
