"""Which layout of a template a slide takes, and where on it what stands.

A template's own layouts count by name: title, chart, grid, table, text.  One without that name
is taken by the kinds of its placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from lcxl.documents.slides.deck import KINDS, Kind

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.placeholder import LayoutPlaceholder as Holder
    from pptx.slide import SlideLayout

__all__ = ["Box", "Places", "places_of"]

TITLES = ("TITLE", "CENTER_TITLE")
TEXTS = ("BODY", "SUBTITLE")
ANYTHING = "OBJECT"
BELOW = ("DATE", "FOOTER", "SLIDE_NUMBER")
WANTED: dict[Kind, tuple[str, ...]] = {
    "title": ("SUBTITLE", "BODY", ANYTHING),
    "chart": ("CHART", ANYTHING, "BODY"),
    "grid": (),
    "table": ("TABLE", ANYTHING, "BODY"),
    "text": ("BODY", ANYTHING),
}
"""Kinds of placeholders that take what a slide is about, the best first."""
MARGIN, HEAD, FOOT = 0.05, 0.17, 0.09
"""Shares of a slide that stay free at the sides, for a title and below, where a layout has no
places of its own."""
BROAD = 0.6
"""Share of its width from which on a title shows how far the background leaves room."""
LEAST = 0.3
"""Share of a slide that a chart or a table needs."""


class Box(NamedTuple):
    """A rectangle on a slide, in its own units (EMU)."""

    left: int
    top: int
    width: int
    height: int

    def below(self, height: int) -> Box:
        """What is left of it below a strip."""
        return Box(self.left, self.top + height, self.width, max(0, self.height - height))

    def strip(self, height: int) -> Box:
        """The strip itself."""
        return self._replace(height=min(height, self.height))


@dataclass(frozen=True, slots=True)
class Places:
    """One layout, and which of its placeholders takes what, by their order on it.

    None: a box of our own in ``area``.  Their numbers (idx) do not tell them apart: some programs
    give 0 to all.
    """

    layout: SlideLayout
    title: int | None
    text: int | None
    """What is said beside a chart or a table; on others, what the slide is about."""
    content: int | None
    area: Box
    """Room for charts and tables, and for text without a placeholder."""
    lacks: tuple[str, ...]
    """What the template has no place for: "title", "text" or "content"."""


def places_of(deck: Presentation) -> dict[Kind, Places]:
    """Kind of slide -> where it stands, for each of `KINDS`."""
    return {kind: _places(deck, kind) for kind in KINDS}


def _places(deck: Presentation, kind: Kind) -> Places:
    layouts = list(deck.slide_layouts)
    named = [layout for layout in layouts if layout.name.strip().casefold() == kind]
    best = min(named or layouts, key=lambda layout: _distance(deck, layout, kind))
    holders = _holders(best)
    title = next((p for p in holders if _type(p) in TITLES), None)
    content = _content(holders, kind)
    texts = [p for p in holders if _type(p) in TEXTS and p is not content]
    text = max(texts, key=_size, default=None)
    area = _area(deck, title, content)
    if kind in ("title", "text"):
        text, content = content, None
    if kind == "grid":
        below = [p for p in holders if p is not title and p is not text]
        content = None
        area = _free(deck, title, text, max(below, key=_size, default=None))
    lacks = tuple(_lacks(deck, kind, title, text, content))
    return Places(best, _order(best, title), _order(best, text), _order(best, content), area, lacks)


def _order(layout: SlideLayout, placeholder: Holder | None) -> int | None:
    if placeholder is None:
        return None
    elements = [p._element for p in layout.iter_cloneable_placeholders()]
    return elements.index(placeholder._element)


def _holders(layout: SlideLayout) -> list[Holder]:
    return [p for p in layout.iter_cloneable_placeholders() if _type(p) not in BELOW]


def _type(placeholder: Holder) -> str:
    found = placeholder.placeholder_format.type
    return ANYTHING if found is None else str(found.name)


def _size(placeholder: Holder) -> int:
    return int((placeholder.width or 0) * (placeholder.height or 0))


def _content(holders: list[Holder], kind: Kind) -> Holder | None:
    for wanted in WANTED[kind]:
        found = [p for p in holders if _type(p) == wanted]
        if found:
            return max(found, key=_size)
    return None


def _distance(deck: Presentation, layout: SlideLayout, kind: Kind) -> tuple[float, ...]:
    """How far a layout is from what a kind of slide wants; small is good."""
    holders = _holders(layout)
    kinds = [_type(p) for p in holders]
    no_title = not any(k in TITLES for k in kinds)
    if kind == "title":
        is_front = "CENTER_TITLE" in kinds or "SUBTITLE" in kinds
        return (no_title, not is_front, len(kinds))
    content = _content(holders, kind)
    front = "CENTER_TITLE" in kinds or "SUBTITLE" in kinds
    if kind == "grid":
        return (no_title, front, sum(k not in TITLES for k in kinds))
    rank = WANTED[kind].index(_type(content)) if content is not None else len(WANTED[kind])
    whole = int(deck.slide_width or 1) * int(deck.slide_height or 1)
    cramped = content is None or _size(content) < LEAST * whole
    return (no_title, front, cramped, rank, len(kinds))


def _area(deck: Presentation, title: Holder | None, content: Holder | None) -> Box:
    if content is not None and content.width and content.height:
        return Box(content.left, content.top, content.width, content.height)
    return _free(deck, title, None, None)


def _free(
    deck: Presentation, title: Holder | None, text: Holder | None, content: Holder | None
) -> Box:
    """All of a slide below its title, or the place of a placeholder that is not used."""
    wide, high = int(deck.slide_width or 0), int(deck.slide_height or 0)
    if content is not None and _size(content) >= LEAST * wide * high:
        return Box(content.left, content.top, content.width, content.height)
    top = int(high * HEAD)
    for above in (title, text):
        if above is not None and above.top is not None and above.height:
            end = int(above.top + above.height)
            top = max(top, end) if end < high * (1 - LEAST) else top
    left, width = int(wide * MARGIN), wide - 2 * int(wide * MARGIN)
    if title is not None and title.width and title.width >= BROAD * wide:
        left, width = int(title.left), int(title.width)
    return Box(left, top, width, int(high * (1 - FOOT)) - top)


def _lacks(
    deck: Presentation,
    kind: Kind,
    title: Holder | None,
    text: Holder | None,
    content: Holder | None,
) -> Iterator[str]:
    if title is None:
        yield "title"
    if kind in ("title", "text") and text is None:
        yield "text"
    whole = int(deck.slide_width or 1) * int(deck.slide_height or 1)
    if kind in ("chart", "table") and (content is None or _size(content) < LEAST * whole):
        yield "content"
