"""The recruiting tracker: its sheets, and what they count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from lcxl import templates
from lcxl.cells import a1
from lcxl.layout import PlacedBlock
from lcxl.plan.dates import serial
from lcxl.plan.organisations import FUNNEL, STAGE_DATES
from lcxl.plan.working_days import WorkingDays
from lcxl.sheets.blocks import Rows, list_ranges, write_block_sheet
from lcxl.sheets.host.funnel import Funnel, reached, reached_formula
from lcxl.sheets.host.funnel_sheet import write_funnel_sheet
from lcxl.xl.book import BookWriter, SheetWriter, lines_of
from lcxl.xl.live import Live, first_true, quote, sentence, words

__all__ = ["Tracker"]

LINE = 15.0
"""Height of one line of text, in points."""


class Tracker:
    """Writes the sheets one after the other; ``placed`` has the blocks of each sheet."""

    def __init__(
        self,
        book: BookWriter,
        spec: templates.Workbook,
        placed: Mapping[str, Mapping[str, PlacedBlock]],
        rows: Mapping[str, Rows],
        title: str,
    ) -> None:
        self.book, self.spec, self.placed, self.rows = book, spec, placed, rows
        self.context = {"title": title}
        self.lists = list_ranges(spec)
        self.organisations = self.rows.get("organisations", ())
        block = placed["organisations"]["organisations"]
        self.columns = {f.id: block.range(f.id) for f in block.block.fields}
        targets = placed["funnel"]["targets"]
        self.targets = {f.id: targets.range(f.id) for f in targets.block.fields}
        self.lists |= {
            "@organisations": self.columns["name"],
            "@teams": self.columns["id"],
            "@people": placed["people"]["people"].range("name"),
        }
        answers = rows["targets"][0]
        self.funnel = Funnel(self.organisations, answers, self.columns, self.targets, title)
        self.kickoff: date | None = answers.get("kickoff")

    def write(self, sheet_spec: templates.Sheet) -> None:
        """Write one sheet."""
        if sheet_spec.writer == "funnel":
            write_funnel_sheet(self.book, self.spec, self.funnel, self.placed["funnel"]["targets"])
            return
        sheet = write_block_sheet(
            self.book,
            self.spec,
            sheet_spec,
            self.lists,
            self.context,
            self.rows,
            self.spec.texts["footer_page"],
            self.placed[sheet_spec.id],
        )
        counted: dict[str, Callable[[SheetWriter, templates.Sheet], None]] = {
            "organisations": self._count_organisations,
            "tasks": self._count_tasks,
            "screening": self._count_screening,
            "planning_group": self._count_planning_group,
            "agreement": self._count_agreement,
        }
        if sheet_spec.writer in counted:
            counted[sheet_spec.writer](sheet, sheet_spec)

    def _count_organisations(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        """How far each organisation came, and its points."""
        block = self.placed[spec.id]["organisations"]
        asked = self.placed["screening"]["screening"]
        names, points = asked.range("organisation"), asked.range("score")
        dates = [self.columns[STAGE_DATES[FUNNEL[i]]].first_col for i in (0, -1)]
        for i in range(block.last_row - block.first_row + 1):
            row = block.first_row + i
            name = a1(row, self.columns["name"].first_col)
            known = self.organisations[i] if i < len(self.organisations) else {}
            formula = reached_formula(
                name,
                a1(row, self.columns["stage"].first_col),
                f"{a1(row, dates[0])}:{a1(row, dates[1])}",
                self.lists["stage"],
            )
            sheet.put(
                row,
                self.columns["reached"].first_col,
                Live(formula, reached(known)),
                "computed",
                num_format="0;;",
            )
            found = f"INDEX({points.reference},MATCH({name},{names.reference},0))"
            score = self._score_of(known.get("name"))
            sheet.put(
                row,
                self.columns["points"].first_col,
                Live(f'IF({name}="","",IFERROR({found},""))', score),
                "computed",
            )

    def _score_of(self, name: object) -> float | str:
        for answers in self.rows.get("screening", ()):
            if name and answers.get("organisation") == name:
                return _points(answers)[0]
        return ""

    def _count_tasks(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        """Dates from the kickoff, and whether a task is done."""
        block = self.placed[spec.id]["tasks"]
        col = {f.id: i for i, f in enumerate(block.block.fields)}
        kickoff = self.targets["kickoff"].reference
        weekdays = WorkingDays()
        for i, task in enumerate(templates.recruiting().tasks):
            row = block.first_row + i
            for name in ("id", "task", "role"):
                sheet.put(row, col[name], getattr(task, name), "cell_wrap")
            sheet.raw.set_row(row, LINE * lines_of(task.task, block.block.fields[1].width) + 3)
            for name, weeks in (("start", task.start), ("due", task.due)):
                day = None
                if self.kickoff:
                    day = weekdays.on_or_before(self.kickoff + timedelta(days=7 * weeks))
                formula = f'IF(ISNUMBER({kickoff}),WORKDAY({kickoff}+{7 * weeks}+1,-1),"")'
                live = Live(formula, serial(day) if day else "")
                sheet.put(row, col[name], live, "computed", num_format="d mmm yyyy")
            typed = self._row("tasks", i) | {"task": task.task, "due": day}
            self._put_state(sheet, spec, row, col, typed)
        own = self.placed[spec.id]["own_tasks"]
        for i in range(own.last_row - own.first_row + 1):
            self._put_state(sheet, spec, own.first_row + i, col, self._row("own_tasks", i))
        for place in (block, own):
            state = place.range("state")
            cells = {n: f"${a1(place.first_row, col[n])}" for n in ("state", "due")}
            open_, late = spec.texts["open"], spec.texts["overdue"]
            sheet.raw.conditional_format(
                *(state.first_row, state.first_col, state.last_row, state.last_col),
                {
                    "type": "formula",
                    "criteria": f"=AND({cells['state']}={quote(open_)},ISNUMBER({cells['due']}),"
                    f"{cells['due']}<TODAY())",
                    "format": self.book.format("error", num_format=f'General;;;"{late}"'),
                },
            )
        sheet.raw.freeze_panes(block.first_row, 2)

    def _row(self, block: str, i: int) -> dict[str, Any]:
        rows = self.rows.get(block, ())
        return dict(rows[i]) if i < len(rows) else {}

    def _put_state(
        self,
        sheet: SheetWriter,
        spec: templates.Sheet,
        row: int,
        col: Mapping[str, int],
        typed: Mapping[str, Any],
    ) -> None:
        """Open or done; which open ones are overdue is shown by colour and word on the day."""
        done, due, task = (a1(row, col[name]) for name in ("done_on", "due", "task"))
        texts = {name: quote(spec.texts[name]) for name in ("open", "done", "late")}
        formula = (
            f"IF(ISNUMBER({done}),IF(AND(ISNUMBER({due}),{done}>{due}),{texts['late']},"
            f'{texts["done"]}),IF({task}="","",{texts["open"]}))'
        )
        state = spec.texts["open"] if typed.get("task") else ""
        if typed.get("done_on"):
            is_late = typed.get("due") and typed["done_on"] > typed["due"]
            state = spec.texts["late" if is_late else "done"]
        sheet.put(row, col["state"], Live(formula, state), "computed", align="left")

    def _count_screening(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        """Points of each call: what a dropdown's answer is worth is the same for all."""
        block = self.placed[spec.id]["screening"]
        col = {f.id: i for i, f in enumerate(block.block.fields)}
        rows = self.rows.get("screening", ())
        rules = templates.recruiting()
        for i in range(block.last_row - block.first_row + 1):
            row = block.first_row + i
            parts, cells = [], []
            for name, points in rules.points.items():
                cell = a1(row, col[name])
                place = self.lists[name].reference
                worth = ",".join(map(str, points))
                parts.append(f"IFERROR(CHOOSE(MATCH({cell},{place},0),{worth}),0)")
                cells.append(cell)
            for name, limits in rules.hours.items():
                cell = a1(row, col[name])
                parts += [f"(N({cell})>={limit})" for limit in limits]
                cells.append(cell)
            counted = f"COUNTA({','.join(cells)})"
            total, answered = _points(rows[i]) if i < len(rows) else ("", 0)
            live = Live(f'IF({counted}=0,"",{"+".join(parts)})', total)
            sheet.put(row, col["score"], live, "computed")
            sheet.put(row, col["answered"], Live(counted, answered), "computed", num_format="0;;")

    def _count_planning_group(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        """How many members there are, and who is not represented or named."""
        block = self.placed[spec.id]["planning_group"]
        texts, rows = spec.texts, self.rows.get("planning_group", ())
        at = self.placed[spec.id]["check"].first_row
        names, ends = block.range("name").local, block.range("end").local
        members = Live(
            f"COUNTA({names})-COUNT({ends})",
            sum(bool(r.get("name")) for r in rows) - sum(bool(r.get("end")) for r in rows),
        )
        sheet.put(at, 0, sentence(texts["members"], n=members), "line")
        for i, (column, wanted, good, bad) in enumerate(
            (
                ("represents", templates.values_of("represents"), "represented", "not_represented"),
                ("role", ("project manager", "administrator"), "named", "not_named"),
            )
        ):
            place = block.range(column).local
            here = {str(row.get(column)) for row in rows}
            formula = "&".join(
                f'IF(COUNTIF({place},{quote(w)})=0,{quote(", " + w)},"")' for w in wanted
            )
            missing = "".join(f", {w}" for w in wanted if w not in here)
            listed = Live(f"MID({formula},3,200)", missing[2:])
            none = Live(f'({formula})=""', not missing)
            line = first_true([(none, words(texts[good]))], sentence(texts[bad], missing=listed))
            sheet.put(at + 1 + i, 0, line, "line")

    def _count_agreement(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        block = self.placed[spec.id]["agreement"]
        items = templates.recruiting().agreement
        for i, item in enumerate(items):
            sheet.put(block.first_row + i, 0, item, "cell_wrap")
            width = block.block.fields[0].width
            sheet.raw.set_row(block.first_row + i, LINE * lines_of(item, width) + 3)
        included = block.range("included").local
        done = sum(row.get("included") == "Yes" for row in self.rows.get("agreement", ()))
        live = sentence(
            spec.texts["progress"],
            n=Live(f'COUNTIF({included},"Yes")', done),
            all=len(items),
        )
        sheet.put(self.placed[spec.id]["check"].first_row, 0, live, "strong")


def _points(answers: Mapping[str, Any]) -> tuple[float, int]:
    """Points of a screening call, and how many scored questions were answered."""
    rules, total, answered = templates.recruiting(), 0.0, 0
    for name, points in rules.points.items():
        if answers.get(name):
            answered += 1
            total += points[templates.values_of(name).index(answers[name])]
    for name, limits in rules.hours.items():
        if answers.get(name) is not None:
            answered += 1
            total += sum(answers[name] >= limit for limit in limits)
    return total, answered
