"""Country, region and time zones: are they among those that are known?"""

from __future__ import annotations

import difflib

from lcxl.plan import rules
from lcxl.plan.raw import RawPlan, heading
from lcxl.plan.working_days import find_country, find_subdivision, similar_countries, subdivisions

__all__ = ["check_place"]


def check_place(raw: RawPlan) -> None:
    """Country, region and time zones: found in the lists of this computer, as codes."""
    form = raw.collaborative
    country = form.get("country")
    if country:
        code = find_country(str(country))
        if code is None:
            near = ", ".join(similar_countries(str(country)))
            raw.found(
                rules.NOT_UNDERSTOOD,
                "collaborative",
                0,
                "country",
                f"{heading('collaborative', 'country')}: there is no country {country!r} in the "
                "list of public holidays.",
                "Type its two letters, such as US, CA or GB"
                + (f"; perhaps {near}." if near else ".")
                + " Leave the cell empty if only weekends are free.",
            )
            form.pop("country")
            form.pop("subdivision", None)
        else:
            form["country"] = code
    region = form.get("subdivision")
    if region:
        _check_region(raw, str(region))
    if not form.get("time_zone") and (form.get("session_time") or form.get("call_time")):
        raw.found(
            rules.MISSING,
            "collaborative",
            0,
            "time_zone",
            "A time of day is given, but not in which time zone.",
            "Type the host's time zone, such as America/New_York.",
        )
    _check_zone(raw, "collaborative", 0, form.get("time_zone"))
    for table in ("teams", "prospects", "people"):
        for i, row in enumerate(raw.rows(table)):
            _check_zone(raw, table, i, row.get("time_zone"))


def _check_region(raw: RawPlan, region: str) -> None:
    form = raw.collaborative
    country = form.get("country")
    code = find_subdivision(country, region) if country else None
    if code is not None:
        form["subdivision"] = code
        return
    message = f"{heading('collaborative', 'subdivision')}: {region!r} "
    if not country:
        raw.found(
            rules.INCONSISTENT,
            "collaborative",
            0,
            "subdivision",
            message + "is given, but no country.",
            "Fill in the country too, or clear this cell.",
        )
    else:
        known = ", ".join(subdivisions(country))
        raw.found(
            rules.NOT_UNDERSTOOD,
            "collaborative",
            0,
            "subdivision",
            message + f"is not a region of {country} with holidays of its own.",
            f"Use one of: {known}." if known else "Leave the cell empty.",
        )
    form.pop("subdivision")


def _check_zone(raw: RawPlan, table: str, index: int, name: object) -> None:
    from zoneinfo import ZoneInfo, available_timezones

    if not name:
        return
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        wanted = str(name).replace(" ", "_").casefold()
        by_city = {
            zone.rpartition("/")[2].casefold(): zone for zone in sorted(available_timezones())
        }
        near = [by_city[c] for c in difflib.get_close_matches(wanted, by_city, n=2)]
        raw.found(
            rules.NOT_UNDERSTOOD,
            table,
            index,
            "time_zone",
            f"{heading(table, 'time_zone')}: {name!r} is not the name of a time zone.",
            "Type it as continent and city, such as America/New_York or Europe/London"
            + (f"; perhaps {' or '.join(near)}." if near else "."),
        )
