"""What each button of the ribbon does: one function for each.

The ribbon, the actions of `lcxl addin run` and the text of Help are made from these functions
and from their words in `templates_src/books/addin.toml`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from lcxl.documents.letter import QUESTIONS, letter
from lcxl.keep.folder import Keep
from lcxl.plan import load_collaborative
from lcxl.plan.load import find_folder

from . import findings_sheet, marks
from .check import Checked, check
from .desk import Desk
from .excel import is_visible
from .words import button_word, counted, found, say

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["BUTTONS", "Answer", "Button", "cleared_of", "marked_with"]

MASTER = "master.xlsx"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a button says when it is done; ``code`` is the exit code of the command line."""

    text: str
    code: int = 0


Press = Callable[[Desk], Answer]


@dataclass(frozen=True, slots=True)
class Button:
    """One button; the answer of a ``brief`` one goes into the status bar, not into a message."""

    action: str
    press: Press
    large: bool = False
    brief: bool = False

    def word(self, what: str) -> str:
        """Its label, group, image (a name from Microsoft's list of imageMso) or tip."""
        return button_word(self.action, what)


BUTTONS: dict[str, Button] = {}
"""Action -> button, in the order of the ribbon."""


def _button(action: str, *, large: bool = False, brief: bool = False) -> Callable[[Press], Press]:
    def register(press: Press) -> Press:
        BUTTONS[action] = Button(action, press, large, brief)
        return press

    return register


@_button("validate", large=True)
def validate(desk: Desk) -> Answer:
    """Check the workbook in front, mark its cells and list the findings."""
    checked = check(desk)
    if checked is None:
        return Answer(say("not_ours"))
    with desk.book.app.properties(screen_updating=False):
        return marked_with(desk.book, checked, marks.standing(desk.book))


@_button("next", brief=True)
def next_finding(desk: Desk) -> Answer:
    """Select the cell of the finding after the one that is selected; after the last, the first."""
    sheet = findings_sheet.find(desk.book)
    if sheet is None:
        return Answer(say("no_list"))
    stops = dict(findings_sheet.listed(sheet))
    visible = {s.name: s for s in desk.book.sheets if is_visible(s)}
    places = [place for place in stops if place[0] in visible]
    if not places:
        return Answer(say("no_place"))
    here = _selected(desk.book)
    number = (places.index(here) + 1) % len(places) if here in places else 0
    name, row, col = places[number]
    visible[name].activate()
    visible[name].range((row, col)).select()
    message = stops[places[number]]
    return Answer(say("next_place", number=number + 1, count=len(places), message=message))


@_button("clear")
def clear_marks(desk: Desk) -> Answer:
    """Remove everything that Validate put into the workbook."""
    with desk.book.app.properties(screen_updating=False):
        return cleared_of(desk.book, marks.standing(desk.book))


@_button("questions")
def questions(desk: Desk) -> Answer:
    """Write the letter to the team, save it and put it on the clipboard."""
    checked = check(desk)
    if checked is None:
        return Answer(say("not_ours"))
    if checked.team is None:
        return Answer(say("nobody", message=checked.findings[0].message))
    if checked.source.folder is None:
        return Answer(letter(checked.source.plan, checked.team, checked.findings))
    text = letter(checked.source.plan, checked.team, checked.findings)
    path = checked.source.folder / QUESTIONS / f"{checked.team.id}.txt"
    kept: list[str] = []
    Keep(checked.source.folder, kept.append).write(path, text.encode())
    said = [*kept, say("letter_saved", team=checked.team.name, path=path)]
    if desk.copy(text):
        said.append(say("letter_copied"))
    return Answer(" ".join(said))


@_button("merge", large=True)
def merge(desk: Desk) -> Answer:
    """Merge all submissions of a folder, without Excel."""
    from lcxl.books.copies import files_of, views
    from lcxl.combine import merge as merge_folder
    from lcxl.intake.cache import Cache
    from lcxl.intake.engines import all_cores

    folder = desk.folder or desk.ask_folder(say("choose_merge"))
    if folder is None:
        return Answer(say("no_folder"))
    folder = find_folder(folder) or folder
    plan = load_collaborative(folder)
    master = merge_folder(folder, plan=plan, engine=all_cores(), cache=Cache.of(plan))
    path = folder / MASTER
    kept: list[str] = []
    keep = Keep(folder, kept.append)
    for view in views(master, "hosts"):
        for name, data in files_of(view, "xlsx", MASTER):
            keep.write(folder / name, data)
    states = Counter(record.state for record in master.files)
    text = say(
        "merged",
        files=counted("files", len(master.files)),
        states=", ".join(f"{n} {state}" for state, n in sorted(states.items())),
        found=found(master.findings),
        path=path,
    )
    text = "\n".join([*kept, text])
    return Answer(text, 1 if any(f.severity == "error" for f in master.findings) else 0)


