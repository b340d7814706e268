"""Who sees what: teams and funders get a workbook of their own, and nothing hidden is in it."""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from subprocess import CompletedProcess
from typing import Any

import pytest

from lcxl import merge
from lcxl.audience.names import coded, without_withdrawn
from lcxl.audience.suppress import LIMITS, Rule
from lcxl.books.copies import View, views
from lcxl.books.report import build_report_workbook
from lcxl.combine import Master
from lcxl.combine.combine import Combined, Row
from lcxl.figures.figures import Figures
from lcxl.findings import Finding
from lcxl.metrics import kind_of
from lcxl.periods import Period, add_months, month_id
from lcxl.plan import Collaborative, Team, load_collaborative
from tests.helpers import a11y, attack
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook

COLLABORATIVES = int(os.environ.get("LCXL_COLLABORATIVES", "40"))
"""Random collaboratives attacked; 1,000 were, once."""

PLAN = """
id = "x"
title = "Any collaborative"
kickoff = 2026-01-14
months = 9
baseline_months = 3
host = "Office"
contact_email = "host@example.org"

[[metrics]]
id = "SCREEN"
short_name = "Screened"
name = "Patients screened"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.6
numerator = "Screened"
denominator = "Patients"
strata_name = "Language"
strata = ["English", "French", "Other"]
reference_group = "English"
priority_group = "Other"

[[metrics]]
id = "ADVICE"
short_name = "Advised"
name = "Patients advised"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.6
numerator = "Advised"
denominator = "Patients"

[[metrics]]
id = "TREAT"
short_name = "Treated"
name = "Screened patients treated"
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.5
numerator = "Treated"
denominator = "Screened"

[[metrics]]
id = "FALLS"
short_name = "Falls"
name = "Falls per 1,000 days"
kind = "rate"
per = 1000
family = "outcome"
direction = "decrease"
goal = 4
numerator = "Falls"
denominator = "Days"

[[metrics]]
id = "CALLS"
short_name = "Calls"
name = "Calls made"
kind = "count"
family = "process"
direction = "monitor"
numerator = "Calls"

[[teams]]
id = "oak"
name = "Oak Street"
contact_name = "Pat Doe"
contact_email = "pat@example.org"
"""
SAME_SIZE = (("SCREEN", "ADVICE", "d", "d"), ("SCREEN", "TREAT", "n", "d"))
"""Metrics that count the same people, which a careful reader of the definitions knows."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Collaborative:
    return plan_from(PLAN, tmp_path_factory.mktemp("plan"))


def random_master(
    plan: Collaborative,
    rng: Random,
    teams: tuple[int, int] = (1, 8),
    months: tuple[int, int] = (1, 12),
) -> Master:
    """Teams of all sizes with gaps; counts that are small now and then."""
    some = tuple(Team(id=f"t{i}", name=f"Team {i}") for i in range(rng.randint(*teams)))
    plan = replace(plan, teams=some)
    every = [add_months(date(2025, 10, 1), i) for i in range(rng.randint(*months))]
    rows: list[Row] = []
    for team in some:
        size = rng.choice([4, 9, 20, 20, 60, 300, 2000])
        for month in every:
            if rng.random() < 0.15:
                continue
            patients = max(0, size + rng.randint(-size // 5, size // 5 + 1))
            screened = rng.randint(0, patients)
            days = rng.randint(0, 40 * size)
            counts: dict[str, tuple[float, float | None]] = {
                "SCREEN": (screened, patients),
                "ADVICE": (rng.randint(0, patients), patients),
                "TREAT": (rng.randint(0, screened), screened),
                "FALLS": (rng.randint(0, 3 + days // 50), days),
                "CALLS": (rng.randint(0, 2 * size), None),
            }
            for metric_id, (numerator, denominator) in counts.items():
                rows.append(row(plan, team, metric_id, month, "", numerator, denominator))
            if rng.random() < 0.8:
                rows += strata(plan, team, month, screened, patients, rng)
    order = {m.id: i for i, m in enumerate(plan.metrics)}
    return Master(plan, Combined(rows=tuple(sorted(rows, key=lambda r: order[r.metric_id]))))


def strata(
    plan: Collaborative, team: Team, month: date, screened: int, patients: int, rng: Random
) -> list[Row]:
    found, left, left_of = [], screened, patients
    for name in plan.metric("SCREEN").strata:
        part_of = rng.randint(0, left_of)
        part = rng.randint(max(0, left - (left_of - part_of)), min(left, part_of))
        left, left_of = left - part, left_of - part_of
        found.append(row(plan, team, "SCREEN", month, name, part, part_of))
    return found


def row(
    plan: Collaborative, team: Team, metric_id: str, month: date, stratum: str,
    numerator: float, denominator: float | None,
) -> Row:  # fmt: skip
    metric = plan.metric(metric_id)
    value = None
    if denominator != 0:
        value = kind_of(metric).value(numerator, denominator, metric.per)
    return Row(
        team.id, team.name, metric_id, metric.short_name, Period(month), stratum, numerator,
        denominator, value, "1.0", "submissions/secret.xlsx", "accepted", "Data", "D9",
    )  # fmt: skip


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


def attacked(master: Master, rule: Rule, path: Path) -> tuple[list[str], int]:
    """Small counts that the attack finds, and how many counts are hidden."""
    path.write_bytes(build_report_workbook(master, rule))
    period_of = periods(master)
    names = {metric.name: metric.id for metric in master.plan.metrics}
    seen = attack.read(path, names, period_of)
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


def folder_of(plan_text: str, tmp_path: Path, display: str) -> Path:
    plan = plan_from(
        plan_text.replace("months = 6", f'months = 6\ndisplay = "{display}"'), tmp_path
    )
    folder = tmp_path / display
    folder.mkdir()
    host_folder(plan, folder)
    (folder / "submissions").mkdir()
    told = {"story": [{"help": "ZZhelp", "share": "ZZshared"}, {"share": "ZZdoubted"}],
            "changes": [{"label": "ZZopen", "share": "Yes"}, {"label": "ZZkept"}]}  # fmt: skip
    for i, team in enumerate(plan.teams):
        table = f"month  BP  BP/\n2026-01  {30 + i}  {50 + i}\n2026-02  {31 + i}  {52 + i}"
        data = workbook(plan, table, team=team.id, **(told if i == 0 else {}))
        (folder / "submissions" / f"{team.id}.xlsx").write_bytes(data)
    return folder


def everything_in(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


@pytest.mark.parametrize("display", ["open", "coded", "aggregate"])
def test_teams_see_what_the_plan_allows(tmp_path: Path, display: str) -> None:
    folder = folder_of(SMALL, tmp_path, display)
    master = merge(folder)
    files = {f"{v.stem}.xlsx": v.workbook() for v in views(master, "teams")}
    assert list(files) == (
        ["master-for-teams/oak.xlsx", "master-for-teams/elm.xlsx"]
        if display == "coded"
        else ["master-for-teams.xlsx"]
    )
    for name, data in files.items():
        path = tmp_path / "t.xlsx"
        path.write_bytes(data)
        text = everything_in(path)
        assert "ZZshared" in text
        assert "ZZopen" in text
        for secret in ("ZZhelp", "ZZkept", "submissions/", "oak.xlsx"):
            assert secret not in text
        named = {team for team in ("Oak Street Clinic", "Elm Health") if team in text}
        mine = {"Oak Street Clinic"} if "oak" in name else {"Elm Health"}
        assert named == {"open": {"Oak Street Clinic", "Elm Health"}, "coded": mine,
                         "aggregate": set()}[display]  # fmt: skip
        if display == "coded":
            other = "elm" if "oak" in name else "oak"
            assert f">{other}<" not in text
            assert "<t>Team 0" in text
        assert a11y.faults(path) == []


def test_what_may_hold_patient_details_is_not_passed_on(tmp_path: Path) -> None:
    """A text that rule V24 doubts stays with the host."""
    master = merge(folder_of(SMALL, tmp_path, "open"))
    (told,) = [t for t in master.combined.story if "ZZdoubted" in str(t.row.values)]
    places = {"where": "Row 9 looks", "what": "NHS numbers"}
    doubt = Finding("V24", "error", "doubtful", places, file=told.file, team_id="oak",
                    sheet=told.row.sheet, cell=f"H{told.row.row + 1}")  # fmt: skip
    combined = replace(master.combined, findings=(doubt,))
    path = tmp_path / "t.xlsx"
    for name, expected in ((master, True), (replace(master, combined=combined), False)):
        (view,) = views(name, "teams")
        path.write_bytes(view.workbook())
        assert ("ZZdoubted" in everything_in(path)) == expected


@pytest.mark.parametrize(("data_use", "numbers"), [("keep without name", 1), ("delete", 0)])
def test_what_a_team_that_withdrew_agreed_to(
    plan: Collaborative, data_use: str, numbers: int
) -> None:
    master = random_master(plan, Random(5))
    first, *others = master.plan.teams
    left = replace(
        first,
        stage="withdrew",
        data_use=data_use,
        withdrew_on=date(2026, 4, 1),
        reason="other",
    )
    plan = replace(master.plan, teams=(left, *others))
    shown = without_withdrawn(Master(plan, master.combined))
    names = {r.team for r in shown.rows}
    assert first.name not in names
    assert len(names) == len({r.team for r in master.rows}) - 1 + numbers
    assert (len(shown.rows) == len(master.rows)) == bool(numbers)


def test_codes_change_with_the_files_and_not_with_names(tmp_path: Path) -> None:
    """Nobody can work a code out from what teams know of each other."""
    master = merge(folder_of(SMALL, tmp_path, "coded"))
    orders = set()
    for secret in map(str, range(20)):
        other = coded(master, secret)
        orders.add(tuple(r.numerator for r in other.rows))
        assert {t.name for t in other.plan.teams} == {"Team 01", "Team 02"}
    assert len(orders) == 2


CLASHING = """
[[teams]]
id = "team-01"
name = "Team 02"

