"""The reporting workbook as a team meets it, typed into through LibreOffice."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.layout import ReportingLayout
from lcxl.periods import Period, serial
from lcxl.plan import Collaborative, load_example
from lcxl.rules.base.judging import validate
from lcxl.runchart.interval import wilson
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import at, filled, submission

CASE_LOG = 'goal = 0.75\nsampling = "systematic"\ntarget_n = 20\nmin_n = 10\ncase_log = "Yes"\n'


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


class Open:
    """A workbook open in LibreOffice, a cell at a time."""

    def __init__(self, office: Office, path: Path) -> None:
        self.office = office
        self.sheets = office.open(path)

    def __getitem__(self, place: str) -> Any:
        sheet, cell = place.split("!")
        return self.office.read(sheet, f"{cell}:{cell}")[0][0]

    def __setitem__(self, place: str, value: Any) -> None:
        sheet, cell = place.split("!")
        self.office.type(sheet, cell, serial(value) if isinstance(value, date) else value)


def opened(
    office: Office, folder: Path, plan: Collaborative, content: Filled | None = None
) -> Open:
    path = folder / "oak.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], content))
    return Open(office, path)


MONTHS = [f"2025-{month}" for month in (10, 11, 12)] + [f"2026-0{n}" for n in range(1, 7)]


def data(plan: Collaborative, month: str, name: str) -> str:
    return f"Data!{at(plan, month, name)}"


def status(book: Open, plan: Collaborative, month: str) -> Any:
    """The word below a month's due date."""
    head = at(plan, month, "BP:")
    letters, row = head.rstrip("0123456789"), int(re.sub(r"\D", "", head))
    return book[f"Data!{letters}{row + 2}"]


def test_the_sheets_a_person_sees(libreoffice: Office, plan: Collaborative, tmp_path: Path) -> None:
    book = opened(libreoffice, tmp_path, plan)
    assert book.sheets[:11] == [
        "Start", "Data", "Charts", "One page", "Changes", "Test page", "Story", "Definitions",
        "Plain words", "Checks", "Trial run",
    ]  # fmt: skip
    with_log = plan_from(SMALL.replace("goal = 0.75\n", CASE_LOG), tmp_path)
    assert "Case log" in opened(libreoffice, tmp_path, with_log).sheets


