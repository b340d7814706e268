"""The deck of the monthly data call: who is in, every metric, whom to hear from, what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from lcxl import templates
from lcxl.audience.report import hidden_changes
from lcxl.combine.combine import TeamText
from lcxl.combine.told import HELP_WANTED, said
from lcxl.documents.calendar_file import is_for_teams
from lcxl.documents.slides.deck import Deck, Slide, Table
from lcxl.documents.slides.hear import hear_slide
from lcxl.documents.slides.metric import metric_slides, without_data
from lcxl.documents.slides.seen import Seen
from lcxl.figures.sentences import chart_sentences, common_sentences, metrics_sentence
from lcxl.figures.taking_part import decisions
from lcxl.figures.timeliness import HERE, who_reported
from lcxl.periods import Period, month_of
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.plan.timetable import Timetable
from lcxl.practice.aim import aim_of
from lcxl.words import date_in_words, joined, percent, say
from lcxl.xl.texts import shorten

__all__ = ["build_data_call"]

DATA_CALL = "R10."
"""Key of the data calls in the timetable."""
TO_HEAR, DATES = 3, 8
"""Changes to hear about, and dates that are shown."""
TEXT = 220
"""Letters of what a team wrote."""
DECISIONS = ("adopt", "scale up", "adapt", "abandon")
"""Of which changes to hear first: those that are furthest."""


def build_data_call(seen: Seen, timetable: Timetable) -> Deck:
    """All slides of the deck, in their order."""
    plan = seen.plan
    month = month_in_words(seen.month)
    readers = seen.audience if seen.rule == "none" else "small"
    footer = say(f"slides.footer_{readers}", title=plan.title, month=month)
    slides = [
        _title(seen, timetable),
        *_who_is_in(seen),
        *(s for one in seen.figures.by_metric.values() for s in metric_slides(seen, one)),
        *_changes(seen),
        *([hear_slide(seen)] if seen.is_open else []),
        *_doubts(seen),
        *_texts(seen, HELP_WANTED),
        *_texts(seen, "share"),
        *_dates(seen, timetable),
        _caveats(seen),
    ]
    title = say("slides.deck_title", title=plan.title, month=month)
    return Deck(title, plan.host or plan.title, footer, slides)


def _title(seen: Seen, timetable: Timetable) -> Slide:
    plan = seen.plan
    here, out = who_reported(plan, seen.master.combined, seen.month)
    call = _call(seen, timetable)
    lines = [say("slides.about_month", month=month_in_words(seen.month))]
    if call is not None:
        lines.append(say("slides.call_on", day=day_in_words(call)))
    lines.append(say("slides.teams_in", n=len(here), of=len(here) + len(out)))
    aim = aim_of(plan)
    notes = [aim] if aim else []
    return Slide("title", plan.title, lines, notes=[*notes, say("slides.how_made")])


def _call(seen: Seen, timetable: Timetable) -> date | None:
    """The first data call at which the month can be looked at."""
    due = seen.plan.calendar.due(Period(seen.month))
    days = [
        day
        for item in timetable.items
        if item.key.startswith(DATA_CALL) and (day := timetable.dates[item.key]) and day >= due
    ]
    return min(days, default=None)


def _who_is_in(seen: Seen) -> Iterator[Slide]:
    here, out = who_reported(seen.plan, seen.master.combined, seen.month)
    names = {team.id: team.name for team in seen.plan.teams}
    lines = [say("slides.teams_in", n=len(here), of=len(here) + len(out))]
    notes = []
    if seen.is_open and here:
        lines.append(say("slides.thanks", names=joined(names[i] for i in here)))
    if out:
        outstanding = say("slides.outstanding", names=joined(names[i] for i in out))
        if seen.plan.display == "open" and seen.is_open:
            lines.append(outstanding)
        elif seen.is_open:
            notes.append(outstanding)
    found = seen.found
    if found.share_on_time is not None:
        lines.append(say("slides.on_time", share=percent(found.share_on_time)))
    if found.count("missing"):
        due = found.count("missing", *HERE)
        notes.append(say("slides.missing", n=found.count("missing"), due=due))
    notes.append(say("slides.ask", question=say("slides.ask_reports")))
    yield Slide("text", say("slides.who_is_in"), lines, notes=notes)


def _under_way(told: TeamText, month: date) -> bool:
    """A change that was being tested in the month."""
    started, ended = told.row.values.get("started"), told.row.values.get("ended")
    if not isinstance(started, date):
        return False
    return month_of(started) <= month and (not isinstance(ended, date) or month_of(ended) >= month)


def _changes(seen: Seen) -> Iterator[Slide]:
    """How many, what was decided, and some to hear about where words may be shown."""
    texts = templates.workbook("master").sheet("changes").texts
    combined = seen.master.combined
    told = seen.told.changes
    counted = told if seen.audience == "teams" else combined.changes
    of_month = tuple(one for one in counted if _under_way(one, seen.month))
    if of_month:
        lines = [decisions(replace(combined, changes=of_month), texts)]
    else:
        so_far = decisions(replace(combined, changes=counted), texts)
        lines = [say("slides.no_change", month=month_in_words(seen.month))]
        lines += [say("slides.so_far", said=so_far)] if counted else []
    key = "changes_shared" if seen.audience == "teams" else "changes"
    title = say(f"slides.{key}", month=month_in_words(seen.month))
    chosen = _to_hear([one for one in told if _under_way(one, seen.month)])
    notes = [say("slides.rule_changes")]
    if not chosen:
        yield Slide("text", title, lines, notes=notes)
        return
    head = [say(f"slides.col_{name}") for name in ("team", "change", "happened", "decision")]
    rows = [
        (
            one.team.name,
            str(one.row.values.get("label") or shorten(str(one.row.values.get("plan", "")), 60)),
            shorten(str(one.row.values.get("result") or one.row.values.get("learned")), TEXT),
            templates.word_of("decision", str(one.row.values.get("decision") or "")),
        )
        for one in chosen
    ]
    notes.append(say("slides.ask", question=say("slides.ask_changes")))
    yield Slide("table", title, lines, table=Table(head, rows, (3, 3, 6, 2)), notes=notes)


def _to_hear(found: Sequence[TeamText]) -> list[TeamText]:
    """Of each team the change that is furthest and says what came of it."""
    with_result = [t for t in found if t.row.values.get("result") or t.row.values.get("learned")]
    ranks = {name: i for i, name in enumerate(DECISIONS)}

    def rank(told: TeamText) -> int:
        return ranks.get(str(told.row.values.get("decision")), len(ranks))

    chosen: dict[object, TeamText] = {}
    for told in sorted(with_result, key=rank):
        chosen.setdefault((told.team.id, told.file), told)
    return list(chosen.values())[:TO_HEAR]


def _doubts(seen: Seen) -> Iterator[Slide]:
    if not seen.doubts:
        return
    head = [say(f"slides.col_{name}") for name in ("doubt", "open", "answered")]
    rows = [(one.title, str(one.open), str(one.answered)) for one in seen.doubts]
    yield Slide(
        "table",
        say("slides.doubts"),
        [say("slides.doubts_how")],
        table=Table(head, rows, (5, 1, 1)),
        notes=[say("slides.no_names")],
    )


def _texts(seen: Seen, topic: str) -> Iterator[Slide]:
    """What teams wrote of the month under one topic."""
    wrote = said(seen.of_month(seen.told.story), topic)
    found = [(one.team.name, one.text) for one in wrote if not one.is_withheld]
    if topic == "share":
        found += _shared_on_calls(seen)
    if not found:
        return
    lines = [
        say("slides.told", team=team, text=shorten(" ".join(text.split()), TEXT))
        for team, text in found
    ]
    notes = [say("slides.told", team=team, text=text) for team, text in found]
    ask = say("slides.ask", question=say(f"slides.ask_{topic}"))
    yield Slide("text", say(f"slides.{topic}"), lines, notes=[*notes, ask])


def _shared_on_calls(seen: Seen) -> Iterator[tuple[str, str]]:
    """What teams said on calls of the month, and meant for all."""
    names = {team.id: team.name for team in seen.plan.teams}
    everybody = templates.workbook("master").sheet("lessons").texts["all_teams"]
    for one in seen.master.notes.lessons:
        if one.source == "call" and one.said_on and month_of(one.said_on) == seen.month:
            yield names.get(one.team_id, everybody), one.text


def _dates(seen: Seen, timetable: Timetable) -> Iterator[Slide]:
    after = _call(seen, timetable) or seen.plan.calendar.due(Period(seen.month))
    found = sorted(
        (day, i)
        for i, item in enumerate(timetable.items)
        if is_for_teams(item) and (day := timetable.dates[item.key]) is not None and day > after
    )[:DATES]
    if not found:
        return
    rows = [(day_in_words(day), timetable.words(timetable.items[i])) for day, i in found]
    head = [say(f"slides.col_{name}") for name in ("day", "what")]
    yield Slide(
        "table",
        say("slides.next_dates"),
        table=Table(head, rows, (2, 3)),
        notes=[say("slides.dates_from", day=date_in_words(after))],
    )


def _caveats(seen: Seen) -> Slide:
    spec = templates.workbook("master").sheet("about")
    lines = [*spec.block("limits").text]
    missing = without_data(seen)
    if missing:
        lines.append(say("slides.without_data", names=joined(missing)))
    if seen.plan.event_metrics:
        names = joined(metric.short_name for metric in seen.plan.event_metrics)
        texts = templates.workbook("master").sheet("change").texts
        key = "events_host" if seen.audience == "hosts" else "events_others"
        lines.append(texts[key].replace("{names}", names))
    hides = seen.rule if seen.rule != "none" else "few" if seen.hides_few else ""
    if hides:
        lines.insert(0, templates.workbook("report").sheet("summary").words["small"][hides])
    notes = [
        *common_sentences(seen.figures),
        *metrics_sentence(seen.figures, hidden_changes((seen.reports or {}).values())),
        *chart_sentences(seen.figures),
        *spec.block("reading").text,
    ]
    return Slide("text", say("slides.caveats"), lines, notes=notes)
