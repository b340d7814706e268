"""What each button of the ribbon does: one function for each.

The ribbon, the actions of `lcxl addin run` and the text of Help are made from these functions
and from their words in `templates_src/books/addin.toml`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from lcxl.documents.letter import QUESTIONS, letter
from lcxl.keep.folder import Keep
from lcxl.plan import load_collaborative
from lcxl.plan.folder import find_folder
from lcxl.templates import word_of
from lcxl.words import joined

from . import findings_sheet, marks
from .busy import still, unless_busy
from .check import Checked, check
from .desk import Desk
from .words import button_word, counted, found, say

__all__ = ["BUTTONS", "Answer", "Button"]

MASTER = "master.xlsx"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a button says when it is done; ``code`` is the exit code of the command line."""

    text: str
    code: int = 0


Press = Callable[[Desk], Answer]


@dataclass(frozen=True, slots=True)
class Button:
    """One button."""

    action: str
    image: str
    """A name from Microsoft's list of imageMso, the same in every language."""
    press: Press
    large: bool = False

    def word(self, what: str) -> str:
        """Its label, group or tip."""
        return button_word(self.action, what)


BUTTONS: dict[str, Button] = {}
"""Action -> button, in the order of the ribbon."""


def _button(action: str, image: str, *, large: bool = False) -> Callable[[Press], Press]:
    def register(press: Press) -> Press:
        BUTTONS[action] = Button(action, image, press, large)
        return press

    return register


@_button("validate", "DataValidation", large=True)
def validate(desk: Desk) -> Answer:
    """Check the workbook in front, mark its cells and list the findings."""
    checked = check(desk)
    if checked is None:
        return Answer(say("not_ours"))
    with still(desk.book.app):
        cleared = _clear(desk)
        marked = marks.mark(desk.sheets, checked.findings)
        listed = _list(desk, checked, cleared)
    said = [say("validated", team=checked.team_name, found=found(checked.findings))]
    if marked.cells:
        said.append(counted("coloured", marked.cells))
    said += _refusals("still_marked", cleared.refused)
    said += _refused("not_coloured", marked.refused, checked)
    said += _refused("not_noted", marked.notes_refused, checked)
    if marked.notes_kept:
        said.append(counted("notes_kept", marked.notes_kept))
    if marked.notes_left_out:
        said.append(counted("notes_left_out", marked.notes_left_out))
    if marked.cells or listed:
        said.append(say("before_saving"))
    return Answer(" ".join([*said, *listed]), checked.code)


@_button("next", "ReviewNextComment")
def next_finding(desk: Desk) -> Answer:
    """Select the cell of the finding after the one that is selected; after the last, the first.

    The button of the ribbon does this in its macro; this is for `lcxl addin run next`.
    """
    if desk.findings is None:
        return Answer(say("no_list"))
    stops = dict(findings_sheet.listed(desk.findings))
    named = {place[0] for place in stops}
    visible = {s.name: s.sheet for s in desk.sheets if s.name in named and s.visible}
    places = [place for place in stops if place[0] in visible]
    if not places:
        return Answer(say("no_place"))
    here = _selected(desk)
    number = (places.index(here) + 1) % len(places) if here in places else 0
    name, row, col = places[number]
    visible[name].activate()
    visible[name].range((row, col)).select()
    message = stops[places[number]]
    return Answer(say("next_place", number=number + 1, count=len(places), message=message))


@_button("clear", "ClearFormats")
def clear_marks(desk: Desk) -> Answer:
    """Remove everything that Validate put into the workbook, and look whether it is gone."""
    with still(desk.book.app):
        cleared = _clear(desk, keeps_list=True)
    if cleared.refused or cleared.sheet_stays or cleared.unknown:
        said = [say("partly_cleared")]
    elif cleared.colours or cleared.notes or cleared.sheet:
        said = [say("cleared")]
    else:
        said = [say("no_marks")]
    if cleared.notes_changed:
        said.append(counted("notes_changed", cleared.notes_changed))
    said += _refusals("still_marked", cleared.refused)
    said += [say("notes_unknown", sheet=sheet) for sheet in cleared.unknown]
    if cleared.sheet_stays:
        said.append(say("sheet_stays", sheet=cleared.sheet_stays))
    return Answer(" ".join(said))


@_button("questions", "FileSendAsAttachment")
def questions(desk: Desk) -> Answer:
    """Write the letter to the team, save it and put it on the clipboard."""
    checked = check(desk)
    if checked is None:
        return Answer(say("not_ours"))
    if checked.team is None:
        return Answer(say("nobody", message=checked.findings[0].message))
    text = letter(checked.source.plan, checked.team, checked.findings)
    path = checked.source.folder / QUESTIONS / f"{checked.team.id}.txt"
    kept: list[str] = []
    Keep(checked.source.folder, kept.append).write(path, text.encode())
    said = [*kept, say("letter_saved", team=checked.team.name, path=path)]
    if desk.copy(text):
        said.append(say("letter_copied"))
    return Answer(" ".join(said))