[[teams]]
id = "team-02"
name = "Ash Lane"

[[teams]]
id = "team"
name = "A team"
"""


def test_no_code_is_the_id_or_name_of_a_real_team(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """Ids such as team-01 are a host's own: under a code they would be added up with another."""
    folder = folder_of(SMALL + CLASHING, tmp_path, "coded")
    plan = load_collaborative(folder)
    numbers = {team.id: 30.0 + i + 31 + i for i, team in enumerate(plan.teams)}
    assert lcxl("merge", folder, "--audience", "teams", "--to", "csv").returncode == 0
    for own in plan.teams:
        with (folder / "master-for-teams" / f"{own.id}.csv").open(encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
        sums: dict[tuple[str, str], float] = {}
        for one in rows:
            key = one["team_id"], one["team"]
            sums[key] = sums.get(key, 0) + float(one["numerator"])
        assert sums.pop((own.id, own.name)) == numbers[own.id]
        assert sorted(sums.values()) == sorted(n for t, n in numbers.items() if t != own.id)
        ids, names = {t.id for t in plan.teams}, {t.name for t in plan.teams}
        assert not ids & {code for code, _ in sums}
        assert not names & {name for _, name in sums}


def test_the_place_of_a_team_without_a_name_says_nothing(tmp_path: Path) -> None:
    """Of three that withdrew nobody can tell which is which by number or order."""
    teams = "".join(
        f'[[teams]]\nid = "t{i}"\nname = "Clinic {i}"\nstage = "withdrew"\n'
        f'withdrew_on = 2026-03-01\nreason = "other"\ndata_use = "keep without name"\n'
        for i in range(3)
    )
    folder = folder_of(SMALL.replace('[[teams]]\nid = "elm"', teams + '[[teams]]\nid = "elm"'),
                       tmp_path, "open")  # fmt: skip
    master, orders = merge(folder), set()
    real = {row.numerator: row.team_id for row in master.rows if row.month.month == 1}
    for secret in map(str, range(60)):
        shown = without_withdrawn(master, secret)
        assert [t.name for t in shown.plan.teams] == [
            "Oak Street Clinic", "Elm Health", *(f"Withdrawn team {n}" for n in (1, 2, 3))
        ]  # fmt: skip
        assert [t.id for t in shown.plan.teams[2:]] == [f"withdrew {n}" for n in (1, 2, 3)]
        january = [r for r in shown.rows if r.month.month == 1]
        assert [r.team for r in january] == [t.name for t in shown.plan.teams]
        orders.add(tuple(real[r.numerator] for r in january[2:]))
    assert len(orders) == 6


def test_the_command_writes_one_file_for_each_audience(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = folder_of(SMALL, tmp_path, "coded")
    for audience, written in (
        ("hosts", ["master.xlsx"]),
        ("funders", ["master-for-funders.xlsx"]),
        ("teams", ["master-for-teams/oak.xlsx", "master-for-teams/elm.xlsx"]),
    ):
        done = lcxl("merge", folder, "--audience", audience)
        assert (done.returncode, done.stderr) == (0, "")
        paths = done.stdout.replace("\\", "/").splitlines()[-len(written):]  # fmt: skip
        assert paths == [(folder / name).as_posix() for name in written]
    refused = lcxl("merge", folder, "--audience", "teams", "-o", "one.xlsx")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "file of its own" in refused.stderr


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
