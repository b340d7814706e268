"""What each button of the ribbon does: one function for each, and its label beside it.

The ribbon, the actions of `lcxl addin run` and the text of Help are made from these
functions; a new button is a new function here and nothing else.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from lcxl.files import make_folder, write_file
from lcxl.findings import SEVERITIES, Finding
from lcxl.plan import Team
from lcxl.plan.dates import month_in_words
from lcxl.plan.load import find_folder
from lcxl.submissions import Submission
from lcxl.submissions.read import read_book
from lcxl.validate import validate as validate_submission
from lcxl.validate.letter import letter

from . import findings_sheet, marks
from .desk import Desk
from .excel import is_visible, read_cells
from .plans import FoundPlan, find_plan

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["BUTTONS", "TAB", "Answer", "Button"]

TAB = "Learning collaborative"
"""Name of the tab in the ribbon."""
THIS_WORKBOOK, COLLABORATIVE, ADD_IN = "This workbook", "Collaborative", "Add-in"
"""Groups of the tab."""
NOT_OURS = (
    "This workbook is not a team's reporting workbook, so there is nothing to check. "
    "It was not changed."
)
QUESTIONS = "questions"
"""Folder of the letters, in the collaborative's folder."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a button says when it is done; ``code`` is the exit code of the command line."""

    text: str
    code: int = 0


Press = Callable[[Desk], Answer]


@dataclass(frozen=True, slots=True)
class Button:
    """One button: ``image`` is a name from Microsoft's imageMso list ([MS-CUSTOMUI] 3.2).

    The answer of a ``brief`` button goes into the status bar and not into a message.
    """

    action: str
    label: str
    group: str
    image: str
    tip: str
    press: Press
    large: bool = False
    brief: bool = False


BUTTONS: dict[str, Button] = {}
"""Action -> button, in the order of the ribbon."""


def _button(
    action: str,
    label: str,
    group: str,
    image: str,
    tip: str,
    *,
    large: bool = False,
    brief: bool = False,
) -> Callable[[Press], Press]:
    def register(press: Press) -> Press:
        BUTTONS[action] = Button(action, label, group, image, tip, press, large, brief)
        return press

    return register


@_button(
    "validate",
    "Validate",
    THIS_WORKBOOK,
    "DataValidation",
    "Checks this workbook as it stands, unsaved changes included. Colours the cells that need "
    "attention, explains each in a note and lists them on a sheet Findings.",
    large=True,
)
def validate(desk: Desk) -> Answer:
    """Check the workbook in front, mark its cells and list the findings."""
    checked = _check(desk)
    if checked is None:
        return Answer(NOT_OURS)
    book, findings = desk.book, checked.findings
    with book.app.properties(screen_updating=False):
        cleared = _clear(book)
        marked = marks.mark(book, findings)
        problems = _list(book, checked)
    problems = [
        *_refusals(cleared.refused, "still marked from before"),
        *_refusals(marked.refused, "not coloured"),
        *_refusals(marked.notes_refused, "without a note"),
        *problems,
    ]
    if marked.notes_left_out:
        problems.append(f"{marked.notes_left_out} more cells are coloured but have no note.")
    said = f"{checked.team_name}: {_count(findings)}."
    if marked.cells:
        said += " The cells are coloured."
    code = 1 if any(f.severity == "error" for f in findings) else 0
    return Answer(" ".join([said, *problems]), code)


