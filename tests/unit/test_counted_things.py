"""Every text that counts things has a form for one of them, or is never said of one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lcxl.metrics.display import shown_change, shown_room
from lcxl.templates.translating import sources
from lcxl.words import in_language
from tests.helpers.plans import SMALL, plan_from

COUNTED = re.compile(
    r"\{(?!month|file|team\}|metric|title|what|share|h\})\w+(?::,)?\} "
    r"(?:more |other |past |later |protected )?"
    r"(?!this\b|rows fit|(?:is|as|was|has|its|minus|less|times)\b)([a-z]{3,}s)\b(?! of \{)"
)
"""A place with several things behind it: {n} teams, {minutes} minutes."""
VERBS = {
    "applies", "asks", "belongs", "begins", "closes", "differs", "does", "ends", "enrols", "gets",
    "goes", "holds", "keeps", "lacks", "lies", "looks", "names", "needs", "scores", "stands",
    "starts", "takes", "writes",
}  # fmt: skip
NEVER_ONE = {
    "messages/charts.toml": (
        # counts from which on a chart is judged: three values at least
        "T01 T01_new T01_control T01_control_new T02 T02_new"
        " T04 T05 T05_higher T05_lower T08 T09 T09_reports T10 T10_reports T19"
        " T20 T20_reports T20_falling T20_falling_reports T25 T25_cases E02 E05 E06 E09 T31"
        # T03_one, T13_one, T13_ytd_one and T30_one are other sentences; windows are two months
        " T03 T03_new T13 T13_one T13_ytd_one T13_early T13_ytd T14 T14_plain T30"
        # multiples of five points; five teams; three metrics; two years
        " T21 T21_reports M01 M01_size M01_alike M09_years C08 F03 F03_no_main F08"
    ),
    "messages/plan.toml": (
        # what is over a bound, or in several parts
        "V35.sample V35.days_off_long V52.groups V53.baseline_short V53.baseline_few V63.many"
        " V71.retire V73.minutes V73.talk V73.peer V74.long"
    ),
    "messages/rules.toml": (
        "V10.all V17.too_fast V31.holds_too_many V31.too_many_parts V57.mostly_none"
        " V57.mostly_all V58.few_expected V59.too_often"
    ),
    "messages/": "many_teams demo_build some_months_many some_values_many some_values_one exported"
    " too_long constant short_before short_before_new moved_with_next",
    "lists/windows.toml": "windows",
    # as many as lcxl itself asks for, or more than a bound
    "books/": "frozen frozen_new cut open_tasks no_tasks too_long too_few review survey"
    " survey_share panel_start panel_start_mean total subtitle",
    "defaults/": "methods invitation blurb interest invite leader agenda-facilitators length",
}  # fmt: skip
"""File -> ids of texts that are never said of one thing."""


def is_known(path: str) -> bool:
    file, _, inside = path.partition(":")
    for known, ids in NEVER_ONE.items():
        if file.startswith(known) and any(
            re.search(rf"(^|\.){re.escape(id_)}(\.|$)", inside) for id_ in ids.split()
        ):
            return True
    return False


def test_what_counts_things_has_a_form_for_one_of_them() -> None:
    texts = {
        path: given.english
        for path, given in sources().items()
        if not path.startswith(("examples/", "defaults/demo"))
        and not path.endswith(("_one", "_1"))
        and not {f"{path}_one", f"{path}_1"} & set(sources())
    }
    found = {
        path: match[0]
        for path, text in texts.items()
        for match in COUNTED.finditer(text)
        if match[1] not in VERBS and not is_known(path)
    }
    assert not found
    for several in ("{n} teams are in", "{n:,} more rows do not fit"):
        assert COUNTED.search(several)


@pytest.mark.parametrize(
    ("language", "two", "less", "room"),
    [
        ("en-US", "+2.0 points", "-1.9 points", "1.5 points"),
        ("fr-CA", "+2,0 points", "-1,9 point", "1,5 point"),
        ("es-US", "+2.0 puntos", "-1.9 puntos", "1.5 puntos"),
    ],
)
def test_what_is_below_two_is_no_plural_in_french(
    language: str, two: str, less: str, room: str, tmp_path: Path
) -> None:
    """By the number that is shown: 1.96 is 2.0."""
    metric = plan_from(SMALL, tmp_path).metrics[0]
    with in_language(language):
        assert shown_change(metric, 0.0196) == two
        assert shown_change(metric, -0.019) == less
        assert shown_room(metric, 0.015) == room
