"""Whose workbook it is: by its marks, or by the names a person reads on Start and Data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lcxl import templates
from lcxl.cells import AnyBook
from lcxl.cells.any_book import MACHINE_SHEET
from lcxl.intake.placing.headings import find_data, plain, sheets_in_order
from lcxl.layout import ReportingLayout
from lcxl.words import LANGUAGE, SOURCE_LANGUAGE, code_of, in_language, languages

__all__ = ["METRIC_LIST", "Identity", "identify", "issued_names", "language_of"]

METRIC_LIST = "@metrics"
"""The dropdown that offers the names of all metrics."""
UNMARKED = ("master", "report")
"""Workbooks that are written for readers, without marks."""
ENOUGH_SHEETS = 4
"""Sheets by whose names such a workbook is known."""
MAX_TITLE = 400
"""Characters of a subtitle; what is longer is none."""
TITLE_ROWS = 6
"""Rows at the top of a sheet in which its title and subtitle are looked for."""


def language_of(book: AnyBook) -> str:
    """The language of a workbook: told by its marks, else by the names or titles of its sheets."""
    if book.machine:
        return code_of(str(book.machine.get(LANGUAGE) or SOURCE_LANGUAGE))
    names = {sheet.name for sheet in book.sheets}
    titles: set[str] = set()

    def known(code: str) -> int:
        with in_language(code):
            specs = [templates.workbook(name) for name in ("reporting", *UNMARKED)]
            if titles:
                return len(titles & {plain(sheet.title) for sheet in specs[0].sheets})
            return max(len(names & {sheet.name for sheet in spec.sheets}) for spec in specs)

    codes = languages()
    if not any(map(known, codes)):
        for name in sheets_in_order(book, ""):
            titles.update(_top(book, name))
    return max(codes, key=known)


def _top(book: AnyBook, sheet: str) -> list[str]:
    """The texts at the top of a sheet, from above, without capitals and spare spaces."""
    return [
        plain(cell.value)
        for (row, _), cell in sorted(book.glance(sheet).items())
        if row < TITLE_ROWS and isinstance(cell.value, str) and len(cell.value) < MAX_TITLE
    ]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose workbook it is, as far as it says so."""

    is_reporting_workbook: bool = False
    workbook: str = ""
    """Which of lcxl's workbooks it is; "" for a reporting workbook, and for none of lcxl's."""
    collaborative_id: str = ""
    team_id: str = ""
    layout_version: str = ""
    definitions: dict[str, str] = field(default_factory=dict)
    """Metric id -> version of its definition."""
    strata: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Metric id -> names of its groups."""
    event_names: dict[str, str] = field(default_factory=dict)
    """Metric id -> its name on the sheet Event log, of the rare events."""
    frequencies: dict[str, str] = field(default_factory=dict)
    """Metric id -> frequency of its numbers on Data; in layout 1 all have rows of months."""
    names: dict[str, str] = field(default_factory=dict)
    """Name of a metric as the workbook's rows have it, in small letters -> its id."""
    by_name: bool = False
    """The marks are lost; the team was recognised by its name, or not at all."""


def identify(book: AnyBook, layout: ReportingLayout) -> Identity:
    """Whose workbook it is."""
    machine = {
        key: str(value).removesuffix(".0") if isinstance(value, float) else value.strip()
        for key, value in book.machine.items()
    }
    if machine.get("workbook"):
        now = {metric.id.casefold(): metric.id for metric in layout.plan.metrics}

        def of_metrics(kind: str) -> dict[str, str]:
            """By the ids of the plan, which may have other capital letters by now."""
            told = ((k.removeprefix(kind), v) for k, v in machine.items() if k.startswith(kind))
            return {now.get(i.casefold(), i): value for i, value in told}

        issued = issued_names(book)
        return Identity(
            machine["workbook"] == "reporting",
            "" if machine["workbook"] == "reporting" else machine["workbook"],
            machine.get("collaborative_id", ""),
            machine.get("team_id", ""),
            machine.get("layout_version", ""),
            of_metrics("definition."),
            {i: tuple(value.split("; ")) for i, value in of_metrics("strata.").items()},
            of_metrics("event."),
            of_metrics("frequency."),
            {name: now.get(i.casefold(), i) for name, i in issued.items()} or _names_of(layout),
        )
    if len(find_data(book, layout)) <= sum(len(a.metrics) for a in layout.axes):
        return Identity(workbook=_by_sheets(book))
    team_id = _team_by_name(book, layout)
    names = {metric.id: metric.short_name for metric in layout.plan.event_metrics}
    return Identity(
        True,
        "",
        layout.plan.id,
        team_id,
        layout_version=str(layout.version),
        event_names=names,
        names=_names_of(layout),
        by_name=True,
    )


def issued_names(book: AnyBook) -> dict[str, str]:
    """Name, in small letters -> id, of the metrics as the workbook was issued with them.

    Its rows have the names that its lists offered; the plan may have other ones by now, or have
    given a name to another metric.  Workbooks of 0.1.0 tell the names by the list itself, which
    has the order of the ids.
    """
    ids = str(book.machine.get("metrics", "")).split()
    told = {i: str(book.machine[f"name.{i}"]) for i in ids if f"name.{i}" in book.machine}
    if not told:
        cells = book.glance(MACHINE_SHEET)
        head = next((c for (r, c), v in cells.items() if r == 0 and v.value == METRIC_LIST), None)
        if head is not None:
            listed = [(i, cells.get((row, head))) for row, i in enumerate(ids, start=1)]
            told = {i: str(cell.value) for i, cell in listed if cell is not None}
    return {plain(name): i for i, name in told.items()}


def _names_of(layout: ReportingLayout) -> dict[str, str]:
    return {plain(metric.short_name): metric.id for metric in layout.plan.metrics}


def _by_sheets(book: AnyBook) -> str:
    """Which of the workbooks without marks it is, by the names of its sheets."""
    names = {sheet.name for sheet in book.sheets}
    for workbook in UNMARKED:
        known = {sheet.name for sheet in templates.workbook(workbook).sheets}
        if len(names & known) >= ENOUGH_SHEETS and all(
            name in known or name.startswith("_") for name in names
        ):
            return workbook
    return ""


def _team_by_name(book: AnyBook, layout: ReportingLayout) -> str:
    """The team whose name stands on Start or Data; "" unless all that is printed agrees."""
    plan = layout.plan
    start, data = layout.spec.sheet("start"), layout.spec.sheet("data")
    teams = {plain(team.name): team.id for team in plan.teams}
    if len(teams) < len(plan.teams):  # two teams of one name
        return ""
    found: set[str] = set()
    for sheet in sheets_in_order(book, start.name):
        texts = _top(book, sheet)
        for subtitle, title in ((start.subtitle, plan.title), (data.subtitle, data.title)):
            pattern = _pattern(subtitle)
            names = [m["team"] for text in texts if (m := pattern.match(text))]
            if names:
                if plain(title) not in texts or names[0] not in teams:
                    return ""
                found.add(teams[names[0]])
    return found.pop() if len(found) == 1 else ""


def _pattern(subtitle: str) -> re.Pattern[str]:
    """A subtitle with its places for words, as a pattern; the team's name is a group."""
    pieces = re.split(r"\\\{(\w+)\\\}", re.escape(plain(subtitle)))
    for i in range(1, len(pieces), 2):
        pieces[i] = r"(?P<team>.+?)" if pieces[i] == "team" else r".+?"
    return re.compile("^" + "".join(pieces) + "$")