@_button(
    "next",
    "Next finding",
    THIS_WORKBOOK,
    "ReviewNextComment",
    "Goes to the next cell that the sheet Findings lists.",
    brief=True,
)
def next_finding(desk: Desk) -> Answer:
    """Select the cell of the finding after the one that is selected; after the last, the first."""
    sheet = findings_sheet.find(desk.book)
    stops = dict(findings_sheet.listed(sheet)) if sheet is not None else {}
    visible = {s.name: s for s in desk.book.sheets if is_visible(s)}
    places = [place for place in stops if place[0] in visible]
    if sheet is None:
        return Answer("There is no list of findings yet. Click Validate first.")
    if not places:
        return Answer("No finding names a cell that can be shown.")
    here = _selected(desk.book)
    number = (places.index(here) + 1) % len(places) if here in places else 0
    name, row, col = places[number]
    visible[name].activate()
    visible[name].range((row, col)).select()
    return Answer(f"{number + 1} of {len(places)}: {stops[places[number]]}")


@_button(
    "clear",
    "Clear marks",
    THIS_WORKBOOK,
    "ClearFormats",
    "Takes the colours, the notes and the sheet Findings away. Every cell is as it was before.",
)
def clear_marks(desk: Desk) -> Answer:
    """Remove everything that Validate put into the workbook."""
    with desk.book.app.properties(screen_updating=False):
        cleared = _clear(desk.book)
    if not (cleared.colours or cleared.notes or cleared.sheet or cleared.refused):
        said = ["There were no marks in this workbook."]
    else:
        said = ["The marks are gone; every cell is as it was before."]
    if cleared.notes_changed:
        said = [*said, f"{_some(cleared.notes_changed, 'note')} had been added to and stayed."]
    return Answer(" ".join([*said, *_refusals(cleared.refused, "still marked")]))


@_button(
    "questions",
    "Questions to team",
    THIS_WORKBOOK,
    "FileSendAsAttachment",
    "Writes a polite letter with what is to be mended or answered, saves it in the "
    "collaborative's folder questions and copies it, ready to paste into an e-mail.",
)
def questions(desk: Desk) -> Answer:
    """Write the letter to the team, save it and put it on the clipboard."""
    checked = _check(desk)
    if checked is None:
        return Answer(NOT_OURS)
    if checked.team is None:
        return Answer(f"There is nobody to write to. {checked.findings[0].message}")
    text = letter(checked.source.plan, checked.team, checked.findings)
    path = checked.source.folder / QUESTIONS / f"{checked.team.id}.txt"
    make_folder(path.parent)
    write_file(path, text.encode())
    said = f"The letter to {checked.team.name} is in {path}."
    if desk.copy(text):
        said += " It is also copied: paste it into an e-mail."
    return Answer(said)


@_button(
    "merge",
    "Merge folder…",
    COLLABORATIVE,
    "Consolidate",
    "Asks for a collaborative's folder and joins all workbooks in its folder submissions into "
    "the master workbook.",
    large=True,
)
def merge(desk: Desk) -> Answer:
    """Merge all submissions of a folder, without Excel."""
    from lcxl.merge import merge as merge_folder
    from lcxl.merge.workbook import build_master_workbook

    folder = desk.folder or desk.ask_folder("Choose the folder of the collaborative to merge.")
    if folder is None:
        return Answer("No folder was chosen, so nothing was merged.")
    folder = find_folder(folder) or folder
    master = merge_folder(folder)
    path = folder / "master.xlsx"
    write_file(path, build_master_workbook(master))
    states = Counter(record.state for record in master.files)
    counts = ", ".join(f"{n} {state}" for state, n in sorted(states.items()))
    code = 1 if any(f.severity == "error" for f in master.findings) else 0
    return Answer(
        f"{_some(len(master.files), 'file')} ({counts}); {_count(master.findings)}. "
        f"The master workbook is {path}.",
        code,
    )


