"""An outsider with the funder's file, a pencil and patience: which hidden counts can be found?

Everything is read from the workbook itself.  The outsider also knows the plan (which months
are the baseline), that parts add up to wholes, which metrics count the same people, and that
people are whole and not negative.  Linear algebra finds what additions and subtractions
give, bounds find what only one number fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

Name = tuple[str, str, str, str]
"""Metric, table, line and count ("n" or "d")."""

HIDDEN = "hidden"
PERIOD_LABELS = {"Before the start": "baseline", "In between": "between", "Lately": "recent"}


@dataclass
class Seen:
    """What the file shows: counts that are known, counts that are hidden, and their sums."""

    known: dict[Name, float] = field(default_factory=dict)
    hidden: set[Name] = field(default_factory=set)
    sums: list[tuple[Name, list[Name]]] = field(default_factory=list)


def read(path: Path, metrics: dict[str, str], period_of: Callable[[str, str], str]) -> Seen:
    """``metrics``: full name -> id; ``period_of``: metric and month -> its period."""
    book = openpyxl.load_workbook(path)
    seen = Seen()
    for sheet, table in (("Months", "months"), ("Teams", "teams"), ("Groups", "groups")):
        if sheet not in book.sheetnames:
            continue
        for metric, lines in _blocks(book[sheet].iter_rows(values_only=True), metrics):
            parts: dict[str, list[str]] = {}
            for label, numerator, size, value in lines:
                kind, key = _place(table, label)
                if kind == table:
                    whole = period_of(metric, key) if table == "months" else "recent"
                    parts.setdefault(whole, []).append(key)
                for count, content in (("n", numerator), ("d", size)):
                    name = (metric, kind, key, count)
                    if content == HIDDEN:
                        seen.hidden.add(name)
                    elif content is not None:
                        seen.known[name] = float(content)
                if value == HIDDEN and numerator is None and size is None:
                    seen.hidden.add((metric, kind, key, "n"))  # a plain count
                elif numerator is None and size is None and value is not None:
                    seen.known[metric, kind, key, "n"] = float(value)
            for whole, keys in parts.items():
                _add_sum(seen, (metric, "periods", whole), [(metric, table, k) for k in keys])
            if table == "months" and parts:
                _add_sum(seen, (metric, "periods", "total"),
                         [(metric, "periods", p) for p in parts])  # fmt: skip
    return seen


def _blocks(rows: Iterable[tuple[Any, ...]], metrics: dict[str, str]) -> Iterable[Any]:
    metric, columns, lines = "", {}, []
    for row in rows:
        first = row[0]
        named = next((i for name, i in metrics.items() if isinstance(first, str)
                      and (first == name or first.startswith(name + " by "))), None)  # fmt: skip
        if named:
            if metric:
                yield metric, lines
            metric, columns, lines = named, {}, []
        elif metric and first in ("Month", "Team", "Group"):
            columns = {name: i for i, name in enumerate(row)}
        elif columns and first is not None:
            lines.append((first, *(row[columns[n]] for n in ("Numerator", "Denominator", "Value"))))
    if metric:
        yield metric, lines


def _place(table: str, label: Any) -> tuple[str, str]:
    if isinstance(label, datetime):
        return table, f"{label:%Y-%m}"
    if label in PERIOD_LABELS:
        return "periods", PERIOD_LABELS[label]
    if label == "All months":
        return "periods", "total"
    return ("periods", "recent") if label in ("All teams", "All patients") else (table, label)


def _add_sum(seen: Seen, whole: tuple[str, str, str], parts: list[tuple[str, str, str]]) -> None:
    for count in ("n", "d"):
        seen.sums.append(((*whole, count), [(*part, count) for part in parts]))


def derive(seen: Seen, same: Iterable[tuple[Name, Name]]) -> dict[Name, float]:
    """Hidden counts that can be found, with their values.  ``same``: counts known to be equal."""
    equations = [({whole: -1.0} | dict.fromkeys(parts, 1.0)) for whole, parts in seen.sums]
    equations += [{one: 1.0, other: -1.0} for one, other in same]
    equations = [e for e in equations if all(n in seen.known or n in seen.hidden for n in e)]
    unknown = sorted({n for e in equations for n in e if n in seen.hidden})
    if not unknown:
        return {}
    at = {name: i for i, name in enumerate(unknown)}
    a, b = np.zeros((len(equations), len(unknown))), np.zeros(len(equations))
    for row, equation in enumerate(equations):
        for name, factor in equation.items():
            if name in at:
                a[row, at[name]] += factor
            else:
                b[row] -= factor * seen.known[name]
    solution, *_ = np.linalg.lstsq(a, b, rcond=None)
    _, sizes, vectors = np.linalg.svd(a)
    rank = int((sizes > 1e-9).sum())
    free = np.abs(vectors[rank:]).sum(axis=0) if rank < len(unknown) else np.zeros(len(unknown))
    found = {name: float(solution[i]) for name, i in at.items() if free[i] < 1e-9}
    return found | _by_bounds(a, b, unknown)


def derive_rounded(seen: Seen) -> dict[Name, float]:
    """Counts that rounding to 5 leaves only one number for: all of them are unknown here."""
    equations = [({whole: -1.0} | dict.fromkeys(parts, 1.0)) for whole, parts in seen.sums]
    equations = [e for e in equations if all(n in seen.known for n in e)]
    unknown = sorted({n for e in equations for n in e})
    at = {name: i for i, name in enumerate(unknown)}
    a = np.zeros((len(equations), len(unknown)))
    for row, equation in enumerate(equations):
        for name, factor in equation.items():
            a[row, at[name]] = factor
    shown = np.array([seen.known[name] for name in unknown])
    low = np.where(shown == 5, 1.0, np.where(shown > 5, shown - 2, shown))
    high = np.where(shown == 5, 7.0, np.where(shown > 5, shown + 2, shown))
    found = _by_bounds(a, np.zeros(len(equations)), unknown, (low, high))
    return {name: value for name, value in found.items() if 0 < value <= 7}


def _by_bounds(
    a: Any, b: Any, unknown: list[Name], ends: tuple[Any, Any] | None = None
) -> dict[Name, float]:
    """Counts for which bounds leave one number: nobody is negative, a part not above its whole."""
    at = {name: i for i, name in enumerate(unknown)}
    low, high = ends or (np.zeros(len(unknown)), np.full(len(unknown), 1e12))
    for _ in range(20):
        before = low.copy(), high.copy()
        for row, total in zip(a, b, strict=True):
            used = np.nonzero(row)[0]
            least = np.minimum(row[used] * low[used], row[used] * high[used])
            most = np.maximum(row[used] * low[used], row[used] * high[used])
            for k, i in enumerate(used):
                limits = sorted(
                    (
                        (total - (least.sum() - least[k])) / row[i],
                        (total - (most.sum() - most[k])) / row[i],
                    )
                )
                low[i], high[i] = max(low[i], limits[0]), min(high[i], limits[1])
        for name, i in at.items():
            if name[3] == "n" and (j := at.get((*name[:3], "d"))) is not None:
                high[i], low[j] = min(high[i], high[j]), max(low[j], low[i])
        if (before[0] == low).all() and (before[1] == high).all():
            break
    return {n: float(low[i]) for n, i in at.items() if high[i] - low[i] < 1e-6}
