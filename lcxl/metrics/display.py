"""How a metric's value is shown: to people in a sentence, and as a number format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lcxl.kinds import KINDS
from lcxl.plan import Metric
from lcxl.runchart.rounding import PLACES, round_half_away
from lcxl.words import locale, number, percent_format, rounded, say

__all__ = [
    "Amount",
    "amount",
    "change_as_number",
    "change_as_shown",
    "change_places",
    "end_as_number",
    "level_as_shown",
    "number_format",
    "places",
    "shown",
    "shown_change",
    "shown_change_formula",
    "shown_end",
    "shown_end_formula",
    "shown_formula",
    "shown_level",
    "shown_level_formula",
    "shown_room",
    "shown_room_formula",
    "shown_tick",
    "shown_tick_formula",
    "signed_format",
    "unit_of_change",
]

MOST_PLACES = 4
"""A number that needs more was computed (a goal typed as =1/3), not thought of."""


def places(metric: Metric) -> int:
    """Decimal places of the value; for a proportion, of its percentage.

    What the host chose, or else what is usual; never fewer than the numbers need that the
    value is compared with, so that a goal of 8.5 is not shown as 9.
    """
    kind = KINDS[metric.kind]
    chosen = kind.decimals if metric.decimals is None else metric.decimals
    by = 100 if kind.in_percent else 1
    compared = (
        metric.goal,
        metric.maintain_value,
        metric.plausible_low,
        metric.plausible_high,
    )
    return max(chosen, *(_needed(number * by) for number in compared if number is not None), 0)


@cache
def _needed(number: float) -> int:
    """Decimal places without which the number would be shown as another one."""
    fraction = f"{round_half_away(number):.{MOST_PLACES}f}".rstrip("0").partition(".")[2]
    return len(fraction)


def number_format(metric: Metric) -> str:
    """An Excel number format for the value."""
    decimals = places(metric)
    if KINDS[metric.kind].in_percent:
        return percent_format(decimals)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the decimal places it is shown with; a share is shown as a percentage."""

    value: float
    decimals: int
    is_share: bool = False

    def in_words(self) -> str:
        """63%, or 4.2."""
        told = _told(self.value * (100 if self.is_share else 1), self.decimals)
        return locale().percent.replace("{n}", told) if self.is_share else told

    def as_json(self) -> float:
        """The number itself."""
        return self.value


def amount(metric: Metric, value: float) -> Amount:
    """The value as a sentence shows it, to be said later."""
    return Amount(value, places(metric), KINDS[metric.kind].in_percent)


def shown(metric: Metric, value: float) -> str:
    """The value as a sentence shows it, such as 63% or 4.2."""
    return amount(metric, value).in_words()


def shown_formula(metric: Metric, reference: str) -> str:
    """`shown` as a formula; FIXED follows the reader's decimal sign, TEXT would not.

    Rounded before: LibreOffice's FIXED makes 2.42 of 2.425, and the first ROUND takes away
    the noise of the computation (`lcxl.runchart.rounding`).
    """
    return _percent_formula(metric, _told_formula(metric, reference, places(metric)))


def change_places(metric: Metric) -> int:
    """Decimal places of a change, and of the levels beside it: one at least."""
    return max(1, places(metric))


def _percent(metric: Metric, number: str) -> str:
    """A number that is told, of a proportion as a percentage."""
    return locale().percent.replace("{n}", number) if KINDS[metric.kind].in_percent else number


def _percent_formula(metric: Metric, told: str) -> str:
    """`_percent` as a formula."""
    if not KINDS[metric.kind].in_percent:
        return told
    before, _, after = (part.replace('"', '""') for part in locale().percent.partition("{n}"))
    return (f'"{before}"&' if before else "") + told + (f'&"{after}"' if after else "")


def _scaled(metric: Metric, value: float) -> float:
    return value * 100 if KINDS[metric.kind].in_percent else value


def _scaled_formula(metric: Metric, reference: str, decimals: int) -> str:
    value = f"{reference}*100" if KINDS[metric.kind].in_percent else reference
    return f"ROUND(ROUND({value},{PLACES}),{decimals})"


def unit_of_change(metric: Metric, value: float | None = None) -> str:
    """What a change is counted in: points, per 1,000, minutes; nothing for a bare number.

    ``value``: the change that it stands behind, since 1.9 is no plural in every language.
    """
    if KINDS[metric.kind].in_percent:
        return say("metrics.points", n=None if value is None else change_as_shown(metric, value))
    if KINDS[metric.kind].counts_per and metric.per > 1:
        return say("metrics.per", per=number(metric.per, grouped=True))
    return metric.unit


def change_as_shown(metric: Metric, value: float) -> float:
    """A change as the number that is shown of it; of a proportion in points.

    For readers from whom single numbers are hidden: unrounded digits could be traced back.
    """
    return rounded(round_half_away(_scaled(metric, value)), change_places(metric))


def level_as_shown(metric: Metric, value: float) -> float:
    """The same of a value beside a change of it; a proportion stays one."""
    return change_as_shown(metric, value) / (100 if KINDS[metric.kind].in_percent else 1)


def _unit_formula(metric: Metric, reference: str) -> str:
    """`unit_of_change` behind a number; a thousand of its own is written as the number is."""
    one, many = (unit_of_change(metric, n).replace('"', '""') for n in (0.0, 1.0))
    if one != many:
        rounded = _scaled_formula(metric, reference, change_places(metric))
        return f'&IF(ABS({rounded})<2," {one}"," {many}")'
    if not many:
        return ""
    text = f'&" {many}"'
    if KINDS[metric.kind].counts_per and metric.per >= 1000:
        text = text.replace(number(metric.per, grouped=True), f'"&FIXED({metric.per:g},0)&"')
    return text.removesuffix('&""')


