"""What all editions of a copy tell together, and which lines of a new one would tell too much."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lcxl.audience.bounds import Bounds, Facts
from lcxl.audience.ledger import Ledger, Line, Told, Vector
from lcxl.audience.record import Recorder
from lcxl.audience.report import Place
from lcxl.audience.suppress import before_rounding
from lcxl.keep.shown import Edition, Part, ShownLine

__all__ = ["ROUNDED", "Editions"]

ROUNDED = "NHS rounding"
"""By this rule no line is a sum of others: each lies between two ends."""
SUMS = ("whole", "periods")
MOVING = ("teams", "groups")
"""Tables of the last months with data, whose first month falls out when another one comes."""
ORDER = {"whole": 0, "between": 1, "months": 2, "teams": 2, "groups": 2, "baseline": 3, "recent": 3}
"""What is given up first: sums that nothing else is counted in, then the smallest lines."""
Atom = tuple[str, str, str]
REST = 2
"""Of the counts of a line those who are in the denominator and not in the numerator."""


class Editions:
    """All that earlier editions told, and what the new one would give away besides."""

    def __init__(
        self,
        past: Iterable[Edition],
        limits: Mapping[str, float],
        recorder: Recorder,
        fewest: int = 0,
    ) -> None:
        """``limits``: of each table; nothing of fewer than ``fewest`` teams may be found."""
        self._limits, self._recorder, self._fewest = limits, recorder, fewest
        self._number: dict[Atom, int] = {}
        self._negative: set[int] = set()
        """Unknowns that may be below nothing: a rate counts no part of its denominator."""
        self._known = Ledger()
        self._facts = Facts()
        self._hidden: dict[tuple[tuple[str, ...], tuple[Part, ...]], ShownLine] = {}
        self._sums: dict[str, dict[tuple[Part, ...], ShownLine]] = defaultdict(dict)
        self._versions: dict[tuple[str, str], dict[tuple[Part, ...], int]] = defaultdict(dict)
        for edition in past:
            self._tell(self._facts, edition, can_be_hidden=False)
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
        if roles > REST and line.metric not in self._recorder.shares:
            self._negative |= {self._atom(part, REST) for part in line.parts}
        return [self._vector(line.parts, role) for role in range(roles)]

    def _note(self, edition: Edition) -> None:
        for line in edition.lines:
            if line.counts is None:
                self._hidden[(line.metric, line.table), line.parts] = line
            elif line.table in SUMS:
                self._sums[line.metric][line.parts] = line
            if line.table == "months":
                self._versions[line.metric, line.key][line.parts] = line.teams

    def _tell(self, ledger: Ledger | Facts, edition: Edition, can_be_hidden: bool) -> None:
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
            if line.counts is None or isinstance(ledger, Facts):
                self._relate(ledger, line.parts)
            if line.counts is not None and edition.rules.startswith(ROUNDED):
                self._add_rounded(ledger, line, tag)
            elif line.counts is not None:
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
            if metric in recent and not edition.rules.startswith(ROUNDED):
                whole = recent[metric]
                tag = whole.place if can_be_hidden else None
                self._add(ledger, metric, parts, whole.counts or (), tag)

    def _add_rounded(self, ledger: Ledger | Facts, line: ShownLine, tag: Place | None) -> None:
        """What lies behind rounded counts; the last is the difference of the others."""
        if isinstance(ledger, Facts):
            for role, count in enumerate((line.counts or ())[:REST]):
                low, high = before_rounding(count)
                ledger.add_between(self._vector(line.parts, role), low, high, tag)

    def _add(
        self,
        ledger: Ledger | Facts,
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
        ledger: Ledger | Facts,
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

    def _relate(self, ledger: Ledger | Facts, parts: Iterable[Part]) -> None:
        """The denominator is the numerator and those who are not in it."""
        for part in parts:
            if len(part.marks) == 3:
                both = Counter({self._atom(part, 1): 1})
                both.subtract([self._atom(part, 0), self._atom(part, 2)])
                ledger.add({atom: n for atom, n in both.items() if n}, 0)

    @property
    def _hides(self) -> bool:
        return bool(self._fewest) or any(self._limits.values())

    def _limit(self, line: ShownLine) -> float:
        return math.inf if line.teams < self._fewest else self._limits[line.table]

    def to_hide(self, edition: Edition) -> set[Line]:
        """Lines of an edition, one for each small count that it would give away."""
        if not self._hides or edition.rules.startswith(ROUNDED):
            return set()
        ledger = self._known.copy()
        self._tell(ledger, edition, can_be_hidden=True)
        return self._chosen(self._leaks(ledger, edition))

    def to_hide_for_bounds(self, edition: Edition) -> set[Line]:
        """The same of what follows only because nobody is less than none."""
        if not self._hides:
            return set()
        facts = self._facts.copy()
        self._tell(facts, edition, can_be_hidden=True)
        counts = {self._number[a]: n for a, n in self._recorder.counts.items() if a in self._number}

        def may_be_small(vector: Vector, limit: float) -> bool:
            # Of what was corrected since, only its mark is known.
            count = sum(float(n) * counts.get(u, math.nan) for u, n in vector.items())
            return math.isnan(count) or 0 < abs(count) <= limit

        targets: dict[tuple[tuple[int, int | Fraction], ...], float] = {
            tuple(sorted(vector.items(), key=lambda item: item[0])): limit
            for vector, limit in self._targets(edition)
            if may_be_small(vector, limit)
        }
        bounds = Bounds(facts, frozenset(self._negative), len(self._number))
        found = bounds.found([dict(target) for target in targets])
        limits = list(targets.values())
        return self._chosen(
            (told, None) for i, told in found if 0 < abs(float(told.value)) <= limits[i]
        )

    def _chosen(self, found: Iterable[tuple[Told, Place | None]]) -> set[Line]:
        """Lines of which one is in each of what was found."""
        leaks = [(told.lines, own) for told, own in found if told.lines]
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
        for vector, limit in self._targets(edition):
            yield from self._small(ledger, vector, limit)
        yield from self._late(ledger, edition)
        yield from self._remainders(ledger, edition)

    def _targets(self, edition: Edition) -> Iterator[tuple[Vector, float]]:
        """What nobody may find if it is not above a limit: hidden lines, and what they count.

        Every team's, group's and month's own count is one, whether a line shows it or not; and
        what will be a line of the next editions, should nothing come for their new months.
        """
        hidden = {((one.metric, one.table), one.parts): one for one in edition.lines
                  if one.counts is None}  # fmt: skip
        for line in (self._hidden | hidden).values():
            for vector in self._vectors(line):
                yield vector, self._limit(line)
        for line in edition.lines:
            months = sorted({part.month for part in line.parts}) if line.table in MOVING else ()
            for i in range(1, len(months)):
                teams = min(line.teams, self._recorder.teams_of(line.metric, months[i:]))
                parts = tuple(part for part in line.parts if part.month >= months[i])
                later = replace(line, parts=parts, teams=teams)
                for vector in self._vectors(later):
                    yield vector, self._limit(later)
        for (unit, _, _), atom in list(self._number.items()):
            yield {atom: 1}, self._limits["groups" if "group " in unit else "months"]

    def _small(
        self, ledger: Ledger, vector: Vector, limit: float, own: Place | None = None
    ) -> Iterator[tuple[Told, Place | None]]:
        told = ledger.value(vector) if limit else None
        if told is not None and told.value and -limit <= told.value <= limit:
            yield told, own

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
                        few = self._recorder.teams_of(line.metric, self._months(rest))
                        limit = math.inf if few < self._fewest else self._limits["months"]
                        yield from self._small(ledger, rest, limit)

    def _months(self, vector: Vector) -> set[str]:
        """The months that a sum counts in."""
        return {month for (_, month, _), number in self._number.items() if number in vector}
