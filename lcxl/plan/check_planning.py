"""What is asked about planning.xlsx and about the set of metrics as a plan for change.

A check is silent until somebody has begun with what it is about; a host without planning.xlsx is
asked nothing here but what the planning group of the tracker gives rise to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import NamedTuple, TypeVar

from lcxl import templates
from lcxl.plan import rules
from lcxl.plan.metric import Metric
from lcxl.plan.planning import ChangeIdea, Planning, PrimaryDriver, SecondaryDriver
from lcxl.plan.raw import At, RawPlan, Word
from lcxl.words import (
    SOURCE_LANGUAGE,
    Choices,
    code_of,
    in_language,
    locale,
    percent,
    text_of,
)

__all__ = [
    "LEAST_REQUIRED",
    "MOST_REQUIRED",
    "check_planning",
    "driver_ids",
    "lacking_in",
    "words_of_time",
]

LEAST_REQUIRED, MOST_REQUIRED = 3, 5
"""Required metrics that are usual (toolkit: three to five core metrics)."""
SMALLEST_GROUP, LARGEST_GROUP = 3, 6
"""Members of a planning group that are usual (toolkit)."""
LAST_INDICATOR = 12
"""K1 to K12 are the indicators that lcxl knows."""
_PERCENT = r"(\d+(?:[.,]\d+)?)\s*(?:%|{})"
_NUMBER = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IDS = re.compile(r"[;,\n]")
_LIKE_AN_ID = re.compile(r"[A-Z]{1,6}\d{1,3}$")
_INDICATOR = re.compile(r"K(\d+)$", re.IGNORECASE)


def driver_ids(driver: str) -> list[str]:
    """The ids that a metric's driver names, as they are typed; none for one that needs none."""
    named = [word.strip() for word in _IDS.split(driver)]
    return [word for word in named if word and templates.chosen("no_driver", word) is None]


def check_planning(raw: RawPlan, planning: Planning, metrics: Sequence[Metric | None]) -> None:
    """Ask about drivers, ideas, aim, evaluation and planning group."""
    known = {i: metric for i, metric in enumerate(metrics) if metric is not None}
    if _is_begun(planning):
        _metrics_have_drivers(raw, planning, known)
        _tree_is_whole(raw, planning)
        _ideas_are_seen(raw, planning, known.values())
    if planning != Planning():
        _set_of_metrics(raw, known.values())
    own = str(raw.collaborative.get("language") or "")
    # Whatever the command speaks: the aim is in the host's language.
    with in_language(code_of(own)) if own else nullcontext():
        _aim(raw, planning, {m.id: m for m in known.values()})
    _evaluation(raw, planning, known.values())
    _planning_group(raw)


def _metrics_have_drivers(raw: RawPlan, planning: Planning, known: Mapping[int, Metric]) -> None:
    ids = _ids_of(planning)
    for i, metric in known.items():
        at, name = At("metrics", i, "driver"), metric.short_name
        for given in driver_ids(metric.driver):
            if given.casefold() not in ids:
                raw.found(
                    rules.DRIVER, at, "no_idea", {"metric": name, "id": given}, metric_id=metric.id
                )
        if metric.requirement == "required" and not metric.driver.strip():
            text = "balancing" if metric.family == "balancing" else "none"
            raw.found(rules.NO_DRIVER, at, text, {"metric": name}, metric_id=metric.id)
    here = {metric.id for metric in known.values()}
    for table, rows in _served(planning):
        for i, row in _written(rows):
            if row.metric and row.metric not in here:
                places = {"what": row.text, "given": row.metric}
                raw.found(rules.DRIVER, At(table, i, "metric"), "no_metric", places)


def _tree_is_whole(raw: RawPlan, planning: Planning) -> None:
    parents = {row.parent.casefold() for _, rows in _served(planning) for _, row in _written(rows)}
    above: Sequence[tuple[str, Sequence[PrimaryDriver | SecondaryDriver]]] = (
        ("primary", planning.primary),
        ("secondary", planning.secondary),
    )
    for table, rows in above:
        for i, driver in _written(rows):
            if driver.id.casefold() not in parents:
                raw.found(rules.NO_IDEA, At(table, i, "text"), table, {"driver": driver.text})
    drivers = {d.id.casefold() for _, d in _written(planning.primary)}
    homes = {
        "secondary": drivers,
        "ideas": drivers | {d.id.casefold() for _, d in _written(planning.secondary)},
    }
    for table, found in _served(planning):
        for i, row in _written(found):
            if row.parent.casefold() not in homes[table]:
                text = "adrift" if row.parent else "no_parent"
                places = {"what": row.text, "given": row.parent}
                raw.found(rules.NO_IDEA, At(table, i, "parent"), text, places)
    seen: set[str] = set()
    for i, idea in _written(planning.ideas):
        if idea.id and idea.id.casefold() in seen:
            raw.found(rules.DRIVER, At("ideas", i, "id"), "twice", {"id": idea.id})
        seen.add(idea.id.casefold())


