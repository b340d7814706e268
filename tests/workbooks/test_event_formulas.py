"""The cells behind the charts of rare events: what a spreadsheet program computes is Python's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cells import Book
from lcxl.intake.read import read_bytes
from lcxl.metrics.events import places
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from lcxl.runchart import limits
from lcxl.runchart.event_chart import EventChart
from lcxl.words import say
from tests.helpers.office import Office
from tests.helpers.plans import plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.tables import filled as filled_table
from tests.unit.test_event_log import G_METRIC, T_METRIC, with_events

BOOKS = 12


def random_log(rng: Random, events: int, days: float, cases: float) -> dict[str, Any]:
    """Rows of the sheet: mostly as they should be, in any order, some with what nobody can use."""
    day, rows = date(2025, 10, 3), []
    for _ in range(events):
        day += timedelta(days=rng.choice([0, int(rng.expovariate(1 / days))]) if rng.random() < 0.2
                         else int(rng.expovariate(1 / days)))  # fmt: skip
        name = rng.choice(["Falls with injury", "Falls with injury", "falls with INJURY"])
        rows.append({"metric": name, "date": day, "cases": rng.choice([None, 3.0])})
        count = rng.choice([None, float(int(rng.expovariate(1 / cases)))] + [1.0] * 2)
        rows.append({"metric": "Infections", "date": day, "cases": count})
    for row in rng.sample(rows, min(len(rows), rng.randrange(3))):
        row.update(rng.choice([{"date": "soon"}, {"metric": "Nothing"}, {"cases": 2.5},
                               {"cases": "many"}, {"date": None}, {"metric": None}]))  # fmt: skip
    rng.shuffle(rows)
    end = day + timedelta(days=rng.choice([0, 1, 20, 400]))
    log = {
        "complete_to": rng.choice([end, end, None, day - timedelta(days=3), "June"]),
        "earlier": rng.choice([None, date(2025, 9, 1), date(2025, 10, 3), "spring"]),
        "open_cases": rng.choice([None, 0.0, 1.0, 5_000.0, 2.5, "many"]),
    }
    return {"events": rows, "logs": [log, {**log, "earlier": rng.choice([None, date(2025, 9, 1)])}]}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    text = with_events(T_METRIC, G_METRIC).replace("months = 6", "months = 18")
    return plan_from(text, tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize(
    "seed",
    [*range(5), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(5, BOOKS))],
)
def test_the_cells_say_what_python_says(
    libreoffice: Office, tmp_path: Path, plan: Collaborative, seed: int
) -> None:
    rng = Random(seed)
    events = [0, 1, 7, 8, 9, 12, 30, 45][seed % 8]
    data = filled_table("month  BP  BP/\n2026-01  12  20\n2026-03  12  21").data if seed % 2 else {}
    filled = Filled(data, random_log(rng, events, rng.choice([4, 12]), rng.choice([2, 80])))
    path, saved = tmp_path / "built.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled))
    fresh = recalculated(libreoffice, path, saved)
    assert differences(formula_values(path), fresh) == []
    # What nobody can use is told by Checks of what is sent, not by an error in a cell.
    errors = [
        v for (sheet, _), v in fresh.items()
        if sheet in ("Event log", "Charts") and str(v).startswith("#")
    ]  # fmt: skip
    assert errors == []


def chart(gaps: list[int], open_days: int | None = None, kind: Any = "t") -> EventChart:
    """Events with these gaps, from 1 January on."""
    days = [date(2025, 1, 1) + timedelta(days=sum(gaps[:i])) for i in range(len(gaps) + 1)]
    end = None if open_days is None else days[-1] + timedelta(days=open_days)
    cases = [None, *map(float, gaps)]
    open_cases = None if open_days is None else float(open_days)
    return EventChart(kind, days, cases, None, days[0], end, open_cases)


QUIET = [20, 35, 12, 28, 44, 19, 31, 25]
LONG, SHORT = [30, 22, 45, 25, 38, 28, 50, 33], [9, 14, 7, 12, 16, 8, 11, 10]


@pytest.mark.parametrize(
    ("one", "verdict", "notes"),
    [
        (EventChart("t", (), (), None, date(2026, 1, 1), None, None), "E01", []),
        (EventChart("t", (), (), None, date(2026, 1, 1), date(2026, 1, 1), None), "E01", []),
        (EventChart("t", (), (), None, date(2026, 1, 1), date(2026, 1, 2), None), "T26", []),
        (EventChart("g", (), (), None, date(2026, 1, 1), date(2026, 3, 1), None), "E01_cases", []),
        (EventChart("g", (), (), None, date(2026, 1, 1), None, 365.0), "T26", []),
        (chart(QUIET[:7], 5_000), "E02", []),
        (chart(QUIET, 5_000), "T25", ["E09"]),
        (chart(QUIET, 5_000, "g"), "T25_cases", ["E09", "T27"]),
        (chart([*QUIET, 5_000]), "E03", ["E09", "T27"]),
        (chart(QUIET), "E08", ["E09"]),
        (chart([*LONG, *SHORT]), "E06", []),
        (chart([*SHORT, *LONG[:7]], 31), "E05", []),
        (chart([*SHORT, *LONG[:7]], 10), "E08", []),
    ],
)
def test_the_first_sentence_that_is_true_is_said(
    one: EventChart, verdict: str, notes: list[str]
) -> None:
    assert (one.verdict, one.notes) == (verdict, notes)
    assert "{" not in say(f"charts.{verdict}", **places(one))


def test_limits_are_those_of_the_t_and_g_chart() -> None:
    for kind in ("t", "g"):
        one = chart(QUIET, kind=kind)
        found = limits([None, *QUIET], kind=kind)  # type: ignore[arg-type]
        assert (one.centre, one.upper) == (found.centre[0], found.upper[0])


def test_the_log_says_it_on_its_own_sheet(tmp_path: Path, plan: Collaborative) -> None:
    logs = [{"complete_to": date(2026, 9, 30)}, {}]
    book = Book(build_reporting_workbook(plan, plan.teams[0], Filled({}, {"logs": logs})))
    texts = [str(cell.value) for cell in book.cells("Event log").values()]
    assert "No event in 364 days. The true rate may still be up to 0.0102 a day." in texts


JAN_5, END = date(2026, 1, 5), date(2026, 1, 31)
FALL = {"metric": "Falls with injury", "date": JAN_5}
INFECTION = {"metric": "Infections", "date": JAN_5, "cases": 12.0}


@pytest.mark.parametrize(
    ("events", "falls", "infections", "codes"),
    [
        ([], {"complete_to": END}, {}, set()),
        ([], {}, {}, {"V50"}),
        ([], {"complete_to": date(2026, 1, 30)}, {}, {"V50"}),
        ([{**FALL, "date": "soon"}], {"complete_to": END}, {}, {"V48"}),
        ([FALL], {"complete_to": END}, {}, set()),
        ([FALL, FALL], {"complete_to": END}, {}, {"V49"}),
        ([FALL, {**FALL, "cases": 3.0}], {"complete_to": END}, {}, set()),
        ([{**FALL, "cases": "few"}], {"complete_to": END}, {}, {"V49"}),
        ([{**FALL, "date": date(2020, 1, 5)}], {"complete_to": END}, {}, {"V49"}),
        ([{**FALL, "date": date(2026, 2, 1)}], {"complete_to": END}, {}, {"V49"}),
        ([INFECTION], {"complete_to": END}, {"complete_to": END}, set()),
        ([INFECTION, INFECTION], {"complete_to": END}, {"complete_to": END}, {"V49"}),
        ([{**INFECTION, "cases": None}], {"complete_to": END}, {"complete_to": END}, {"V49"}),
        ([], {"complete_to": END}, {"complete_to": "end of June"}, {"V50"}),
        ([], {"complete_to": END}, {"earlier": "in spring"}, {"V50"}),
        ([], {"complete_to": END, "earlier": "in spring"}, {}, {"V50"}),
        ([], {"complete_to": END}, {"open_cases": "many"}, {"V50"}),
        ([], {"complete_to": END}, {"open_cases": 2.5}, {"V50"}),
        ([], {"complete_to": END}, {"open_cases": 120.0, "earlier": JAN_5}, set()),
    ],
)  # fmt: skip
def test_checks_are_ready_when_the_log_is(
    plan: Collaborative,
    events: list[dict[str, Any]],
    falls: dict[str, Any],
    infections: dict[str, Any],
    codes: set[str],
) -> None:
    """Before sending the sheet says what rules V48 to V50 would ask after it."""
    known = filled_table("month  BP  BP/\n2026-01  12  20").data
    filled = Filled(known, {"events": events, "logs": [falls, infections]})
    content = build_reporting_workbook(plan, plan.teams[0], filled)
    asked = {f.code for f in validate(read_bytes(content, "oak.xlsx", plan), plan)}
    assert asked & {"V48", "V49", "V50"} == codes
    told = str(Book(content).cells("Checks")[5, 0].value)
    waiting = "Nothing to mend on Data. Look at Event log before you send."
    assert told.startswith(waiting if codes else "Yes, as far")
