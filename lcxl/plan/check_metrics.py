"""What is asked about the metrics: words that steer figures, and what figures can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lcxl import templates
from lcxl.kinds import KINDS
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.metric import MIN_BASELINE, Metric
from lcxl.plan.raw import RETIRED, TABLES, At, RawPlan, Word
from lcxl.plan.windows import nearest, recognised, window
from lcxl.words import Choices

__all__ = ["ask_about_metrics", "ask_about_words", "check_main_metric"]

ENOUGH_BASELINE = 10
"""Baseline months from which nothing is asked: a team may lack two and still have eight."""


def ask_about_words(raw: RawPlan) -> None:
    """Understand free words that steer figures, and ask about those that may mean another thing.

    The rows of ``raw`` are changed to what was understood; nothing is taken for something else
    without a finding.
    """
    _retire(raw)
    _list_words(raw)
    for i, row in enumerate(raw.rows("metrics")):
        _schedule(row)
        name = str(row.get("short_name") or row.get("id") or "")
        _window(raw, i, row, name)
        _groups(raw, i, row, name)


def _list_words(raw: RawPlan) -> None:
    """Words of closed lists in any case of letters; true and false for yes and no."""
    for table in (*TABLES, "collaborative"):
        rows = [raw.collaborative] if table == "collaborative" else raw.rows(table)
        if not any(rows):
            continue  # a workbook that is not there is not looked up
        book, sheet = TABLES.get(table, ("metric-definitions", "collaborative"))
        lists = {
            field.id: field.list
            for block in templates.workbook(book).sheet(sheet).blocks
            for field in block.fields
            if field.type == "list" and field.list in templates.lists()
        }
        for row in rows:
            for name in lists.keys() & row.keys():
                given = row[name]
                if isinstance(given, bool) and lists[name] == "yes_no":
                    given = "Yes" if given else "No"
                if isinstance(given, str):
                    row[name] = templates.chosen(lists[name], given) or given


def _schedule(row: dict[str, object]) -> None:
    """How often a metric is reported, in any of its words; ``frequency`` is another name for it."""
    if "frequency" in row and "schedule" not in row:
        row["schedule"] = row.pop("frequency")
    given = row.get("schedule")
    if isinstance(given, str):
        row["schedule"] = templates.schedule_of(given) or given


def _window(raw: RawPlan, i: int, row: dict[str, object], name: str) -> None:
    given = row.get("window")
    if not isinstance(given, str) or not given.strip():
        row.pop("window", None)
        return
    known = recognised(given)
    if known is None:
        known = nearest(given)
        raw.found(
            rules.WORD,
            At("metrics", i, "window"),
            "window",
            {"metric": name, "given": given, "nearest": known, "word": window(known).word},
        )
    row["window"] = known


def _groups(raw: RawPlan, i: int, row: dict[str, object], name: str) -> None:
    """One group alone makes no groups: with commas in its name it is several."""
    given = row.get("strata")
    if isinstance(given, str):
        given = row["strata"] = [g.strip() for g in given.split(";") if g.strip()]
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        return
    for group in given:
        parts = [part.strip() for part in group.replace("\n", ";").split(";") if part.strip()]
        if len(parts) > 1 or ";" in group:
            places = {
                "metric": name,
                "group": " ".join(group.split()),
                "plain": Choices(parts),
            }
            raw.found(
                rules.NOT_UNDERSTOOD,
                At("metrics", i, "strata"),
                "group_split",
                places,
            )
            return
    if len(given) == 1 and "," in given[0]:
        groups = [g.strip() for g in given[0].split(",") if g.strip()]
        shown = "; ".join(groups)
        raw.found(
            rules.WORD,
            At("metrics", i, "strata"),
            "groups",
            {"metric": name, "given": given[0], "n": len(groups), "groups": shown},
        )
        given = row["strata"] = groups
    spelt = {g.casefold(): g for g in given}
    for field in ("reference_group", "priority_group"):
        if isinstance(word := row.get(field), str):
            row[field] = spelt.get(word.strip().casefold(), word)


def _retire(raw: RawPlan) -> None:
    """Leave out fields of earlier versions, and say so once for each."""
    for table, names in RETIRED.items():
        rows = raw.rows(table)
        for name in names:
            filled = [i for i, row in enumerate(rows) if name in row]
            if filled:
                raw.found(
                    rules.RETIRED_FIELD,
                    At(table, filled[0], name),
                    name,
                )
            for i in filled:
                del rows[i][name]


def check_main_metric(raw: RawPlan) -> None:
    """The main metric is one of the plan."""
    given = raw.collaborative.get("main_metric")
    ids = {str(m.get("id", "")).casefold(): str(m.get("id", "")) for m in raw.rows("metrics")}
    if not isinstance(given, str) or not given:
        return
    if given.casefold() in ids:
        raw.collaborative["main_metric"] = ids[given.casefold()]
        return
    raw.found(
        rules.INCONSISTENT,
        At("collaborative", 0, "main_metric"),
        "no_metric",
        {"given": given, "metrics": Choices(ids.values())},
    )


def ask_about_metrics(raw: RawPlan, metrics: Sequence[Metric | None], calendar: Calendar) -> None:
    """Say what the figures of the planned metrics will not be able to show."""
    known = {i: metric for i, metric in enumerate(metrics) if metric is not None}
    for i, name, text, places in _of_single(known):
        raw.found(rules.POWER, At("metrics", i, name), text, places, metric_id=known[i].id)
    _companion(raw, {i: m for i, m in known.items() if m.overlaps})
    if any(not metric.overlaps for metric in known.values()):
        _baseline(raw, calendar.baseline_months)


def _of_single(known: Mapping[int, Metric]) -> Iterator[tuple[int, str, str, dict[str, object]]]:
    for i, metric in known.items():
        scorings = KINDS[metric.kind].scorings
        fitting = [kind.id for kind in KINDS.values() if metric.scoring in kind.scorings]
        if metric.scoring and metric.scoring not in scorings:
            choices = {c.id: c.meaning for c in templates.lists()["scoring"][1]}
            scoring = choices[metric.scoring or ""]
            yield (
                i,
                "scoring",
                "scoring",
                {
                    "metric": metric.short_name,
                    "scoring": f"{metric.scoring} ({scoring})",
                    "kind": Word("kind", metric.kind),
                    "kinds": Choices(Word("kind", kind) for kind in fitting),
                },
            )
        if metric.overlaps and metric.chart not in ("run", "t", "g"):
            word = metric.time_window.word
            yield (
                i,
                "chart",
                "chart_overlaps",
                {"metric": metric.short_name, "word": word},
            )


def _companion(raw: RawPlan, overlapping: Mapping[int, Metric]) -> None:
    """One line for all metrics whose values share patients: a monthly companion is offered."""
    if overlapping:
        names = Choices(m.short_name for m in overlapping.values())
        raw.found(
            rules.COMPANION,
            At("metrics", next(iter(overlapping)), "window"),
            "shared",
            {"metrics": names},
        )


def _baseline(raw: RawPlan, months: int) -> None:
    if months >= ENOUGH_BASELINE:
        return
    key = {0: "none", 1: "one"}.get(months, "short" if months < MIN_BASELINE else "few")
    raw.found(
        rules.POWER,
        At("collaborative", 0, "baseline_months"),
        f"baseline_{key}",
        {"months": months},
    )
