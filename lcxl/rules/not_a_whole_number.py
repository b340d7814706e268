"""V05: text, a date or an error where a number belongs; below zero; far too large; a fraction."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State, is_out_of_bounds, kind_of, may_be_negative
from lcxl.rules.base.rule import Case, Judged, Rule, judged
from lcxl.words import Text

INFO = RuleInfo("V05", "error")


def _check(case: Case) -> Iterator[Finding]:
    states = State.NOT_A_NUMBER, State.NEGATIVE, State.OUT_OF_BOUNDS, State.FRACTION
    for pair in judged(case, *states):
        if pair.state == State.NOT_A_NUMBER:
            yield from _not_numbers(pair)
        elif pair.state == State.NEGATIVE:
            yield from _negative(pair)
        elif pair.state == State.OUT_OF_BOUNDS:
            yield from _out_of_bounds(pair)
        else:
            yield from _fractions(pair)


def _not_numbers(pair: Judged) -> Iterator[Finding]:
    number = Text("rules.whole_number" if _whole(pair) else "rules.any_number")
    for entry in pair.entries:
        if entry.value is not None:
            continue
        raw = entry.raw or ""
        text = "percentage" if raw.endswith("%") else "text"
        text = "date" if entry.is_date else entry.fault or text
        yield pair.finding(INFO, text, entry, typed=_short(raw), number=number)


def _negative(pair: Judged) -> Iterator[Finding]:
    allowed = may_be_negative(pair.metric)
    for entry in pair.entries:
        if (
            entry.value is not None
            and entry.value < 0
            and not (allowed and entry is pair.numerator)
        ):
            yield pair.finding(INFO, "negative", entry, typed=entry.value)


def _out_of_bounds(pair: Judged) -> Iterator[Finding]:
    for entry in pair.entries:
        if entry.value is None or not is_out_of_bounds(entry.value):
            continue
        text = "near_zero" if abs(entry.value) < 1 else "too_large"
        yield pair.finding(INFO, text, entry, typed=entry.value)


def _fractions(pair: Judged) -> Iterator[Finding]:
    whole = {i.role for i in kind_of(pair.metric).inputs if i.whole}
    for role, entry in (("numerator", pair.numerator), ("denominator", pair.denominator)):
        if role in whole and entry and entry.number is not None and entry.number % 1:
            yield pair.finding(INFO, "fraction", entry, typed=entry.value)


def _whole(pair: Judged) -> bool:
    return kind_of(pair.metric).is_counted


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


RULE = Rule(INFO, _check)
