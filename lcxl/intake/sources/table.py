"""A tidy table (CSV) of several teams, such as a registry's export: one table for each team.

Each has the lines of its team where they stood, and blank ones between, so that a number is found
by the line of the file it came from.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from lcxl.cells import Unreadable
from lcxl.intake.sources.base.source import Container, Member

__all__ = ["SOURCE"]

COLUMNS = (b"team_id", b"metric_id", b"month", b"numerator")


class _TableOfTeams(Container):
    holds_nothing = ""
    holds_files = "several_teams"

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Container`."""
        first = head.split(b"\n", 1)[0]
        is_text = b"\0" not in first  # unlike an archive in which a table comes first
        return is_text and all(column in first for column in COLUMNS)

    def members(self, data: bytes) -> list[Member]:
        """See `Container`; none where there is but one team."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:  # which whoever reads the table says
            return []
        import csv

        head, *lines = text.splitlines(keepends=True)
        delimiter = ";" if head.count(";") > head.count(",") else ","
        try:
            column = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
            rows = csv.reader(lines, delimiter=delimiter)
            place = column.index("team_id")
            of_team: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
            first = 0
            for row in rows:
                if len(row) > place and row[place].strip():
                    of_team[row[place].strip()].append((first, rows.line_num))
                first = rows.line_num
        except (csv.Error, ValueError) as e:
            raise Unreadable("damaged") from e
        if len(of_team) < 2:
            return []
        return [
            Member(team, partial(_part, head, lines, spans), sum(len(lines[i]) for i, _ in spans))
            for team, spans in of_team.items()
        ]


def _part(head: str, lines: list[str], spans: list[tuple[int, int]]) -> bytes:
    """The lines of one team in their places."""
    found = ["\n"] * spans[-1][1]
    for first, end in spans:
        found[first:end] = lines[first:end]
    return (head + "".join(found)).encode()


SOURCE = _TableOfTeams()
