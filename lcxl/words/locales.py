"""How a language writes numbers, dates and lists: ``languages/<code>/locale.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lcxl.words.current import UnreadableWords, language, language_folders, per_language

__all__ = ["Locale", "locale"]


class Locale(NamedTuple):
    """How a language writes numbers, dates and lists; see the comments in its file."""

    name: str
    months: Sequence[str]
    months_short: Sequence[str]
    weekdays: Sequence[str]
    month: str
    month_short: str
    month_narrow: str
    day: str
    date: str
    date_short: str
    day_short: str
    decimal: str
    thousands: str
    percent: str
    list_between: str
    list_last: str
    quote_open: str
    quote_close: str
    cells: Mapping[str, str]
    """Number formats of cells: month, month_short, day, weekday, percent (of the format {n})."""
    first_day: str = "1"
    """The first day of a month, such as 1er."""
    not_applicable: Sequence[str] = ()
    """What a team types for "no eligible cases"."""
    zero_is_one: bool = False
    """A sentence about 0 things, or 1.9, is the one about 1 thing."""
    reviewed_by: str = ""
    """Who has read the translation through; without that it is a draft."""
    reviewed_on: str = ""


@per_language
def locale() -> Locale:
    """The habits of the current language.

    Raises:
        LookupError: there is no such language.
        UnreadableWords: its file says no habits.
    """
    import tomllib

    files = [folder / "locale.toml" for folder in language_folders(language())]
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        raise LookupError(f"languages/{language()}/locale.toml is missing")
    try:
        return Locale(**tomllib.loads(file.read_bytes().decode()))
    except (OSError, TypeError, ValueError) as e:
        raise UnreadableWords(str(file), str(e)) from None
