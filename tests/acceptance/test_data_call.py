"""The deck of the data call: its charts are the data, and nobody sees what is hidden from them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest

from lcxl.audience.past import Past
from lcxl.audience.suppress import Rule
from lcxl.books.copies import Audience, View, views
from lcxl.books.decks import seen_by
from lcxl.combine import Master
from lcxl.combine.as_of import as_of
from lcxl.combine.combine import TeamText
from lcxl.documents.slides.data_call import build_data_call
from lcxl.documents.slides.seen import newest_month
from lcxl.documents.slides.write import Look, write_deck
from lcxl.figures.figures import Figures
from lcxl.figures.whole import whole_of
from lcxl.intake.submission import TextRow
from lcxl.periods import month_id
from lcxl.plan import Collaborative, Team
from lcxl.plan.follow_up import Attendance
from lcxl.plan.timetable import Timetable
from tests.acceptance.test_one_figure import contradictions, random_collaborative
from tests.helpers.attribute import Figure, read_workbook
from tests.helpers.attribute_slides import read_deck_figures
from tests.helpers.collaboratives import PLAN, random_master
from tests.helpers.decks import ReadChart, ReadSlide, read_deck
from tests.helpers.plans import plan_from

Told = dict[tuple[str, str], dict[str, float]]
"""Team and metric -> month -> value."""


def deck_of(
    master: Master,
    audience: Audience = "hosts",
    month: date | None = None,
    past: Past | None = None,
) -> tuple[View, bytes]:
    chosen = month or newest_month(master)
    assert chosen is not None
    view, seen = seen_by(master, audience, chosen, past)
    deck = build_data_call(seen, Timetable(master.plan.calendar))
    return view, write_deck(deck, Look(), chosen)


def data_of(book: bytes) -> Told:
    """The values of the sheet Data that are about all patients."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(book))["Data"].iter_rows(values_only=True)
    found: Told = defaultdict(dict)
    for row in rows:
        one = dict(zip(head, row, strict=True))
        if not one["stratum"] and one["value"] is not None:
            month = month_id(one["month"].date())  # type: ignore[union-attr]
            found[str(one["team"]), str(one["metric_id"])][month] = float(str(one["value"]))
    return found


