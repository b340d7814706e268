"""Write the sixteen dirty-data scenarios: what teams sent, and a clean twin of each.

    python make.py dirty

Every number is made up, and the same files come out each time.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from lcxl.books import (
    Filled,
    build_metric_definitions,
    build_recruiting_tracker,
    build_reporting_workbook,
    values_of_plan,
)
from lcxl.periods import add_months, parse_month
from lcxl.plan import Collaborative, load_plan_text

PLAN = Path(__file__).with_name("plan.toml")
FIRST = date(2025, 10, 1)

# What a careful team sends, October 2025 to September 2026.
CAREFUL: Mapping[str, list[tuple[float, float | None]]] = {
    "BP": [(186, 310), (189, 312), (184, 308), (192, 311), (196, 314), (201, 313), (205, 315),
           (203, 309), (210, 316), (214, 318), (217, 317), (221, 319)],
    "REPEAT": [(8, 20), (11, 20), (9, 20), (12, 20), (10, 20), (13, 20), (11, 20), (14, 20),
               (12, 20), (15, 20), (13, 20), (16, 20)],
    "DOSE": [(12, 100), (13, 102), (11, 99), (12, 101), (11, 103), (12, 98), (10, 100), (11, 104),
             (9, 101), (10, 103), (8, 99), (9, 102)],
    "SCORE": [(v, None) for v in (0.45, 0.47, 0.44, 0.48, 0.46, 0.5, 0.52, 0.51, 0.55, 0.57, 0.56,
                                  0.6)],
    "DEP1": [(420, 300), (411, 302), (415, 299), (402, 301), (398, 303), (391, 300), (385, 304),
             (388, 302), (379, 305), (371, 303), (366, 304), (360, 306)],
}  # fmt: skip
SCORES = ("2.0", "2.0", "2.5", "2.5", "3.0", "3.0", "3.0", "3.5", "3.5")
Key = tuple[str, str, str] | tuple[str, str, str, int]


@dataclass(frozen=True)
class Report:
    """One file: a team's workbook through a month, with ``edits`` to its numbers.

    Edits name metric, month and "n", "d" or "reason" (and the number of a group).
    """

    through: str
    saved: str
    team: str = "oak"
    file: str = ""
    edits: Mapping[Key, float | str | None] = field(default_factory=dict)
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    version: str = "1.1"
    renamed: str = ""


@dataclass(frozen=True)
class Scenario:
    """A fault, the rules that find it, and the same without the fault."""

    id: str
    text: str
    rules: tuple[str, ...]
    dirty: tuple[Report, ...]
    clean: tuple[Report, ...]


def one(scenario: str, text: str, rule: str, dirty: Report, **mended: Any) -> Scenario:
    """A single file; ``mended`` is what the clean twin has instead."""
    mended = mended or {"edits": {}}
    return Scenario(scenario, text, (rule,) if rule else (), (dirty,), (replace(dirty, **mended),))


def scenarios() -> Iterator[Scenario]:
    """D01 to D16."""
    april = Report("2026-04", "2026-05-05")
    march = Report("2026-03", "2026-04-07")
    may = Report("2026-05", "2026-06-08", file="oak 2.xlsx")
    yield one(
        "D01", "23 of 20 in the fourth month", "V04",
        replace(april, edits={("REPEAT", "2026-04", "n"): 23}),
    )  # fmt: skip
    yield Scenario(
        "D02", "last month's file sent again with a new date", ("V10",),
        (april, replace(april, saved="2026-06-08", file="oak 2.xlsx")), (april, may),
    )  # fmt: skip
    changed: dict[Key, float | str | None] = {
        ("BP", "2026-01", "n"): 205, ("BP", "2026-01", "d"): 330,
        ("BP", "2026-02", "n"): 207, ("BP", "2026-02", "d"): 331,
        ("BP", "2026-01", "reason"): "The record system was mended",
    }  # fmt: skip
    yield Scenario(
        "D03", "two past months changed, a reason given for one of them", ("V16",),
        (april, replace(may, edits=changed)), (april, may),
    )  # fmt: skip
    yield one(
        "D04", "45 where 0.45 is meant, and 0.0045", "V13",
        replace(april, edits={("SCORE", "2026-03", "n"): 45, ("SCORE", "2026-04", "n"): 0.0045}),
    )  # fmt: skip
    yield one(
        "D05", "the patients below the limit counted, not those above it", "V14",
        replace(april, edits={("DOSE", "2026-04", "n"): 90}),
    )  # fmt: skip
    whole: dict[Key, float | str | None] = {
        ("BP", f"2026-{m:02d}", role): CAREFUL["BP"][m + 2][role == "d"] * 4.0  # type: ignore[operator]
        for m in (7, 8) for role in ("n", "d")
    }  # fmt: skip
    yield one(
        "D06", "the whole organisation counted from the seventh month on", "V15",
        replace(april, through="2026-08", saved="2026-09-08", edits=whole),
    )  # fmt: skip
    total: dict[Key, float | str | None] = {}
    sums = [0.0, 0.0]
    for m in (1, 2, 3, 4):
        sums = [s + (n or 0.0) for s, n in zip(sums, CAREFUL["BP"][m + 2], strict=True)]
        total |= {("BP", f"2026-{m:02d}", role): s for role, s in zip("nd", sums, strict=True)}
    yield one(
        "D07", "a monthly metric filled with the total of the year", "V17",
        replace(april, edits=total),
    )  # fmt: skip
    yield one(
        "D08", "sheet renamed; decimal commas, spaces and thousands signs", "V26",
        replace(april, renamed="Numbers 2026", edits={
            ("SCORE", "2026-03", "n"): "0,50", ("SCORE", "2026-04", "n"): "0,52 ",
            ("BP", "2026-04", "n"): "205\u00a0"}),
        renamed="", edits={},
    )  # fmt: skip
    fir = Report("2026-04", "2026-05-07", team="fir")
    first = Report("2026-01", "2026-02-17")
    yield Scenario(
        "D09", "the first report is late, one team never reports, one withdraws", ("V28",),
        (first, fir), (replace(first, saved="2026-02-09"), fir),
    )  # fmt: skip
    yield one(
        "D10", "a workbook with definition 1.0 where 1.1 applies", "V02",
        replace(april, version="1.0"), version="1.1",
    )  # fmt: skip
    unclear: dict[Key, float | str | None] = {
        ("REPEAT", "2026-04", "n"): None, ("REPEAT", "2026-04", "d"): None,
        ("DOSE", "2026-04", "n"): 0, ("DOSE", "2026-04", "d"): 0,
        ("DEP1", "2026-04", "n"): "NA", ("DEP1", "2026-04", "d"): "NA",
    }  # fmt: skip
    yield Scenario(
        "D11", "blank, 0 of 0 and NA, and nobody knows which means what", ("V07", "V20"),
        (replace(april, edits=unclear),), (april,),
    )  # fmt: skip
    patients = [
        {"tried": "Jane Example", "checked": "12/03/1961", "happened": "MRN 0045521"},
        {"tried": "John Sample", "checked": "30/07/1948", "happened": "MRN 0045873"},
        {"tried": "Ann Specimen", "checked": "02/05/1977", "happened": "MRN 0046012"},
    ]
    yield one(
        "D12", "a list of patients pasted into the story", "V24",
        replace(april, rows={"story": [{}, {}, {}, *patients]}), rows={},
    )  # fmt: skip
    groups = {(0, "n"): 120, (0, "d"): 180, (1, "n"): 65, (1, "d"): 105, (2, "n"): 0, (2, "d"): 0}
    parts: dict[Key, float | str | None] = {
        ("BP", "2026-04", role, group): number for (group, role), number in groups.items()
    }
    yield one(
        "D13", "groups that leave out those whose language is unknown", "V19",
        replace(april, edits=parts),
        edits=parts | {("BP", "2026-04", "n", 2): 20, ("BP", "2026-04", "d", 2): 30},
    )  # fmt: skip
    sent = [{"reporter": "A. Lee", "reporter_email": "lee@home.example"}]
    known = [{"reporter": "A. Lee", "reporter_email": "lee@oak.example"}]
    yield one(
        "D14", "the data contact left, the back-up sends from a private address", "V29",
        replace(april, through="2026-06", saved="2026-07-08", rows={"reporter": sent}),
        rows={"reporter": known},
    )  # fmt: skip
    other = replace(april, saved="2026-05-08", file="oak final_v3.xlsx",
                    edits={("BP", "2026-04", "n"): 207})  # fmt: skip
    yield Scenario(
        "D15", "two members of a team send different versions", ("V27",), (april, other),
        (march, other),
    )  # fmt: skip
    yield one(
        "D16", "a rate whose numerator is above its denominator, which is right", "",
        replace(april, edits={("DEP1", "2026-04", "n"): 391}),
    )  # fmt: skip


def workbook(plan: Collaborative, report: Report) -> bytes:
    """The file that a report is."""
    if report.version != plan.metric("BP").version:
        metrics = tuple(
            replace(m, version=report.version, effective_from=None)
            if m.id == "BP" else m
            for m in plan.metrics
        )  # fmt: skip
        plan = replace(plan, metrics=metrics)
    months = [add_months(FIRST, i) for i in range(12)]
    months = months[: months.index(parse_month(report.through)) + 1]
    data: dict[Any, Any] = {}
    for metric, pairs in CAREFUL.items():
        for month, pair in zip(months, pairs, strict=False):
            for role, number in zip(("numerator", "denominator"), pair, strict=True):
                if number is not None:
                    data[metric, month, role, None] = number
    roles = {"n": "numerator", "d": "denominator", "reason": "reason"}
    for key, entry in report.edits.items():
        group = key[3] if len(key) > 3 else None
        data[key[0], parse_month(key[1]), roles[key[2]], group] = entry
    story = [
        {"tried": f"Huddle in room {i}", "learned": f"Lists for {i} doctors", "score": score}
        for i, score in enumerate(SCORES[: max(0, len(months) - 3)], start=1)
    ]
    change = {
        "label": "Huddle",
        "metric": "BP control",
        "started": date(2026, 2, 2),
        "ended": date(2026, 2, 20),
        "result": "Four days of five",
        "decision": "adapt",
    }
    rows = {"story": [{}, {}, {}, *story], "changes": [change], **report.rows}
    data = {key: entry for key, entry in data.items() if entry is not None}
    made = build_reporting_workbook(plan, plan.team(report.team), Filled(data, rows))
    return _saved(made, report)


def _saved(data: bytes, report: Report) -> bytes:
    """The same file as a spreadsheet program would have saved it that day."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*",
                              rb"\g<1>" + f"{report.saved}T09:00:00Z".encode(), part)  # fmt: skip
            elif report.renamed and info.filename.endswith(".xml"):
                name = report.renamed.encode()
                part = part.replace(b'name="Data"', b'name="' + name + b'"')
                part = re.sub(rb"\bData!", b"'" + name + b"'!", part)
            new.writestr(info, part, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def main(folder: Path) -> None:
    """Write the host's workbooks, and one folder of submissions for each scenario and twin."""
    plan = load_plan_text(PLAN)
    values = values_of_plan(plan)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metric-definitions.xlsx").write_bytes(build_metric_definitions(values))
    (folder / "recruiting-tracker.xlsx").write_bytes(build_recruiting_tracker(values))
    for scenario in scenarios():
        for kind, reports in (("dirty", scenario.dirty), ("clean", scenario.clean)):
            home = folder / "submissions" / f"{scenario.id}-{kind}"
            home.mkdir(parents=True, exist_ok=True)
            for report in reports:
                name = report.file or f"{report.team}.xlsx"
                (home / name).write_bytes(workbook(plan, report))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
