"""The change of all teams as cells of a table, and its sentences as lines of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from lcxl.figures.change import Change
from lcxl.figures.charts_of_teams import Tally
from lcxl.figures.sentences import Names
from lcxl.figures.wording import change_format, ends_in_words, level_format, listed
from lcxl.metrics.display import change_as_number, change_as_shown, level_as_shown
from lcxl.plan import Collaborative
from lcxl.words import say
from lcxl.xl.sheet import Value

__all__ = [
    "CHANGE_COLUMNS",
    "NOTHING",
    "Cells",
    "change_cells",
    "lines_within",
    "names_of",
    "tally_cells",
]

CHANGE_COLUMNS = ("compared", "before", "after", "change", "interval", "average", "middle", "right")
NOTHING = "–"
Cells = Sequence[tuple[Value, Mapping[str, str]]]


def change_cells(change: Change, rounded: bool = False) -> Cells:
    """Contents and number formats under `CHANGE_COLUMNS`.

    ``rounded``: as they are shown, without digits that could be traced back to one team.
    """
    result, metric = change.result, change.metric
    value, signed = {"num_format": level_format(metric)}, {"num_format": change_format(metric)}

    def level(number: float | None) -> Value:
        return level_as_shown(metric, number) if rounded and number is not None else number

    def moved(number: float | None) -> Value:
        if number is None:
            return None
        return (change_as_shown if rounded else change_as_number)(metric, number)

    ends = NOTHING
    if result.lower is not None and result.upper is not None:
        ends = ends_in_words(metric, (result.lower, result.upper))
    right = NOTHING
    if result.teams:
        right = say("master.a_of_k", a=result.better, k=result.teams)
    return [
        (result.teams, {"num_format": "#,##0"}),
        (level(result.before), value),
        (level(result.after), value),
        (moved(result.change), signed),
        (ends, {}),
        (moved(result.average), signed),
        (moved(result.median_change), signed),
        (right, {}),
    ]


def tally_cells(found: Tally) -> Cells:
    """How many charts can be judged, and show a lasting improvement, worsening, an ended one."""
    plain = {"num_format": "#,##0"}
    if not found.judged:
        return [(0, plain), *[(NOTHING, {})] * 3]
    return [(n, plain) for n in (found.judged, found.better, found.worse, found.ended)]


def names_of(plan: Collaborative, is_named: bool = True) -> Names:
    """How sentences name teams: by name, or, where none may be named, by their number."""
    names = {team.id: team.name for team in plan.teams}
    return lambda ids: listed([names[team] for team in ids], is_named)


def lines_within(sentences: Iterable[str], width: int) -> list[str]:
    """Sentences side by side in lines of at most so many characters."""
    return wrap(" ".join(sentences), width)