def _ideas_are_seen(raw: RawPlan, planning: Planning, known: Collection[Metric]) -> None:
    """Ideas that no metric would show."""
    named = {word.casefold() for metric in known for word in driver_ids(metric.driver)}
    secondary = {driver.id.casefold(): driver for driver in planning.secondary}

    def is_seen(idea: ChangeIdea) -> bool:
        home = secondary.get(idea.parent.casefold())
        above = [home.parent.casefold()] if home else []
        if named & {idea.id.casefold(), idea.parent.casefold(), *above}:
            return True
        return bool(idea.metric or (home and home.metric))

    for i, idea in _written(planning.ideas):
        if not is_seen(idea):
            raw.found(rules.NOT_SEEN, At("ideas", i, "metric"), "idea", {"idea": idea.text})


def _set_of_metrics(raw: RawPlan, known: Collection[Metric]) -> None:
    at = At("metrics", 0, "family")
    if known and not any(metric.family == "balancing" for metric in known):
        raw.found(rules.NO_BALANCING, at, "none", {"n": len(known)})
    required = sum(metric.requirement == "required" for metric in known)
    if known and not LEAST_REQUIRED <= required <= MOST_REQUIRED:
        text = "few" if required < LEAST_REQUIRED else "many"
        places = {"n": required, "least": LEAST_REQUIRED, "most": MOST_REQUIRED}
        raw.found(rules.SET_SIZE, At("metrics", 0, "requirement"), text, places)


def _aim(raw: RawPlan, planning: Planning, metrics: Mapping[str, Metric]) -> None:
    aim, other = planning.aim, str(raw.collaborative.get("aim") or "").strip()
    if not (aim.what or aim.own_sentence):
        return
    metric = metrics.get(aim.metric)
    for name in _lacking(planning, metric):
        raw.found(rules.AIM_PARTS, At("aim_statement", 0, name), name, {})
    if aim.metric and metric is None:
        places: dict[str, object] = {"given": aim.metric}
        raw.found(rules.AIM_DIFFERS, At("aim_statement", 0, "metric"), "no_metric", places)
    if other and other != aim.own_sentence:
        text = "two_aims" if aim.own_sentence else "two_aims_parts"
        places = {"here": aim.own_sentence, "there": other}
        raw.found(rules.AIM_DIFFERS, At("aim_statement", 0, "own_sentence"), text, places)
    if metric is None:
        return
    shares = _shares_in(aim.own_sentence)
    goal = metric.goal if metric.kind == "proportion" else None
    if goal is not None and shares and all(abs(share - goal) > 1e-9 for share in shares):
        places = {
            "said": Choices(map(Share, shares)),
            "metric": metric.short_name,
            "goal": Share(goal),
        }
        raw.found(rules.AIM_DIFFERS, At("aim_statement", 0, "own_sentence"), "goal", places)
    if aim.by and metric.goal_date and _month(aim.by) != _month(metric.goal_date):
        places = {"by": aim.by, "metric": metric.short_name, "date": metric.goal_date}
        raw.found(rules.AIM_DIFFERS, At("aim_statement", 0, "by"), "date", places)


class Share(NamedTuple):
    """A share, said as a percentage."""

    value: float

    def in_words(self) -> str:
        """Such as 75%."""
        hundredths = round(self.value * 100, 2)
        return percent(self.value, 0 if hundredths == round(hundredths) else 1)

    def as_json(self) -> object:
        """The share."""
        return self.value


def _shares_in(sentence: str) -> list[float]:
    """The percentages that a sentence names, as shares."""
    words = "|".join(map(re.escape, _listed(lambda: text_of("plan_parts.percent").split(";"))))
    found = re.findall(_PERCENT.format(words), sentence, re.IGNORECASE)
    return [float(number.replace(",", ".")) / 100 for number in found]


