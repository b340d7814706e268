"""A tidy table (CSV) of several teams, such as a registry's export: one table for each team.

Each has the lines of its team where they stood, and blank ones between, so that a number is found
by the line of the file it came from.  Lines that name no team are one more table.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from functools import partial

from lcxl.intake.sources.base.source import Container, Member
from lcxl.intake.values.lines import decoded, delimiter_of, first_line
from lcxl.words import say

__all__ = ["SOURCE"]

COLUMNS = ("team_id", "metric_id", "month", "numerator")


class _TableOfTeams(Container):
    holds_nothing = ""
    holds_files = "several_teams"

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Container`."""
        first = first_line(decoded(head))
        is_text = "\0" not in first  # unlike an archive in which a table comes first
        return is_text and all(column in first for column in COLUMNS)

    def members(self, data: bytes) -> list[Member]:
        """See `Container`; none where there is but one team."""
        head, *lines = io.StringIO(decoded(data), newline="").readlines()
        delimiter = delimiter_of(head)
        try:
            column = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
            rows = csv.reader(lines, delimiter=delimiter)
            place = column.index("team_id")
            of_team: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
            first = 0
            for row in rows:
                if any(cell.strip() for cell in row):
                    team = row[place].strip() if len(row) > place else ""
                    of_team[team].append((first, rows.line_num))
                first = rows.line_num
        except (csv.Error, ValueError):  # which whoever reads the table says
            return []
        if len(of_team) < 2:
            return []
        return [
            Member(
                team or say("intake.no_team"),
                partial(_part, head, lines, spans),
                sum(len(lines[i]) for i, _ in spans),
            )
            for team, spans in of_team.items()
        ]


def _part(head: str, lines: list[str], spans: list[tuple[int, int]]) -> bytes:
    """The lines of one team in their places."""
    found = ["\n"] * spans[-1][1]
    for first, end in spans:
        found[first:end] = lines[first:end]
    return (head + "".join(found)).encode()


SOURCE = _TableOfTeams()
