"""The sheet Team page: what a coach wants at hand before a call, on one printed page.

A team is chosen from a dropdown.  What teams wrote, what is asked of them and what the host
noted stands on a hidden sheet, a line for each team; the page picks from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lcxl import templates
from lcxl.cells import Range
from lcxl.combine import Master
from lcxl.combine.combine import TeamText
from lcxl.figures.taking_part import TakingPart, taking_part
from lcxl.figures.team_events import event_slots, write_events
from lcxl.figures.timeliness import TARGET, Timeliness
from lcxl.findings import Finding
from lcxl.metrics import number_format, shown
from lcxl.metrics.display import change_places, signed_format
from lcxl.periods import parse_month, serial
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.dates import month_in_words
from lcxl.plan.notes import Promise
from lcxl.sheets.master.compare import dropdown
from lcxl.sheets.master.event_charts import insert_event_charts
from lcxl.sheets.master.lines import METRIC_ROW, TEAM_ROW, Lines
from lcxl.sheets.master.team_marks import mark_series
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.words import filled, month_narrow, number, percent
from lcxl.xl.charts import Categories, Frame, ValueAxis, insert_chart
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.texts import shorten

__all__ = ["write"]

PAGES_SHEET = "_pages"
LABEL_COL, TEXT_COL = 8, 9
"""The right half of the page: labels and texts; the left half has chart and tables."""
TOPICS = ("tried", "happened", "learned", "next", "help", "share")
VERDICT_ROW = 7
"""Where the chart's verdict stands, as in the team's own workbook."""
STORY_ROW, STORY_HEIGHT = 9, 48
QUESTIONS, PROMISES, SCORES = 6, 7, 4
ROW_HEIGHT = 31
LONGEST, LONGEST_STORY = 170, 270
"""Characters that fit beside a label: two lines, and in the story three."""
FACTS = ("baseline", "recent", "change", "at_goal", "chart_says")

Slots = dict[str, str]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet, and the hidden one behind it at the end.

    Long: the page from top to bottom, one part after the other.
    """
    master, lines, found = pages.of(Master), pages.of(Lines), pages.of(Timeliness)
    texts = spec.texts
    sheet = pages.open(spec, TEXT_COL)
    sheet.widths(spec.widths)
    of_teams = _pages(master, found, texts)
    slots = list(of_teams[0])

    def pick(slot: str) -> Live:
        place = Range.column(PAGES_SHEET, 1 + slots.index(slot), 1, len(of_teams))
        number = lines.team_number("team_page")
        return Live(f'INDEX({place.reference},{number})&""', of_teams[0][slot])

    dropdown(sheet, METRIC_ROW, (texts["choose_metric"], texts["metric_message"]),
             lines.options("metric"), lines.plan.metrics[0].short_name)  # fmt: skip
    dropdown(sheet, TEAM_ROW, (texts["choose_team"], texts["team_message"]),
             lines.options("team"), lines.names[0])  # fmt: skip
    sheet.put(METRIC_ROW, LABEL_COL, texts["coach"], "label")
    sheet.put(METRIC_ROW, TEXT_COL, pick("coach"), "strong")
    sheet.put(TEAM_ROW, LABEL_COL, texts["reports"], "label")
    sheet.put(TEAM_ROW, TEXT_COL, pick("reports"), "line")

    verdict = lines.fact_of_chosen("team_page", "verdict")
    sheet.put(VERDICT_ROW - 1, 0, texts["marks"], "quiet", font_size=9)
    sheet.put(VERDICT_ROW, 0, verdict, "line")
    _headings(sheet, STORY_ROW - 1, texts["chart_heading"], pick("story_heading"))
    for i, topic in enumerate(TOPICS):
        sheet.raw.set_row(STORY_ROW + i, STORY_HEIGHT)
        sheet.put(STORY_ROW + i, LABEL_COL, texts[topic], "row_text", text_wrap=True, valign="top")
        sheet.put(STORY_ROW + i, TEXT_COL, pick(topic), "cell_wrap")
    _chart(pages, sheet, lines)

    row = STORY_ROW + len(TOPICS) + 1
    _headings(sheet, row, texts["metrics_heading"], texts["questions_heading"])
    _metric_table(sheet, row + 1, lines, texts)
    _list(sheet, row + 1, "question", QUESTIONS, pick)
    row += 2 + max(len(lines.plan.metrics) + 1, QUESTIONS)
    _headings(sheet, row, texts["scores_heading"], texts["promises_heading"])
    _score_table(sheet, row + 1, texts, pick)
    _list(sheet, row + 1, "promise", PROMISES, pick)
    last_row = row + max(SCORES + 3, PROMISES)
    if master.plan.event_metrics:
        row = last_row + 2
        _headings(sheet, row, texts["events_heading"], texts["events_say_heading"])
        places = (LABEL_COL, TEXT_COL)
        last_row = write_events(sheet, row + 1, master.plan, texts, pick, places)
        last_row = insert_event_charts(pages, sheet, last_row + 2, (0, LABEL_COL))
    pages.page(sheet, last_row, TEXT_COL, one_page=True)

    def write_hidden() -> None:
        hidden = pages.book.sheet(PAGES_SHEET)
        for col, slot in enumerate(("team", *slots)):
            hidden.put(0, col, slot, "machine")
        for i, page in enumerate(of_teams, start=1):
            for col, text in enumerate((lines.names[i - 1], *page.values())):
                if text:
                    hidden.put(i, col, text, "machine")
        hidden.raw.protect("")
        hidden.raw.hide()

    pages.at_end(write_hidden)


