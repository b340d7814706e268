"""Every figure on slides, under the name that it has in workbooks."""

from __future__ import annotations

import re

from lcxl.plan import Collaborative, Metric
from tests.helpers.attribute import (
    AFTER,
    ALL,
    OF_STANDING,
    Key,
    Reader,
    Traced,
    half_of,
)
from tests.helpers.decks import ReadSlide, read_deck

# Slides


SERIES = {"The same teams together": "Value", "Centre before the start": "Centre",
          "Centre, drawn on": "Centre", "Upper limit": "Upper limit",
          "Lower limit": "Lower limit"}  # fmt: skip
OF_TABLES = {"Denominator": OF_STANDING["Denominator"], "Value": AFTER}


def read_deck_figures(data: bytes, plan: Collaborative, name: str) -> Traced:
    """Every number on slides, in their charts, tables and notes."""
    reader = Reader(plan, f"{name} deck")
    for slide in read_deck(data):
        short = slide.title.partition(":")[0]
        metric = reader.metrics.get(short) if ":" in slide.title else None
        if metric is not None:
            _charts(reader, metric, slide)
            _tables(reader, metric, slide)
        if slide.title in ("Next dates", "How to read these numbers"):
            continue
        lines = [line for line in (*slide.texts, *slide.notes.split("\n")) if _is_told(line)]
        is_of_teams = ": each team" in slide.title  # verdicts on single teams are tried elsewhere
        if (metric is not None and not is_of_teams) or slide.title == "Who is in":
            reader._sentences([(metric, line, slide.title) for line in lines])
    return reader.found


OTHER_LINES = re.compile(r"\d+|.*\(\d+ of \d+\)|.* \d{4}(\. .*)?|.*: .*in a row\..*")
"""Titles of parts, numbers of slides, what stands below, verdicts on single charts."""


def _is_told(line: str) -> bool:
    return bool(line) and not OTHER_LINES.fullmatch(line)


def _charts(reader: Reader, metric: Metric, slide: ReadSlide) -> None:
    months = {p.label: p.id for p in reader.plan.timeline(metric)}
    by = 100.0 if metric.kind == "proportion" else 1.0
    for chart in slide.charts:
        for series, values in chart.drawn.items():
            for label, value in values.items():
                if value is None:
                    continue
                if series in SERIES:
                    key: Key = ("All teams", metric.id, label, SERIES[series])
                elif series == "All teams" and reader.name.startswith("funders"):
                    key = (metric.id, "month", ALL, f"{months[label]} Value")
                elif series == "All teams":
                    key = (metric.id, "month", ALL, months[label])
                elif series in {team.name for team in reader.plan.teams}:
                    key = (metric.id, "month", series, months[label])
                elif series == "Goal":
                    continue
                else:
                    key = ("deck", metric.id, series, label)
                reader.add(key, value * by, 1e-6, f"{slide.title} {series} {label}")


def _tables(reader: Reader, metric: Metric, slide: ReadSlide) -> None:
    for head, *rows in slide.tables:
        for row in rows:
            for name, cell in zip(head[1:], row[1:], strict=True):
                if re.search(r"\d", cell):
                    key: Key = (metric.id, "team", row[0], OF_TABLES[name])
                    reader.add(key, *half_of(cell), f"{slide.title} {row[0]}")
