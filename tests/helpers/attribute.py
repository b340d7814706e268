"""Which figure is this? Every number of a workbook about all teams, traced to what it says.

A number in a table is known by its block, its row and its column; a number in a sentence by the
text in templates_src that the sentence was made from, and its place there.  What cannot be traced
is handed back as unknown.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import openpyxl

from lcxl.plan import Collaborative, Metric
from tests.helpers.traced import traced_text

Key = tuple[str, ...]


class Figure(NamedTuple):
    """What a number is about, the number, and by how much it may have been rounded."""

    key: Key
    value: float | str
    half: float
    place: str


@dataclass
class Traced:
    """The figures of one file, and what could not be traced."""

    figures: list[Figure] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


# One name for the same figure


BEFORE, AFTER, CHANGE = "Before the start", "Lately", "Change"
INTERVAL, COMPARED = "95% interval of the change", "Teams compared"
AVERAGE, MIDDLE = "Change of the average team", "Change of the middle team"
RIGHT = "Teams that went the right way"
IN_SENTENCES = {
    "charts.M01": {"P0": BEFORE, "P1": AFTER, "D": CHANGE, "lo": "low", "hi": "high",
                   "k": COMPARED},
    "charts.M01_alike": {"P0": BEFORE, "P1": AFTER, "D": CHANGE, "lo": "low", "hi": "high",
                         "k": COMPARED},
    "charts.M01_size": {"P0": BEFORE, "P1": AFTER, "D": CHANGE, "lo": "low", "hi": "high",
                         "k": COMPARED},
    "charts.M02": {"D": AVERAGE},
    "charts.M03": {"a": RIGHT, "k": COMPARED, "D": MIDDLE},
    "charts.M03_up": {"a": RIGHT, "k": COMPARED, "D": MIDDLE},
    "charts.M05": {"k": COMPARED},
    "charts.M11": {"s": "better", "j": "judged"},
    "charts.F04": {"P0k": BEFORE},
    "charts.S01": {"P0": BEFORE, "P1": AFTER},
    "charts.S01_level": {"P0": BEFORE, "P1": AFTER},
    "charts.S01_average": {"D": AVERAGE},
}  # fmt: skip
"""Places of sentences that are figures of the table above them."""
NAMING = ("charts.S01", "charts.S01_level", "charts.S01_average")
"""Sentences that name their metric themselves."""
OF_COMPARED = {
    "Teams": COMPARED,
    BEFORE: BEFORE,
    AFTER: AFTER,
    "Change (% in points)": CHANGE,
    "95% interval of change from": "low",
    "95% interval of change to": "high",
}
OF_STANDING = {"Denominator": "Denominator lately", "Value": AFTER}
ALL = "All teams, pooled"
BESIDE = 18
"""Columns of the page Summary."""
SHADES = "Shades start at"
TEAM_PAGE_COL = 6
"""Column of what stands beside the charts of Team page."""
TILE = "master.sheets.0.texts.tile_"
"""Id of what stands below a figure in large letters."""
VERDICT_SIGNS = ("▲", "▼", "◆", "■", "–")


def half_of(text: str) -> tuple[float, float]:
    """A shown number, and half of its last digit."""
    plain = text.replace(",", "").replace("%", "").split(" ")[0].rstrip(".")
    decimals = len(plain.partition(".")[2])
    return float(plain), 0.5 * 10**-decimals + 1e-9


class Reader:
    def __init__(self, plan: Collaborative, name: str) -> None:
        self.plan, self.name, self.found = plan, name, Traced()
        self.metrics: dict[str, Metric] = {}
        for metric in plan.metrics:
            for label in (metric.name, metric.short_name):
                self.metrics |= {label: metric, f"{metric.id}  {label}": metric}
            self.metrics[f"{metric.name} by {metric.strata_name}"] = metric

    def add(self, key: Key, value: Any, half: float, place: str) -> None:
        self.found.figures.append(Figure(key, value, half, f"{self.name} {place}"))

    # Tables

    def sheet(self, sheet: Any) -> None:
        rows = [list(row) for row in sheet.values]
        metric: Metric | None = None
        head: list[Any] = []
        sentences: list[tuple[Metric | None, str, str]] = []
        for i, row in enumerate(rows):
            first = row[0]
            label = first if isinstance(first, str) else ""
            if label in self.metrics and sum(c is not None for c in row) == 1:
                metric, head = self.metrics[label], []
                continue
            is_page = sheet.title == "Summary" and not self.name.startswith("funders")
            row = row[:BESIDE] if is_page else row  # links to the other sheets stand beside it
            if is_page and label in self.metrics and not head:
                metric = self.metrics[label]
                if not any(map(_is_value, row)):
                    continue
            if self._is_head(row):
                head = row
                continue
            if all(c is None for c in row):
                head = []
                continue
            for col, cell in enumerate(row):
                place = f"{sheet.title}!{i + 1},{col + 1}"
                if cell is None or (col == 0 and (head or (len(row) > 1 and row[1] is not None))):
                    continue  # nothing, or a row's own label
                if is_page and metric and not head and col >= 16 and _is_value(cell):
                    by = 100.0 if metric.kind == "proportion" else 1.0
                    self.add((metric.id, (BEFORE, AFTER)[col - 16]), cell * by, 1e-9, place)
                elif not head and self._by_place(sheet.title, rows, i, (col, place)):
                    continue
                elif label == SHADES:
                    self.add((SHADES, str(col)), cell, 1e-9, place)
                elif col < len(head) and isinstance(head[col], str | datetime):
                    if _has_number(cell):
                        self._in_table(sheet.title, metric, label or first, head[col], cell, place)
                elif isinstance(cell, str):
                    sentences.append((self._about(rows, i, metric), cell, place))
                elif _has_number(cell):
                    self.found.unknown.append(f"{self.name} {place}: {cell!r}")
        self._sentences(sentences)

    def _by_place(
        self, sheet: str, rows: Sequence[Sequence[Any]], i: int, at: tuple[int, str]
    ) -> bool:
        """Whether it is a figure that is known by where it stands."""
        if sheet == "Team page":
            return self._beside_chart(rows, i, at)
        return sheet == "Summary" and self._is_tile(rows, i, at)

    def _is_tile(self, rows: Sequence[Sequence[Any]], i: int, at: tuple[int, str]) -> bool:
        """Whether it is one of the four figures in large letters, told by what stands below it."""
        col, place = at
        label = rows[i + 1][col] if i + 1 < len(rows) else None
        told = traced_text(label) if isinstance(label, str) else None
        if not told or not told[0][0].startswith(TILE):
            return False
        shown = str(rows[i][col])
        if _has_number(shown):
            self.add(("", told[0][0].removesuffix("_one")), *half_of(shown), place)
        return True

    def _beside_chart(self, rows: Sequence[Sequence[Any]], i: int, at: tuple[int, str]) -> bool:
        """Whether it is goal, newest value or verdict of a metric, at the right of its chart."""
        col, place = at
        cell, before = rows[i][col], (rows[i - 1][0], rows[i - 2][0])
        if col != TEAM_PAGE_COL or not isinstance(cell, str):
            return False
        first = self.metrics.get(rows[i][0])
        if first is not None and cell.startswith("Goal "):
            key = (first.id, "team", self.plan.teams[0].name, "Goal")
            self.add(key, cell.removeprefix("Goal "), 0.0, place)
            return True
        if first is not None and before[0] in self.metrics:
            self.add((first.id, "team", self.plan.teams[0].name, "Now"), *half_of(cell), place)
            return True
        return cell[:1] in VERDICT_SIGNS and before[1] in self.metrics

    def _is_change(self, sheet: str) -> bool:
        """Funders have the table of all metrics on their Summary."""
        return sheet == ("Summary" if self.name.startswith("funders") else "Change in numbers")

    def _is_head(self, row: Sequence[Any]) -> bool:
        first = row[0]
        return first in HEADS and sum(isinstance(c, str | datetime) for c in row) > 1

    def _about(self, rows: Sequence[Sequence[Any]], i: int, metric: Metric | None) -> Metric | None:
        """The metric of a sentence: the label beside it, or of the lines above it."""
        if len(rows[i]) > 1 and rows[i][1] is not None:
            for row in reversed(rows[: i + 1]):
                if isinstance(row[0], str):
                    return self.metrics.get(row[0])
        return metric

    def _in_table(
        self, sheet: str, metric: Metric | None, label: Any, head: Any, cell: Any, place: str
    ) -> None:
        if sheet == "Data":
            return  # compared with the table for programs
        if self._is_change(sheet):
            metric, label = self.metrics[label], ""
        elif sheet in ("Compare", "By month", "Team page"):
            metric = self.metrics[label] if sheet == "Team page" else self.plan.metrics[0]
            label = self.plan.teams[0].name if sheet == "Team page" else label
        shown = _text(label)
        key: Key = (sheet, metric.id if metric else "", shown, _text(head))
        if self._is_change(sheet):
            key = (metric.id if metric else "", _summary_name(str(head)))
        elif sheet == "All teams":
            key = (sheet, metric.id if metric else "", shown.partition(" (")[0], _text(head))
        elif sheet == "By month":
            key = (metric.id if metric else "", "month", shown, _text(head))
        elif sheet == "Compare" and label == COMPARED and metric:
            key = (metric.id, OF_COMPARED[str(head)])
        elif sheet == "Compare" and label == "Median of teams" and head == "Change (% in points)":
            key = (metric.id if metric else "", MIDDLE)
        elif sheet in ("Compare", "Team page", "Teams"):
            name = OF_STANDING.get(str(head), str(head)) if sheet == "Teams" else str(head)
            shown = ALL if sheet == "Teams" and label == "All teams" else shown
            key = (metric.id if metric else "", "team", shown, name)
        elif sheet == "Months" and metric:
            key = (metric.id, "month", ALL, f"{shown} {head}")
        if key[1:] and isinstance(cell, str) and key[-1] == INTERVAL:
            for end, text in zip(("low", "high"), cell.split(" to "), strict=False):
                if text != "–":
                    self.add((key[0], end), *half_of(text), place)
            return
        if isinstance(cell, str):
            if key[-1] == RIGHT:
                self.add(key, float(cell.split(" ")[0]), 0, place)
            else:
                self.add(key, cell, 0, place)
            return
        by = 1.0
        if metric is not None and metric.kind == "proportion" and _is_share(key, head):
            by = 100.0
        rounded = self.name.startswith("funders") and sheet == "Summary"
        self.add(key, float(cell) * by, 0.0500001 if rounded else 1e-9, place)

    # Sentences

    def _sentences(self, lines: Sequence[tuple[Metric | None, str, str]]) -> None:
        texts: list[tuple[Metric | None, str, str]] = []
        for metric, text, place in lines:
            last = texts[-1] if texts else None
            waits = last and last[1] not in self._given() and traced_text(last[1]) is None
            if last and waits and last[0] is metric:
                texts[-1] = (metric, f"{last[1]} {text}", last[2])
            else:
                texts.append((metric, text, place))
        for metric, text, place in texts:
            if text in self._given():
                continue
            parts = traced_text(text)
            if parts is None:
                if not _has_number(text):
                    continue
                self.found.unknown.append(f"{self.name} {place}: {text}")
                continue
            for name, places in parts:
                named = str(dict(places).get("metric", "")).partition(" (")[0]
                about = self.metrics.get(named) if name in NAMING else metric
                for which, shown in places:
                    self._place(about, name, which, shown, place)

    def _place(self, metric: Metric | None, name: str, which: str, shown: str, place: str) -> None:
        if not re.fullmatch(r"[+-]?[\d,.]+%?( [^\d;]*( per [\d,]+)?)?", shown):
            return
        known = IN_SENTENCES.get(name, {}).get(which)
        about = metric.id if metric and not name.startswith("charts.M11") else ""
        self.add((about, known or f"{name} {which}"), *half_of(shown), place)

    @cache  # noqa: B019 - one short-lived reader
    def _given(self) -> frozenset[str]:
        """Texts of the plan, in which a digit is no figure."""
        plan = self.plan
        texts = {plan.title, plan.aim, *self.metrics}
        texts |= {team.name for team in plan.teams}
        return frozenset(texts)


HEADS = ("Metric", "Team", "Period (teams)", "Month", "Group", "Severity", "File", "Metric id",
         "Short name", "team_id", "Short label")  # fmt: skip
SHARES = (BEFORE, AFTER, "Value", "Centre", "Lower limit", "Upper limit", "95% interval from",
          "95% interval to")  # fmt: skip


def _is_share(key: Key, head: Any) -> bool:
    return isinstance(head, datetime) or key[-1].endswith(SHARES) or head in SHARES


def _is_value(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _has_number(cell: Any) -> bool:
    if isinstance(cell, bool | datetime) or cell is None:
        return False
    return not isinstance(cell, str) or bool(re.search(r"\d", cell))


def _text(label: Any) -> str:
    return f"{label:%Y-%m}" if isinstance(label, datetime) else str(label)


def _summary_name(head: str) -> str:
    return RIGHT if head.startswith(RIGHT) else {
        "Charts of teams that can be judged": "judged",
        "Lasting improvement since the start": "better",
    }.get(head, head)  # fmt: skip


def read_workbook(data: bytes, plan: Collaborative, name: str) -> Traced:
    """Every number of the visible sheets."""
    reader = Reader(plan, name)
    for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True):
        if sheet.sheet_state == "visible" and sheet.title not in ("Definitions", "About"):
            reader.sheet(sheet)
    return reader.found


def read_tidy_report(data: bytes, plan: Collaborative) -> Iterator[Figure]:
    """The funders' table for programs, by the names of the sheets."""
    names = {
        "baseline": BEFORE,
        "between": "In between",
        "recent": AFTER,
        "total": "All months",
    }
    for line in csv.DictReader(io.StringIO(data.decode())):
        metric = plan.metric(line["metric_id"])
        by = 100.0 if metric.kind == "proportion" else 1.0
        for column, head in (("numerator", "Numerator"), ("denominator", "Denominator"),
                             ("value", "Value"), ("teams", "Teams")):  # fmt: skip
            if not line[column]:
                continue
            value = float(line[column]) * (by if column == "value" else 1)
            label = names.get(line["line"], line["line"])
            if line["part"] in ("months", "periods", "whole"):
                key: Key = (metric.id, "month", ALL, f"{label} {head}")
            elif line["part"] == "teams":
                if column == "teams":
                    continue
                key = (metric.id, "team", label, OF_STANDING.get(head, head))
            else:
                key = ("Groups", metric.id, label, head)
            yield Figure(key, value, 1e-9, f"funders.csv {line['part']} {label}")
