"""The layouts of lcxl itself, in the colours and the font of ``templates_src/theme.toml``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lcxl import templates
from lcxl.documents.slides.deck import KINDS

if TYPE_CHECKING:
    from pptx.oxml.xmlchemy import BaseOxmlElement as Element
    from pptx.presentation import Presentation

__all__ = ["FOOTER_SIZE", "SIZE", "own_presentation"]

EMU = 914_400
"""Units of an inch."""
WIDE, HIGH = 13.333, 7.5
"""Inches of a slide."""
SIZE, TITLE_SIZE, FRONT_SIZE, FOOTER_SIZE = 20, 28, 40, 18
"""Points of what is read, of titles, of the front page, of what stands below."""
LEFT, WIDTH = 0.6, 12.13


class _Box(NamedTuple):
    """A place on a layout: what kind, its number, where (inches: left, top, width, height)."""

    kind: str
    idx: int
    at: tuple[float, float, float, float]


_BELOW = (
    _Box("ftr", 20, (LEFT, 6.92, 10.6, 0.42)),
    _Box("sldNum", 21, (11.6, 6.92, 1.13, 0.42)),
)
_TITLE = _Box("title", 0, (LEFT, 0.35, WIDTH, 0.8))
_LAYOUTS: dict[str, tuple[_Box, ...]] = {
    "title": (
        _Box("ctrTitle", 0, (0.9, 1.7, 11.5, 2.0)),
        _Box("subTitle", 1, (0.9, 3.9, 11.5, 2.4)),
        *_BELOW,
    ),
    "chart": (
        _TITLE,
        _Box("body", 10, (LEFT, 1.15, WIDTH, 1.15)),
        _Box("chart", 11, (LEFT, 2.35, WIDTH, 4.5)),
        *_BELOW,
    ),
    "grid": (_TITLE, _Box("body", 10, (LEFT, 1.1, WIDTH, 0.5)), *_BELOW),
    "table": (
        _TITLE,
        _Box("body", 10, (LEFT, 1.1, WIDTH, 0.8)),
        _Box("tbl", 11, (LEFT, 1.95, WIDTH, 4.85)),
        *_BELOW,
    ),
    "text": (_TITLE, _Box("body", 1, (LEFT, 1.35, WIDTH, 5.45)), *_BELOW),
}
_KEPT = 5
"""Layouts of the file that we begin with."""
_LOOKS = {
    "ctrTitle": ("b", "l", FRONT_SIZE, "accent1"),
    "title": ("ctr", "l", TITLE_SIZE, "accent1"),
    "sldNum": ("ctr", "r", FOOTER_SIZE, "tx2"),
    "ftr": ("ctr", "l", FOOTER_SIZE, "tx2"),
    "subTitle": ("t", "l", 24, "tx1"),
}
"""Anchor, alignment, points and colour of each kind; of all others ..."""
_USUAL = ("t", "l", SIZE, "tx1")


def own_presentation() -> Presentation:
    """An empty presentation with one layout for each of `KINDS`."""
    import pptx
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.util import Inches

    found = pptx.Presentation()
    found.slide_width, found.slide_height = Inches(WIDE), Inches(HIGH)
    for layout in list(found.slide_layouts)[_KEPT:]:
        found.slide_layouts.remove(layout)
    package = found.part.package
    for rid, rel in list(package._rels.items()):
        if rel.reltype == RT.THUMBNAIL:
            package.drop_rel(rid)
    master = found.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _themed(theme.blob)
    for shape in list(master.placeholders):
        kind = shape.placeholder_format.type.name
        if kind == "DATE":
            shape._element.getparent().remove(shape._element)
            continue
        boxes = {"TITLE": _TITLE, "FOOTER": _BELOW[0], "SLIDE_NUMBER": _BELOW[1]}
        at = boxes[kind].at if kind in boxes else _LAYOUTS["text"][1].at
        shape.left, shape.top, shape.width, shape.height = (Inches(n) for n in at)
        if kind in ("FOOTER", "SLIDE_NUMBER"):
            _plain_letters(shape._element)
    _style(master._element)
    for kind, layout in zip(KINDS, found.slide_layouts, strict=True):
        tree = layout.shapes._spTree
        for shape in list(layout.shapes):
            tree.remove(shape._element)
        layout._element.cSld.set("name", kind)
        layout._element.attrib.pop("type", None)
        layout._element.set("preserve", "1")
        for number, box in enumerate(_LAYOUTS[kind], start=2):
            tree.append(_placeholder(number, box))
    return found


def _themed(blob: bytes) -> bytes:
    """The theme with our colours and font."""
    look = templates.theme()
    colours = {name: value.lstrip("#") for name, value in look.colours.items()}
    text = blob.decode("utf-8")
    named = {
        "dk2": "slate", "lt2": "pale", "accent1": "navy", "accent2": "better", "accent3": "goal",
        "accent4": "worse", "accent5": "line", "accent6": "look", "hlink": "blue",
        "folHlink": "slate",
    }  # fmt: skip
    for slot, name in named.items():
        text = re.sub(
            rf"<a:{slot}>.*?</a:{slot}>",
            f'<a:{slot}><a:srgbClr val="{colours[name]}"/></a:{slot}>',
            text,
        )
    body = f'<a:dk1><a:srgbClr val="{colours["body"]}"/></a:dk1>'
    text = re.sub(r"<a:dk1>.*?</a:dk1>", body, text)
    text = re.sub(r'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*', rf"\g<1>{look.font}", text)
    return text.encode("utf-8")


def _plain_letters(element: Element) -> None:
    """Letters of what stands below, dark enough to be read."""
    from pptx.oxml.ns import qn

    for letters in element.iter(qn("a:defRPr")):
        letters.set("sz", str(FOOTER_SIZE * 100))
        for colour in letters.iter(qn("a:schemeClr")):
            colour.set("val", "tx2")
            for change in list(colour):
                colour.remove(change)


def _style(master: Element) -> None:
    """Letters of the master: sizes, colours, no room lost to bullets."""
    from pptx.oxml.ns import qn

    styles = master.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    letters = title.find(qn("a:defRPr"))
    letters.set("sz", str(TITLE_SIZE * 100))
    letters.set("b", "1")
    letters.find(qn("a:solidFill"))[0].set("val", "accent1")
    for level in styles.find(qn("p:bodyStyle")):
        level.find(qn("a:defRPr")).set("sz", str(SIZE * 100))


def _placeholder(number: int, box: _Box) -> Element:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    anchor, align, size, colour = _LOOKS.get(box.kind, _USUAL)
    left, top, wide, high = (round(n * EMU) for n in box.at)
    bold = ' b="1"' if box.kind in ("title", "ctrTitle") else ""
    is_list = box.kind == "body" and box.idx == 1
    bullet = "" if is_list else "<a:buNone/>"
    indent = ' marL="285750" indent="-285750"' if is_list else ' marL="0" indent="0"'
    field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/>'
    text = f"{field}<a:t>‹#›</a:t></a:fld>" if box.kind == "sldNum" else ""
    small = ' sz="quarter"' if box.kind in ("ftr", "sldNum") else ""
    return parse_xml(
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr>"
        f'<p:cNvPr id="{number}" name="{box.kind} {box.idx}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{box.kind}"{small} idx="{box.idx}"/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        f"</p:spPr>"
        f'<p:txBody><a:bodyPr anchor="{anchor}"><a:normAutofit/></a:bodyPr><a:lstStyle>'
        f'<a:lvl1pPr algn="{align}"{indent}>{bullet}<a:defRPr sz="{size * 100}"{bold}>'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        f"</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )
