"""Country, region and time zones: are they among those that are known?"""

from __future__ import annotations

import difflib

from lcxl.plan import rules
from lcxl.plan.raw import At, Heading, RawPlan
from lcxl.plan.working_days import find_country, find_subdivision, similar_countries, subdivisions
from lcxl.templates import chosen
from lcxl.words import Choices, is_language, languages

__all__ = ["check_place"]


def _check_languages(raw: RawPlan) -> None:
    """The host's language and those of the teams, by code or name."""
    rows = [("collaborative", 0, raw.collaborative)]
    for name in ("teams", "prospects", "wordings"):
        rows += [(name, i, row) for i, row in enumerate(raw.rows(name))]
    told: set[str] = set()
    for table, i, row in rows:
        given = row.get("language")
        if not given:
            continue
        code = chosen("language", str(given)) or str(given)
        if is_language(code):
            row["language"] = code
            if table != "wordings" and code not in told:
                told.add(code)
                _check_translation(raw, At(table, i, "language"), code)
            continue
        at = At(table, i, "language")
        places = {
            "heading": Heading("teams" if table == "prospects" else table, "language"),
            "given": str(given),
            "known": Choices(languages()),
        }
        raw.found(rules.NOT_UNDERSTOOD, at, "not_a_word", places)
        row.pop("language")


def _check_translation(raw: RawPlan, at: At, code: str) -> None:
    """Whether a language is translated far enough for teams."""
    from lcxl.templates.translated import Translated, is_offered  # only other languages need it

    if is_offered(code):
        return
    n = Translated(code).left_for("team")
    raw.found(rules.LANGUAGE, at, "left", {"language": code, "n": n})


def check_place(raw: RawPlan) -> None:
    """Country, region and time zones: found in the lists of this computer, as codes."""
    _check_languages(raw)
    form = raw.collaborative
    country = form.get("country")
    if country:
        code = find_country(str(country))
        if code is None:
            near = similar_countries(str(country))
            places = {"heading": Heading("collaborative", "country"), "given": str(country)}
            raw.found(
                rules.NOT_UNDERSTOOD,
                At("collaborative", 0, "country"),
                "country_like" if near else "country",
                places | ({"near": Choices(near)} if near else {}),
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
            At("collaborative", 0, "time_zone"),
            "time_zone",
        )
    _check_zone(raw, "collaborative", 0, form.get("time_zone"))
    for table in ("teams", "prospects", "people"):
        for i, row in enumerate(raw.rows(table)):
            _check_zone(raw, table, i, row.get("time_zone"))


def _check_region(raw: RawPlan, region: str) -> None:
    form = raw.collaborative
    country = str(form.get("country") or "")
    code = find_subdivision(country, region) if country else None
    if code is not None:
        form["subdivision"] = code
        return
    places: dict[str, object] = {
        "heading": Heading("collaborative", "subdivision"),
        "given": region,
    }
    if not country:
        raw.found(
            rules.INCONSISTENT,
            At("collaborative", 0, "subdivision"),
            "no_country",
            places,
        )
    else:
        known = subdivisions(country)
        places |= {"country": country} | ({"known": Choices(known)} if known else {})
        raw.found(
            rules.NOT_UNDERSTOOD,
            At("collaborative", 0, "subdivision"),
            "region" if known else "no_regions",
            places,
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
        places = {"heading": Heading(table, "time_zone"), "given": str(name)}
        near = [by_city[c] for c in difflib.get_close_matches(wanted, by_city, n=2)]
        raw.found(
            rules.NOT_UNDERSTOOD,
            At(table, index, "time_zone"),
            "time_zone_like" if near else "time_zone",
            places | ({"near": Choices(near)} if near else {}),
        )
