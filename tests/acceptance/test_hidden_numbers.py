"""What is hidden stays hidden: an outsider with what outsiders get finds no small count."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from lcxl.audience.suppress import LIMITS, Rule
from lcxl.books.copies import View, views
from lcxl.books.report import build_report_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row, TeamText
from lcxl.documents.papers.questions import question_letters
from lcxl.documents.papers.write import Wish, build_papers
from lcxl.documents.source import load_source
from lcxl.figures.figures import Figures
from lcxl.findings import Finding
from lcxl.intake.submission import TextRow
from lcxl.keep.newest import Newest, remember_merge
from lcxl.periods import Period, add_months, month_id
from lcxl.plan import Collaborative
from lcxl.practice.help_wanted import help_wanted
from tests.helpers import attack
from tests.helpers.attack_papers import learnt, numbers_in, with_papers
from tests.helpers.collaboratives import PLAN, random_master
from tests.helpers.folder_book import written
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from

COLLABORATIVES = int(os.environ.get("LCXL_COLLABORATIVES", "40"))
"""Random collaboratives attacked; 1,000 were, once."""


SAME_SIZE = (("SCREEN", "ADVICE", "d", "d"), ("SCREEN", "TREAT", "n", "d"))
"""Metrics that count the same people, which a careful reader of the definitions knows."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(PLAN, tmp_path_factory.mktemp("plan"))


def truth(master: Master, name: attack.Name, period_of: Any) -> float | None:
    """The count behind a line of the file."""
    metric, table, key, count = name
    rows = [r for r in master.rows if r.metric_id == metric and r.value is not None]
    last = [r for r in rows if not r.stratum and period_of(metric, month_id(r.month)) == "recent"]
    totals = [r for r in rows if not r.stratum]
    chosen = {
        "months": [r for r in totals if month_id(r.month) == key],
        "periods": [
            r for r in totals if key in ("total", period_of(metric, month_id(r.month)))
        ],
        "teams": [r for r in last if r.team == key],
        "groups": [
            r for r in rows
            if r.stratum == key and period_of(metric, month_id(r.month)) == "recent"
        ],
    }[table]  # fmt: skip
    if table == "groups" and key == "In no group":
        return None
    part = "numerator" if count == "n" else "denominator"
    return sum(getattr(r, part) or 0 for r in chosen)


def periods(master: Master) -> Any:
    figures = Figures(master.plan, master.combined).by_metric

    def period_of(metric: str, month: str) -> str:
        one = figures[metric]
        if month in {m.id for m in one.baseline_months}:
            return "baseline"
        recent = {m.id for m in one.recent_months}
        return "recent" if month in recent else "between"

    return period_of


def attacked(
    master: Master, rule: Rule, path: Path, further: Counter[float] | None = None
) -> tuple[list[str], int]:
    """Small counts that the attack finds, and how many counts are hidden.

    ``further``: numbers that are known from elsewhere.
    """
    path.write_bytes(build_report_workbook(master, rule))
    period_of = periods(master)
    names = {metric.name: metric.id for metric in master.plan.metrics}
    seen = attack.read(path, names, period_of)
    if further is not None:
        seen = with_papers(seen, further, {n: truth(master, n, period_of) for n in seen.hidden})
    lines = {n[1:3] for n in (*seen.known, *seen.hidden) if n[0] == "SCREEN"}
    same = [
        ((one, *line, first), (other, *line, second))
        for one, other, first, second in SAME_SIZE
        for line in sorted(lines)
        if truth(master, (one, *line, first), period_of)
        == truth(master, (other, *line, second), period_of)
    ]
    limit = LIMITS[rule]
    found = attack.derive(seen, same)
    faults = [
        f"{name} is {value:g}"
        for name, value in found.items()
        if 0.5 < value <= limit + 1e-6 and truth(master, name, period_of) is not None
    ]
    pairs = {n[:3] for n in found if n[3] == "n"} & {n[:3] for n in found if n[3] == "d"}
    faults += [
        f"{line}: {found[*line, 'd'] - found[*line, 'n']:g} not in the numerator"
        for line in sorted(pairs)
        if line[0] != "FALLS" and 0.5 < found[*line, "d"] - found[*line, "n"] <= limit + 1e-6
    ]
    for name, value in seen.known.items():
        true = truth(master, name, period_of)
        if true is not None and (value != true or 0 < value <= limit):
            faults.append(f"{name} is shown as {value:g}, is {true:g}")
    return faults, len(seen.hidden)


