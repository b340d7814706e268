"""The sentences on one chart as formulas: its verdict, and the notes beside it.

Which sentence is true is decided twice, in cells and by `lcxl.runchart.verdicts`; the value that
goes with each formula is the latter's, so that a spreadsheet program shows whether they agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from lcxl.calculation_layout.columns import NOTES
from lcxl.cells.address import absolute
from lcxl.metrics import kind_of, short_word, shown_formula
from lcxl.metrics.charts import heading_of, text_id, units_of
from lcxl.metrics.display import (
    shown_change_formula,
    shown_end_formula,
    shown_level_formula,
    shown_room_formula,
)
from lcxl.runchart.control_results import MIN_VALUES, TRIAL_BELOW
from lcxl.runchart.rare import NONE_IN
from lcxl.runchart.remarks import CEILING, FEW_CASES, LATELY, MIN_NONE_IN, MISSING
from lcxl.runchart.states import MIN_BASELINE
from lcxl.runchart.verdicts import MIN_PROVISIONAL
from lcxl.sheets.reporting.chart_parts import NOTHING
from lcxl.sheets.reporting.own_notes import OwnNotes
from lcxl.words import messages, say, text_of
from lcxl.xl.live import Live, first_true, quote, sentence, words

__all__ = ["Notes"]

LASTING = ("T04", "T05", "T05_higher", "T05_lower")
ENDED = ("T06", "T06w", "T06_higher", "T06_lower")


class Notes(OwnNotes):
    """Formulas of the verdict and of the notes of one metric."""

    # The verdict

    def verdict(self) -> Live:
        """The one verdict sentence; where there is none, what the baseline cannot show."""
        main = self.one.verdict.main
        formula = self._once(
            "verdict", lambda: self._by_id({k: self._filled(k).formula for k in self._possible()})
        )
        said = Live(formula, "" if main is None else self._words(main))
        none = Live(f'{self._figure("verdict")}=""', main is None)
        return first_true([(self._empty, NOTHING), (none, self.baseline)], said)

    def short(self) -> Live:
        """The verdict in a few words, for the list on Start."""
        word, none = short_word(self.one.verdict.main), say("metrics.no_verdict")
        said = Live(self._one_of("short", none), word or none)
        return first_true([(self._empty, words(say("metrics.no_value")))], said)

    def _one_of(self, part: str, otherwise: str) -> str:
        """The words that the verdict has in one part of its entry."""

        def make() -> str:
            words = {k: quote(str(messages("charts")[k][part])) for k in self._possible()}
            return self._by_id(words, quote(otherwise))

        return self._once(part, make)

    def _by_id(self, texts: Mapping[str, str], otherwise: str = '""') -> str:
        formula = otherwise
        for key, text in reversed(list(texts.items())):
            formula = f'IF({self._figure("verdict")}="{key}",{text},{formula})'
        return formula

    def _possible(self) -> Sequence[str]:
        """Ids that the verdict of this metric may have."""
        setup = self.setup
        if setup.overlapping:
            if setup.to_date:
                whole = "T14_ytd" if setup.divides else "T14_ytd_plain"
                return (whole, "T13_ytd", "T13_ytd_one", "T16")
            if setup.months is not None:
                full = ("T13", "T14") if setup.divides else ("T14_plain",)
                return (*full, "T13_early", "T13_one", "T16")
            if setup.registry:
                return ("T15" if setup.divides else "T15_plain", "T16")
            return ("T16",)
        meant = {setup.meaning(1), setup.meaning(-1)}
        found = [k for k, m in (("T04", -1), ("T05", 1), ("T06", 1), ("T06w", -1)) if m in meant]
        for side, word in ((1, "higher"), (-1, "lower")):
            if not setup.meaning(side):
                found += [f"T05_{word}", f"T06_{word}"]
        return (*sorted(found), "T07", "T07_before", "T08", "T09", "T10", "T11", "T12")

    def _filled(self, key: str) -> Live:
        """The sentence of a verdict over the figures on the calculation sheet."""
        return sentence(text_of(f"charts.{text_id(self.metric, key)}"), **self._places(key))

    def _places(self, key: str) -> dict[str, Live | str | int | float]:
        """What fills the sentence of a verdict."""
        m = self.metric
        places: dict[str, Live | str | int | float] = {
            name: Live(self._figure(cell), "")
            for name, cell in (
                ("r", "told_count"),
                ("u", "useful_since"),
                ("m0", "b"),
                ("n", "window_n"),
                ("w", "window_w"),
            )
            if self._has(cell)
        }
        places |= {"L": self.setup.row}
        places.setdefault("w", self.setup.months or 0)
        if key in LASTING or key in ENDED:
            first, last = (self._label(name) for name in ("told_first", "told"))
            places |= {"month": first, "m1": first, "m2": last}
        else:
            places["m1"] = Live(self._figure("m1"), "")
        for name in ("p0", "p1"):
            places[name] = Live(shown_level_formula(m, self._figure(name)), "")
        places["D"] = Live(shown_change_formula(m, self._figure("moved")), "")
        if self._has("lo"):
            for name in ("lo", "hi"):
                places[name] = Live(shown_end_formula(m, self._figure(name)), "")
        return places

    # Above and beside the chart

    def heading(self) -> Live:
        """The finding that stands above the chart."""
        main, metric = self.one.verdict.main, self.metric
        name = {"metric": metric.short_name}

        def headed(key: str) -> str:
            text = str(messages("charts")[key]["heading"])
            return sentence(text, **name, **self._places(key)).formula

        formula = self._once(
            "heading", lambda: self._by_id({key: headed(key) for key in self._possible()})
        )
        said = Live(formula, heading_of(metric, main, self.one.periods) if main else "")
        none = Live(f'{self._figure("verdict")}=""', main is None)
        first = self.c.figure(metric.id, "d_first")
        changed = Live(f"{first.formula}>1", int(first.value) > 1)
        new = sentence(text_of("charts.H_definition"), **name, month=self.c.month_label(first))
        short = sentence(text_of("charts.H_no_verdict"), **name)
        empty = sentence(text_of("charts.H_no_value"), **name)
        without = first_true([(changed, new)], short)
        return first_true([(self._empty, empty), (none, without)], said)

    def panel(self) -> Live:
        """The verdict in a few words, with its sign."""
        main, otherwise = self.one.verdict.main, str(messages("charts")["H_no_verdict"]["panel"])
        told = str(messages("charts")[main.id]["panel"]) if main else otherwise
        return first_true([(self._empty, NOTHING)], Live(self._one_of("panel", otherwise), told))

    # Notes

    @cached_property
    def cells(self) -> dict[str, Live]:
        """Formulas of the figures "note1", "rank1" and so on: each note, and its place."""
        notes = [
            self.beside_verdict(),
            self._spread(),
            self._shared(),
            _joined(*self._limits()),
            self._trend(),
            self._maintained(),
            self._sample(),
            self._few_cases(),
            self._ceiling(),
            self._none_in(),
            _joined(self._missing(), self._gaps()),
            self._rephase(),
        ]
        notes += [NOTHING] * (NOTES - len(notes))
        found = {f"note{k}": note for k, note in enumerate(notes, start=1)}
        place = self.c.place
        first = place.figure(self.metric.id, "note1")
        column = first.first_col
        shown_so_far = 0
        for k, note in enumerate(notes, start=1):
            row = place.figure(self.metric.id, f"note{k}").first_row
            cell = absolute(row, column)
            before = f'COUNTIF({absolute(first.first_row, column)}:{cell},"?*")'
            shown_so_far += note.value != ""
            found[f"rank{k}"] = Live(
                f'IF({cell}="","",{before})', "" if note.value == "" else shown_so_far
            )
        return found

    @property
    def remarks(self) -> list[str]:
        """The notes that say something."""
        texts = [str(note.value) for name, note in self.cells.items() if name.startswith("note")]
        return [text for text in texts if text]

    def so_far(self, before: int) -> dict[str, Live]:
        """How many notes the charts before have, which is ``before``, and those up to this one."""
        place, metrics = self.c.place, self.c.plan.metrics
        k = metrics.index(self.metric)
        above = place.figure(metrics[k - 1].id, "notes_to").local if k else "0"
        ranks = [place.figure(self.metric.id, f"rank{n}").local for n in (1, NOTES)]
        mine = place.figure(self.metric.id, "notes_before").local
        return {
            "notes_before": Live(above, before),
            "notes_to": Live(f"{mine}+COUNT({ranks[0]}:{ranks[1]})", before + len(self.remarks)),
        }

    def nth(self, number: str) -> str:
        """A formula for the note of that number among those that say something."""
        place, metric = self.c.place, self.metric.id
        note, rank = (
            f"{place.figure(metric, name + '1').reference}:"
            + absolute(
                place.figure(metric, f"{name}{NOTES}").first_row,
                place.figure(metric, f"{name}{NOTES}").first_col,
            )
            for name in ("note", "rank")
        )
        return f"INDEX({note},MATCH({number},{rank},0))"

    def beside_verdict(self) -> Live:
        """T01 to T03, beside a verdict."""
        if self.setup.overlapping:
            return NOTHING
        none = Live(f'{self._figure("verdict")}=""', self.one.verdict.main is None)
        return first_true([(self._empty, NOTHING), (none, NOTHING)], self.baseline)

    @property
    def baseline(self) -> Live:
        """T01 to T03: what lies before the start."""
        if self.setup.overlapping:
            return NOTHING
        b, count = self._figure("b"), Live(self._figure("b"), "")
        long = "T01" if self.setup.control is None else "T01_control"
        cases = [
            (f"{b}>={MIN_BASELINE}", long),
            (f"{b}>={MIN_PROVISIONAL}", "T02"),
            (f"{b}=2", "T03"),
            (f"{b}=1", "T03_one"),
            ("TRUE", "T03_none"),
        ]
        is_new = f"{self._figure('d_first')}>1"
        every = [
            one
            for asked, key in cases
            for one in ((f"AND({asked},{is_new})", f"{key}_new"), (asked, key))
        ]
        return self._note(
            tuple(key for _, key in every),
            lambda: [(asked, self._text(key, b=count)) for asked, key in every],
        )

    def _spread(self) -> Live:
        """T12, beside a verdict on a short baseline."""
        if self.setup.overlapping:
            return NOTHING
        b, odd, main = (self._figure(name) for name in ("b", "odd", "verdict"))
        asked = f'AND({b}<{MIN_BASELINE},{odd}=1,{main}<>"T12")'
        return self._note(("T12",), lambda: [(asked, self._text("T12"))])

    def _shared(self) -> Live:
        """T16, where it is not the verdict."""
        if not self.setup.overlapping:
            return NOTHING
        asked = f'{self._figure("verdict")}<>"T16"'
        note = self._note(("T16",), lambda: [(asked, self._text("T16"))])
        return first_true([(self._empty, NOTHING)], note)

    def _limits(self) -> tuple[Live, Live]:
        """T17 or T18, and T19."""
        if self.setup.control is None:
            return NOTHING, NOTHING
        upper, n = self._at("upper"), self._at("n_values")
        month = self._label("latest")
        value = Live(shown_formula(self.metric, self._figure("value_now")), "")
        known = f"{self._figure('latest')}>0"
        limits = self._note(
            ("T17", "T18"),
            lambda: [
                (f"NOT({known})", NOTHING),
                (f"{self._at('outside')}<>0", self._text("T17", month=month, v=value)),
                (f"AND(COUNT({upper})=1,{n}>={TRIAL_BELOW})", self._text("T18")),
            ],
        )
        one_in = Live(f"IF({n}<={MIN_VALUES + 1},4,5)", "")
        asked = f"AND({known},COUNT({upper})=1,{n}<{TRIAL_BELOW})"
        return limits, self._note(
            ("T19",), lambda: [(asked, self._text("T19", m=Live(n, ""), one_in=one_in))]
        )

    def _trend(self) -> Live:
        """T20."""
        if self.one.trend is None:
            return NOTHING
        length, sign = f"({self._at('t_run')}+1)", self._at("t_sign")
        asked = f"AND({self._figure('latest')}>0,{length}>=5,{self._at('t_tie')}=0,{sign}%s0)"
        once = Live(f'IF({length}=5,"60",IF({length}=6,"360",FIXED(2520,0)))', "")
        places = {"r": Live(length, ""), "once_in": once}
        return self._note(
            ("T20", "T20_falling"),
            lambda: [
                (asked % ">", self._text("T20", **places)),
                (asked % "<", self._text("T20_falling", **places)),
            ],
        )

    def _few_cases(self) -> Live:
        """T21."""
        if not self.setup.proportion or self.setup.overlapping:
            return NOTHING
        place = self.c.place
        rows = place.range(self.metric.id, "row").reference
        sixth = f"LARGE({rows},MIN({LATELY},COUNT({rows})))"

        def lately(name: str) -> str:
            column = place.range(self.metric.id, name).reference
            return f"INDEX({column},{sixth}):INDEX({column},{self._figure('latest')})"

        n = f"MEDIAN({lately('size')})"
        p = f"SUM({lately('count')})/SUM({lately('size')})"
        x = f"MIN(100,5*INT(100*2.77*SQRT({p}*(1-{p})/{n})/5+0.5))"

        def cases() -> list[tuple[str, Live]]:
            text = self._text("T21", n=Live(n, ""), x=Live(x, ""))
            return [(f"{n}<{FEW_CASES}", Live(f'IF({x}=0,"",{text.formula})', ""))]

        note = self._note(("T21",), cases)
        return Live(f'IF({self._figure("latest")}=0,"",{note.formula})', note.value)

    def _ceiling(self) -> Live:
        """T23."""
        setup = self.setup
        if not setup.proportion or setup.overlapping:
            return NOTHING
        if setup.direction not in ("increase", "decrease"):
            return NOTHING
        p0 = self._figure("p0")
        room = f"(1-{p0})" if setup.direction == "increase" else p0

        def cases() -> list[tuple[str, Live]]:
            text = self._text(
                "T23",
                p0=Live(shown_level_formula(self.metric, p0), ""),
                room=Live(shown_room_formula(self.metric, room), ""),
            )
            return [(f"ROUND({1 - CEILING!r}-{room},9)>0", text)]

        note = self._note(("T23",), cases)
        few = f"{self._figure('b')}<{MIN_PROVISIONAL}"
        return Live(f'IF({few},"",{note.formula})', note.value)

    def _none_in(self) -> Live:
        """T26 of numbers of a month: none since the last one that had any."""
        setup, place = self.setup, self.c.place
        if not setup.divides or setup.overlapping or setup.direction != "decrease":
            return NOTHING
        rows, value, month, size = (
            place.range(self.metric.id, name).reference
            for name in ("row", "value", "month", "size")
        )
        last = f"SUMPRODUCT(MAX(ISNUMBER({rows})*({value}<>0)*{month}))"
        n = f'SUMIFS({size},{month},">"&MAX({last},{self._figure("d_first")}-1))'
        rate = Live(shown_level_formula(self.metric, f"({NONE_IN}/{n}*{setup.per:g})"), "")
        text = self._text("T26", N=Live(n, ""), units=units_of(self.metric), rate=rate)
        enough = f"{n}>0" if kind_of(self.metric).pools == "rate" else f"{n}>={MIN_NONE_IN}"
        return self._note(("T26",), lambda: [(enough, text)])

    def _missing(self) -> Live:
        """T24."""
        place = self.c.place
        asked, month, value = (
            place.range(self.metric.id, name).reference for name in ("asked", "month", "value")
        )
        until = f"({month}<={self._figure('latest')})"
        d = f"SUMPRODUCT({asked}*{until})"
        q = f"SUMPRODUCT({asked}*(1-ISNUMBER({value}))*{until})"
        many = self._text("T24", q=Live(q, ""), d=Live(d, ""))
        one = self._text("T24_one", d=Live(d, ""))
        note = self._note(
            ("T24", "T24_one"),
            lambda: [
                (f"{q}/MAX(1,{d})<={MISSING}", NOTHING),
                (f"{q}=1", one),
                ("TRUE", many),
            ],
        )
        return Live(f'IF({self._figure("latest")}=0,"",{note.formula})', note.value)


def _joined(first: Live, second: Live) -> Live:
    """Two sentences in one line, where they say something."""
    text = " ".join(str(one.value) for one in (first, second) if one.value != "")
    return Live(f'TRIM({first.formula}&" "&{second.formula})', text)
