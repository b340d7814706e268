"""What one team learned: seven slides with its own charts and tests; prompts where it is silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lcxl import templates
from lcxl.documents.slides.deck import Deck, Line, Slide, Table
from lcxl.documents.slides.team import OfTeam
from lcxl.words import date_in_words, say
from lcxl.xl.texts import shorten

__all__ = ["build_lessons"]

TEXT = 160
"""Letters of what a test expected and brought."""


def build_lessons(of: OfTeam) -> Deck:
    """All slides of the deck."""
    plan, team = of.plan, of.team
    title = say("team_slides.lessons_title", team=team.name, title=plan.title)
    footer = say("team_slides.footer", team=team.name, title=plan.title)
    slides = [
        Slide("title", team.name, [say("team_slides.lessons"), plan.title], notes=[_from(of)]),
        _success(of),
        _prompts(of, "made_possible", ("L2", "L3")),
        *_tests(of),
        _prompts(of, "failed", ("L4", "L5")),
        _prompts(of, "keep", ("L6", "L7")),
        *_all_charts(of),
    ]
    return Deck(title, plan.host or plan.title, footer, slides)


def _from(of: OfTeam) -> str:
    name = templates.workbook("team-tools").sheet("lessons").name
    consent = templates.chosen("yes_no", of.typed("publishing", "consent"))
    key = "may_publish" if consent == "Yes" else "may_not_publish"
    return " ".join((say("team_slides.tools_notes", sheet=name), say(f"team_slides.{key}")))


def _answer(of: OfTeam, prompt: str) -> list[str | Line]:
    """What the team answered, below the prompt; the prompt alone, in grey, where it did not."""
    known = {one.id: one.what for one in templates.tool_defaults().lessons}
    answer = of.answers("lessons").get(prompt, "")
    if not answer:
        return [Line(known[prompt], "prompt")]
    return [Line(known[prompt], "lead"), answer]


def _success(of: OfTeam) -> Slide:
    """The first prompt with the chart that tells it."""
    chosen, lines = of.chosen, _answer(of, "L1")
    title = say("team_slides.success")
    notes = [say("team_slides.success_notes")]
    if chosen is None:
        return Slide("text", title, lines, notes=notes)
    metric, one, chart = chosen
    said = one.charts[of.team.id].sentence
    if said:
        notes.append(say("slides.why_signal", metric=metric.short_name, said=said))
    answer = of.answers("lessons").get("L1", "")
    told: list[str | Line] = [shorten(answer, 2 * TEXT)] if answer else list(lines)
    return Slide("chart", title, [*told, metric.name], [chart], notes=[answer, *notes])


def _prompts(of: OfTeam, key: str, prompts: Sequence[str]) -> Slide:
    lines = [line for prompt in prompts for line in _answer(of, prompt)]
    return Slide("text", say(f"team_slides.{key}"), lines, notes=[say("team_slides.say_it")])


def _tests(of: OfTeam) -> Iterator[Slide]:
    """What was tested, expected and decided, in the order in which it began."""
    title = say("team_slides.tests")
    if not of.changes:
        yield Slide("text", title, [Line(say("team_slides.no_tests"), "prompt")],
                    notes=[say("team_slides.tests_notes")])  # fmt: skip
        return
    head = [say(f"team_slides.col_{name}") for name in ("began", "test", "expected", "happened",
                                                        "decision")]  # fmt: skip
    rows = [tuple(_test(told.row.values)) for told in of.changes]
    yield Slide("table", title, table=Table(head, rows, (2, 3, 4, 4, 2)),
                notes=[say("team_slides.tests_notes")])  # fmt: skip


def _test(values: Mapping[str, object]) -> Iterator[str]:
    started = values.get("started")
    yield date_in_words(started, short=True) if isinstance(started, date) else ""
    for name, limit in (("label", 40), ("prediction", TEXT), ("result", TEXT)):
        yield shorten(str(values.get(name) or ""), limit)
    yield templates.word_of("decision", str(values.get("decision") or ""))


def _all_charts(of: OfTeam) -> Iterator[Slide]:
    charts = [replace(chart, label=metric.short_name) for metric, _, chart in of.charts()]
    if not charts:
        return
    notes = [
        say("slides.why_signal", metric=metric.short_name, said=said)
        for metric, one, _ in of.charts()
        if (said := one.charts[of.team.id].sentence)
    ]
    key = say("team_slides.charts_key")
    yield Slide("grid", say("team_slides.all_charts"), [key], charts, notes=notes or [key])
