"""A chart's legend names what is drawn, and nothing else."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from lcxl.books.master import build_master_workbook
from tests.acceptance.test_one_figure import random_collaborative
from tests.helpers.plans import plan_from
from tests.helpers.tables import workbook
from tests.unit.test_event_log import G_METRIC, T_METRIC, TABLE, fall, infection, with_events


def legends(book: bytes) -> list[dict[str, bool]]:
    """Of each chart: name in its legend or at a line's end -> whether the series has a point.

    One without a point says so: a key that shows a sign without a name is not understood.
    """
    found = []
    with ZipFile(io.BytesIO(book)) as parts:
        for part in sorted(p for p in parts.namelist() if p.startswith("xl/charts/chart")):
            text = parts.read(part).decode()
            gone = set(re.findall(r'<c:legendEntry><c:idx val="(\d+)"/>', text))
            if "<c:legend>" not in text:
                continue
            shown: dict[str, bool] = {}
            for series in re.findall(r"<c:ser>.*?</c:ser>", text, re.DOTALL):
                order, name, values = (
                    (re.search(pattern, series, re.DOTALL) or [""])[0]
                    for pattern in (
                        r'(?<=<c:idx val=")\d+',
                        r"<c:tx>.*?</c:tx>",
                        r"<c:(?:val|yVal)>.*?</c:(?:val|yVal)>",
                    )
                )
                drawn = bool(re.search(r"<c:v>-?[\d.]", values))
                label = "".join(re.findall(r"<c:v>(.*?)</c:v>", name)).strip()
                if order not in gone or '<c:showSerName val="1"/>' in series:
                    assert label, (part, series[:300])
                    assert label.endswith(" (none)") != drawn, (part, label, series[:300])
                    shown[label.removesuffix(" (none)")] = drawn
            found.append(shown)
    return found


def test_the_charts_of_rare_events(tmp_path: Path) -> None:
    plan = plan_from(with_events(T_METRIC, G_METRIC), tmp_path)
    names = [n for n in legends(workbook(plan, TABLE)) if "Centre" in n or "Goal" in n]
    assert [sorted(name for name, drawn in one.items() if drawn) for one in names[-2:]] == [
        ["Goal"]
    ] * 2
    events = [fall(date(2025, 11, 3 + 2 * i)) for i in range(12)]
    events += [infection(date(2025, 11, 3 + 2 * i), 40 + i) for i in range(4)]
    names = legends(workbook(plan, TABLE, events=events))
    drawn = [{name for name, is_drawn in one.items() if is_drawn} for one in names]
    assert any({"Upper limit", "Centre", "Median"} <= one for one in drawn)
    assert any("Infections: gap before each event" in one and "Upper limit" not in one
               for one in drawn)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_charts_of_all_teams(tmp_path: Path, seed: int) -> None:
    assert legends(build_master_workbook(random_collaborative(tmp_path, seed)))
