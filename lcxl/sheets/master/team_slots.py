"""What stands on the page of each team: texts that the page picks by the team that is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lcxl.combine import Master
from lcxl.combine.combine import TeamText
from lcxl.combine.events import chart_of
from lcxl.combine.told import HELP_WANTED, said
from lcxl.figures.charts_of_teams import TeamChart
from lcxl.figures.figures import Figures
from lcxl.figures.taking_part import TakingPart, taking_part
from lcxl.figures.team_events import event_slots
from lcxl.figures.timeliness import TARGET, Timeliness
from lcxl.findings import Finding
from lcxl.intake.events import EventLog
from lcxl.metrics import shown
from lcxl.metrics.charts import heading_metric, heading_of
from lcxl.metrics.events import places
from lcxl.periods import parse_month
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import month_in_words
from lcxl.plan.notes import Promise
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.one_page_parts import HELP_LINES
from lcxl.templates import word_of
from lcxl.words import filled, messages, month_narrow, number, percent, text_of
from lcxl.xl.texts import shorten

__all__ = ["CHANGES", "LISTS", "SCORES", "TOPICS", "Slots", "slots_of_teams"]

TOPICS = ("tried", "happened", "learned", "next", "help", "share")
LISTS = {"story": 10, "question": 7, "promise": 8}
"""Lines of what the team wrote, of what is open and of what was promised."""
CHANGES, SCORES = 3, 4
LINE, ACROSS = 82, 104
"""Characters of a line beside its label, and across the page."""
LONGEST, LEARNED = 240, 42
"""Characters that are shown of one entry, and of what was learned."""

Slots = dict[str, str]


@dataclass
class _FromTeam:
    """What the master has of one team."""

    asked: list[Finding] = field(default_factory=list)
    story: list[TeamText] = field(default_factory=list)
    changes: list[TeamText] = field(default_factory=list)
    promised: list[Promise] = field(default_factory=list)


def slots_of_teams(
    master: Master, figures: Figures, found: Timeliness, texts: Mapping[str, str]
) -> list[Slots]:
    """Every text of each team's page, by its slot; all pages have the same slots."""
    of: defaultdict[str, _FromTeam] = defaultdict(_FromTeam)
    for finding in master.findings:
        if finding.severity != "note":
            of[(finding.team_id or "").casefold()].asked.append(finding)
    for told in master.combined.story:
        if told.row.month:
            of[told.team.id.casefold()].story.append(told)
    for told in master.combined.changes:
        of[told.team.id.casefold()].changes.append(told)
    for promise in master.notes.promises:
        of[promise.team_id.casefold()].promised.append(promise)
    parts = taking_part(master.plan, master.combined)
    return [
        _numbers(master, figures, team, texts)
        | _page(master.plan, team, of[team.id.casefold()], found.of_team(team), texts)
        | _taking_part(parts[team.id], texts)
        | event_slots(master.plan, team, master.combined, texts)
        for team in master.plan.teams
    ]


