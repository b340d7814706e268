"""The sheet Team page: One page of any team, chosen from a list, and what a coach asks on a call.

What stands on it is kept on a hidden sheet, a line for each team; the page picks from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lcxl import templates
from lcxl.cells import Range
from lcxl.combine import Master
from lcxl.figures.figures import Figures
from lcxl.figures.team_events import write_events
from lcxl.figures.timeliness import Timeliness
from lcxl.metrics import number_format, shown
from lcxl.metrics.display import change_places, signed_format
from lcxl.metrics.goal import has_goal
from lcxl.plan import Metric
from lcxl.sheets.master.compare import dropdown
from lcxl.sheets.master.event_charts import insert_event_charts
from lcxl.sheets.master.lines import TEAM_ROW, Lines
from lcxl.sheets.master.team_charts import TeamCharts
from lcxl.sheets.master.team_slots import CHANGES, LISTS, SCORES, slots_of_teams
from lcxl.sheets.one_page_parts import HEADS, HELP_LINES, write_block, write_changes, write_help
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

PAGES_SHEET = "_pages"
LAST_COL = 6
WORDS = ("at_goal", "chart_says")
FACTS = ("baseline", "recent", "change", *WORDS)

Pick = Callable[[str], Live]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The page of the chosen team, a second one for its coach, and the hidden sheet at the end."""
    master, lines = pages.of(Master), pages.of(Lines)
    texts = spec.texts
    sheet = pages.open(spec, LAST_COL)
    sheet.widths(spec.widths)
    of_teams = slots_of_teams(master, pages.of(Figures), pages.of(Timeliness), texts)
    slots = list(of_teams[0])
    charts = TeamCharts(pages, lines, "team_page")

    def pick(slot: str) -> Live:
        place = Range.column(PAGES_SHEET, 1 + slots.index(slot), 1, len(of_teams))
        return Live(f'INDEX({place.reference},{charts.number})&""', of_teams[0][slot])

    for row in (TEAM_ROW - 2, TEAM_ROW - 1):
        sheet.raw.set_row_pixels(row, 4)
    dropdown(sheet, TEAM_ROW, (texts["choose_team"], texts["team_message"]),
             lines.options("team"), lines.names[0])  # fmt: skip
    row = _first_page(pages, sheet, charts, pick)
    second = row + 2
    row = _for_the_coach(sheet, pages, second, pick)
    if master.plan.event_metrics:
        row += 2
        pages.heading(sheet, row, texts["events_heading"], LAST_COL)
        row = write_events(sheet, row + 1, master.plan, texts, pick)
        row = insert_event_charts(pages, sheet, row + 2)
    sheet.raw.set_h_pagebreaks([second])
    pages.page(sheet, row, LAST_COL, portrait=True)

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


def _first_page(pages: Pages, sheet: SheetWriter, charts: TeamCharts, pick: Pick) -> int:
    """As One page of the team's own workbook; gives its last row."""
    master, texts = pages.of(Master), pages.texts("team_page")
    row = TEAM_ROW + 2
    sheet.put(row, 0, pick("finding"), "strong", font_size=13)
    for k in (0, 1):
        sheet.put(row + 1 + k, 0, pick(f"sentence{k}"), "line")
    helps = [pick(f"help{k}") for k in range(HELP_LINES)]
    row = write_help(sheet, row + 4, texts["help_heading"], helps, LAST_COL)
    pages.heading(sheet, row + 1, texts["numbers_heading"], LAST_COL)
    row += 2
    for i, metric in enumerate(pages.of(Figures).plan.metrics):
        goal = ""
        if metric.goal is not None:
            text = texts["goal" if has_goal(metric) else "aim"]
            goal = filled(text, goal=shown(metric, metric.goal))
        says = pick(f"now{i}"), goal, pick(f"panel{i}")
        below = write_block(sheet, row, (metric.short_name, metric.name), says, LAST_COL)
        charts.insert(sheet, (row, 1), metric)
        row = below
    for i, metric in enumerate(master.plan.event_metrics):
        says = pick(f"event_now{i}"), "", pick(f"event_panel{i}")
        row = write_block(sheet, row, (metric.short_name, metric.name), says, LAST_COL)
    sheet.put(row, 0, texts["marks"], "quiet", font_size=9)
    told = [{name: pick(f"change{k}_{name}") for name in HEADS} for k in range(CHANGES)]
    headings = {name: texts[f"changed_{name}"] for name in HEADS}
    headings["heading"] = texts["changes_heading"]
    return write_changes(pages, sheet, row + 2, headings, told, LAST_COL)


def _for_the_coach(sheet: SheetWriter, pages: Pages, row: int, pick: Pick) -> int:
    """What is asked on a call; gives the last row."""
    lines, texts = pages.of(Lines), pages.texts("team_page")
    for name in ("coach", "reports"):
        sheet.put(row, 0, texts[name], "label")
        sheet.put(row, 1, pick(name), "line")
        row += 1
    pages.heading(sheet, row + 1, texts["metrics_heading"], LAST_COL)
    row = _metric_table(sheet, row + 2, lines, texts) + 2
    headings: Mapping[str, Live | str] = {
        "story": pick("story_heading"),
        "question": texts["questions_heading"],
        "promise": texts["promises_heading"],
    }
    for name, heading in headings.items():
        pages.heading(sheet, row, heading, LAST_COL)
        for k in range(LISTS[name]):
            row += 1
            sheet.put(row, 0, pick(f"{name}{k}_label"), "label")
            sheet.put(row, 1, pick(f"{name}{k}"), "line")
        row += 2
    pages.heading(sheet, row, texts["scores_heading"], LAST_COL)
    return _score_table(sheet, row + 1, texts, pick)


def _metric_table(sheet: SheetWriter, row: int, lines: Lines, texts: Mapping[str, str]) -> int:
    for col, name in enumerate(("metric", "goal", *FACTS)):
        side = {"indent": 1} if name in WORDS else {"align": "right"} if col else {}
        sheet.put(row, col, texts[f"col_{name}"], "head", **side)
    for i, metric in enumerate(lines.plan.metrics):
        row += 1
        sheet.put(row, 0, metric.short_name, "row_label")
        goal = "" if metric.goal is None else shown(metric, metric.goal)
        sheet.put(row, 1, goal, "cell_number")
        for col, name in enumerate(FACTS, start=2):
            live = lines.team_fact("team_page", i, name).shown
            if name in WORDS:
                sheet.put(row, col, live, "cell", indent=1, align="left")
            else:
                sheet.put(row, col, live, "cell_number", num_format=_format(metric, name))
    return row


def _format(metric: Metric, name: str) -> str:
    return signed_format(change_places(metric)) if name == "change" else number_format(metric)


def _score_table(sheet: SheetWriter, row: int, texts: Mapping[str, str], pick: Pick) -> int:
    for col, name in enumerate(("month", "own", "faculty")):
        sheet.put(row, col, texts[f"score_{name}"], "head")
        for i in range(SCORES):
            sheet.put(row + 1 + i, col, pick(f"{name}{i}"), "cell")
    row += SCORES
    for name in ("attendance", "assessment"):
        row += 1
        sheet.put(row, 0, pick(name), "line")
    return row
