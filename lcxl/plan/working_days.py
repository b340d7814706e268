"""Working days: Monday to Friday, less public holidays and the host's own days off.

Public holidays come from the `holidays` library; it is loaded only when a country is named,
and only for years that are not known yet, because that takes longer than a command should.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from lcxl.periods import SATURDAY

__all__ = ["WorkingDays", "find_country", "find_subdivision", "similar_countries", "subdivisions"]

LANGUAGE = "en_US"
"""Names of holidays do not depend on the computer's language."""
_DAY = timedelta(days=1)


class WorkingDays:
    """Which days are worked.

    ``country`` and ``subdivision`` are codes that `find_country` and `find_subdivision` gave;
    without a country only weekends and ``days_off`` (day -> its name) are free.
    """

    def __init__(
        self,
        country: str = "",
        subdivision: str = "",
        days_off: Mapping[date, str] | None = None,
    ) -> None:
        self.country, self.subdivision = country, subdivision
        self.days_off = dict(days_off or {})
        self._known: dict[int, dict[date, str]] = {}

    def _public(self, year: int) -> dict[date, str]:
        """The public holidays of a year."""
        if year not in self._known:
            from holidays import country_holidays

            self._known[year] = dict(
                country_holidays(
                    self.country, self.subdivision or None, years=year, language=LANGUAGE
                )
            )
        return self._known[year]

    def is_working(self, day: date) -> bool:
        """Whether anybody is expected to work on a day."""
        if day.weekday() >= SATURDAY or day in self.days_off:
            return False
        return not self.country or day not in self._public(day.year)

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The day itself, or the working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day (before it, if negative)."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def closed(self, first_year: int, last_year: int) -> dict[date, str]:
        """Every named day off of these years, in order; weekends only where they have a name."""
        found: dict[date, str] = {}
        if self.country:
            for year in range(first_year, last_year + 1):
                found |= self._public(year)
        own = {d: n for d, n in self.days_off.items() if first_year <= d.year <= last_year}
        return dict(sorted((found | own).items()))


def find_country(text: str) -> str | None:
    """The two-letter code of a country named by code or in English; None if it is unknown."""
    wanted = _plain(text)
    return _countries().get(wanted)


def similar_countries(text: str) -> list[str]:
    """Codes of the countries whose code or name is most like a text."""
    import difflib

    known = _countries()
    near = difflib.get_close_matches(_plain(text), known, n=3, cutoff=0.6)
    return list(dict.fromkeys(known[name] for name in near))


def subdivisions(country: str) -> tuple[str, ...]:
    """Codes of a country's states, provinces or regions that have holidays of their own."""
    from holidays import country_holidays

    return tuple(country_holidays(country).subdivisions)


def find_subdivision(country: str, text: str) -> str | None:
    """The code of a state, province or region, named by code or name; None if unknown."""
    from holidays import country_holidays

    base = country_holidays(country)
    known = {_plain(code): code for code in base.subdivisions}
    for code, names in base.get_subdivision_aliases().items():
        known.update({_plain(name): code for name in names})
    return known.get(_plain(text.removeprefix(f"{country}-")))


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _countries() -> dict[str, str]:
    """Plain code or English name -> two-letter code."""
    from holidays.registry import COUNTRIES

    found: dict[str, str] = {}
    for module, (_, code, *others) in COUNTRIES.items():
        for name in (code, module, *others):
            found[_plain(name)] = code
    return found
