"""The recruiting funnel and its forecast: the figures, each as a formula and as its value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from lcxl import templates
from lcxl.cells import Range
from lcxl.periods import day_of_serial, serial
from lcxl.plan.organisations import FUNNEL, REACHED_BEFORE, STAGE_DATES
from lcxl.templates import word_of
from lcxl.xl.live import Live, quote

__all__ = ["FUNNEL_SHEET", "TODAY", "Funnel", "reached", "reached_formula", "rounded"]

FUNNEL_SHEET = "_funnel"
TODAY = "today"
"""The one name that asks for the day; what depends on it is written without a value."""
CONTACTED, ENROLLED = FUNNEL.index("contacted") + 1, FUNNEL.index("enrolled") + 1
NOW_TEAMS = ("enrolled", "active", "completed")
UNDER_WAY = FUNNEL[CONTACTED - 1 : ENROLLED - 1]
"""Stages of an organisation that was approached and has not decided yet."""
WEEK = 7
FEWEST_OWN = 3
"""From so many enrolled organisations on, their own time to enrol is used."""
SIGNED_BEFORE = timedelta(days=42)
"""Agreements are to be signed six weeks before the kickoff."""


def reached(row: Mapping[str, object]) -> int:
    """Number of the furthest stage an organisation reached, from 1; 0 for an empty row."""
    if not row.get("name"):
        return 0
    before = {str(stage): str(one) for stage, one in REACHED_BEFORE.items()}
    stage = str(row.get("stage"))
    steps = [1, *(i + 1 for i, s in enumerate(FUNNEL) if s == before.get(stage, stage))]
    steps += [i + 1 for i, s in enumerate(FUNNEL) if row.get(STAGE_DATES[s])]
    return max(steps)


def reached_formula(name: str, stage: str, dates: str, stages: Range) -> str:
    """The same as a formula; ``dates`` are the ten cells with the dates of the stages."""
    implied = [
        FUNNEL.index(REACHED_BEFORE.get(s, s)) + 1  # type: ignore[call-overload]
        for s in templates.ids_of("stage")
    ]
    numbers = ",".join(str(i + 1) for i in range(len(FUNNEL)))
    return (
        f'IF({name}="",0,MAX(IFERROR(CHOOSE(MATCH({stage},{stages.reference},0),'
        f"{','.join(map(str, implied))}),1),SUMPRODUCT(MAX(ISNUMBER({dates})*{{{numbers}}}))))"
    )


class Funnel:
    """Every figure of the sheet Funnel.

    ``columns`` gives the cells of a column of the sheet Organisations, ``targets`` those of
    the host's answers; ``rows`` and ``answers`` are what stands there now.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, object]],
        answers: Mapping[str, object],
        columns: Mapping[str, Range],
        targets: Mapping[str, Range],
        title: str = "",
    ) -> None:
        self.rows, self.answers, self.title = rows, answers, title
        self.columns = {name: place.reference for name, place in columns.items()}
        self.targets = {name: place.reference for name, place in targets.items()}
        first, last = columns[STAGE_DATES[FUNNEL[0]]], columns[STAGE_DATES[FUNNEL[-1]]]
        self.all_dates = Range(
            first.sheet, first.first_row, first.first_col, last.last_row, last.last_col
        ).reference
        self.figures: dict[str, Live] = {}
        self._count()
        self._forecast()

    def cell(self, name: str) -> Range:
        """Where a figure stands on the hidden sheet."""
        return Range.cell(FUNNEL_SHEET, list(self.figures).index(name), 1)

    def __getitem__(self, name: str) -> Live:
        """A figure, as a reference to its cell."""
        return Live(self.cell(name).reference, self.figures[name].value)

    def day(self, name: str) -> date | None:
        """The value of a figure that is a date."""
        value = self.figures[name].value
        return day_of_serial(int(value)) if value else None

    def stage_count(self, step: int) -> Live:
        """How many organisations reached the ``step``-th stage."""
        return Live(
            f'COUNTIF({self.columns["reached"]},">={step}")',
            sum(reached(row) >= step for row in self.rows),
        )

    def at(self, *stages: str) -> Live:
        """How many organisations are at one of some stages now."""
        stage = self.columns["stage"]
        return Live(
            "+".join(f"COUNTIF({stage},{quote(word_of('stage', s))})" for s in stages),
            sum(row.get("stage") in stages for row in self.rows),
        )

    def channel_count(self, channel: str, step: int) -> Live:
        """How many organisations of a channel reached a stage."""
        channels, steps = self.columns["channel"], self.columns["reached"]
        return Live(
            f'COUNTIFS({channels},{quote(word_of("channel", channel))},{steps},">={step}")',
            sum(row.get("channel") == channel and reached(row) >= step for row in self.rows),
        )

    def mean_days(self, step: int) -> Live:
        """Mean days from the first approach to a stage, of those with both dates; "" if none."""
        start, end = "contacted_on", STAGE_DATES[FUNNEL[step - 1]]
        one, other = self.columns[start], self.columns[end]
        days = [
            (last - first).days
            for row in self.rows
            if isinstance(first := row.get(start), date) and isinstance(last := row.get(end), date)
        ]
        both = f"ISNUMBER({one})*ISNUMBER({other})"
        return Live(
            f'IFERROR(ROUND(SUMPRODUCT({both},{other}-{one})/SUMPRODUCT({both}),0),"")',
            rounded(sum(days) / len(days)) if days else "",
        )

    def _answer(self, name: str) -> Live:
        value = self.answers.get(name)
        if isinstance(value, date):
            value = serial(value)
        known = value if isinstance(value, str | int | float) and value else 0
        return Live(f"N({self.targets[name]})", known)

    def _number(self, name: str) -> float:
        return float(self.figures[name].value)

    def _ref(self, name: str) -> str:
        return self.cell(name).local

    def _count(self) -> None:
        """Where the recruiting stands, and how many organisations must still be approached."""
        figures, number, ref = self.figures, self._number, self._ref
        goal, share = self._answer("teams_goal"), self._answer("conversion")
        figures["teams"] = self.at(*NOW_TEAMS)
        figures["goal"] = goal
        figures["share"] = share
        figures["missing"] = Live(
            f"MAX(0,{ref('goal')}-{ref('teams')})", max(0, number("goal") - number("teams"))
        )
        figures["pending"] = self.at(*UNDER_WAY)
        needed = number("missing") / number("share") if share.value else 0
        figures["needed"] = Live(
            f"IF({ref('share')}>0,ROUNDUP(ROUND({ref('missing')}/{ref('share')},6),0),0)",
            math.ceil(round(needed, 6)),
        )
        figures["new"] = Live(
            f"MAX(0,{ref('needed')}-{ref('pending')})",
            max(0, number("needed") - number("pending")),
        )

    def _forecast(self) -> None:
        """How fast it goes, and when the last organisation enrols at that pace."""
        figures, columns = self.figures, self.columns
        number, ref = self._number, self._ref
        contacted = [
            serial(day) for row in self.rows if isinstance(day := row.get("contacted_on"), date)
        ]
        dates = [
            serial(day)
            for row in self.rows
            for stage in FUNNEL
            if isinstance(day := row.get(STAGE_DATES[stage]), date)
        ]
        figures["first"] = Live(f"MIN({columns['contacted_on']})", min(contacted, default=0))
        figures["dated"] = Live(f"COUNT({columns['contacted_on']})", len(contacted))
        figures["as_of"] = Live(f"MAX({self.all_dates})", max(dates, default=0))
        span = number("as_of") - number("first")
        has_pace = number("dated") >= 2 and span >= WEEK
        figures["pace"] = Live(
            f"IF(AND({ref('dated')}>=2,{ref('as_of')}-{ref('first')}>={WEEK}),"
            f"{ref('dated')}/({ref('as_of')}-{ref('first')})*{WEEK},0)",
            number("dated") / span * WEEK if has_pace else 0,
        )
        own = self.mean_days(ENROLLED)
        enrolled = [r for r in self.rows if r.get("contacted_on") and r.get("enrolled_on")]
        usual = self._answer("days_to_enrol")
        both = f"ISNUMBER({columns['contacted_on']})*ISNUMBER({columns['enrolled_on']})"
        figures["days"] = Live(
            f"IF(SUMPRODUCT({both})>={FEWEST_OWN},{own.formula},{usual.formula})",
            own.value if len(enrolled) >= FEWEST_OWN else usual.value,
        )
        pace, as_of = number("pace"), number("as_of")
        figures["last"] = Live(
            f"IF({ref('pace')}>0,{ref('as_of')}+ROUNDUP(ROUND({ref('new')}/{ref('pace')}*{WEEK},6),"
            "0),0)",
            as_of + math.ceil(round(number("new") / pace * WEEK, 6)) if pace else 0,
        )
        figures["enrols"] = Live(
            f"IF({ref('new')}=0,IF({ref('as_of')}>0,{ref('as_of')}+{ref('days')},0),"
            f"IF({ref('last')}>0,{ref('last')}+{ref('days')},0))",
            self._enrols(),
        )
        kickoff = self._answer("kickoff")
        before = SIGNED_BEFORE.days
        figures["signed"] = Live(
            f"MAX(0,{kickoff.formula}-{before})", max(0, float(kickoff.value) - before)
        )
        figures["minimum"] = self._answer("teams_minimum")

    def _enrols(self) -> float:
        start = "as_of" if not self.figures["new"].value else "last"
        day = float(self.figures[start].value)
        return day + float(self.figures["days"].value) if day else 0


def rounded(value: float) -> int:
    """To a whole number as ROUND(x,0) does it: halves away from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))
