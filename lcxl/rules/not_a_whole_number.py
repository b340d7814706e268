"""V05: text, a date or an error where a number belongs; below zero; far too large; a fraction."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State, is_out_of_bounds, kind_of, may_be_negative
from lcxl.rules.base.rule import Case, Judged, Rule, judged, number_text

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
    number = "the whole number" if _whole(pair) else "the number"
    for entry in pair.entries:
        if entry.value is not None:
            continue
        raw = entry.raw or ""
        if entry.is_date:
            message = f"a date ({raw}) stands where a number belongs."
        elif entry.fault == "error":
            message = f"the cell shows the error {raw}."
        elif entry.fault == "formula":
            message = "the cell has a formula that was never calculated."
        elif raw.endswith("%"):
            message = f"'{raw}' is a percentage. The two numbers behind it are needed."
        else:
            message = f"'{_short(raw)}' is not a number."
        yield pair.finding(INFO, message, f"Type {number} only, such as 15.", entry)


def _negative(pair: Judged) -> Iterator[Finding]:
    allowed = may_be_negative(pair.metric)
    for entry in pair.entries:
        if (
            entry.value is not None
            and entry.value < 0
            and not (allowed and entry is pair.numerator)
        ):
            yield pair.finding(
                INFO,
                f"{number_text(entry.value)} is below zero.",
                "Type the number again without the minus sign.",
                entry,
            )


def _out_of_bounds(pair: Judged) -> Iterator[Finding]:
    for entry in pair.entries:
        if entry.value is None or not is_out_of_bounds(entry.value):
            continue
        if abs(entry.value) < 1:
            message = "is too close to 0 to be meant."
            fix = "Type 0 if that is meant, or else the number itself, such as 15."
        else:
            message = "is far beyond anything that is counted or measured."
            fix = "Look up the number and type it again, such as 15."
        yield pair.finding(INFO, f"{number_text(entry.value)} {message}", fix, entry)


def _fractions(pair: Judged) -> Iterator[Finding]:
    whole = {i.role for i in kind_of(pair.metric).inputs if i.whole}
    for role, entry in (("numerator", pair.numerator), ("denominator", pair.denominator)):
        if role in whole and entry and entry.number is not None and entry.number % 1:
            yield pair.finding(
                INFO,
                f"{number_text(entry.value)} is not a whole number, but things are counted.",
                "Type the number counted. Percentages are calculated from the two numbers.",
                entry,
            )


def _whole(pair: Judged) -> bool:
    return all(i.whole for i in kind_of(pair.metric).inputs)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


RULE = Rule(INFO, _check)
