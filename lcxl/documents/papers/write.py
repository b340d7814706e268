"""All papers and mails of a collaborative: which there are, and their bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lcxl import templates
from lcxl.documents.addressed import head
from lcxl.documents.package import settled
from lcxl.documents.papers.agenda import of_meeting
from lcxl.documents.papers.fill import fill, paragraphs_of, unknown_places
from lcxl.documents.papers.places import Value, fill_text
from lcxl.documents.papers.plain import document_of, make_room
from lcxl.documents.papers.values import (
    of_everybody,
    of_prospect,
    of_team,
    open_place,
)
from lcxl.documents.source import Source
from lcxl.errors import LcxlError
from lcxl.plan import Collaborative, Team
from lcxl.plan.organisations import Organisation
from lcxl.practice.schedule import MEETINGS
from lcxl.templates.papers import Paper
from lcxl.words import Choices, Text, in_language, language, say, text_of

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["DOCUMENTS", "Made", "Wish", "build_papers", "finished", "own_text"]

DOCUMENTS, TEMPLATES = "documents", "templates"
"""Folders of papers, and of the host's own texts for them, in a collaborative's folder."""
CLOSED = ("declined", "waitlisted")
GONE = ("no_response", "ineligible", "withdrew")
Places = Mapping[str, Value]


class Wish(NamedTuple):
    """Which papers are wanted: ids, and ids of teams; empty for all."""

    only: Sequence[str] = ()
    teams: Sequence[str] = ()


class Made(NamedTuple):
    """The papers, by their place in the collaborative's folder, and what in them is open."""

    files: dict[str, bytes]
    open_places: int


def build_papers(source: Source, folder: Path, wish: Wish) -> Made:
    """All papers that are wanted.

    ``folder``: that of the collaborative, whose templates/<id>.docx take the place of our texts.

    Raises:
        LcxlError: there is no such paper, or a host's own text has a place that nothing fills;
            then it names every one.
    """
    chosen = _chosen(wish)
    own = {paper.id: own_text(folder, paper) for paper in chosen}
    everybody = {language(): of_everybody(source)}
    _refuse_unknown(source, chosen, own, everybody[language()])
    made: dict[str, bytes] = {}
    still_open = 0
    for paper in chosen:
        for copy in _each(source, paper, wish):
            with in_language(copy.language):
                if copy.language not in everybody:
                    everybody[copy.language] = of_everybody(source)
                known = everybody[copy.language]
                files, is_open = _made(source, folder, paper.id, {**known, **copy.about()})
            made |= files
            still_open += is_open
    if wish.only and not made:
        raise LcxlError(Text("papers.nobody", id=", ".join(wish.only)))
    return Made(made, still_open)


def _made(
    source: Source, folder: Path, paper_id: str, places: Places
) -> tuple[dict[str, bytes], int]:
    """The files of one copy, in the current language, and how many places in it are open."""
    paper = next(one for one in templates.papers().papers if one.id == paper_id)
    name = fill_text(f"{DOCUMENTS}/{paper.file}", places)
    files, text = {}, _words(places, paper)
    if paper.kind != "txt":
        own = own_text(folder, paper)
        document = own or document_of(paper.text, source.plan.calendar.country)
        fill(document, places)
        if own is None:
            make_room(document)
        files[f"{name}.docx"], text = _docx(document, paper, places, source.plan)
    if paper.kind != "docx":
        mail = name if "/mail/" in name else name.replace("/", "/mail/", 1)
        above = _head(paper, places)
        files[f"{mail}.txt"] = "\n".join([*above, _words(places, paper), ""]).encode()
        text = "\n".join([*above, text])  # what is open below stands in Word, too
    return files, text.count(text_of("papers.open").partition("{")[0])


class _Copy(NamedTuple):
    """One copy of a paper: in which language, and what it is about."""

    language: str
    about: Callable[[], Places]


def _chosen(wish: Wish) -> list[Paper]:
    known = {paper.id: paper for paper in templates.papers().papers}
    for wanted in wish.only:
        if wanted not in known:
            raise LcxlError(
                Text("papers.no_paper", id=wanted), Text("papers.no_paper_fix", ids=Choices(known))
            )
    found = [known[i] for i in dict.fromkeys(wish.only)] or list(known.values())
    return [p for p in found if p.every == "team"] if wish.teams else found