def words_of_time() -> list[str]:
    """Words by which a sentence names a date."""
    return _listed(lambda: [*locale().months, *text_of("plan_parts.times").split(";")])


def _listed(words: Callable[[], Sequence[str]]) -> list[str]:
    """Words in the current language and in English, that of the examples: an aim is in either."""
    found = words()
    with in_language(SOURCE_LANGUAGE):
        return list(dict.fromkeys(word.strip() for word in (*found, *words())))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _lacking(planning: Planning, metric: Metric | None) -> Iterator[str]:
    """Fields of the aim without which it is none: of its own sentence, or of its parts."""
    aim = planning.aim
    if aim.own_sentence:
        yield from lacking_in(aim.own_sentence, aim.whom)
    elif not aim.to and (metric is None or metric.goal is None):
        yield "to"  # a date and the people are offered by the plan itself


def lacking_in(sentence: str, whom: str) -> Iterator[str]:
    """Of to, by and whom what a sentence does not say: a number other than a year, a date, people.

    ``whom``: the people that the aim is for, as somebody typed them; nothing is asked without.
    """
    sentence = sentence.casefold()
    if not _NUMBER.search(_YEAR.sub("", sentence)):
        yield "to"
    if not _YEAR.search(sentence) and not any(
        name.casefold() in sentence for name in words_of_time()
    ):
        yield "by"
    people = re.findall(r"\w{4,}", whom.casefold())
    if people and not any(word in sentence for word in people):
        yield "whom"


def _evaluation(raw: RawPlan, planning: Planning, known: Collection[Metric]) -> None:
    names = {word.casefold() for metric in known for word in (metric.id, metric.short_name)}
    for i, question in enumerate(planning.evaluation):
        if not question.question:
            continue
        at, places = At("evaluation", i, "indicators"), {"id": question.id}
        named = [word.strip() for word in _IDS.split(question.indicators) if word.strip()]
        if not named:
            raw.found(rules.INDICATOR, at, "none", places)
        for word in named:
            first = word.split()[0]
            number = _INDICATOR.match(first)
            unknown = (
                not 1 <= int(number[1]) <= LAST_INDICATOR
                if number
                else bool(_LIKE_AN_ID.match(word)) and word.casefold() not in names
            )
            if unknown:
                raw.found(rules.INDICATOR, at, "unknown", {**places, "given": first})


def _planning_group(raw: RawPlan) -> None:
    rows = [row for row in raw.rows("planning_group") if row.get("name") and not row.get("end")]
    if not rows:
        return
    at = At("planning_group", 0, "name")
    places: dict[str, object] = {"n": len(rows), "least": SMALLEST_GROUP, "most": LARGEST_GROUP}
    if not SMALLEST_GROUP <= len(rows) <= LARGEST_GROUP:
        raw.found(rules.PLANNING_GROUP, at, "size", places)
    here = {row.get("represents") for row in rows}
    missing = [who for who in templates.ids_of("represents") if who not in here]
    if missing:
        who = Choices(Word("represents", one) for one in missing)
        raw.found(rules.PLANNING_GROUP, at._replace(name="represents"), "nobody_of", {"who": who})
    if all(row.get("role") != MANAGER for row in rows):
        raw.found(rules.PLANNING_GROUP, at._replace(name="role"), "no_manager", {})


MANAGER = "project manager"


def _served(planning: Planning) -> Sequence[tuple[str, Sequence[SecondaryDriver | ChangeIdea]]]:
    """What serves a driver, by its table."""
    return (("secondary", planning.secondary), ("ideas", planning.ideas))


Row = TypeVar("Row", bound=PrimaryDriver | SecondaryDriver | ChangeIdea)


def _written(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Position and row of those that say something: without a text they are on no diagram."""
    return ((i, row) for i, row in enumerate(rows) if row.text)


def _is_begun(planning: Planning) -> bool:
    """Somebody has typed a driver or an idea."""
    tables: Sequence[Sequence[PrimaryDriver | SecondaryDriver | ChangeIdea]] = (
        planning.primary,
        planning.secondary,
        planning.ideas,
    )
    return any(row.text for rows in tables for row in rows)


def _ids_of(planning: Planning) -> set[str]:
    ids = [driver.id for _, driver in _written(planning.primary)]
    ids += [row.id for _, rows in _served(planning) for _, row in _written(rows)]
    return {id_.casefold() for id_ in ids if id_}
