"""What is still open in planning.xlsx, while somebody types: `lcxl.plan.check_planning` in cells.

Each row of its tables has a hidden cell for each thing that can be asked about it, with the
sentence of the catalogue while it is to be asked and nothing otherwise.  What depends on other
workbooks, or on more of a text than a formula reads, is left to `lcxl build` (`is_live`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.findings import Finding
from lcxl.findings.catalogue import template
from lcxl.plan import rules
from lcxl.plan.check_planning import driver_ids
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.hidden import Hidden, Picked, hidden_of, pick
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.aim import is_empty, said_in, typed_aim
from lcxl.sheets.planning.behind import PlanningData, field, named_by, of_metric
from lcxl.xl.live import Live, quote, substituted, words

__all__ = ["OpenMatters", "is_live"]

Said = tuple[str, str]
"""Code and sentence."""
NO_IDEA: Said = (rules.DRIVER.code, "no_idea")
NO_METRIC: Said = (rules.DRIVER.code, "no_metric")
TWICE: Said = (rules.DRIVER.code, "twice")
LACKS = {name: (rules.AIM_PARTS.code, name) for name in ("to", "by", "whom")}
AIM_METRIC: Said = (rules.AIM_DIFFERS.code, "no_metric")
WITHOUT = {name: (rules.NO_IDEA.code, name) for name in ("primary", "secondary")}
NO_PARENT: Said = (rules.NO_IDEA.code, "no_parent")
ADRIFT: Said = (rules.NO_IDEA.code, "adrift")
NOT_SEEN: Said = (rules.NOT_SEEN.code, "idea")
NO_INDICATOR: Said = (rules.INDICATOR.code, "none")
LINKED = {name: (rules.NO_DRIVER.code, name) for name in ("none", "balancing")}
LIVE = (
    NO_IDEA, NO_METRIC, TWICE, *LACKS.values(), AIM_METRIC, *WITHOUT.values(), NO_PARENT, ADRIFT,
    NOT_SEEN, NO_INDICATOR, *LINKED.values(),
)  # fmt: skip


def is_live(finding: Finding) -> bool:
    """Whether the sheet tells of it by itself."""
    return (finding.code, finding.text) in LIVE


class _Matter(NamedTuple):
    """One thing that may be open: where it stands, and its sentence while it is."""

    where: str
    what: Live


class OpenMatters:
    """All of them; ``count`` of those that are open, and the first of them in order."""

    def __init__(self, pages: Pages, lines: int) -> None:
        """Write the hidden columns; ``lines``: how many are to be shown."""
        found = list(_Matters(pages).all())
        hidden = hidden_of(pages)
        self._found = found
        self._where = hidden.column("open where", [words(one.where) for one in found])
        self._what = hidden.column("open what", [one.what for one in found])
        keys = [
            Live(f'IF(LEN({_cell(self._what, i)})>0,1,"")', 1 if one.what.value else "")
            for i, one in enumerate(found)
        ]
        self._picked: Picked = pick(hidden, "open", keys, lines)
        n = sum(bool(one.what.value) for one in found)
        self.count = Live(f"SUMPRODUCT(--(LEN({self._what.reference})>0))", n)

    def line(self, k: int) -> tuple[Live, Live]:
        """Where and what of the k-th that is open, from 0."""
        return (
            self._picked.of(k, self._where.reference, lambda i: self._found[i].where),
            self._picked.of(k, self._what.reference, lambda i: self._found[i].what.value),
        )


def _cell(column: Range, i: int) -> str:
    return Range.cell(column.sheet, column.first_row + i, column.first_col).reference


class _Matters:
    """Everything that may be open, row by row."""

    def __init__(self, pages: Pages) -> None:
        self.pages, self.data = pages, pages.of(PlanningData)
        self.hidden: Hidden = hidden_of(pages)
        self.primary, self.secondary, self.ideas = (
            BlockCells(pages, name) for name in ("primary", "secondary", "ideas")
        )
        texts = [
            " ".join(filter(None, (template(*said, "message"), template(*said, "fix"))))
            for said in LIVE
        ]
        self.texts, self.sentences = texts, self.hidden.column("open texts", texts)
        known = [name for m in self.data.metrics for name in (m.short_name, m.id)]
        self.known = {name.casefold() for name in known}
        self.metrics = self.hidden.column("metrics", known) if known else None

    def all(self) -> Iterator[_Matter]:
        """In the order of the sheets."""
        yield from self._aim()
        yield from self._links()
        yield from self._drivers("primary", self.primary)
        yield from self._drivers("secondary", self.secondary)
        for i in self.secondary.lines:
            yield from self._home(self.secondary, i, [self.primary])
            yield self._metric(self.secondary, i)
        for i in self.ideas.lines:
            yield from self._home(self.ideas, i, [self.secondary, self.primary])
            yield self._metric(self.ideas, i)
            yield self._twice(i)
            yield self._unseen(i)
        yield from self._questions()

    def matter(self, where: str, said: Said, test: Live, **places: Live) -> _Matter:
        """One that is open while ``test`` holds."""
        number = LIVE.index(said)
        text = Live(_cell(self.sentences, number), self.texts[number])
        filled = substituted(text, places)
        return _Matter(
            where,
            Live(f'IF({test.formula},{filled.formula},"")', filled.value if test.value else ""),
        )

    def at(self, cells: BlockCells, name: str, i: int) -> str:
        """What people call a cell."""
        place = cells.place.range(name)
        return f"{place.sheet}!{a1(place.first_row + i, place.first_col)}"

    def _aim(self) -> Iterator[_Matter]:
        form, typed, empty = (
            BlockCells(self.pages, "aim_statement"),
            typed_aim(self.pages),
            is_empty(self.pages),
        )
        own, metric = field(form.place, "own_sentence"), field(form.place, "metric")
        has_own = bool(str(typed.own_sentence).strip())
        said = said_in(self.pages, Live(own, typed.own_sentence))
        goals = {m.id: m.goal for m in self.data.metrics}
        has_goal = goals.get(typed.metric) is not None
        goal = of_metric(self.data, "goal", metric, "").formula
        to = field(form.place, "to")
        parts = Live(
            f'AND(NOT({empty.formula}),TRIM({own})="",TRIM({to})="",{goal}="")',
            not empty.value and not has_own and not str(typed.to).strip() and not has_goal,
        )
        for name, test in said.items():
            lacks = Live(f'AND(TRIM({own})<>"",NOT({test.formula}))', has_own and not test.value)
            if name == "to":
                lacks = Live(
                    f"OR({lacks.formula},{parts.formula})", bool(lacks.value or parts.value)
                )
            yield self.matter(self.at(form, name, 0), LACKS[name], lacks)
        unknown = self._is_unknown(form, 0)
        test = Live(
            f"AND(NOT({empty.formula}),{unknown.formula})",
            not empty.value and bool(unknown.value),
        )
        given = Live(f"TRIM({metric})", str(form.value("metric", 0) or "").strip())
        yield self.matter(self.at(form, "metric", 0), AIM_METRIC, test, given=given)

    def _links(self) -> Iterator[_Matter]:
        """Metrics and the ids that they name; silent until somebody types into Drivers."""
        if self.data.plan is None:
            return
        definitions = templates.workbook("metric-definitions").sheet("metrics").name
        tables = (self.primary, self.secondary, self.ideas)
        texts = [t.reference("text") for t in tables]
        is_begun = Live(
            "+".join(f"SUMPRODUCT(--(LEN({text})>0))" for text in texts) + ">0",
            any(_text(t, "text", i) for t in tables for i in t.lines),
        )
        known = {
            _text(t, "id", i).casefold() for t in tables for i in t.lines if _text(t, "text", i)
        }
        for metric in self.data.metrics:
            name = words(metric.short_name)
            for id_ in driver_ids(metric.driver):
                here = "+".join(
                    f"SUMPRODUCT((TRIM({t.reference('id')})={quote(id_)})"
                    f"*(LEN({t.reference('text')})>0))"
                    for t in tables
                )
                test = Live(
                    f"AND({is_begun.formula},{here}=0)",
                    bool(is_begun.value) and id_.casefold() not in known,
                )
                yield self.matter(definitions, NO_IDEA, test, metric=name, id=words(id_))
            if metric.requirement == "required" and not metric.driver.strip():
                kind = "balancing" if metric.family == "balancing" else "none"
                yield self.matter(definitions, LINKED[kind], is_begun, metric=name)

    def _drivers(self, table: str, cells: BlockCells) -> Iterator[_Matter]:
        """Drivers that nothing serves."""
        below = [self.secondary, self.ideas]
        for i in cells.lines:
            text, id_ = cells.far("text", i), cells.far("id", i)
            serves = "+".join(
                f"SUMPRODUCT((TRIM({t.reference('parent')})={id_})*(LEN({t.reference('text')})>0))"
                for t in below
            )
            own = _text(cells, "id", i).casefold()
            n = sum(
                _text(t, "parent", k).casefold() == own and bool(_text(t, "text", k))
                for t in below
                for k in t.lines
            )
            test = Live(
                f'IF(TRIM({text})="",FALSE,{serves}=0)', bool(_text(cells, "text", i)) and n == 0
            )
            driver = Live(f"TRIM({text})", _text(cells, "text", i))
            yield self.matter(self.at(cells, "text", i), WITHOUT[table], test, driver=driver)

    def _home(self, cells: BlockCells, i: int, above: list[BlockCells]) -> Iterator[_Matter]:
        """What serves no driver, or one that is not there."""
        text, parent = cells.far("text", i), cells.far("parent", i)
        here = "+".join(
            f"SUMPRODUCT((TRIM({t.reference('id')})=TRIM({parent}))*(LEN({t.reference('text')})>0))"
            for t in above
        )
        given, home = _text(cells, "text", i), _text(cells, "parent", i)
        n = sum(
            _text(t, "id", k).casefold() == home.casefold() and bool(_text(t, "text", k))
            for t in above
            for k in t.lines
        )
        where, what = self.at(cells, "parent", i), Live(f"TRIM({text})", given)
        none = Live(f'AND(TRIM({text})<>"",TRIM({parent})="")', bool(given) and not home)
        yield self.matter(where, NO_PARENT, none, what=what)
        lost = Live(
            f'IF(OR(TRIM({text})="",TRIM({parent})=""),FALSE,{here}=0)',
            bool(given and home) and n == 0,
        )
        yield self.matter(where, ADRIFT, lost, given=Live(f"TRIM({parent})", home), what=what)

    def _is_unknown(self, cells: BlockCells, i: int) -> Live:
        """Whether a metric is named that the plan does not have."""
        cell, given = field(cells.place, "metric", i), _text(cells, "metric", i)
        if self.metrics is None:
            return Live("FALSE", False)
        here = f"SUMPRODUCT(--({self.metrics.reference}=TRIM({cell})))"
        return Live(
            f'IF(TRIM({cell})="",FALSE,{here}=0)',
            bool(given) and given.casefold() not in self.known,
        )

    def _metric(self, cells: BlockCells, i: int) -> _Matter:
        text, cell = cells.far("text", i), cells.far("metric", i)
        unknown, what = self._is_unknown(cells, i), _text(cells, "text", i)
        test = Live(f'AND(TRIM({text})<>"",{unknown.formula})', bool(what and unknown.value))
        given = Live(f"TRIM({cell})", _text(cells, "metric", i))
        places = {"given": given, "what": Live(f"TRIM({text})", what)}
        return self.matter(self.at(cells, "metric", i), NO_METRIC, test, **places)

    def _twice(self, i: int) -> _Matter:
        """An id that an idea further up has too."""
        cells = self.ideas
        text, id_ = cells.far("text", i), cells.far("id", i)
        own = _text(cells, "id", i)
        n = sum(
            _text(cells, "id", k).casefold() == own.casefold() and bool(_text(cells, "text", k))
            for k in range(i)
        )
        ids, texts = (_first(cells.place.range(name), i).reference for name in ("id", "text"))
        above = f"SUMPRODUCT((TRIM({ids})=TRIM({id_}))*(LEN({texts})>0))" if i else "0"
        test = Live(
            f'IF(OR(TRIM({text})="",TRIM({id_})=""),FALSE,{above}>0)',
            bool(own and _text(cells, "text", i)) and n > 0,
        )
        return self.matter(self.at(cells, "id", i), TWICE, test, id=Live(f"TRIM({id_})", own))

    def _unseen(self, i: int) -> _Matter:
        """An idea that no metric would show: neither its own nor one of what it serves."""
        cells, middle, named = self.ideas, self.secondary, self.data.named
        text, parent = cells.far("text", i), f"TRIM({cells.far('parent', i)})"
        home = f"MATCH({parent},{middle.reference('id')},0)"
        at_home = {
            name: f'IFERROR(TRIM(INDEX({middle.reference(name)},{home})),"")'
            for name in ("metric", "parent")
        }
        ids = (f"TRIM({cells.far('id', i)})", parent, at_home["parent"])
        shown = [f"TRIM({cells.far('metric', i)})", at_home["metric"]]
        shown += [named_by(self.data, id_) for id_ in ids]
        empty = ",".join(f'{one}=""' for one in shown)
        what, above = _text(cells, "text", i), _text(cells, "parent", i).casefold()
        homes = {_text(middle, "id", k).casefold(): k for k in reversed(list(middle.lines))}
        k = homes.get(above) if above else None
        top = "" if k is None else _text(middle, "parent", k).casefold()
        metric = _text(cells, "metric", i) or ("" if k is None else _text(middle, "metric", k))
        is_seen = bool(metric) or any(
            named.get(id_) for id_ in (_text(cells, "id", i).casefold(), above, top) if id_
        )
        test = Live(f'AND(TRIM({text})<>"",{empty})', bool(what) and not is_seen)
        idea = Live(f"TRIM({text})", what)
        return self.matter(self.at(cells, "metric", i), NOT_SEEN, test, idea=idea)

    def _questions(self) -> Iterator[_Matter]:
        """Questions of the evaluation without an indicator."""
        cells = BlockCells(self.pages, "evaluation")
        for i in cells.lines:
            asked, answers = cells.far("question", i), cells.far("indicators", i)
            test = Live(
                f'AND(TRIM({asked})<>"",TRIM({answers})="")',
                bool(_text(cells, "question", i)) and not _text(cells, "indicators", i),
            )
            id_ = Live(cells.far("id", i), _text(cells, "id", i))
            yield self.matter(self.at(cells, "indicators", i), NO_INDICATOR, test, id=id_)


def _text(cells: BlockCells, name: str, i: int) -> str:
    return str(cells.value(name, i) or "").strip()


def _first(column: Range, rows: int) -> Range:
    return column._replace(last_row=column.first_row + max(1, rows) - 1)