def assert_alike(chart: ReadChart) -> None:
    """The chart shows what its own table holds, which has 16 digits of each number."""
    assert chart.drawn.keys() == chart.table.keys()
    for name, values in chart.drawn.items():
        inside = chart.table[name]
        assert values.keys() == inside.keys()
        for label, value in values.items():
            assert value == inside[label] or value == pytest.approx(inside[label], rel=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_the_tables_behind_the_charts_are_those_of_data(tmp_path: Path, seed: int) -> None:
    master = random_collaborative(tmp_path, seed)
    (view,) = views(master, "hosts")
    told = data_of(view.workbook())
    month = newest_month(master)
    assert month is not None
    _, data = deck_of(master)
    slides = {slide.title: slide for slide in read_deck(data)}
    plan = master.plan
    compared = 0
    for metric in plan.metrics:
        label_of = {p.label: p.id for p in plan.timeline(metric)}
        grids = [s for t, s in slides.items() if t.startswith(f"{metric.short_name}: each")]
        scales = set()
        for chart in (chart for grid in grids for chart in grid.charts):
            assert_alike(chart)
            assert chart.gaps == "gap"
            scales.add(chart.axis)
            name = next(iter(chart.drawn))
            for label, value in chart.drawn[name].items():
                assert value == told[name, metric.id].get(label_of[label]), (name, label)
                compared += value is not None
        assert len(scales) == 1, "one scale for all teams"
        one = Figures(plan, master.combined).by_metric[metric.id]
        whole = whole_of(one)
        chart = slides[f"{metric.short_name}: all teams together"].charts[0]
        assert_alike(chart)
        drawn = chart.drawn["The same teams together"]
        assert drawn == {
            m.label: v for m, v in zip(whole.months, whole.values, strict=True) if m.label in drawn
        }
    expected = sum(
        value is not None and month_text <= month_id(month)
        for values in told.values()
        for month_text, value in values.items()
    )
    assert compared == expected > 100


def test_thirty_teams_stand_eight_to_a_slide_in_the_order_of_the_plan(tmp_path: Path) -> None:
    plan = plan_from(PLAN, tmp_path)
    names = [
        f"Team {n} with a name as long as the names of hospitals are" for n in range(30, 0, -1)
    ]
    teams = tuple(Team(id=f"t{i}", name=name) for i, name in enumerate(names))
    master = random_master(replace(plan, teams=teams), Random("30"), teams=(30, 30), months=(9, 9))
    master = replace(master, plan=replace(plan, teams=teams))
    rows = tuple(
        row._replace(team_id=teams[i].id, team=teams[i].name)
        for row in master.rows
        for i in [sorted({r.team_id for r in master.rows}).index(row.team_id)]
    )
    master = replace(master, combined=replace(master.combined, rows=rows))
    _, data = deck_of(master)
    slides = read_deck(data)
    grids = [s for s in slides if s.title.startswith("Screened: each team")]
    assert [len(s.charts) for s in grids] == [8, 8, 8, 6]
    shown = [text for s in grids for text in s.texts if text.startswith("Team ")]
    assert shown == names
    titles = [s.title for s in slides]
    assert len(set(titles)) == len(titles), "each slide has a title of its own"


def test_a_single_team_has_no_slide_of_small_charts(tmp_path: Path) -> None:
    master = next(
        m for n in range(30) if len((m := random_collaborative(tmp_path, n)).plan.teams) == 1
    )
    slides = read_deck(deck_of(master)[1])
    assert not any("each team" in s.title for s in slides)
    assert any("all teams together" in s.title for s in slides)
    assert "1 of 1 teams" not in all_of(slides)


def all_of(slides: list[ReadSlide]) -> str:
    parts = [s.title for s in slides] + [t for s in slides for t in s.texts]
    parts += [s.notes for s in slides] + [c.alt for s in slides for c in s.charts]
    parts += [cell for s in slides for t in s.tables for row in t for cell in row]
    parts += [name for s in slides for c in s.charts for name in c.table]
    return "\n".join(parts)


def test_letters_are_large_and_charts_are_described(tmp_path: Path) -> None:
    _, data = deck_of(random_collaborative(tmp_path, 1))
    slides = read_deck(data)
    for slide in slides:
        least = 10 if "each team" in slide.title else 18
        assert all(size >= least for size in slide.sizes), slide.title
        assert slide.notes
        assert slide.order[0] == "title"
        assert slide.order[-1] == "text", "what stands below is read last"
        assert all(chart.alt for chart in slide.charts)
    assert {s.layout for s in slides} == {"title", "text", "chart", "grid", "table"}


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    master = random_collaborative(tmp_path, 2)
    assert deck_of(master)[1] == deck_of(master)[1]


def test_a_deck_about_an_earlier_month_knows_nothing_later(tmp_path: Path) -> None:
    master = random_collaborative(tmp_path, 1)
    newest = newest_month(master)
    months = sorted({row.month for row in master.rows})
    earlier = months[-4]
    assert newest is not None
    assert earlier < newest
    _, data = deck_of(master, month=earlier)
    labels = {
        label for s in read_deck(data) for c in s.charts for v in c.drawn.values() for label in v
    }
    later = {p.label for p in master.plan.calendar.reports if p.start > earlier}
    assert labels
    assert not labels & later
    assert {row.month for row in as_of(master, earlier).rows} == set(months[:-3])


# What is hidden stays hidden


@pytest.mark.parametrize("rule", ["CMS 1-10", "under 5", "NHS rounding"])
@pytest.mark.parametrize("seed", range(4))
def test_a_deck_for_funders_shows_no_number_that_their_copy_hides(
    tmp_path: Path, seed: int, rule: Rule
) -> None:
    plan = replace(plan_from(PLAN, tmp_path), small_numbers=rule)
    master = random_master(plan, Random(f"deck {seed}"), teams=(2, 8), months=(5, 12))
    months = sorted({row.month for row in master.rows})
    earlier, _ = deck_of(master, "funders", months[-3])
    past = Past([replace(earlier.protected.edition, number=1)])
    for known in (None, past):
        view, data = deck_of(master, "funders", past=known)
        assert_shows_no_more(plan, view, data)


def assert_shows_no_more(plan: Collaborative, view: View, data: bytes) -> None:
    """Every number of a deck is one of the copy, and what that hides is not there."""
    shown: dict[tuple[str, str, str], str] = {}
    for line in csv.DictReader(io.StringIO(view.tidy().as_csv().decode())):
        shown[line["metric_id"], line["part"], line["line"]] = line["value"]
    slides = {s.title: s for s in read_deck(data)}
    hidden = 0
    for metric in plan.metrics:
        slide = slides[f"{metric.short_name}: all teams together"]
        (chart,) = slide.charts
        label_of = {p.label: p.id for p in plan.timeline(metric)}
        for label, value in chart.table.get("All teams", {}).items():
            told = shown[metric.id, "months", label_of[label]]
            assert (told == "") == (value is None)
            assert value is None or value == pytest.approx(float(told), abs=1e-12)
            hidden += value is None
        for part in (s for t, s in slides.items() if t.startswith(f"{metric.short_name}: each")):
            for name, n, value_text in part.tables[0][1:]:
                told = shown[metric.id, "teams", name]
                assert (told == "") == (value_text in ("hidden", ""))
                assert (told == "") == (n in ("hidden", "")) or not metric.denominator
    assert not any(len(s.charts) > 1 for s in slides.values()), "no small charts of single teams"
    assert "Help wanted" not in slides


def test_no_figure_on_slides_contradicts_the_workbooks(tmp_path: Path) -> None:
    """Every number on slides and in their notes is traced, and has the workbooks' value."""
    figures: list[Figure] = []
    unknown: list[str] = []
    for seed in range(2):
        master = random_collaborative(tmp_path, seed)
        month = newest_month(master)
        assert month is not None
        known = as_of(master, month)
        found: list[Figure] = []
        for audience in ("hosts", "teams", "funders"):
            for view in views(known, audience):  # type: ignore[arg-type]
                found += read_workbook(view.workbook(), master.plan, audience).figures
            _, data = deck_of(master, audience)  # type: ignore[arg-type]
            told = read_deck_figures(data, master.plan, audience)
            assert len(told.figures) > 50
            found += told.figures
            unknown += told.unknown
        assert contradictions(found) == []
        figures += found
    assert unknown == []
    both = defaultdict(set)
    for figure in figures:
        both[figure.key].add("deck" if " deck " in f" {figure.place} " else "book")
    assert sum(len(kinds) == 2 for kinds in both.values()) > 50


def with_stories(master: Master) -> Master:
    oak, elm = master.plan.teams[:2]
    month = newest_month(master)
    assert month is not None

    def story(team: Team, when: date, **values: str) -> TeamText:
        return TeamText(team, TextRow("Story", 3, values, when), f"{team.id}.xlsx")

    earlier = sorted({row.month for row in master.rows})[-3]
    wish = "Who has a standing order for nurses that works?"
    stories = (
        story(oak, month, help=wish, learned="SECRET lesson of this team"),
        story(elm, earlier, share="Our standing order for nurses, one page."),
        story(elm, month, help="Nothing at all", share="A tally sheet"),
    )
    changes = (
        TeamText(
            oak,
            TextRow("Changes", 5, {"label": "Huddle", "started": month, "result": "It worked",
                                   "decision": "adopt", "share": "Yes"}),
            "oak.xlsx",
        ),
        TeamText(
            elm,
            TextRow("Changes", 5, {"label": "Hush-hush", "started": month, "result": "UNSHARED"}),
            "elm.xlsx",
        ),
    )  # fmt: skip
    combined = replace(master.combined, story=stories, changes=changes)
    return replace(master, combined=combined)


def with_teams(folder: Path, seed: int = 3) -> Master:
    """One with four teams or more."""
    return next(
        master
        for n in range(seed, seed + 20)
        if len((master := random_collaborative(folder, n)).plan.teams) >= 4
    )


def test_the_host_hears_who_can_help_whom_and_why(tmp_path: Path) -> None:
    master = with_stories(with_teams(tmp_path))
    plan = master.plan
    oak, elm = plan.teams[:2]
    calls = [date(2026, 2, 26), date(2026, 3, 26)]
    came = [t for t in plan.teams if t.id != elm.id]
    attendance = tuple(
        Attendance(team=t.id, event="data call", held_on=day, people=2)
        for day in calls
        for t in came
    )
    master = replace(master, plan=replace(plan, attendance=attendance))
    slides = {s.title: s for s in read_deck(deck_of(master)[1])}
    hear = slides["Whom to hear from"]
    rows = {row[0]: row[1] for row in hear.tables[0][1:]}
    assert "standing order" in rows[elm.name]
    assert oak.name in rows[elm.name]
    assert "last 2 data calls" in rows[elm.name]
    assert all(f"Rule {n}" in hear.notes for n in (1, 2, 3))
    for_teams = all_of(read_deck(deck_of(master, "teams")[1]))
    assert "last 2 data calls" not in for_teams, "who came is the host's own note"
    assert wish_of(slides["Help wanted"])
    assert [row[:2] for row in next(iter(changes_of(slides))).tables[0][1:]] == [
        [oak.name, "Huddle"], [elm.name, "Hush-hush"],
    ]  # fmt: skip


def wish_of(slide: ReadSlide) -> bool:
    return any("standing order" in text for text in slide.texts)


def changes_of(slides: dict[str, ReadSlide]) -> list[ReadSlide]:
    return [s for title, s in slides.items() if title.startswith("Changes tested in")]


@pytest.mark.parametrize("display", ["open", "coded", "aggregate"])
def test_teams_see_on_slides_what_the_plan_allows(tmp_path: Path, display: str) -> None:
    master = with_stories(with_teams(tmp_path))
    plan = replace(master.plan, display=display)
    master = replace(master, plan=plan)
    slides = read_deck(deck_of(master, "teams")[1])
    text = all_of(slides)
    names = [team.name for team in plan.teams]
    assert "SECRET" not in text
    assert "UNSHARED" not in text
    assert "A tally sheet" in text
    assert "Help wanted" not in {s.title for s in slides}, "help is for the coach to see"
    assert all("Language" not in s.title and "groups" not in s.title for s in slides)
    titles = {s.title for s in slides}
    assert ("Whom to hear from" in titles) == (display == "open")
    for name in names:
        assert (name in text) == (display == "open"), name
    if display == "coded":
        assert "Team 01" in text
    if display == "aggregate":
        assert not any(len(s.charts) > 1 for s in slides)