@_button(
    "status",
    "Status",
    ADD_IN,
    "Info",
    "Says which team's workbook this is, which plan it is checked against, what it holds and "
    "whether it is marked.",
)
def status(desk: Desk) -> Answer:
    """What the workbook in front is, and what the add-in knows about it."""
    lines = [f"lcxl {version('lcxl')}, Python {sys.executable}"]
    checked = _check(desk)
    if checked is None:
        return Answer("\n".join([*lines, NOT_OURS]))
    submission, plan = checked.submission, checked.source.plan
    lines += [
        f"Team: {checked.team_name}",
        f"Collaborative: {plan.title} ({plan.id})",
        f"Plan: {checked.source.folder} ({checked.source.how})",
        f"Months with data: {_months(submission)}",
        f"Now: {_count(checked.findings)}",
        f"Saved in: {desk.path or 'a place this computer does not know'}",
    ]
    listed = findings_sheet.find(desk.book)
    lines.append("Marks: none" if listed is None else f"Marks: listed on the sheet {listed.name}")
    return Answer("\n".join(lines))


@_button("help", "Help", ADD_IN, "Help", "Says in a few lines what each button does.")
def help_(desk: Desk) -> Answer:
    """One line for each button."""
    lines = [f"{button.label}: {button.tip}" for button in BUTTONS.values()]
    return Answer("\n\n".join([*lines, "A code such as V04 is explained by: lcxl explain V04"]))


# What the buttons share


@dataclass(frozen=True, slots=True)
class _Checked:
    submission: Submission
    source: FoundPlan
    findings: Sequence[Finding]

    @property
    def team(self) -> Team | None:
        try:
            return self.source.plan.team(self.submission.team_id)
        except KeyError:
            return None

    @property
    def team_name(self) -> str:
        return self.team.name if self.team else self.submission.team_id or "This workbook"


def _check(desk: Desk) -> _Checked | None:
    """The findings on the workbook in front; None when it is not a reporting workbook."""
    live = read_cells(desk.book)
    if live.machine.get("workbook") != "reporting":
        return None
    belongs_to = str(live.machine.get("collaborative_id", ""))
    source = find_plan(belongs_to, desk.path, desk.ask_folder, desk.folder)
    submission = read_book(live, str(desk.path or desk.book.name), source.plan)
    return _Checked(submission, source, validate_submission(submission, source.plan))


@dataclass
class _Clear(marks.Cleared):
    sheet: bool = False


def _clear(book: xw.Book) -> _Clear:
    cleared = _Clear(**vars(marks.clear(book)))
    try:
        cleared.sheet = findings_sheet.remove(book)
    except Exception:  # the structure of the workbook is protected
        sheet = findings_sheet.find(book)
        cleared.refused[sheet.name if sheet is not None else "Findings"] += 1
    return cleared


def _list(book: xw.Book, checked: _Checked) -> list[str]:
    """Write the sheet Findings; in words, what stands in the way."""
    if not checked.findings:
        return []
    try:
        name = findings_sheet.write(book, checked.source.plan, checked.team_name, checked.findings)
    except Exception:
        first = checked.findings[0]
        where = f"{first.where}: " if first.where else ""
        return [
            "The sheet Findings could not be added, because the workbook's structure is "
            f"protected. First: {where}{first.message}"
        ]
    return [f"The list is on the sheet {name}."]


def _refusals(refused: Counter[str], what: str) -> Iterator[str]:
    for sheet, count in sorted(refused.items()):
        cells = "1 cell is" if count == 1 else f"{count} cells are"
        yield f"{cells} {what}, because the sheet {sheet} is protected."


def _count(findings: Sequence[Finding]) -> str:
    words = {"error": "{n} to mend", "question": "{n} to ask", "note": "{n} to note"}
    counts = Counter(f.severity for f in findings)
    said = [words[s].format(n=counts[s]) for s in SEVERITIES if counts[s]]
    return ", ".join(said) or "nothing to mend and nothing to ask"


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _months(submission: Submission) -> str:
    months = submission.months
    if not months:
        return "none yet"
    return f"{len(months)}, {month_in_words(months[0])} to {month_in_words(months[-1])}"


def _selected(book: xw.Book) -> marks.Place | None:
    selected = book.app.selection  # None where a chart is selected
    return (selected.sheet.name, selected.row, selected.column) if selected is not None else None