def _page(
    plan: Collaborative, team: Team, of: _FromTeam, found: Timeliness, texts: Mapping[str, str]
) -> Slots:
    page = {"coach": team.coach, "reports": _reports(found, texts)}
    latest = of.story[-1] if of.story else None
    month = latest.row.month if latest else None
    page["story_heading"] = (
        filled(texts["story_heading"], month=month_in_words(month)) if month else texts["no_story"]
    )
    told = {topic: str(latest.row.values.get(topic, "")) if latest else "" for topic in TOPICS}
    story = [(texts[t], shorten(text, LONGEST)) for t, text in told.items() if text]
    _number(page, "story", story, texts)
    for name, entries in (("question", _questions(plan, of.asked, texts)),
                          ("promise", _promises(of, texts))):  # fmt: skip
        _number(page, name, entries or [("", texts[f"no_{name}"])], texts)
    asks = (one.text for one in said(reversed(of.story), HELP_WANTED))
    asked = next(asks, texts["help_none" if of.story else "no_story"])
    lines = lines_within([shorten(asked, HELP_LINES * ACROSS - ACROSS // 2)], ACROSS)
    page |= {f"help{k}": "".join(lines[k : k + 1]) for k in range(HELP_LINES)}
    return page | _changes(of, texts) | _scores(plan, team, of.story)


def _numbers(master: Master, figures: Figures, team: Team, texts: Mapping[str, str]) -> Slots:
    """Of each metric its newest value and verdict; the finding of the main one."""
    page: Slots = {}
    for i, (metric_id, one) in enumerate(figures.by_metric.items()):
        chart = one.charts.get(team.id)
        known = [] if chart is None else [v for v in chart.values if v is not None]
        page[f"now{i}"] = shown(one.metric, known[-1]) if known else ""
        page[f"panel{i}"] = _panel(chart)
        if metric_id == heading_metric(figures.plan.metrics).id:
            main = None if chart is None else chart.verdict.main
            reports = figures.plan.timeline(one.metric)
            none = filled(text_of("charts.H_no_verdict" if known else "charts.H_no_value"),
                          metric=one.metric.short_name)  # fmt: skip
            page["finding"] = none if main is None else heading_of(one.metric, main, reports)
            told = lines_within(["" if chart is None else chart.sentence], ACROSS)
            rest = " ".join(told[1:])
            page |= {"sentence0": "".join(told[:1]), "sentence1": rest}
    for i, metric in enumerate(master.plan.event_metrics):
        log = master.combined.logs.get((team.id, metric.id)) or EventLog()
        event = chart_of(master.plan, metric, log)
        filling = places(event)
        page[f"event_now{i}"] = (
            f"{filling['v']} {filling['gap_units']}" if filling["v"] else texts["no_value"]
        )
        page[f"event_panel{i}"] = str(messages("charts")[event.verdict]["panel"])
    return page


def _panel(chart: TeamChart | None) -> str:
    """The verdict in a few words, with its sign."""
    if chart is None:
        return ""
    main = chart.verdict.main
    return str(messages("charts")[main.id if main else "H_no_verdict"]["panel"])


def _changes(of: _FromTeam, texts: Mapping[str, str]) -> Slots:
    """The newest changes, the last one first."""
    page: Slots = {}
    newest = [told.row.values for told in reversed(of.changes)][:CHANGES]
    for k in range(CHANGES):
        values = newest[k] if k < len(newest) else {}
        since, decided = values.get("started"), str(values.get("decision") or "")
        learned = str(values.get("learned") or "")
        page |= {
            f"change{k}_change": str(values.get("label") or ""),
            f"change{k}_since": month_narrow(since) if isinstance(since, date) else "",
            f"change{k}_learned": shorten(learned, LEARNED),
            f"change{k}_decision": (word_of("decision", decided) or texts["undecided"])
            if values
            else "",
        }
    return page


def _number(
    page: Slots, name: str, entries: Sequence[tuple[str, str]], texts: Mapping[str, str]
) -> None:
    """Put a list into its lines, each entry with its label; the last says how many are left."""
    lines: list[tuple[str, str]] = []
    most = LISTS[name]
    for i, (label, text) in enumerate(entries):
        parts = lines_within([shorten(text, LONGEST)], LINE)
        if len(lines) + len(parts) > most - (i < len(entries) - 1):
            lines.append(("", filled(texts["more"], n=len(entries) - i)))
            break
        lines += [(label if k == 0 else "", part) for k, part in enumerate(parts)]
    for k in range(most):
        page[f"{name}{k}_label"], page[f"{name}{k}"] = lines[k] if k < len(lines) else ("", "")


def _reports(found: Timeliness, texts: Mapping[str, str]) -> str:
    share, late = found.share_on_time, found.median_days_late
    if share is None:
        return texts["reports_unknown" if found.count("received") else "reports_none"]
    return filled(
        texts["reports_late" if late is not None else "reports_on_time"],
        share=percent(share),
        target=percent(TARGET),
        days=late or 0,
        missing=found.count("missing"),
    )


def _questions(
    plan: Collaborative, asked: Sequence[Finding], texts: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What is to be mended or answered, the newest month first."""
    asked = sorted(asked, key=lambda f: f.month or "", reverse=True)
    names = {metric.id: metric.short_name for metric in plan.metrics}
    return [
        (
            filled(
                texts["question_label"],
                metric=names.get(f.metric_id or "", ""),
                month=month_narrow(parse_month(f.month)) if f.month else "",
            ).strip(),
            f.message,
        )
        for f in asked
    ]


def _promises(of: _FromTeam, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is promised and open, the next steps of the last months, those of changes under way."""
    found = [
        (month_narrow(one.said_on) if one.said_on else "", one.text)
        for one in reversed(of.promised)
        if not one.kept and one.done_on is None
    ]
    found += [
        (month_narrow(told.row.month), str(told.row.values["next"]))
        for told in reversed(of.story)
        if told.row.values.get("next") and told.row.month
    ][:3]
    for told in of.changes:
        values = told.row.values
        decided = str(values.get("decision", ""))
        if decided not in ("adopt", "abandon"):
            words = {
                "change": values.get("label", ""),
                "decision": word_of("decision", str(values.get("decision", "")))
                or texts["undecided"],
                "next": values.get("next_step") or texts["no_next"],
            }
            found.append((str(values.get("metric", "")), filled(texts["change_line"], **words)))
    return found


def _scores(plan: Collaborative, team: Team, story: Sequence[TeamText]) -> Slots:
    """The team's own score beside that of the faculty, newest month first."""
    own = {t.row.month: str(t.row.values["score"]) for t in story if t.row.values.get("score")}
    faculty = {s.month: number(s.score, 1) for s in plan.faculty_scores if s.team == team.id}
    months = sorted({m for m in (*own, *faculty) if m is not None}, reverse=True)
    page: Slots = {}
    for i in range(SCORES):
        month = months[i] if i < len(months) else None
        page[f"month{i}"] = month_in_words(month) if month else ""
        page[f"own{i}"] = own.get(month, "") if month else ""
        page[f"faculty{i}"] = faculty.get(month, "") if month else ""
    return page


def _taking_part(part: TakingPart, texts: Mapping[str, str]) -> Slots:
    """Attendance, and the assessment before and after, where the host noted them."""
    attendance = assessment = ""
    if part.attended is not None:
        kind = "attendance_one" if part.events == 1 else "attendance"
        attendance = filled(texts[kind], n=part.attended, of=part.events)
    if part.before is not None or part.after is not None:
        before, after = ("–" if s is None else number(s) for s in (part.before, part.after))
        assessment = filled(texts["assessment"], before=before, after=after)
    return {"attendance": attendance, "assessment": assessment}
