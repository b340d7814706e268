"""The sheet Card of metric-definitions: one metric, chosen in its dropdown, by formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from lcxl import templates
from lcxl.cells import Range
from lcxl.kinds import KINDS
from lcxl.periods import day_of_serial
from lcxl.sheets.card import CARD_WIDTHS, PARTS, Card, Fraction, Line, example_of, write_card
from lcxl.sheets.host.answers import Answers, is_filled, is_one_of, way_of
from lcxl.sheets.pages import Pages
from lcxl.templates import Field, word_of
from lcxl.words import number, percent, say, text_of
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, counted, first_true, month_and_year, sentence, words

__all__ = ["write"]

CHOICE_ROW, FIRST_ROW = 3, 5
CHOICE = "$B$4"
NOTHING = words("")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The dropdown, and the card of the metric that is chosen in it."""
    metrics = pages.spec.sheet("metrics")
    block = metrics.blocks[0].id
    answers = Answers(pages.placed[metrics.id][block], pages.rows.get(block, ()))
    last_col = len(CARD_WIDTHS) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(CARD_WIDTHS)
    sheet.put(CHOICE_ROW, 0, spec.texts["choose"], "card_label")
    first = answers.value("short_name", 0)
    sheet.put(CHOICE_ROW, 1, first, "input", num_format="@", indent=1)
    sheet.raw.set_row_pixels(CHOICE_ROW, 26)
    rule = {"validate": "list", "source": f"={answers.all('short_name')}"}
    at = Range.cell(sheet.name, CHOICE_ROW, 1)
    sheet.validate(at, rule, spec.texts["choose"], spec.texts["choose_help"])
    last, _ = write_card(sheet, FIRST_ROW, _Chosen(answers).card())
    pages.page(sheet, last, last_col, portrait=True, one_page=True)


