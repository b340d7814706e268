"""The coach's page: it follows the dropdown, and fits on one printed page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl import merge
from lcxl.books.master import build_master_workbook
from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.combine.events import chart_of
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import workbook
from tests.unit.test_event_log import G_METRIC, T_METRIC, fall, sent, with_events

NOTED = """
[[attendance]]
team = "elm"
event = "data call"
held_on = 2026-02-19
people = 2

[[attendance]]
team = "oak"
event = "learning session"
held_on = 2026-01-14
people = 4

[[faculty_scores]]
team = "elm"
month = "2026-02"
score = 2.5

[[assessments]]
team = "elm"
taken = "before"
score = 41
"""


def test_the_page_of_the_chosen_team(libreoffice: Office, tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace('name = "Elm Health"', 'name = "Elm Health"\ncoach = "C. Oach"')
                     + NOTED, tmp_path)  # fmt: skip
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    story = [{}, {}, {}, {"next": "Ring Mondays"}, {"tried": '=1+1 "Lists"', "score": "2.0"}]
    (inbox / "oak.xlsx").write_bytes(workbook(plan, "month  BP  BP/\n2026-01  13  20"))
    (inbox / "elm.xlsx").write_bytes(
        workbook(
            plan,
            "month  BP  BP/\n2026-01  23  20\n2026-02  9  20",
            team="elm",
            story=story,
            changes=[
                {
                    "label": "Huddle",
                    "metric": "BP control",
                    "decision": "adapt",
                    "next_step": "two more days",
                }
            ],
        )
    )
    path = tmp_path / "m.xlsx"
    path.write_bytes(build_master_workbook(merge(tmp_path)))
    table = [row[:7] for row in openpyxl.load_workbook(path)["Reporting"].values]
    assert ("Elm Health", "1 of 2", "2.0", 2.5, 41, None, 1) in table
    assert ("Oak Street Clinic", "1 of 2", None, None, None, None, 0) in table
    libreoffice.open(path)
    libreoffice.type("Team page", "B6", "Elm Health")
    libreoffice.recalculate()
    rows = libreoffice.read("Team page", "A1:G130")
    texts = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert {
        "C. Oach", "Story of February 2026", '=1+1 "Lists"', "Ring Mondays",
        "Huddle (adapt): two more days", "Somebody came to 1 of 2 sessions and calls.",
        "Assessment: 41 before, – after.",
    } <= texts  # fmt: skip
    assert ["February 2026", "2.0", "2.5"] in [row[:3] for row in rows]
    assert any("23 of 20" in text for text in texts)
    (bp,) = [row for row in rows if row[0] == "BP control" and row[3] != ""]
    assert bp[3] == 0.45
    now = next(
        i for i, row in enumerate(rows) if row[0] == "Adults with blood pressure below 140/90"
    )
    assert (rows[now - 1][6], rows[now][6]) == ("Goal 75%", "45%")
    assert ["Huddle", "", "", "", "", "", "adapt"] in rows, "what it changed"
    asks = next(i for i, row in enumerate(rows) if row[0] == "The team asks for help") + 1
    assert rows[asks][0] == "Nothing at the moment."
    libreoffice.type("Team page", "B6", "Oak Street Clinic")
    libreoffice.recalculate()
    (told,) = libreoffice.read("Team page", f"A{asks + 1}:A{asks + 1}")
    assert told == ["Story: none yet"], "nothing is known of a team that wrote nothing"


def test_the_team_page_draws_the_events_of_the_chosen_team(
    libreoffice: Office, tmp_path: Path
) -> None:
    """What the team's own chart draws: gaps, limits, the rows that are a shift, the open gap."""
    plan = plan_from(with_events(T_METRIC, G_METRIC), tmp_path)
    days = [date(2025, 10, 3 + i) for i in range(10)]
    days += [date(2025, 11, 1), *[date(2025, 11 + k // 20, 2 + (k % 20)) for k in range(0, 20, 2)]]
    log = {"complete_to": date(2026, 1, 31)}
    one = sent(plan, [fall(day) for day in days], [log, log])
    other = sent(plan, [fall(date(2025, 12, 24))], [{"complete_to": date(2026, 1, 10)}, {}],
                 team_id="elm")  # fmt: skip
    path, again = tmp_path / "master.xlsx", tmp_path / "again.xlsx"
    path.write_bytes(build_master_workbook(Master(plan, combine(plan, [one, other]))))
    assert differences(formula_values(path), recalculated(libreoffice, path, again)) == []
    chart = chart_of(plan, plan.metric("INJ"), combine(plan, [one]).logs["oak", "INJ"])
    assert any(chart.marks)

    def drawn(row_name: str) -> list[float]:
        rows = [row for row in libreoffice.read("_choice", "A1:Z400") if row[0] == row_name]
        return [v for v in rows[-1][1:] if isinstance(v, float) and v > 0]

    libreoffice.open(path)
    libreoffice.type("Team page", "B6", plan.team("oak").name)
    libreoffice.recalculate()
    assert drawn("Falls with injury: gap before each event") == [g for g in chart.gaps if g]
    assert drawn("Upper limit") == pytest.approx([chart.upper] * 2)
    assert drawn("Since the newest event, still open") == [chart.so_far]
    assert len(drawn("Shift to shorter gaps")) == sum(side < 0 for side in chart.marks) > 0
    libreoffice.type("Team page", "B6", plan.team("elm").name)
    libreoffice.recalculate()
    assert drawn("Since the newest event, still open") == [17]
    rows = libreoffice.read("_choice", "A1:A400")
    assert ["Upper limit"] not in rows
    libreoffice.close()