@pytest.mark.parametrize("rule", ["CMS 1-10", "under 5"])
def test_nothing_hidden_can_be_derived_from_the_funders_file(
    plan: Collaborative, tmp_path: Path, rule: Rule
) -> None:
    hidden = 0
    for seed in range(COLLABORATIVES // 2):
        master = random_master(plan, Random(f"{rule} {seed}"))
        faults, n = attacked(master, rule, tmp_path / "f.xlsx")
        assert faults == [], seed
        hidden += n
    assert hidden > 10 * COLLABORATIVES


def test_rounded_counts_stay_rounded(plan: Collaborative, tmp_path: Path) -> None:
    """NHS rounding: every count a multiple of 5, and no small one found by adding up."""
    path, names = tmp_path / "f.xlsx", {metric.name: metric.id for metric in plan.metrics}
    for seed in range(COLLABORATIVES // 4):
        master = random_master(plan, Random(f"rounded {seed}"))
        path.write_bytes(build_report_workbook(master, "NHS rounding"))
        seen = attack.read(path, names, periods(master))
        assert all(value % 5 == 0 for value in seen.known.values()), seed
        assert attack.derive_rounded(seen) == {}, seed


SOME = ("charter", "interest", "patients", "blurb")
"""Papers for everybody; there are twenty, and agendas for each meeting."""


def papers_of(master: Master, folder: Path, is_whole: bool) -> dict[str, bytes]:
    """Documents and mails, as the host's folder stands: all, or some and those for a team."""
    written("meetings", master.plan, folder)
    source = load_source(folder, master.plan)
    wishes = [Wish()] if is_whole else [Wish(SOME), Wish(teams=[master.plan.teams[0].id])]
    return {n: d for wish in wishes for n, d in build_papers(source, folder, wish).files.items()}


@pytest.fixture
def with_story(plan: Collaborative) -> Master:
    """A collaborative whose teams write numbers that nobody else is to know."""
    master = random_master(plan, Random("papers"), teams=(3, 5), months=(8, 8))
    last = max(row.month for row in master.rows)
    small = [r for r in master.rows if r.month == last and not r.stratum and 0 < r.numerator <= 10]
    assert small
    story = tuple(
        TeamText(
            master.plan.team(row.team_id),
            TextRow("Story", n, {"help": f"{row.metric} was {row.numerator:g}. Why?"}, row.month),
            "a.xlsx",
        )
        for n, row in enumerate(small)
    )
    return replace(master, combined=replace(master.combined, story=story))


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_papers_and_mails_add_nothing_to_what_outsiders_know(
    with_story: Master, tmp_path: Path, is_whole: bool
) -> None:
    """Their numbers are laid beside the funders' file; none comes from what teams sent."""
    host_folder(with_story.plan, tmp_path)
    without = papers_of(with_story, tmp_path, is_whole)
    remember_merge(tmp_path, Newest(date(2026, 7, 9), wanted=help_wanted(with_story)))
    papers = papers_of(with_story, tmp_path, is_whole)
    assert sum(numbers_in(papers).values()) > 100
    further = learnt(papers, without)
    faults, hidden = attacked(with_story, "CMS 1-10", tmp_path / "f.xlsx", further)
    assert hidden > 20
    assert faults == []
    # Had one of them said a number, it would have been found.
    row = next(r for r in with_story.rows if r.metric_id == "CALLS" and 0 < r.numerator <= 10)
    mail = {**papers, "mail.txt": f"{row.metric} was {row.numerator:g} last month.".encode()}
    assert learnt(mail, without) == {row.numerator: 1}
    assert attacked(with_story, "CMS 1-10", tmp_path / "f.xlsx", learnt(mail, without))[0]


def test_a_teams_letter_tells_nothing_of_others(with_story: Master) -> None:
    """Charts and tables of a letter are the same whatever the others sent."""
    first = with_story.plan.teams[0]
    doubt = Finding("V24", "question", "doubtful", {"where": "Row 9 looks", "what": "names"},
                    metric_id="SCREEN", team_id=first.id)  # fmt: skip
    rows = tuple(
        r if r.team_id == first.id else r._replace(numerator=0.0, denominator=77.0, value=0.0)
        for r in with_story.rows
    )
    others = replace(with_story, combined=replace(with_story.combined, rows=rows, story=()))
    (letter,), (again,) = (
        question_letters(one, [(first.id, [doubt])]) for one in (with_story, others)
    )
    assert letter == again
    own = {r.value for r in with_story.rows if r.team_id == first.id and r.metric_id == "SCREEN"}
    assert {round(v, 3) for v in own if v} & {round(n, 3) for n in numbers_in(dict([letter]))}


def test_the_attack_finds_what_is_badly_hidden() -> None:
    """Of one hidden month the sum tells everything."""
    seen = attack.Seen()
    whole = ("A", "periods", "recent", "n")
    parts = [("A", "months", key, "n") for key in ("1", "2", "3")]
    seen.known.update({whole: 30.0, parts[0]: 12.0, parts[1]: 15.0})
    seen.hidden.add(parts[2])
    seen.sums.append((whole, parts))
    assert attack.derive(seen, []) == {parts[2]: pytest.approx(3.0)}
    seen.hidden.add(parts[1])
    del seen.known[parts[1]]
    assert attack.derive(seen, []) == {}
    seen.known[whole] = 12.0  # both hidden months are empty
    assert attack.derive(seen, []).keys() == {parts[1], parts[2]}


def test_what_cannot_be_at_its_goal_is_not_called_hidden(plan: Collaborative) -> None:
    """A metric that is only watched has no teams at goal, hidden or shown."""
    watched = [replace(m, direction="monitor") if m.id == "ADVICE" else m for m in plan.metrics]
    master = random_master(replace(plan, metrics=tuple(watched)), Random(3), teams=(4, 4))
    data = build_report_workbook(master, "CMS 1-10")
    rows = list(openpyxl.load_workbook(io.BytesIO(data))["Summary"].values)
    head = next(row for row in rows if row[0] == "Metric")
    at = head.index("Teams at goal, of those shown")
    told = {str(row[0]).split()[0]: row[at] for row in rows if row[0] and row[at]}
    assert told["ADVICE"] == "–"
    assert told["SCREEN"] == "hidden"


def test_the_funders_file_has_no_hiding_places(plan: Collaborative, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    master = random_master(plan, Random(3))
    path.write_bytes(build_report_workbook(master, "CMS 1-10"))
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    text = "".join(parts.values())
    assert 'state="' not in parts["xl/workbook.xml"]
    assert set(re.findall(r'<definedName name="([^"]+)"', parts["xl/workbook.xml"])) <= {
        "_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase",
    }  # fmt: skip
    assert not [name for name in parts if "comment" in name.lower()]
    properties = re.findall(r'name="([^"]+)"', parts.get("docProps/custom.xml", ""))
    assert set(properties) <= {"lcxl.workbook"}  # which kind of workbook it is, and nothing else
    for secret in ("secret.xlsx", "example.org", "Pat Doe", "<f>"):
        assert secret not in text
    shown = {float(v) for name, xml in parts.items() if "worksheets/" in name
             for v in re.findall(r"<v>(-?[\d.eE+-]+)</v>", xml)}  # fmt: skip
    drawn = {float(v) for name, xml in parts.items() if "charts/chart" in name
             for v in re.findall(r"<c:v>(-?[\d.eE+-]+)</c:v>", xml)}  # fmt: skip
    assert drawn
    assert all(any(abs(d - s) < 1e-9 for s in shown) for d in drawn)


def test_of_two_teams_none_learns_the_others_numbers_from_all_together(
    plan: Collaborative,
) -> None:
    """Whoever sees only all together knows its own numbers, and subtracts them."""
    master = random_master(plan, Random(5), teams=(3, 3), months=(8, 8))
    master = replace(master, plan=replace(master.plan, display="aggregate"))
    (view,) = views(master, "teams")
    for report in view.protected.reports:
        assert report.months
        for table in (report.whole, report.periods, report.months):
            for line in table.values():
                assert line.is_hidden or line.teams >= 3
        # What is hidden does not follow from a sum: one hidden month would be all less the others.
        of_few = [key for key, line in report.months.items() if line.teams < 3]
        hidden = [line for line in report.months.values() if line.is_hidden]
        if of_few and not any(line.is_hidden for line in report.whole.values()):
            assert len(hidden) > 1
    assert any(line.is_hidden for r in view.protected.reports for line in r.months.values())


def test_a_measured_value_of_nobody_knows_how_many_counts_as_one(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    months = [Period(add_months(date(2026, 1, 1), i)) for i in range(3)]
    team = plan.teams[0]

    def row(month: Period, n: float | None) -> Row:
        what = team.id, team.name, "WAIT", "Wait", month, "", 12.0, n, 12.0
        return Row(*what, "1", "f", "accepted", "Data", "A1", "monthly", month)

    def shown(*sizes: float | None) -> list[tuple[bool, float | None]]:
        rows = tuple(map(row, months, sizes))
        reports = View("f", Master(plan, Combined(rows=rows)), rule="CMS 1-10").protected.reports
        (report,) = [r for r in reports if r.metric.id == "WAIT"]
        return [(line.is_hidden, line.n) for line in report.months.values()]

    assert shown(20, 30, 40) == [(False, 20), (False, 30), (False, 40)]
    assert all(hidden for hidden, _ in shown(None, None, None))
    assert [hidden for hidden, _ in shown(20, None, 40)][1]