def _headings(sheet: SheetWriter, row: int, left: str, right: Live | str) -> None:
    sheet.put(row, 0, left, "heading")
    sheet.fill(row, 1, LABEL_COL - 2, "rule")
    sheet.put(row, LABEL_COL, right, "heading")
    sheet.fill(row, TEXT_COL, TEXT_COL, "rule")


def _list(sheet: SheetWriter, row: int, name: str, count: int, pick: Callable[[str], Live]) -> None:
    for i in range(count):
        sheet.raw.set_row(row + i, ROW_HEIGHT)
        sheet.put(row + i, LABEL_COL, pick(f"{name}{i}_label"), "row_text", valign="top")
        sheet.put(row + i, TEXT_COL, pick(f"{name}{i}"), "cell_wrap")


def _chart(pages: Pages, sheet: SheetWriter, lines: Lines) -> None:
    """The chosen metric of the chosen team, all teams and the goal."""
    texts, n = pages.spec.sheet("team_page").texts, len(lines.months)
    goal, everybody = lines.line_of("goal"), lines.line_of("pooled")

    def drawn(name: str, line: int, at: str = "") -> Range:
        cells = (lines.value("team_page", line, k, at) for k in range(n))
        return lines.draw(name, [lines.for_chart("team_page", cell) for cell in cells])

    mine = drawn("page", 0, lines.team_number("team_page"))
    team = Range.cell(sheet.name, TEAM_ROW, 1)
    insert_chart(
        sheet,
        Frame(
            (STORY_ROW, 0),
            (690, len(TOPICS) * STORY_HEIGHT * 4 // 3 - 8),
            texts["alt"],
            gaps=lines.has_gaps,
        ),
        Categories(lines.month_place, [serial(m) for m in lines.months]),
        [
            lines.series(texts["series_goal"], drawn("goal", goal), lines.scaled(goal), "goal"),
            lines.series(
                texts["series_all"], drawn("all", everybody), lines.scaled(everybody), "median"
            ),
            *mark_series(pages, lines, "team_page"),
            lines.series(Live(team.reference, lines.names[0]), mine, lines.scaled(0), "value"),
        ],
        ValueAxis("#,##0", (0.0, None)),
    )


def _metric_table(sheet: SheetWriter, row: int, lines: Lines, texts: Mapping[str, str]) -> None:
    for col, name in enumerate(("metric", "goal", *FACTS)):
        sheet.put(row, col, texts[f"col_{name}"], "head")
    for i, metric in enumerate(lines.plan.metrics, start=1):
        sheet.put(row + i, 0, metric.short_name, "row_label")
        goal = "" if metric.goal is None else shown(metric, metric.goal)
        sheet.put(row + i, 1, goal, "cell_number")
        for col, name in enumerate(FACTS, start=2):
            live = lines.team_fact("team_page", i - 1, name)
            role = "cell" if name in ("at_goal", "chart_says") else "cell_number"
            changes = {"num_format": _format(metric, name)} if role == "cell_number" else {}
            sheet.put(row + i, col, live, role, **changes)


def _format(metric: Metric, name: str) -> str:
    return signed_format(change_places(metric)) if name == "change" else number_format(metric)


def _score_table(
    sheet: SheetWriter, row: int, texts: Mapping[str, str], pick: Callable[[str], Live]
) -> None:
    for col, name in enumerate(("month", "own", "faculty")):
        sheet.put(row, col, texts[f"score_{name}"], "head")
        for i in range(SCORES):
            sheet.put(row + 1 + i, col, pick(f"{name}{i}"), "cell")
    for i, name in enumerate(("attendance", "assessment")):
        sheet.put(row + 1 + SCORES + i, 0, pick(name), "line")


# What stands on a page


@dataclass
class _FromTeam:
    """What the master has of one team."""

    asked: list[Finding] = field(default_factory=list)
    story: list[TeamText] = field(default_factory=list)
    changes: list[TeamText] = field(default_factory=list)
    promised: list[Promise] = field(default_factory=list)


def _pages(master: Master, found: Timeliness, texts: Mapping[str, str]) -> list[Slots]:
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
        _page(master.plan, team, of[team.id.casefold()], found.of_team(team), texts)
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
    for topic in TOPICS:
        text = str(latest.row.values.get(topic, "")) if latest else ""
        page[topic] = shorten(text, LONGEST_STORY)
    _number(page, "question", QUESTIONS, _questions(plan, of.asked, texts), texts)
    _number(page, "promise", PROMISES, _promises(of, texts), texts)
    return page | _scores(plan, team, of.story)


def _number(
    page: Slots,
    name: str,
    count: int,
    entries: Sequence[tuple[str, str]],
    texts: Mapping[str, str],
) -> None:
    """Put a list into its slots; the last slot says how many more there are."""
    entries = entries or [("", texts[f"no_{name}"])]
    if len(entries) > count:
        more = filled(texts["more"], n=len(entries) - count + 1)
        entries = [*entries[: count - 1], ("", more)]
    for i in range(count):
        label, text = entries[i] if i < len(entries) else ("", "")
        page[f"{name}{i}_label"], page[f"{name}{i}"] = label, shorten(text, LONGEST)


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
