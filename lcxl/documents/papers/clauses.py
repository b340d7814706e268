"""V79: what a host's own agreement says nowhere, of what lcxl fills in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lcxl import templates
from lcxl.documents.papers.fill import paragraphs_of
from lcxl.documents.papers.places import names_in
from lcxl.documents.papers.write import own_text
from lcxl.findings import Finding
from lcxl.plan.practice_rules import AGREEMENT

__all__ = ["unused_clauses"]

PAPER = "agreement"
HEADING = "## "


def unused_clauses(folder: Path) -> Iterator[Finding]:
    """A note for each clause of ours of which the host's own text has none of the places.

    Raises:
        LcxlError: the host's own text is no Word document.
    """
    paper = next(one for one in templates.papers().papers if one.id == PAPER)
    document = own_text(folder, paper)
    if document is None:
        return
    used = {
        name
        for paragraph in paragraphs_of(document)
        for name in names_in("".join(paragraph.itertext()))
    }
    for section in paper.text.split(HEADING)[1:]:
        places = list(dict.fromkeys(names_in(section)))
        if places and used.isdisjoint(places):
            clause = section.partition("\n")[0].lstrip("0123456789. ")
            shown = ", ".join(f"{{{name}}}" for name in places)
            told = {"clause": clause, "places": shown}
            yield Finding(
                AGREEMENT.code, AGREEMENT.severity, "clause", told, f"templates/{PAPER}.docx"
            )
