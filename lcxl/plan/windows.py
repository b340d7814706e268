"""The time that a metric's numbers cover: a closed list of windows, and free words for them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple, NotRequired, TypedDict

from lcxl import templates
from lcxl.lazy import late_pattern
from lcxl.words import per_language, texts

__all__ = ["Window", "nearest", "recognised", "window"]

DAYS_OF_A_MONTH = 30.4375
_N = "{n}"
_NUMBERS = {
    word: str(number)
    for number, word in (
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, "four"),
        (6, "six"),
        (9, "nine"),
        (12, "twelve"),
        (18, "eighteen"),
        (24, "twenty four"),
    )
}
_UNITS = {"d": "days?|d", "w": "weeks?|wks?|w", "m": "months?|mths?|mos?|m",
          "q": "quarters?|q", "y": "years?|yrs?|y"}  # fmt: skip
_LENGTH = late_pattern(
    r"(?:(?P<n>\d{1,3}) ?|\b)(?:" + "|".join(f"(?P<{k}>{v})" for k, v in _UNITS.items()) + r")\b"
)
_MOVING = r"rolling|last|past|previous|prior|preceding|trailing|moving|running"
_FILLERS = late_pattern(
    r"\b(in|of|the|over|a|an|for|during|within|data|window|period|total|basis)\b"
)


class Window(NamedTuple):
    """One window: see templates_src/lists/windows.toml.

    ``months``: how many months one value covers, rounded to whole ones; None where that has
    no length.
    """

    id: str
    word: str
    months: int | None
    moving: bool
    """A value reported more often than the window is long shares patients with the one before."""
    additive: bool
    registry: bool
    days: float | None = None
    """How many days one value covers, about; None where that has no length."""

    def in_words(self) -> str:
        """Its words in the current language."""
        return window(self.id).word

    def as_json(self) -> str:
        """Its id."""
        return self.id

    @property
    def overlapping(self) -> bool:
        """Whether values reported monthly share patients."""
        return self.moving and self.months != 1

    @property
    def to_date(self) -> bool:
        """It begins anew each January, so that its length changes."""
        return self.id == "ytd"

    def covered(self, last_day: date) -> int:
        """How many months a value up to that day covers; 0 where it has no length."""
        return last_day.month if self.to_date else self.months or 0


class _Listed(TypedDict):
    """A window as it stands in the list; ``{n}`` is a number."""

    id: str
    word: str
    also: NotRequired[list[str]]
    months: NotRequired[int]
    overlapping: bool
    additive: bool
    registry: bool


@per_language
def _list() -> tuple[_Listed, ...]:
    return tuple(texts("lists/windows.toml")["windows"])


@per_language
def window(text: str) -> Window:
    """The window of an id, or of the words for it; the nearest one for other words."""
    id_ = recognised(text) or nearest(text)
    found, number = next(
        (one, match["n"] if _N in one["id"] else "")
        for one in _list()
        if (match := _pattern(one["id"]).fullmatch(id_))
    )
    months = found.get("months")
    days = None if months is None else months * DAYS_OF_A_MONTH
    if months is None and number:
        days = float(number) if id_.endswith("d") else int(number) * DAYS_OF_A_MONTH
        months = max(1, round(days / DAYS_OF_A_MONTH))
    return Window(
        id_,
        found["word"].replace(_N, number),
        months,
        found["overlapping"],
        found["additive"],
        found["registry"],
        days,
    )


def _pattern(id_: str) -> re.Pattern[str]:
    return re.compile(re.escape(id_).replace(re.escape(_N), r"(?P<n>[1-9]\d{0,2})"))


@per_language
def recognised(text: str) -> str | None:
    """The id that a text is, or means without a doubt; None where one has to ask.

    Capital letters, hyphens and the order of words make no difference: "Rolling 12m",
    "rolling 12 months", "last 12 months" and "12-month rolling" are all ``rolling_12m``, and so is
    its own word.
    """
    plain, id_ = _plain(text), text.strip().casefold().replace(" ", "_")
    if id_ == "rolling_1m":
        return "month"
    for one in _list():
        if _pattern(one["id"]).fullmatch(id_):
            return id_
        if plain in (*one.get("also", ()), _plain(one["id"])):
            return str(one["id"])
        if said := _pattern(_plain(one["word"])).fullmatch(plain):
            return str(one["id"]).replace(_N, said["n"] if _N in one["word"] else "")
    length, rest = _length(plain)
    if not length:
        return None
    rest = " ".join(_FILLERS.sub(" ", rest).split())
    if re.fullmatch(_MOVING, rest):
        return f"rolling_{length}"
    if length.endswith("d") and re.fullmatch(r"lag(ged)?|lag of", rest):
        return f"lagged_{length}"
    if length.endswith("m") and re.fullmatch(r"(month ?)?look ?back", rest):
        return f"month_lookback_{length}"
    return None


def nearest(text: str) -> str:
    """The id to propose for words that are not recognised."""
    from difflib import get_close_matches  # needed for a mistake only

    plain = _plain(text)
    length, rest = _length(plain)
    if length:
        if re.search(r"\b(lag\w*|after|later|follow\w*|delay\w*)\b", rest) and length[-1] == "d":
            return f"lagged_{length}"
        if re.search(r"look ?back", rest) and length[-1] == "m":
            return f"month_lookback_{length}"
        return "month" if length == "1m" else f"rolling_{length}"
    if re.search(rf"\b({_MOVING})\b", plain):
        return "rolling_12m"
    names = {
        name: str(one["id"])
        for one in _list()
        for name in (*one.get("also", ()), _plain(one["id"]))
        if _N not in one["id"]
    }
    names |= {id_.replace("_", " "): id_ for id_ in templates.ids_of("window")}
    close = get_close_matches(plain, names, n=1, cutoff=0.5)
    return names[close[0]] if close else "month"


def _plain(text: str) -> str:
    plain = " ".join(re.sub(r"[-_.,()/\u2010-\u2015]", " ", text.casefold()).split())
    for word, number in _NUMBERS.items():
        plain = re.sub(rf"\b{word}\b", number, plain)
    return re.sub(rf"\b({_MOVING})(\d)", r"\1 \2", plain)


def _length(plain: str) -> tuple[str, str]:
    """The one length that a text names, as 12m or 90d, and the other words; "" for none."""
    found = [m for m in _LENGTH.finditer(plain) if m["n"] or m.lastgroup in ("y", "q")]
    if len(found) != 1 or (found[0]["n"] and int(found[0]["n"]) == 0):
        return "", plain
    match = found[0]
    number, unit = int(match["n"] or 1), str(match.lastgroup)
    rest = f"{plain[: match.start()]} {plain[match.end() :]}"
    if unit == "w":
        return f"{7 * number}d", rest
    if unit == "d":
        return f"{number}d", rest
    return f"{number * {'m': 1, 'q': 3, 'y': 12}[unit]}m", rest