def _each(source: Source, paper: Paper, wish: Wish) -> Iterator[_Copy]:
    """Every copy of a paper; those for a team in its language."""
    plan, spoken = source.plan, language()
    if not paper.every:
        yield _Copy(spoken, dict)
    elif paper.every == "team":
        for team in _teams(plan, wish):
            yield _Copy(plan.language_of(team), partial(of_team, source, team))
    elif paper.every in ("prospect", "closed"):
        for one in plan.prospects:
            if (one.stage in CLOSED) == (paper.every == "closed") and one.stage not in GONE:
                yield _Copy(spoken, partial(of_prospect, source, one))
    else:
        for meeting in source.schedule.meetings:
            if meeting.number or (paper.every == "meeting" and meeting.key in MEETINGS):
                yield _Copy(spoken, partial(of_meeting, source, meeting))


def _teams(plan: Collaborative, wish: Wish) -> Sequence[Team]:
    wanted = {team_id.casefold() for team_id in wish.teams}
    return [t for t in plan.active_teams if not wanted or t.id.casefold() in wanted]


# The host's own


def own_text(folder: Path, paper: Paper) -> Document | None:
    """The host's own text for a paper, if there is one.

    Raises:
        LcxlError: it is no Word document.
    """
    path = folder / TEMPLATES / f"{paper.id}.docx"
    if paper.kind == "txt" or not path.is_file():
        return None
    import docx

    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except Exception as e:  # whatever the library meets in a file that is none of its own
        raise LcxlError(
            Text("papers.no_template", file=path, why=type(e).__name__),
            Text("papers.no_template_fix"),
        ) from e


def _refuse_unknown(
    source: Source,
    chosen: Sequence[Paper],
    own: Mapping[str, Document | None],
    everybody: Places,
) -> None:
    lines, known = [], set(everybody)
    for paper in chosen:
        document = own[paper.id]
        if document is None:
            continue
        places = {**everybody, **_example(source, paper)}
        found = list(unknown_places(document, places))
        if found:
            known |= set(places)
        lines += [
            say(
                "papers.unknown_place",
                file=f"{TEMPLATES}/{paper.id}.docx",
                number=one.number,
                place=one.place,
                text=one.text,
            )
            for one in found
        ]
    if lines:
        raise LcxlError(
            Text("papers.unknown_places", n=len(lines), lines="\n".join(lines)),
            Text("papers.unknown_places_fix", places=", ".join(sorted(known))),
        )


def _example(source: Source, paper: Paper) -> Places:
    """Places of one copy, whether the plan has any or not."""
    found = next(_each(source, paper, Wish()), None)
    if found is not None:
        return found.about()
    if paper.every == "team":
        return of_team(source, Team(id="x", name="x"))
    return of_prospect(source, Organisation(name="x"))


# What is written


def _words(places: Places, paper: Paper) -> str:
    return fill_text(paper.text.strip(), places)


def _docx(
    document: Document, paper: Paper, places: Places, plan: Collaborative
) -> tuple[bytes, str]:
    """The bytes of a filled document, and its text."""
    from docx.oxml.ns import qn

    title = fill_text(paper.subject, places)
    text = "\n".join(
        "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        for paragraph in paragraphs_of(document)
    )
    return finished(document, title, plan), text


def finished(document: Document, title: str, plan: Collaborative) -> bytes:
    """The bytes of a document, with its title and author, and one day for all times in it."""
    core = document.core_properties
    core.title, core.author = title, plan.host or plan.title
    core.last_modified_by = core.author
    core.subject = core.keywords = core.comments = core.category = ""
    core.revision = 1
    data = io.BytesIO()
    document.save(data)
    return settled(data.getvalue(), plan.calendar.kickoff)


def _head(paper: Paper, places: Places) -> list[str]:
    """To and subject of a mail that is ready to paste."""
    subject = fill_text(paper.subject, places)
    address = places.get(f"{paper.to}_address") if paper.to else ""
    told = address if isinstance(address, str) and address else open_place("address")
    return head(told, subject)[0 if paper.to else 1 :]
