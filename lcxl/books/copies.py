"""Who sees what: hosts everything, teams what the plan allows, funders what may be published.

Teams see each other openly, coded (each team has a file of its own, in which all others are
codes) or all together only.  They see of each other's words what was meant for them: what
stands under "share", and changes marked to be shared; never what may hold patient details.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from lcxl import templates, user_cache
from lcxl.audience.names import (
    coded,
    nameless,
    names_coded,
    names_kept,
    renamed,
    without_withdrawn,
)
from lcxl.audience.past import Past
from lcxl.combine import Master
from lcxl.combine.combine import Combined
from lcxl.combine.events import EVENT
from lcxl.combine.told import free_of_patients
from lcxl.errors import LcxlError
from lcxl.intake.submission import WITHHELD
from lcxl.plan.notes import Notes

if TYPE_CHECKING:
    from lcxl.audience.protect import Protected
    from lcxl.audience.suppress import Rule
    from lcxl.tables.tidy import Tidy
    from lcxl.xl.tables import TableRows

__all__ = [
    "Audience",
    "Form",
    "View",
    "files_of",
    "for_teams",
    "view_of_all",
    "views",
]

Audience = Literal["hosts", "teams", "funders"]
Form = Literal["xlsx", "csv", "parquet"]
OPEN_SHEETS = ("summary", "change", "whole", "compare", "teams", "by_month", "reporting",
               "lessons", "changes", "definitions", "data", "about")  # fmt: skip
CODED_SHEETS = tuple(name for name in OPEN_SHEETS if name != "reporting")
MASTER = "master"
"""What the user's cache calls master workbooks that are as they would be made again."""
MEANT_FOR_TEAMS = ("share",)
"""Topics of the story that other teams see; the rest is for the coach."""


FEWEST = 3
"""Of two teams each would know the other's numbers."""


@dataclass(frozen=True)
class View:
    """One file for some readers: what they may see, and how it is laid out."""

    stem: str
    """Name without its ending, relative to the collaborative's folder."""
    master: Master
    sheets: tuple[str, ...] | None = None
    """Sheets of the master workbook; None for all."""
    rule: Rule | None = None
    """Which numbers are small, for a report of one-way tables; None for a master workbook."""
    group_rule: Rule | None = None
    by_team: bool = True
    tables: Mapping[str, TableRows] = field(default_factory=dict)
    past: Past = field(default_factory=Past)
    """Earlier editions that its readers may hold."""
    real: Mapping[str, str] = field(default_factory=dict)
    """Id of a team that is shown under another -> its own."""
    fewest: int = 0
    """Lines of fewer teams are hidden from teams, who know their own numbers."""
    words: Combined | None = None
    """Whose changes and stories may be shown; None: those of the master."""

    @property
    def told(self) -> Combined:
        """Changes and stories as its readers may see them."""
        return self.master.combined if self.words is None else self.words

    @cached_property
    def protected(self) -> Protected:
        """What a report shows, so that no earlier edition gives it away; with its record.

        A master workbook has none.
        """
        from lcxl.audience.protect import Limits, protected_report

        assert self.rule is not None
        hidden = Limits(self.rule, self.group_rule, self.fewest)
        return protected_report(self.master, hidden, self.by_team, self.past, self.real)

    def workbook(self, root: str = "", there: bytes | None = None) -> bytes:
        """The bytes of its .xlsx; ``root`` leads from its folder to the collaborative's.

        ``there``: those of the file in its place, for a command.  A master workbook that would
        become the same is not made again.
        """
        if self.rule is None:
            return self._master_workbook(root, there)
        from lcxl.books.report import build_report_workbook

        return build_report_workbook(
            self.master,
            self.rule,
            group_rule=self.group_rule,
            by_team=self.by_team,
            tables=self.tables,
            protected=self.protected,
        )

    def _master_workbook(self, root: str, there: bytes | None) -> bytes:
        states = [repr(one).encode() for one in (self.master, self.sheets, root)]
        if there and user_cache.recall(user_cache.name_of(MASTER, [*states, there])):
            return there
        from lcxl.books.master import build_master_workbook  # slow to import

        data = build_master_workbook(self.master, self.sheets, root)
        if there is not None:
            user_cache.keep(user_cache.name_of(MASTER, [*states, data]), True)
        return data

    def tidy(self) -> Tidy:
        """Its numbers as one long table."""
        from lcxl.tables.tidy import tidy_data, tidy_report

        if self.rule is None:
            return tidy_data(self.master)
        return tidy_report(self.master, self.protected.reports, self.by_team)