def test_start_says_what_to_send_next_and_what_is_missing(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    assert book["Start!A5"] == "Data for October 2025, due Wednesday 31 December 2025"
    # December is skipped.
    for n, month in enumerate(("2025-10", "2025-11", "2026-01")):
        for name, number in (("BP", 100), ("BP/", 200), ("CALLS", 4), ("WAIT", 12)):
            book[data(plan, month, name)] = number + n
    assert book["Start!A5"] == "Data for February 2026, due Tuesday 10 March 2026"
    assert book["Start!B9"] == "3 of 9"
    assert book["Start!B10"] == "1, the first is December 2025"
    assert [status(book, plan, month) for month in MONTHS[:7]] == [
        "done", "done", "late", "done", "3 to go", "later", "later",
    ]  # fmt: skip
    book[data(plan, "2026-02", "BP")] = 110
    assert book["Start!A5"] == "Data for February 2026, due Tuesday 10 March 2026"
    assert status(book, plan, "2026-02") == "mend"
    for n, month in enumerate(MONTHS):
        for name, number in (("BP", 100 + n), ("BP/", 200), ("CALLS", 4), ("WAIT", 12)):
            book[data(plan, month, name)] = number
        for name in ("CALLS?", "WAIT?"):  # which stay the same
            book[data(plan, month, name)] = "As counted"
    assert book["Start!A5"] == "Every month is complete. Thank you."
    book[data(plan, "2025-12", "BP")] = None
    assert book["Start!A5"] == "Every month has numbers. What is still open stands below."


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ({"BP": 23, "BP/": 20}, "BP control, January 2026: 23 of 20 is more than were looked at."),
        ({"BP": "45%", "BP/": 20}, "'45%' is a percentage. The two numbers behind it are needed."),
        ({"BP": "not yet", "BP/": 20}, "BP control, January 2026: 'not yet' is not a number."),
        ({"WAIT": "12,5"}, "January 2026: '12,5' is not a number."),
        ({"BP": 20}, "BP control, January 2026: 20 stands alone; the denominator is empty."),
        ({"CALLS": 2.5}, "Calls, January 2026: 2.5 is not a whole number, but things are counted."),
        ({"CALLS": -2}, "Calls, January 2026: -2 is below zero."),
        ({"BP": 0, "BP/": 0}, "BP control, January 2026: 0 of 0. Was nobody eligible?"),
        (
            {"BP": "NA", "BP/": "NA"},
            "January 2026: NA, without a reason. Was nobody eligible?",
        ),
    ],
)
def test_checks_say_what_the_host_would_ask(
    libreoffice: Office, plan: Collaborative, tmp_path: Path, typed: dict[str, Any], what: str
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    rest = {"BP": 15, "BP/": 20, "CALLS": 4, "WAIT": 12}
    if "BP" in typed:
        rest = {k: v for k, v in rest.items() if k not in ("BP", "BP/")}
    for cell, value in {**rest, **typed}.items():
        book[data(plan, "2026-01", cell)] = value
    assert what in book["Checks!B9"]
    assert book["Checks!C9"].startswith("Go to Data ")
    assert book["Checks!D9"].endswith(".")
    assert book["Checks!B10"] == ""
    assert status(book, plan, "2026-01") == "mend"


def test_an_empty_workbook_is_not_ready_to_send(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    assert book["Checks!A6"] == "Not yet: no number stands on Data."
    book[data(plan, "2026-01", "CALLS")] = 4
    assert "no number" not in book["Checks!A6"]


def test_a_reason_answers_a_question_but_not_an_error(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    for cell, value in {"BP": "NA", "BP/": "NA", "CALLS": 4, "WAIT": 12}.items():
        book[data(plan, "2026-01", cell)] = value
    assert book["Checks!A6"].startswith(
        "You may send it. The host would ask one question; answer it"
    )
    book[data(plan, "2026-01", "BP?")] = "Clinic closed all month"
    assert book["Checks!A6"].startswith(
        "Yes, as far as this sheet can tell. The host also compares"
    )
    book[data(plan, "2026-01", "BP")] = 23
    book[data(plan, "2026-01", "BP/")] = 20
    assert book["Checks!A6"] == "Not yet: 1 to mend or answer below."


def test_a_metric_left_out_is_asked_for_once_the_month_is_begun(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    for name, number in (("BP", 15), ("BP/", 20), ("WAIT", 12)):
        book[data(plan, "2026-01", name)] = number
    assert status(book, plan, "2026-01") == "1 to go"
    assert book["Checks!B9"] == (
        "Calls, January 2026 is empty, though other metrics are filled in."
    )


def test_samples_ranges_and_groups_are_asked_about(libreoffice: Office, tmp_path: Path) -> None:
    text = SMALL.replace(
        "goal = 0.75\n",
        'goal = 0.75\nsampling = "systematic"\ntarget_n = 20\nmin_n = 10\nplausible_low = 0.2\n'
        'strata_name = "Language"\nstrata = ["English", "Unknown"]\n',
    )
    plan = plan_from(text, tmp_path)
    book = opened(libreoffice, tmp_path, plan)

    def put(month: str, *numbers: float) -> None:
        names = ("BP", "BP/", "BP.1", "BP.1/", "BP.2", "BP.2/")
        for name, number in zip(names, numbers, strict=False):
            book[data(plan, month, name)] = number

    put("2025-10", 12, 64)
    put("2025-11", 1, 20)
    put("2025-12", 10, 20, 6, 12, 4, 8)
    put("2026-01", 10, 20, 6, 12, 3, 8)
    put("2026-02", 10, 20, 6, 12, 4, 30)
    asked = [book[f"Checks!B{row}"] for row in range(9, 23)]
    bp = [text for text in asked if text.startswith("BP control")]
    assert bp == [
        "BP control, October 2025: 64 cases; the plan is 20.",
        "BP control, November 2025: 1 of 20 (5%) is outside what is usual (from 20%).",
        "BP control, December 2025: from 5% in November 2025 to 50% is unusual. Did the report, "
        "the patients or the counting change?",
        "BP control, January 2026: the groups do not add up to the total.",
        "BP control, February 2026: a group has more than the total, or more in it than it has "
        "members.",
    ]


def beside_the_chart(office: Office) -> list[str]:
    """What stands beside the first metric's chart."""
    return [str(row[0]) for row in office.read("Charts", "I7:I18")]


def test_a_change_tested_appears_on_its_chart(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan, filled("month  BP  BP/\n2026-01  150  200"))
    layout = ReportingLayout(plan)
    block = layout.blocks["changes"]
    values = {"label": "Huddle", "metric": "BP control", "started": date(2026, 2, 9)}
    for name, value in values.items():
        place = block.range(name)
        book[f"Changes!{place.local.split(':')[0].replace('$', '')}"] = value
    from lcxl.calculation_layout import CalculationLayout
    from lcxl.sheets.reporting.questions import question_names

    names = {m.id: question_names(plan, m) for m in plan.by_period.metrics}
    calculation = CalculationLayout(layout, names)
    label = calculation.figure("BP", "change1_label").local.replace("$", "")
    assert book[f"_charts!{label}"] == "Huddle"
    assert "◆ 1  Huddle, February 2026: still testing" in beside_the_chart(libreoffice)
    column = calculation.range("BP", "y_change1").local.replace("$", "")
    heights = [cells[0] for cells in libreoffice.read("_charts", column)]
    assert [i for i, h in enumerate(heights) if isinstance(h, float)] == [4]  # February
    assert heights[4] == pytest.approx(0.055)  # at the foot of the chart


def test_the_case_log_counts_into_the_month(libreoffice: Office, tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace("goal = 0.75\n", CASE_LOG), tmp_path)
    book = opened(libreoffice, tmp_path, plan)
    first = ReportingLayout(plan).blocks["cases"].first_row + 1
    for i, met in enumerate(["Yes", "No", "Yes", "Not documented"]):
        book[f"Case log!A{first + i}"] = date(2026, 1, 5 + i)
        book[f"Case log!B{first + i}"] = "BP control"
        book[f"Case log!C{first + i}"] = met
    counted = [book[data(plan, "2026-01", name)] for name in ("BP", "BP/", "BP=")]
    assert counted == [2, 4, 0.5]
    assert book[data(plan, "2026-02", "BP")] == ""
    assert "4 cases; " in book["Checks!B9"]
    saved = tmp_path / "saved.xlsx"
    libreoffice.save(saved)
    from lcxl.intake.read import read_bytes

    read = read_bytes(saved.read_bytes(), "oak.xlsx", plan)
    assert [key for key in read.points if key[0] == "BP"] == [("BP", Period(date(2026, 1, 1)))]
    assert len(read.cases) == 4
    assert not [f for f in validate(read, plan) if f.severity == "error"]


def test_the_trial_run_tallies_five_records(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)
    blocks = ReportingLayout(plan).blocks
    line, first = blocks["effort"].first_row + 1, blocks["trial"].first_row + 1
    assert book[f"Trial run!B{line}"] == "nothing tried yet"
    records = [
        ("Yes", "Yes", "Yes", 6), ("Yes", "No", "Yes", 8), ("No", None, None, 3),
        ("Yes", "Not documented", "Not documented", 9.5), ("Unsure", None, None, 12),
    ]  # fmt: skip
    for i, record in enumerate(records):
        for column, value in zip("CDEF", record, strict=True):
            book[f"Trial run!{column}{first + i}"] = value
    assert book[f"Trial run!B{line}"] == "1 of 3"
    assert book[f"Trial run!C{line}"] == "2 of 3"
    assert book[f"Trial run!D{line}"] == "8 min"
    assert book[f"Trial run!E{line}"] == "2.7 h"


def test_a_sample_shows_its_interval(libreoffice: Office, tmp_path: Path) -> None:
    assert wilson(13, 20) == pytest.approx((0.4329, 0.8188), abs=1e-4)
    assert wilson(0, 10)[0] == 0
    text = SMALL.replace("goal = 0.75\n", 'goal = 0.75\nsampling = "random"\ntarget_n = 20\n')
    plan = plan_from(text, tmp_path)
    book = opened(libreoffice, tmp_path, plan)
    book[data(plan, "2026-01", "BP")], book[data(plan, "2026-01", "BP/")] = 13, 20
    sentences = beside_the_chart(libreoffice)
    assert (
        "A sample of 20: compatible with 43.3% to 81.9% of all cases (95% interval). "
        "Read three months together." in sentences
    )
    with pytest.raises(ValueError, match="no proportion"):
        wilson(3, 0)


def test_sentences_that_say_what_the_chart_cannot_say_yet(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    book = opened(libreoffice, tmp_path, plan)

    def said() -> list[str]:
        return [text for text in beside_the_chart(libreoffice) if text]

    assert said() == []
    assert book["Charts!A5"] == "BP control: no value yet"
    for month, numerator in zip(MONTHS, [150, 140, None, 160], strict=False):
        if numerator is not None:
            book[data(plan, month, "BP")], book[data(plan, month, "BP/")] = numerator, 200
    assert said() == [
        "– Not judged",
        "2 values before the start: this chart cannot show a change made at the start.",
        "Latest: 80% (160 of 200), January 2026",
        "Newest value 80%: goal 75% met.",
        "1 of 4 due reports is missing; it may not be like the others. "
        "No value for December 2025: nothing typed.",
    ]
    book[data(plan, "2025-12", "BP")], book[data(plan, "2025-12", "BP/")] = "NA", "NA"
    assert said()[-1].endswith(". No value for December 2025: no eligible cases.")


def test_checks_and_rules_agree_on_what_both_can_see(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """The workbook's own list and the validator name the same months and metrics."""
    table = (
        "month  BP  BP/  CALLS  WAIT\n2025-10  23  20  4  12\n2025-11  0  0  2.5  x\n"
        "2025-12  15  .  -1  13\n2026-01  15  20  3  12"
    )
    book = opened(libreoffice, tmp_path, plan, filled(table))
    libreoffice.recalculate()
    listed = [book[f"Checks!C{row}"] for row in range(9, 20)]
    cells = {text.removeprefix("Go to Data ") for text in listed if text}
    found = validate(submission(plan, table), plan)
    named = {at(plan, f.month or "", f.metric_id or "") for f in found}
    assert cells == named


def test_input_messages_hold_the_definition(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    path = tmp_path / "x.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0]))
    with zipfile.ZipFile(path) as package:
        root = ET.fromstring(package.read("xl/worksheets/sheet2.xml"))
    prompts = [
        rule.get("prompt", "")
        for rule in root.iter(
            "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}dataValidation"
        )
    ]
    assert all(len(prompt) <= 255 for prompt in prompts)
    for metric in plan.metrics:
        assert any(prompt.startswith(metric.denominator[:60]) for prompt in prompts), metric.id
    assert any("Sample of 20." in prompt for prompt in prompts)