@_button("status")
def status(desk: Desk) -> Answer:
    """What the workbook in front is, and what the add-in knows about it."""
    lines = [say("status", version=version("lcxl"), python=sys.executable)]
    checked = check(desk)
    if checked is None:
        return Answer("\n".join([*lines, say("not_ours")]))
    plan, source = checked.source.plan, checked.source
    listed = findings_sheet.find(desk.book)
    marks_are = say("marked_on", sheet=listed.name) if listed else say("unmarked")
    lines += [
        say("status_team", team=checked.team_name),
        say("status_collaborative", title=plan.title, id=plan.id),
        say("status_plan", folder=source.folder or "", how=source.how),
        say("status_months", months=checked.months),
        say("status_findings", found=found(checked.findings)),
        say("status_path", path=desk.path or say("no_path")),
        say("status_marks", marks=marks_are),
    ]
    return Answer("\n".join(lines))


@_button("help")
def help_(_: Desk) -> Answer:
    """One line for each button."""
    lines = [say("help_line", label=b.word("label"), tip=b.word("tip")) for b in BUTTONS.values()]
    return Answer("\n\n".join([*lines, say("help_end")]))


# What the buttons and xlwings Lite share


def marked_with(
    book: xw.Book, checked: Checked, before: Mapping[str, marks.Standing], width_unit: float = 1.0
) -> Answer:
    """Take old marks away, put new ones in; ``before`` is what stands in the workbook now.

    ``width_unit`` is what one character of width is to the program.
    """
    cleared = _clear(book, before)
    marked = marks.mark(book, checked.findings, before)
    listed = _list(book, checked, width_unit)
    said = [say("validated", team=checked.team_name, found=found(checked.findings))]
    if marked.cells:
        said.append(say("coloured"))
    said += _refusals("still_marked", cleared.refused)
    said += _refusals("not_coloured", marked.refused)
    said += _refusals("not_noted", marked.notes_refused)
    if marked.notes_left_out:
        said.append(counted("notes_left_out", marked.notes_left_out))
    return Answer(" ".join([*said, *listed]), checked.code)


def cleared_of(book: xw.Book, before: Mapping[str, marks.Standing]) -> Answer:
    """Take the marks away; ``before`` is what stands in the workbook now."""
    cleared = _clear(book, before)
    if cleared.refused or cleared.sheet_stays:
        said = [say("partly_cleared")]
    elif cleared.colours or cleared.notes or cleared.sheet:
        said = [say("cleared")]
    else:
        said = [say("no_marks")]
    if cleared.notes_changed:
        said.append(counted("notes_changed", cleared.notes_changed))
    said += _refusals("still_marked", cleared.refused)
    if cleared.sheet_stays:
        said.append(say("sheet_stays", sheet=cleared.sheet_stays))
    return Answer(" ".join(said))


@dataclass
class _Clear(marks.Cleared):
    sheet: bool = False
    sheet_stays: str = ""


def _clear(book: xw.Book, before: Mapping[str, marks.Standing]) -> _Clear:
    cleared = _Clear(**vars(marks.clear(before)))
    sheet = findings_sheet.find(book)
    if sheet is not None:
        name = sheet.name
        try:
            sheet.delete()
            cleared.sheet = True
        except Exception:  # the structure of the workbook is protected
            cleared.sheet_stays = name
    return cleared


def _list(book: xw.Book, checked: Checked, width_unit: float) -> list[str]:
    """Write the sheet Findings; in words, where it is or what stands in the way."""
    if not checked.findings:
        return []
    try:
        name = findings_sheet.write(
            book, checked.source.plan, checked.team_name, checked.findings, width_unit
        )
    except findings_sheet.StructureProtected:
        first = checked.findings[0]
        where = f"{first.where}: " if first.where else ""
        return [say("not_listed", first=f"{where}{first.message}")]
    return [say("listed", sheet=name)]


def _refusals(text: str, refused: Counter[str]) -> Iterator[str]:
    for sheet, count in sorted(refused.items()):
        yield counted(text, count, sheet=sheet)


def _selected(book: xw.Book) -> marks.Place | None:
    try:
        selected = book.app.selection
    except Exception:  # nothing that has an address is selected
        return None
    return (selected.sheet.name, selected.row, selected.column) if selected is not None else None
