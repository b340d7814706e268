"""The places of a Word document: found and filled across the runs they are cut into.

Word cuts a paragraph into runs wherever it likes, so that ``{title}`` may lie in three of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from lcxl.documents.papers.places import PLACE, Open, Rows, Value, names_in, unknown_in

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

__all__ = ["Unknown", "fill", "paragraphs_of", "unknown_places"]

SHOWN_AROUND = 40
"""Letters of a paragraph that are shown where a place in it is not known."""


class Unknown(NamedTuple):
    """A place that nothing fills: the number of its paragraph, from 1, and how that begins."""

    number: int
    place: str
    text: str


def paragraphs_of(document: Document) -> Iterator[Element]:
    """The elements of all paragraphs: of the text with its tables and boxes, then head and foot."""
    from docx.oxml.ns import qn

    yield from document.element.body.iter(qn("w:p"))
    seen = set()
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header,
                     section.first_page_footer):  # fmt: skip
            if not part.is_linked_to_previous and id(part._element) not in seen:
                seen.add(id(part._element))
                yield from part._element.iter(qn("w:p"))


def unknown_places(document: Document, places: Mapping[str, Value]) -> Iterator[Unknown]:
    """Every place that nothing fills."""
    for number, paragraph in enumerate(paragraphs_of(document), start=1):
        text = "".join(t.text or "" for t in _texts(paragraph))
        for name in unknown_in(text, places):
            yield Unknown(number, name, text[:SHOWN_AROUND])


def fill(document: Document, places: Mapping[str, Value]) -> None:
    """Fill every place; a row of a table or a paragraph that names one of several is repeated.

    Raises:
        KeyError: a place is not known (`unknown_places`).
    """
    from docx.oxml.ns import qn

    body = document.element.body
    done: set[Element] = set()  # what was filled in is never looked at again
    for kind in ("w:tr", "w:p"):
        for element in list(body.iter(qn(kind))):
            if element not in done:
                done.update(_repeat(element, places))
    texts = {name: value for name, value in places.items() if isinstance(value, str)}
    for paragraph in paragraphs_of(document):
        if paragraph not in done:
            _fill_paragraph(paragraph, texts)


def _repeat(element: Element, places: Mapping[str, Value]) -> list[Element]:
    """A row or a paragraph once for each of what it names one of; the paragraphs filled."""
    from docx.oxml.ns import qn

    paragraphs = element.iter(qn("w:p"))
    text = "\n".join("".join(t.text or "" for t in _texts(p)) for p in paragraphs)
    group = next((n for n in names_in(text) if "." in n), "").partition(".")[0]
    found = places.get(group)
    if not isinstance(found, Rows):
        return []
    filled = []
    texts = {name: value for name, value in places.items() if isinstance(value, str)}
    for one in found:
        copy = deepcopy(element)
        element.addprevious(copy)
        own = {f"{group}.{field}": value for field, value in one.items()}
        for paragraph in copy.iter(qn("w:p")):
            _fill_paragraph(paragraph, {**texts, **own})
            filled.append(paragraph)
    element.getparent().remove(element)
    return filled


def _texts(paragraph: Element) -> list[Element]:
    """The elements with the letters of a paragraph, without those of a box within it."""
    from docx.oxml.ns import qn

    return [t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph]


def _fill_paragraph(paragraph: Element, values: Mapping[str, str]) -> None:
    """From the last place to the first, so that what was filled in is never looked at again."""
    letters = _texts(paragraph)
    text = "".join(t.text or "" for t in letters)
    for match in reversed(list(PLACE.finditer(text))):
        if match[1] in values:
            _put(letters, match.start(), match.end(), values[match[1]])


def _put(letters: list[Element], start: int, end: int, value: str) -> None:
    """Put a value into the place of the letters from ``start`` to ``end``."""
    first, begins = _at(letters, start)
    last, ends = _at(letters, end - 1)
    rest = (last.text or "")[ends + 1 :]
    for element in letters[letters.index(first) + 1 : letters.index(last) + 1]:
        element.text = ""
    if first is last:
        first.text = (first.text or "")[:begins] + rest
    else:
        first.text, last.text = (first.text or "")[:begins], rest
    _write(_run_within(first, begins), value)


def _at(letters: list[Element], position: int) -> tuple[Element, int]:
    """The element that holds a letter, and where in it."""
    for element in letters:
        length = len(element.text or "")
        if position < length:
            return element, position
        position -= length
    raise IndexError(position)


def _run_within(element: Element, offset: int) -> Element:
    """A new run, alike in look, within the text of another one."""
    from docx.oxml.ns import qn

    run = element.getparent()
    look = run.find(qn("w:rPr"))
    made = []
    for _ in range(2):
        one = run.makeelement(run.tag, dict(run.attrib))
        if look is not None:
            one.append(deepcopy(look))
        made.append(one)
    new, behind = made
    text, following = element.text or "", list(element.itersiblings())
    rest = element.makeelement(element.tag, {})
    element.text, rest.text = text[:offset], text[offset:]
    for one in (element, rest):
        one.set(qn("xml:space"), "preserve")
    for one in [*([rest] if rest.text else []), *following]:
        behind.append(one)
    run.addnext(new)
    if rest.text or following:
        new.addnext(behind)
    return new


def _write(run: Element, value: str) -> None:
    """Make a run hold a value alone, its lines broken, and marked where it is still open."""
    from docx.oxml.ns import qn

    if isinstance(value, Open):
        look = run.find(qn("w:rPr"))
        if look is None:
            look = run.makeelement(qn("w:rPr"), {})
            run.append(look)
        for old in look.findall(qn("w:highlight")):
            look.remove(old)
        _in_order(look, look.makeelement(qn("w:highlight"), {qn("w:val"): "yellow"}))
    for i, line in enumerate(value.split("\n")):
        if i:
            run.append(run.makeelement(qn("w:br"), {}))
        letters = run.makeelement(qn("w:t"), {})
        letters.text = line
        letters.set(qn("xml:space"), "preserve")
        run.append(letters)


_AFTER_HIGHLIGHT = ("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
                    "eastAsianLayout", "specVanish", "oMath")  # fmt: skip
"""What stands behind a highlight in the look of a run, by its schema."""


def _in_order(look: Element, mark: Element) -> None:
    from docx.oxml.ns import qn

    later = {qn(f"w:{name}") for name in _AFTER_HIGHLIGHT}
    for child in look:
        if child.tag in later:
            child.addprevious(mark)
            return
    look.append(mark)
