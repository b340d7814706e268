"""Which answers a metric still lacks: as a formula over its column of Metrics, and as a number.

``need`` of a question is one of `Need`; "always" and the conditions below.  They are those of
`lcxl.plan.check_fit`, and of what a definition cannot be followed without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lcxl.cells import Range, a1
from lcxl.kinds import KINDS
from lcxl.layout import PlacedBlock
from lcxl.templates import Field, word_of
from lcxl.xl.live import Live, counted, first_true, quote, words

__all__ = ["Needs", "runs"]

ALWAYS = "always"


def _filled(values: Mapping[str, object], name: str) -> bool:
    return values.get(name) not in (None, "", (), [])


class Needs:
    """The questions of a block in columns that must be answered."""

    def __init__(self, place: PlacedBlock) -> None:
        self.place = place
        self.rows = place.rows
        self.asked = [field for field in place.block.fields if field.need]

    @property
    def above(self) -> str:
        """The cells that say whether each metric is complete."""
        place = self.place
        last_col = place.first_col + place.columns - 1
        row = place.head_row
        return Range(place.sheet, row, place.first_col, row, last_col).reference

    def cell(self, name: str, col: int) -> str:
        """The answer of a metric, its row fixed: ``C$9``."""
        letters = a1(0, col).rstrip("1")
        return f"{letters}${self.rows[name] + 1}"

    def condition(self, field: Field, col: int) -> str:
        """When a question must be answered, as a formula; "" for always."""
        kind = self.cell("kind", col)
        if field.need == "divided":
            return _one_of(kind, [k.id for k in KINDS.values() if k.divides])
        if field.need == "rate":
            return _one_of(kind, [k.id for k in KINDS.values() if k.counts_per])
        if field.need == "goal":
            watched = quote(word_of("direction", "monitor"))
            return (
                f'AND({self.cell("direction", col)}<>{watched},{self.cell("maintain_op", col)}="")'
            )
        if field.need == "limit":
            return f'{self.cell("maintain_op", col)}<>""'
        return ""

    def is_needed(self, field: Field, values: Mapping[str, object]) -> bool:
        """`condition`, of the answers themselves."""
        kind = KINDS.get(str(values.get("kind", "")))
        if field.need == "divided":
            return kind is not None and kind.divides
        if field.need == "rate":
            return kind is not None and kind.counts_per
        if field.need == "goal":
            return values.get("direction") != "monitor" and not _filled(values, "maintain_op")
        if field.need == "limit":
            return _filled(values, "maintain_op")
        return field.need == ALWAYS

    def missing(self, values: Mapping[str, object]) -> int:
        """How many answers of a metric are missing."""
        return sum(self.is_needed(f, values) and not _filled(values, f.id) for f in self.asked)

    def complete(self, col: int, values: Mapping[str, object], ready: str) -> Live:
        """Whether a metric is complete, in words; nothing for one that is not begun."""
        first, last = self.place.first_row, self.place.last_row
        begun = f"COUNTA({a1(first, col)}:{a1(last, col)})"
        n = Live("+".join(self._parts(col)), self.missing(values))
        n = Live(f"({n.formula})", n.value)
        return first_true(
            [
                (Live(f"{begun}=0", not any(_filled(values, f) for f in self.rows)), words("")),
                (Live(f"{n.formula}=0", n.value == 0), words(ready)),
            ],
            counted("definitions.answers_missing", n),
        )

    def _parts(self, col: int) -> Iterator[str]:
        """How many of the answers that are always needed are missing, and of each other one."""
        rows = [self.rows[f.id] for f in self.asked if f.need == ALWAYS]
        ranges = [f"{a1(low, col)}:{a1(high, col)}" for low, high in runs(rows)]
        yield f"{len(rows)}-COUNTA({','.join(ranges)})"
        for field in self.asked:
            if field.need != ALWAYS:
                cell = a1(self.rows[field.id], col)
                yield f'IF({self.condition(field, col)},IF({cell}="",1,0),0)'


def _one_of(cell: str, kinds: Sequence[str]) -> str:
    """Whether a cell holds the word of one of these kinds."""
    tests = (f"{cell}={quote(word_of('kind', kind))}" for kind in kinds)
    return f"OR({','.join(tests)})"


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of rows."""
    start = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield start, last
            start = row
        last = row
    yield start, last