@_button("merge", "Consolidate", large=True)
def merge(desk: Desk) -> Answer:
    """Merge all submissions of a folder without Excel, and open the master workbook in it."""
    from lcxl.books.copies import files_of, views
    from lcxl.combine import merge as merge_folder
    from lcxl.engine.processes import all_cores
    from lcxl.intake.reading import cache_of

    folder = desk.folder or desk.ask_folder(say("choose_merge"))
    if folder is None:
        return Answer(say("no_folder"))
    folder = find_folder(folder) or folder
    plan = load_collaborative(folder)
    master = merge_folder(folder, plan=plan, engine=all_cores(), cache=cache_of(plan))
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
        states=joined(f"{n} {word_of('file_state', s)}" for s, n in sorted(states.items())),
        found=found(master.findings),
        path=path,
    )
    desk.show(path)
    text = "\n".join([*kept, text])
    return Answer(text, 1 if any(f.severity == "error" for f in master.findings) else 0)


@_button("status", "Info")
def status(desk: Desk) -> Answer:
    """What the workbook in front is, and what the add-in knows about it."""
    lines = [say("status", version=version("lcxl"), python=sys.executable)]
    checked = check(desk)
    if checked is None:
        return Answer("\n".join([*lines, say("not_ours")]))
    plan, source = checked.source.plan, checked.source
    listed = desk.findings
    marks_are = say("marked_on", sheet=listed.name) if listed else say("unmarked")
    lines += [
        say("status_team", team=checked.team_name),
        say("status_collaborative", title=plan.title, id=plan.id),
        say("status_plan", folder=source.folder, how=source.how),
        say("status_months", months=checked.months),
        say("status_findings", found=found(checked.findings)),
        say("status_path", path=desk.path or say("no_path")),
        say("status_marks", marks=marks_are),
    ]
    return Answer("\n".join(lines))


@_button("help", "Help")
def help_(_: Desk) -> Answer:
    """One line for each button."""
    lines = [say("help_line", label=b.word("label"), tip=b.word("tip")) for b in BUTTONS.values()]
    return Answer("\n\n".join([*lines, say("help_end")]))


@dataclass
class _Clear(marks.Cleared):
    sheet: bool = False
    sheet_stays: str = ""


def _clear(desk: Desk, keeps_list: bool = False) -> _Clear:
    """Take marks and list away.

    ``keeps_list``: not the list if marks stay, for it says where they are.
    """
    ours = desk.findings
    listed = (place for place, _ in findings_sheet.listed(ours)) if ours else ()
    cleared = _Clear(**vars(marks.clear(marks.standing(desk.sheets, listed))))
    if ours is not None and not (keeps_list and cleared.refused):
        try:
            ours.sheet.delete()
        except Exception as e:  # the structure of the workbook is protected
            unless_busy(e)
        if ours.name in [sheet.name for sheet in desk.book.sheets]:
            cleared.sheet_stays = ours.name
        else:
            cleared.sheet = True
    return cleared


def _list(desk: Desk, checked: Checked, cleared: _Clear) -> list[str]:
    """Write the sheet Findings; in words, where it is or what stands in the way."""
    if not checked.findings:
        return []
    there = desk.all_sheets if cleared.sheet_stays else desk.sheets
    try:
        name = findings_sheet.write(
            desk.book, there, checked.source.plan, checked.team_name, checked.findings
        )
    except findings_sheet.StructureProtected:
        first = checked.findings[0]
        where = f"{first.where}: " if first.where else ""
        text = "not_listed" if checked.facts.locks_structure else "not_listed_why_unknown"
        return [say(text, first=f"{where}{first.message}")]
    return [say("listed", sheet=name)]


def _refusals(text: str, refused: Counter[str]) -> Iterator[str]:
    for sheet, count in sorted(refused.items()):
        if count:
            yield counted(text, count, sheet=sheet)


def _refused(text: str, refused: Counter[str], checked: Checked) -> Iterator[str]:
    """What Excel refused; with a reason only where the file says that the sheet is protected."""
    for sheet, count in sorted(refused.items()):
        if count:
            is_known = checked.facts.is_protected(sheet)
            yield counted(text if is_known else f"{text}_why_unknown", count, sheet=sheet)


def _selected(desk: Desk) -> marks.Place | None:
    try:
        selected = desk.book.app.selection
    except Exception as e:  # nothing that has an address is selected
        unless_busy(e)
        return None
    return (selected.sheet.name, selected.row, selected.column) if selected is not None else None
