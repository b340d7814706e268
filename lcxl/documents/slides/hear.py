"""Whom to hear from on a data call.  Each rule is printed in the speaker notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lcxl.combine.told import HELP_WANTED, Said, said
from lcxl.documents.slides.deck import Slide, Table
from lcxl.documents.slides.seen import Seen
from lcxl.periods import add_months, last_day
from lcxl.words import say
from lcxl.xl.texts import shorten

__all__ = ["hear_slide"]

CALLS = 2
"""Calls without anybody of a team, after which it is asked to speak."""
ALIKE, LONG_WORD = 2, 6
"""Words of six letters and more that a call for help and an earlier lesson have in common."""
SHOWN = 170
"""Letters of what a team wrote."""
TOPICS = ("share", "learned")


class Heard(NamedTuple):
    """One team to hear from, and why."""

    team: str
    why: str


def hear_slide(seen: Seen) -> Slide:
    """The teams, each with the reason; where there is none, that."""
    found = [*_signals(seen), *_answers(seen), *_silent(seen)]
    names = ("signal", "answer", "silent") if seen.audience == "hosts" else ("signal", "answer")
    rules = [say(f"slides.rule_{name}") for name in names]
    title = say("slides.hear")
    if not found:
        return Slide("text", title, [say("slides.hear_nobody")], notes=rules)
    reasons: dict[str, list[str]] = {}
    for one in found:
        reasons.setdefault(one.team, []).append(one.why)
    rows = [(team, "\n".join(why)) for team, why in reasons.items()]
    head = (say("slides.col_team"), say("slides.col_why"))
    return Slide("table", title, table=Table(head, rows, (1, 3)), notes=rules)


def _signals(seen: Seen) -> Iterator[Heard]:
    """Teams whose chart says better, and did not say so a month before."""
    for one in seen.figures.by_metric.values():
        earlier = seen.figures_before
        before = earlier.by_metric[one.metric.id].charts if earlier is not None else {}
        for team_id, chart in one.charts.items():
            was = before[team_id].state if team_id in before else ""
            if chart.state == "better" and was != "better":
                yield Heard(
                    seen.plan.team(team_id).name,
                    say("slides.why_signal", metric=one.metric.short_name, said=chart.sentence),
                )


def _answers(seen: Seen) -> Iterator[Heard]:
    """Teams that once wrote about what another one asks for now."""
    for asked in said(seen.of_month(seen.told.story), HELP_WANTED):
        if asked.is_withheld:
            continue
        answer = _answer(seen, asked)
        if answer is not None:
            yield Heard(
                answer.team.name,
                say(
                    "slides.why_answer",
                    team=asked.team.name,
                    help=shorten(asked.text, SHOWN),
                    text=shorten(answer.text, SHOWN),
                ),
            )


def _answer(seen: Seen, asked: Said) -> Said | None:
    """The newest earlier text of another team that has enough words in common."""
    best: tuple[tuple[int, int], Said] | None = None
    words = _words(asked.text)
    for told in said(seen.told.story, *TOPICS):
        if told.team.id == asked.team.id or told.month is None or told.is_withheld:
            continue
        alike = len(words & _words(told.text))
        rank = (alike, told.month.toordinal())
        if alike >= ALIKE and (best is None or rank > best[0]):
            best = rank, told
    return None if best is None else best[1]


def _words(text: str) -> set[str]:
    return {w for w in re.findall(r"\w+", text.casefold()) if len(w) >= LONG_WORD}


def _silent(seen: Seen) -> Iterator[Heard]:
    """Teams of which nobody came to the last calls, of which somebody noted who came."""
    until = last_day(add_months(seen.month, 1))
    noted = [a for a in seen.attendance if a.event == "data call" and a.held_on <= until]
    last = sorted({a.held_on for a in noted})[-CALLS:]
    if len(last) < CALLS:
        return
    came = {a.team.casefold() for a in noted if a.held_on in last and a.people}
    for team in seen.plan.active_teams:
        if team.id.casefold() not in came:
            yield Heard(team.name, say("slides.why_silent", n=CALLS))