def views(master: Master, audience: Audience, past: Past | None = None) -> Iterator[View]:
    """What an audience gets: one file, or one for each team.

    ``past``: earlier editions of what it gets; without them this one alone is protected.
    """
    past = past or Past()
    if audience == "hosts":
        yield View("master", master)
        return
    secret, plan = master.secret, master.plan
    if audience == "funders":
        yield _for_funders(master, past)
        return
    shared = without_withdrawn(for_teams(master), secret)
    if plan.display == "coded":
        for team in shared.plan.teams:
            if not team.has_withdrawn:
                view = coded(shared, secret, team)
                yield View(f"master-for-teams/{team.id}", view, CODED_SHEETS)
    elif plan.display == "aggregate":
        from lcxl.sheets.master.digest import change_rows, lesson_rows

        unnamed = nameless(shared)
        texts = templates.workbook("master").sheet("lessons").texts
        tables = {"lessons": lesson_rows(unnamed, texts), "changes": change_rows(unnamed)}
        yield View(
            "master-for-teams",
            without_withdrawn(master, secret),
            rule="none",
            group_rule="under 5",
            by_team=False,
            tables=tables,
            past=past,
            words=unnamed.combined,
            fewest=FEWEST,
        )
    else:
        ids = {team.id for team in shared.plan.teams}
        lessons = [one for one in master.notes.lessons if one.team_id in ("", *ids)]
        told = replace(shared, notes=Notes(lessons=tuple(lessons)))
        yield View("master-for-teams", told, OPEN_SHEETS)


def view_of_all(master: Master, audience: Audience, past: Past | None = None) -> View:
    """What all of an audience may see together, as on a call: of coded teams only codes."""
    if audience == "teams" and master.plan.display == "coded":
        shared = without_withdrawn(for_teams(master), master.secret)
        # Other codes than in the copies: nobody who holds both can lay them side by side.
        return View("master-for-teams", coded(shared, f"{master.secret} together"), CODED_SHEETS)
    (view,) = views(master, audience, past)
    return view


def _for_funders(master: Master, past: Past) -> View:
    secret, plan = master.secret, master.plan
    names = names_kept(plan, secret)
    shown = renamed(master, names)
    real = {team.id: own for own, team in names.items()}
    if plan.display != "open":
        codes = names_coded(shown.plan, secret)
        shown = coded(shown, secret)
        real = {team.id: real[own] for own, team in codes.items()}
    by_team = plan.display != "aggregate"
    rule = plan.small_numbers
    return View(
        "master-for-funders",
        replace(shown, engagement=master.engagement),
        rule=rule,
        by_team=by_team,
        past=past,
        real=real,
        words=Combined(),
    )


def files_of(
    view: View, form: Form, name: str, root: str = "", there: bytes | None = None
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the file called ``name``, and of what lies beside it.

    ``root`` leads from its folder to the collaborative's; ``there``: the bytes of the file that
    has the name already.

    Raises:
        LcxlError: Parquet is asked for, and pyarrow is not installed.
    """
    if form == "xlsx":
        yield name, view.workbook(root, there)
        if view.rule is None and len(view.master.rows_of_a_sheet) < len(view.master.rows):
            # The sheet Data names the file beside it that has every row.
            yield _whole_table(view.tidy(), name.removesuffix(".xlsx"))
        return
    tidy = view.tidy()
    yield name, tidy.as_csv() if form == "csv" else tidy.as_parquet()
    stem = name.removesuffix(f".{form}")
    yield f"{stem}-dictionary.csv", tidy.dictionary()


def _whole_table(tidy: Tidy, stem: str) -> tuple[str, bytes]:
    """As Parquet, or as CSV where pyarrow is not installed."""
    try:
        return f"{stem}.parquet", tidy.as_parquet()
    except LcxlError:
        return f"{stem}.csv", tidy.as_csv()


def for_teams(master: Master) -> Master:
    """Without what other teams are not meant to see: files, findings, groups of patients.

    A rare event is one patient on one day: its row stays with the host.
    """
    combined = master.combined
    may_be_shared = free_of_patients(combined)
    story = []
    for told in combined.story:
        values = {
            name: value
            for name, value in told.row.values.items()
            if name in MEANT_FOR_TEAMS and value != WITHHELD
        }
        if may_be_shared(told):
            story.append(replace(told, row=replace(told.row, values=values)))
    return Master(
        master.plan,
        Combined(
            rows=tuple(
                row._replace(submitted_in="", sheet="", cell="")
                for row in combined.rows
                if not row.stratum and row.frequency != EVENT
            ),
            changes=tuple(
                told
                for told in combined.changes
                if told.row.values.get("share") == "Yes" and may_be_shared(told)
            ),
            story=tuple(story),
            phases=combined.phases,
            received=combined.received,
        ),
    )
