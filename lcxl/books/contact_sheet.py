"""contact-sheet.xlsx: a list of people to share with all teams."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl import templates
from lcxl.keep.content import content_of
from lcxl.keep.folder import Keep
from lcxl.plan import Collaborative
from lcxl.sheets.pages import Filling, Pages
from lcxl.words import filled, say
from lcxl.xl.book import BookWriter

__all__ = ["CONTACT_SHEET", "build_contact_sheet", "old_contact_sheet"]

CONTACT_SHEET = "contact-sheet.xlsx"


def build_contact_sheet(plan: Collaborative) -> bytes:
    """Everybody in a role today who consented; nobody of a team that withdrew."""
    spec = templates.workbook("contact-sheet")
    context = {"title": plan.title}
    book = BookWriter(filled(spec.title, **context), spec.subject, plan.host)
    filling = Filling({"contacts": list(_rows(plan, spec.texts["host"]))})
    Pages(book, spec, context, filling=filling).write()
    return book.finish()


def old_contact_sheet(keep: Keep, plan: Collaborative) -> Iterator[str]:
    """Says so if there is one that tells other things than a new one would."""
    path = keep.home / CONTACT_SHEET
    if not path.is_file():
        return
    here, new = path.read_bytes(), build_contact_sheet(plan)
    if here != new and content_of(path.name, here) != content_of(path.name, new):
        yield say("keep.old_contact_sheet", file=path)


def _rows(plan: Collaborative, host: str) -> Iterator[dict[str, object]]:
    groups = [("", host), *((team.id, team.name) for team in plan.active_teams)]
    for team_id, name in groups:
        for person in plan.contacts(team_id):
            if person.consent == "Yes":
                yield person.values() | {"team": name}
