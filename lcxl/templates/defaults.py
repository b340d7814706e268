"""What collaboratives start with: milestones, recruiting, messages, examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, TypedDict

from lcxl.templates.lists import word_of
from lcxl.words import per_language, source, texts, toml

__all__ = [
    "Chase",
    "Milestone",
    "Milestones",
    "Planned",
    "Recruiting",
    "Recurring",
    "Task",
    "Usual",
    "Variant",
    "chases",
    "demo_words",
    "example_names",
    "example_plan",
    "milestones",
    "offered_plan",
    "planned",
    "recruiting",
    "refusals",
    "status_words",
    "usual_numbers",
]


class Chase(NamedTuple):
    """One message about a report that is due: when it is sent, to whom, and its words.

    ``day`` is the line of the timetable that says how long before or after the due date.
    ``to``: all teams, those whose report is out, or the coach.
    """

    id: str
    what: str
    to: Literal["all", "outstanding", "coach"]
    subject: str
    text: str
    day: Recurring
    text_all_in: str = ""
    """The same when every report is in; "" where nothing is sent then."""
    text_none_in: str = ""
    """The same when none is; "" where that makes no difference."""


class NotBefore(TypedDict):
    """A milestone or report, and so many days after it: what something else waits for."""

    after: str
    days: int


class Milestone(NamedTuple):
    """A milestone: so many weeks after the kickoff, or after what ``after`` names."""

    id: str
    phase: str
    what: str
    role: str
    deliverable: str
    after: str = ""
    weeks: int = 0
    halfway: bool = False
    """Half the way from the kickoff to the wrap-up."""
    not_before: NotBefore | None = None


class Recurring(NamedTuple):
    """What happens for every report, every session or every month."""

    id: str
    kind: str
    every: Literal["report", "session", "month"]
    what: str
    role: str
    after: str = ""
    days: int = 0
    working_days: int = 0
    month_end: bool = False
    not_before: NotBefore | None = None
    number: int = 0
    weekday: str = ""
    first: int = 0
    before_end: int = 0
    step: int = 1


class Variant(NamedTuple):
    """The learning sessions of a collaborative of so many months."""

    months: int
    session_weeks: tuple[int, ...]
    leave_out: frozenset[str] = frozenset()


class SessionWords(TypedDict):
    """What a learning session is called, and what teams bring to it."""

    what: str
    deliverable: str


class PeriodWords(SessionWords):
    """The same of the time between two of them, and whose it is."""

    role: str


class Sessions(TypedDict):
    """The learning sessions, by their place among them."""

    role: str
    first: SessionWords
    middle: SessionWords
    spread: SessionWords
    last: SessionWords
    action_period: PeriodWords


class Milestones(NamedTuple):
    """Everything that has a date, and how the date follows from the kickoff."""

    phases: tuple[str, ...]
    variants: tuple[Variant, ...]
    sessions: Sessions
    milestones: tuple[Milestone, ...]
    recurring: tuple[Recurring, ...]


@per_language
def milestones() -> Milestones:
    """Milestones, sessions and what recurs, with the usual lengths."""
    raw = texts("defaults/milestones.toml")
    return Milestones(
        tuple(raw["phases"]),
        tuple(
            Variant(v["months"], tuple(v["session_weeks"]), frozenset(v.get("leave_out", ())))
            for v in raw["variants"]
        ),
        raw["sessions"],
        tuple(Milestone(**m) for m in raw["milestones"]),
        tuple(Recurring(**r) for r in raw["recurring"]),
    )


class Task(NamedTuple):
    """A task of recruiting; ``start`` and ``due`` are weeks from the kickoff."""

    id: str
    task: str
    role: str
    start: int
    due: int


class Recruiting(NamedTuple):
    """Targets, published yields, tasks, screening points and the agreement."""

    targets: Mapping[str, float]
    yields: Mapping[str, float]
    points: Mapping[str, tuple[int, ...]]
    """List of a question -> points of its answers, in the order of the list."""
    hours: Mapping[str, tuple[float, ...]]
    """Question answered in hours -> limits, each worth one more point."""
    tasks: tuple[Task, ...]
    agreement: tuple[str, ...]


@per_language
def recruiting() -> Recruiting:
    """What the recruiting tracker starts with."""
    raw = texts("defaults/recruiting.toml")
    return Recruiting(
        MappingProxyType(raw["targets"]),
        MappingProxyType(raw["yields"]),
        MappingProxyType({name: tuple(points) for name, points in raw["points"].items()}),
        MappingProxyType({name: tuple(limits) for name, limits in raw["hours"].items()}),
        tuple(Task(**task) for task in raw["tasks"]),
        tuple(raw["agreement"]["items"]),
    )


class Planned(NamedTuple):
    """What planning.xlsx starts with: rows by field id, as they are typed."""

    ground_rules: tuple[str, ...]
    questions: tuple[Mapping[str, str], ...]
    prompts: tuple[Mapping[str, str], ...]
    logic: tuple[Mapping[str, str], ...]
    evaluation: tuple[Mapping[str, str], ...]
    charter: tuple[Mapping[str, str], ...]
    """Its sections; ``where`` says where each is filled in."""


@per_language
def planned() -> Planned:
    """What is offered in planning.xlsx."""
    raw = texts("defaults/planning.toml")
    return Planned(**{name: tuple(raw[name]) for name in Planned._fields})


def _question(row: Mapping[str, str]) -> dict[str, str]:
    """A question as it is offered: families of metrics by their word, indicators as they are."""
    found = {CALLED.get(name, name): value for name, value in row.items() if name != "computed"}
    if "computed" in row:
        ids = row["computed"].split("; ")
        found["indicators"] = "; ".join(word_of("family", id_) for id_ in ids)
    return found


CALLED = {"timing": "when", "method_id": "method"}
"""What a field of planning.xlsx is called where its texts stand, if it is called otherwise."""


def offered_plan() -> dict[str, list[dict[str, str]]]:
    """What stands in yellow cells of a first planning.xlsx, as tables of a plan."""
    offered = planned()
    return {
        "ground_rules": [{"rule": rule} for rule in offered.ground_rules],
        "logic": [{"column": row["column_id"], "text": row["text"]} for row in offered.logic],
        "evaluation": [_question(row) for row in offered.evaluation],
    }


@per_language
def refusals() -> Mapping[str, Mapping[str, str]]:
    """What a cell says when it does not take what was typed: title and message by kind."""
    return MappingProxyType(texts("defaults/refusals.toml"))


@per_language
def chases() -> tuple[Chase, ...]:
    """The messages about a report that is due, in the order of their days."""
    days = {line.id: line for line in milestones().recurring}
    return tuple(
        Chase(day=days[raw["recurring"]], **{k: v for k, v in raw.items() if k != "recurring"})
        for raw in texts("defaults/chase.toml")["chases"]
    )


@per_language
def status_words() -> Mapping[str, str]:
    """What `lcxl status` says beside the messages."""
    words: dict[str, str] = texts("defaults/chase.toml")["words"]
    return MappingProxyType(words)


class DemoWords(NamedTuple):
    """What the fictional teams of the demonstration write; rows by field id."""

    reporter: str
    changes: tuple[Mapping[str, str], ...]
    stories: tuple[Mapping[str, str], ...]


@cache
def demo_words() -> DemoWords:
    """What the fictional teams of the demonstration write."""
    raw = toml("defaults/demo.toml")
    return DemoWords(raw["reporter"], tuple(raw["changes"]), tuple(raw["stories"]))


class Usual(TypedDict, total=False):
    """Ranges of the numbers that the fictional teams report for a metric, as [from, to].

    Of a metric with a number for each period the level at the start, the change and the size;
    of rare events the days between two, and how many times as long they become.
    """

    baseline: list[float]
    effect: list[float]
    denominator: list[float]
    gap: list[float]
    longer: list[float]


def usual_numbers() -> dict[str, Usual]:
    """Id of each metric of the examples -> the numbers that are usual for it."""
    plans = (toml(f"examples/{name}.toml") for name in example_names())
    return {metric["id"]: metric["demo"] for plan in plans for metric in plan["metrics"]}


def example_names() -> tuple[str, ...]:
    """Names for `lcxl new --example`."""
    return tuple(sorted(path.stem for path in (source() / "examples").glob("*.toml")))


def example_plan(name: str) -> dict[str, object]:
    """An example collaborative as plan text; FileNotFoundError when there is none."""
    return toml(f"examples/{name}.toml")