class _Chosen:
    """The metric that is chosen: what each question says of it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.at = f"MATCH({CHOICE},{answers.all('short_name')},0)"
        self.is_there = Live(f"ISNUMBER({self.at})", answers.value("short_name", 0) != "")

    def cell(self, name: str) -> Live:
        """The answer to a question."""
        formula = f"INDEX({self.answers.all(name)},{self.at})"
        return Live(formula, self.answers.value(name, 0))

    def if_there(self, text: Live, otherwise: Live = NOTHING) -> Live:
        """A text, if a metric is chosen."""
        return first_true([(self.is_there, text)], otherwise)

    def lines(self, name: str, width: float) -> int:
        """Lines of the longest answer of all metrics: a row of formulas grows with none."""
        texts = (str(value) for value in self.answers.values(name))
        return max(lines_of(text, width) for text in texts)

    def card(self) -> Card:
        """The card, by formulas."""
        name = self.if_there(self.cell("name"), words(say("definitions.card_choose")))
        family = sentence(
            text_of("definitions.card_under"), family=self.cell("family"), version=self._version()
        )
        width = CARD_WIDTHS[1]
        why = Line(
            say("definitions.card_why"),
            self._said(self.answers.fields["conceptual_definition"]),
            max(2, self.lines("conceptual_definition", width)),
        )
        return Card(
            Line(self.if_there(self.cell("id")), name, self.lines("name", width / 1.8)),
            self.if_there(family),
            why,
            self._fraction(width),
            [(say(f"definitions.part_{part}"), list(self._part(part))) for part in PARTS],
        )

    def _fraction(self, width: float) -> Fraction:
        kind, denominator = self.cell("kind"), self.cell("denominator")
        divided = is_one_of(kind, [k.id for k in KINDS.values() if k.divides])
        fields = self.answers.fields
        above = first_true(
            [(divided, words(fields["numerator"].define))],
            words(say("definitions.is_counted")),
        )
        below = first_true(
            [
                (divided, words(fields["denominator"].define)),
                (is_filled(denominator), words(say("definitions.measured_on"))),
            ],
            NOTHING,
        )
        lines = {name: self.lines(name, width / 1.1) for name in ("numerator", "denominator")}
        return Fraction(
            Line(self.if_there(above), self._text("numerator"), max(2, lines["numerator"])),
            Line(self.if_there(below), self._text("denominator"), lines["denominator"]),
            self.if_there(
                sentence(
                    "{result} {way}",
                    result=self._result(),
                    way=way_of(self.cell("direction"), "way"),
                )
            ),
            is_divided=True,
            divided_as=fields["denominator"].define,
        )

    def _result(self) -> Live:
        """What the value is, with an example."""
        kind, per = self.cell("kind"), self.cell("per")
        by = first_true([(is_filled(per), per)], Live("1", 1))
        cases = []
        for one in KINDS.values():
            numerator, denominator, value = example_of(one.id, 1)
            parts: dict[str, Live | str | float] = {
                "numerator": number(numerator),
                "denominator": number(denominator),
                "value": "" if value is None else number(value),
                "per": by,
            }
            if one.in_percent and value is not None:
                parts["value"] = percent(value)
            if one.counts_per:
                parts["denominator"] = Live(
                    f"{denominator:g}*{by.formula}", denominator * float(by.value)
                )
                parts["value"] = Live(f"{value:g}", value or 0)
            text = sentence(templates.words_of_kind(one.id).result, **parts)
            cases.append((is_one_of(kind, [one.id]), text))
        return first_true(cases, NOTHING)

    def _version(self) -> Live:
        version, start = self.cell("version"), self.cell("effective_from")
        number_ = first_true([(is_filled(version), version)], words("1.0"))
        month = month_and_year(start.formula, _day(start))
        dated = sentence(text_of("definitions.version"), version=number_, month=month)
        return first_true(
            [(is_filled(start), dated)],
            sentence(text_of("definitions.version_first"), version=number_),
        )

    def _part(self, part: str) -> Iterator[Line]:
        """The lines of one part of the card."""
        for field in self.answers.fields.values():
            if field.define and field.part == part:
                yield Line(field.define, self._said(field), self.lines(field.id, CARD_WIDTHS[1]))

    def _text(self, name: str) -> Live:
        cell = self.cell(name)
        return self.if_there(first_true([(is_filled(cell), cell)], NOTHING))

    def _said(self, field: Field) -> Live:
        """What a question says, or what it means that it says nothing."""
        text = _MADE.get(field.id, _as_it_is)(self, field.id)
        empty = words(field.empty or say("definitions.not_said"))
        return self.if_there(first_true([(is_filled(self.cell(field.id)), text)], empty))


def _as_it_is(chosen: _Chosen, name: str) -> Live:
    return chosen.cell(name)


def _goal(chosen: _Chosen, name: str) -> Live:
    unit, day = chosen.cell("unit"), chosen.cell("goal_date")
    goal = Answers.goal(chosen.cell(name), chosen.cell("kind"), unit)
    month = month_and_year(day.formula, _day(day))
    dated = sentence(text_of("definitions.goal"), goal=goal, month=month)
    return first_true(
        [(is_filled(day), dated)], sentence(text_of("definitions.card_goal_end"), goal=goal)
    )


def _limit(chosen: _Chosen, name: str) -> Live:
    start = chosen.cell("maintain_from")
    baseline = words(word_of("relative_to", "baseline"))
    return sentence(
        text_of("definitions.card_limit"),
        op=chosen.cell(name),
        value=_number(chosen.cell("maintain_value")),
        start=first_true([(is_filled(start), start)], baseline),
    )


def _lag(chosen: _Chosen, name: str) -> Live:
    days = chosen.cell(name)
    known = Live(days.formula, days.value if isinstance(days.value, int | float) else 0)
    return sentence(text_of("definitions.lag"), days=counted("counts.days", known))


def _sample(chosen: _Chosen, name: str) -> Live:
    method, n = chosen.cell(name), chosen.cell("target_n")
    sample = sentence(text_of("definitions.card_sample"), method=method, n=_number(n))
    return first_true([(is_filled(n), sample)], method)


def _strata(chosen: _Chosen, name: str) -> Live:
    by, groups = chosen.cell("strata_name"), chosen.cell(name)
    return sentence(text_of("definitions.strata"), by=by, groups=groups)


def _day(cell: Live) -> date | None:
    return day_of_serial(int(cell.value)) if isinstance(cell.value, int | float) else None


def _number(cell: Live) -> Live:
    return Live(cell.formula, number(cell.value) if isinstance(cell.value, int | float) else "")


_MADE: dict[str, Callable[[_Chosen, str], Live]] = {
    "goal": _goal,
    "maintain_op": _limit,
    "lag_days": _lag,
    "sampling": _sample,
    "strata": _strata,
}
"""Answers that are said together with others."""