def shown_level(metric: Metric, value: float) -> str:
    """A value beside a change of it, such as 53.1%."""
    return _percent(metric, _told(_scaled(metric, value), change_places(metric)))


def shown_level_formula(metric: Metric, reference: str) -> str:
    """`shown_level` as a formula."""
    return _percent_formula(metric, _told_formula(metric, reference, change_places(metric)))


def shown_change(metric: Metric, value: float) -> str:
    """A change with its sign and unit, such as "+8.3 points"."""
    text = _told(_scaled(metric, value), change_places(metric), signed=True)
    return f"{text} {unit_of_change(metric, value)}".strip()


def shown_change_formula(metric: Metric, reference: str) -> str:
    """`shown_change` as a formula."""
    text = _told_formula(metric, reference, change_places(metric), signed=True)
    return text + _unit_formula(metric, reference)


def shown_end(metric: Metric, value: float) -> str:
    """One end of an interval of a change; one that would round to nothing has a digit more."""
    decimals, scaled = change_places(metric), _scaled(metric, value)
    is_small = not _is_some(_fixed(scaled, decimals))
    return _told(scaled, decimals + 1 if is_small else decimals, signed=True)


def shown_end_formula(metric: Metric, reference: str) -> str:
    """`shown_end` as a formula."""
    decimals = change_places(metric)
    rounded = _scaled_formula(metric, reference, decimals)
    fine = _told_formula(metric, reference, decimals + 1, signed=True)
    return f"IF({rounded}=0,{fine},{_signed_formula(rounded, decimals)})"


def change_as_number(metric: Metric, value: float) -> float:
    """What a cell holds that shows a change: of a proportion in points; 0 where it shows as that.

    No number format takes the sign of -0.04 away in every spreadsheet program, a 0 has none.
    """
    scaled = _scaled(metric, value)
    return scaled if _is_some(_fixed(scaled, change_places(metric))) else 0.0


def end_as_number(metric: Metric, value: float) -> float:
    """The same of one end of an interval, which has a digit more (`shown_end`)."""
    scaled = _scaled(metric, value)
    return scaled if _is_some(_fixed(scaled, change_places(metric) + 1)) else 0.0


def signed_format(decimals: int, unit: str = "") -> str:
    """An Excel number format for a change (`change_as_number`), with its sign."""
    number = f"#,##0.{'0' * decimals}{unit}"
    return f"+{number};-{number};{number}"


def shown_room(metric: Metric, value: float) -> str:
    """How far a value may still go, such as "8.3 points"."""
    text = _told(_scaled(metric, value), change_places(metric))
    return f"{text} {unit_of_change(metric, value)}".strip()


def shown_room_formula(metric: Metric, reference: str) -> str:
    """`shown_room` as a formula."""
    return _told_formula(metric, reference, change_places(metric)) + _unit_formula(
        metric, reference
    )


def shown_tick(metric: Metric, value: float, decimals: int) -> str:
    """A value beside an axis, such as 40%."""
    return _percent(metric, _fixed(_scaled(metric, value), decimals))


def shown_tick_formula(metric: Metric, reference: str, decimals: str) -> str:
    """`shown_tick` as a formula; ``decimals``: a cell."""
    scaled = f"{reference}*100" if KINDS[metric.kind].in_percent else reference
    return _percent_formula(metric, f"FIXED(ROUND({scaled},{PLACES}),{decimals},TRUE)")


def _told(value: float, decimals: int, *, signed: bool = False) -> str:
    """The number, with a plus if it is ``signed``; one that rounds to nothing says so.

    Less than nothing is told of differences only, which are ``signed``.
    """
    text = _fixed(value, decimals)
    if not _is_some(text):
        exact = round_half_away(value)
        return _less_than(value, decimals) if exact > 0 or (exact and signed) else text
    return f"+{text}" if signed and value > 0 else text


def _less_than(value: float, decimals: int) -> str:
    name = "less_than" if value > 0 else "more_than"
    return say(f"metrics.{name}", number=_fixed(10.0**-decimals, decimals))


def _told_formula(metric: Metric, reference: str, decimals: int, *, signed: bool = False) -> str:
    """`_told` as a formula."""
    rounded = _scaled_formula(metric, reference, decimals)
    usual = _signed_formula(rounded, decimals) if signed else f"FIXED({rounded},{decimals},TRUE)"
    least = f'"&FIXED({10.0**-decimals:.{decimals}f},{decimals},TRUE)&"'
    more, less = (
        f'"{say(f"metrics.{name}", number=least)}"'.removesuffix('&""')
        for name in ("more_than", "less_than")
    )
    scaled = f"{reference}*100" if KINDS[metric.kind].in_percent else reference
    exact, nothing = f"ROUND({scaled},{PLACES})", f"FIXED(0,{decimals},TRUE)"
    small = (
        f"CHOOSE(2+SIGN({exact}),{more},{nothing},{less})"
        if signed
        else f"IF({exact}>0,{less},{nothing})"
    )
    return f"IF({rounded}=0,{small},{usual})"


def _signed_formula(rounded: str, decimals: int) -> str:
    return f'IF({rounded}>0,"+","")&FIXED({rounded},{decimals},TRUE)'


def _fixed(value: float, decimals: int) -> str:
    """As FIXED."""
    return number(round_half_away(value), decimals)


def _is_some(text: str) -> bool:
    """A number as it is fixed is not shown as nothing."""
    return any(c in text for c in "123456789")
