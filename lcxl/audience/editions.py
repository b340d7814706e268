"""What all editions of a copy tell together, and which lines of a new one would tell too much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lcxl.audience.ledger import Ledger, Line, Told, Vector
from lcxl.audience.record import Recorder
from lcxl.audience.report import Place
from lcxl.keep.shown import Edition, Part, ShownLine

__all__ = ["ROUNDED", "Editions"]

ROUNDED = "NHS rounding"
"""By this rule no line is a sum of others."""
SUMS = ("whole", "periods")
ORDER = {"whole": 0, "between": 1, "months": 2, "teams": 2, "groups": 2, "baseline": 3, "recent": 3}
"""What is given up first: sums that nothing else is counted in, then the smallest lines."""
Atom = tuple[str, str, str]


class Editions:
    """All that earlier editions told, and what the new one would give away besides."""

    def __init__(
        self, past: Iterable[Edition], limits: Mapping[str, int], recorder: Recorder
    ) -> None:
        self._limits, self._recorder = limits, recorder
        self._number: dict[Atom, int] = {}
        self._known = Ledger()
        self._hidden: dict[tuple[tuple[str, ...], tuple[Part, ...]], ShownLine] = {}
        self._sums: dict[str, dict[tuple[Part, ...], ShownLine]] = defaultdict(dict)
        self._versions: dict[tuple[str, str], dict[tuple[Part, ...], int]] = defaultdict(dict)
        for edition in past:
            if not edition.rules.startswith(ROUNDED):
                self._tell(self._known, edition, can_be_hidden=False)
                self._note(edition)

    def knows(self, line: ShownLine) -> bool:
        """Whether the counts of a line follow from earlier editions."""
        vectors = self._vectors(line)
        return bool(vectors) and all(self._known.value(v) is not None for v in vectors)

    def _atom(self, part: Part, role: int) -> int:
        return self._number.setdefault((part.unit, part.month, part.marks[role]), len(self._number))

    def _vector(self, parts: Iterable[Part], role: int) -> Counter[int]:
        return Counter(self._atom(part, role) for part in parts)

    def _vectors(self, line: ShownLine) -> list[Vector]:
        roles = len(line.parts[0].marks) if line.parts else 0
        return [self._vector(line.parts, role) for role in range(roles)]

    def _note(self, edition: Edition) -> None:
        for line in edition.lines:
            if line.counts is None:
                self._hidden[(line.metric, line.table), line.parts] = line
            elif line.table in SUMS:
                self._sums[line.metric][line.parts] = line
            if line.table == "months":
                self._versions[line.metric, line.key][line.parts] = line.teams

    def _tell(self, ledger: Ledger, edition: Edition, can_be_hidden: bool) -> None:
        recent = {
            line.metric: line
            for line in edition.lines
            if line.table == "periods" and line.key == "recent" and line.counts is not None
        }
        split: dict[tuple[str, str], list[Part]] = defaultdict(list)
        for line in edition.lines:
            tag = line.place if can_be_hidden else None
            if line.table in ("teams", "groups"):
                split[line.metric, line.table].extend(line.parts)
            if line.counts is None:
                self._relate(ledger, line.parts)
                continue
            self._add(ledger, line.metric, line.parts, line.counts, tag)
        wholes = {
            (line.metric, part.unit, part.month): part
            for line in edition.lines
            if line.table == "months"
            for part in line.parts
        }
        for (metric, table), parts in split.items():
            if table == "groups":
                self._join_groups(ledger, metric, parts, wholes)
            if metric in recent:
                whole = recent[metric]
                tag = whole.place if can_be_hidden else None
                self._add(ledger, metric, parts, whole.counts or (), tag)

    def _add(
        self,
        ledger: Ledger,
        metric: str,
        parts: Sequence[Part],
        counts: Sequence[float],
        tag: Place | None,
    ) -> None:
        for role, count in enumerate(counts):
            vector = self._vector(parts, role)
            ledger.add(vector, count, tag)
            if count == 0 and len(vector) > 1 and (role < 2 or metric in self._recorder.shares):
                for atom in vector:  # nobody is less than none
                    ledger.add({atom: 1}, 0, tag)

    def _join_groups(
        self,
        ledger: Ledger,
        metric: str,
        parts: Iterable[Part],
        wholes: Mapping[tuple[str, str, str], Part],
    ) -> None:
        """The groups of one team and month are all of its patients."""
        groups: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
        for part in parts:
            groups[part.unit.partition(" group ")[0], part.month].append(part)
        for (unit, month), found in groups.items():
            whole = wholes.get((metric, unit, month))
            for role in range(len(found[0].marks) if whole else 0):
                assert whole is not None
                sums = self._vector(found, role)
                sums.subtract([self._atom(whole, role)])
                ledger.add({atom: n for atom, n in sums.items() if n}, 0)

    def _relate(self, ledger: Ledger, parts: Iterable[Part]) -> None:
        """The denominator is the numerator and those who are not in it."""
        for part in parts:
            if len(part.marks) == 3:
                both = Counter({self._atom(part, 1): 1})
                both.subtract([self._atom(part, 0), self._atom(part, 2)])
                ledger.add({atom: n for atom, n in both.items() if n}, 0)

    def to_hide(self, edition: Edition) -> set[Line]:
        """Lines of an edition, one for each small count that it would give away."""
        if not any(self._limits.values()):
            return set()
        ledger = self._known.copy()
        self._tell(ledger, edition, can_be_hidden=True)
        leaks = [(told.lines, own) for told, own in self._leaks(ledger, edition) if told.lines]
        chosen: set[Line] = {own for lines, own in leaks if own in lines}
        while left := [lines for lines, _ in leaks if not lines & chosen]:
            # What most of them need is hidden first, so that few lines are.
            needed = Counter(line for lines in left for line in lines)
            chosen.add(min(needed, key=lambda line: (self._rank(line), -needed[line], line)))
        return chosen

    def _rank(self, line: Line) -> tuple[int, float]:
        _, table, key = line
        cell = self._recorder.cells[line]
        return ORDER[key if table == "periods" else table], min(map(abs, cell.counts))

    def _leaks(self, ledger: Ledger, edition: Edition) -> Iterator[tuple[Told, Place | None]]:
        hidden = {((one.metric, one.table), one.parts): one for one in edition.lines
                  if one.counts is None}  # fmt: skip
        for line in (self._hidden | hidden).values():
            limit = self._limits[line.table]
            for vector in self._vectors(line):
                yield from self._small(ledger, vector, limit)
        yield from self._small_atoms(ledger, edition)
        yield from self._late(ledger, edition)
        yield from self._remainders(ledger, edition)

    def _small(
        self, ledger: Ledger, vector: Vector, limit: int, own: Place | None = None
    ) -> Iterator[tuple[Told, Place | None]]:
        told = ledger.value(vector)
        if told is not None and told.value and -limit <= told.value <= limit:
            yield told, own

    def _small_atoms(self, ledger: Ledger, edition: Edition) -> Iterator[tuple[Told, Place | None]]:
        """Every team's, group's and month's own count, whether a line shows it or not."""
        counts: Mapping[Atom, float] = self._recorder.counts
        for (unit, month, mark), atom in list(self._number.items()):
            limit = self._limits["groups" if "group " in unit else "months"]
            count = counts.get((unit, month, mark))
            if count is None or 0 < abs(count) <= limit:
                yield from self._small(ledger, {atom: 1}, limit)

    def _late(self, ledger: Ledger, edition: Edition) -> Iterator[tuple[Told, Place | None]]:
        """What teams brought that had not reported a month when it was shown first."""
        for line in edition.lines:
            if line.table != "months":
                continue
            for parts, teams in self._versions[line.metric, line.key].items():
                if teams == line.teams or not parts or not line.parts:
                    continue
                for role in range(len(line.parts[0].marks)):
                    difference = Counter(self._vector(line.parts, role))
                    difference.subtract(self._vector(parts, role))
                    brought = {atom: n for atom, n in difference.items() if n}
                    if brought:
                        limit = self._limits["months"]
                        yield from self._small(ledger, brought, limit, line.place)

    def _remainders(self, ledger: Ledger, edition: Edition) -> Iterator[tuple[Told, Place | None]]:
        """Hidden months that only come together: the rest of one sum, or between two of them."""
        limit = self._limits["months"]
        for line in edition.lines:
            if line.table not in SUMS or line.counts is None:
                continue
            others = [o for o in self._sums[line.metric].values() if o.parts != line.parts]
            for role in range(len(line.counts)):
                mine = self._vector(line.parts, role)
                for other in [None, *others]:
                    if other is not None and len(other.counts or ()) != len(line.counts):
                        continue
                    theirs: Vector = self._vector(other.parts, role) if other else {}
                    rest: Vector = {
                        atom: times
                        for atom in {*mine, *theirs}
                        if (times := mine.get(atom, 0) - theirs.get(atom, 0))
                        and ledger.value({atom: 1}) is None
                    }
                    if rest and len({times > 0 for times in rest.values()}) == 1:
                        yield from self._small(ledger, rest, limit)
