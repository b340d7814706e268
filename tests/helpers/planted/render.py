"""Workbooks with something planted in them, as the programs write it that people use."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lcxl.cells import Book, a1
from tests.helpers.packages import packed, parts

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DRAW = "http://schemas.openxmlformats.org/drawingml/2006"
WITH_CHARTS = "Charts"
TYPED = "Story"


class Page:
    """The parts of a workbook, to plant things in."""

    def __init__(self, data: bytes) -> None:
        self.content = parts(data)
        self.book = Book(data)
        self.sheets = {sheet.name: sheet.part for sheet in self.book.sheets}
        self.date_style = min(self.book.date_styles)

    def data(self) -> bytes:
        return packed(self.content)

    def change(self, part: str, old: str, new: str) -> None:
        """Replace once; a mark that is not there is a fault of the test."""
        xml = self.content[part].decode()
        assert old in xml, (part, old)
        self.content[part] = xml.replace(old, new, 1).encode()

    def add_part(self, sheet: str, name: str, kind: str, xml: str, mode: str = "") -> str:
        """A part that belongs to a sheet; the id of the link to it."""
        part = self.sheets[sheet]
        folder, _, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        if rels not in self.content:
            namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.content[rels] = (
                f'{HEAD}<Relationships xmlns="{namespace}"></Relationships>'.encode()
            )
        number = self.content[rels].count(b"<Relationship ") + 70
        link = (
            f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" '
            f"Target={quoteattr(name if mode else '/' + name)}{mode}/>"
        )
        self.change(rels, "</Relationships>", f"{link}</Relationships>")
        if xml:
            self.content[name] = (HEAD + xml).encode()
        return f"rId{number}"

    def add_sheet(self, name: str, rows: str, state: str = "") -> None:
        """A sheet of somebody's own."""
        number = len(self.sheets) + 200
        part = f"xl/worksheets/sheet{number}.xml"
        self.content[part] = (
            HEAD + f'<worksheet xmlns="{MAIN.decode()}"><sheetData>{rows}</sheetData></worksheet>'
        ).encode()
        self.sheets[name] = part
        xml = self.content["xl/workbook.xml"].decode()
        sheet = f'<sheet name={quoteattr(name)} sheetId="{number}"{state} r:id="rIdx{number}"/>'
        self.content["xl/workbook.xml"] = xml.replace("</sheets>", sheet + "</sheets>").encode()
        self.change(
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rIdx{number}" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/></Relationships>',
        )

    def rows(self, rows: list[list[Any]], first: int = 2) -> str:
        """The rows as XML: texts, numbers, and ["date", serial]."""
        xml = ""
        for r, values in enumerate(rows, first):
            cells = ""
            for c, value in enumerate(values, 1):
                at = a1(r, c)
                if isinstance(value, str):
                    cells += f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
                elif isinstance(value, list):
                    cells += f'<c r="{at}" s="{self.date_style}"><v>{value[1]}</v></c>'
                else:
                    cells += f'<c r="{at}"><v>{value}</v></c>'
            xml += f'<row r="{r + 1}">{cells}</row>'
        return xml

    def below_rows(self, sheet: str, xml: str, before: str = "<pageMargins") -> None:
        self.change(self.sheets[sheet], before, xml + before)

    def far(self, cell: str) -> None:
        row = f'<row r="60000">{cell}</row>'
        self.change(self.sheets[TYPED], "</sheetData>", f"{row}</sheetData>")


def rendered(data: bytes, plant: dict[str, Any]) -> bytes:
    """The workbook with the plant in its place; names of files are for the caller."""
    page = Page(data)
    place, text = plant["place"], plant.get("text", "")
    xml, value = escape(text), quoteattr(text)
    if place == "sheet":
        page.add_sheet("Notes", page.rows(plant["rows"]))
    elif place == "comment":
        first, rest = escape(text[:5]), escape(text[5:])  # as Excel cuts a text into runs
        runs = (
            f'<r><t xml:space="preserve">{first}</t></r><r><t xml:space="preserve">{rest}</t></r>'
        )
        page.add_part(
            TYPED, "xl/comments7.xml", "comments",
            f'<comments xmlns="{MAIN.decode()}"><authors><author>A. Lee</author></authors>'
            f'<commentList><comment ref="B6" authorId="0"><text>{runs}</text></comment>'
            "</commentList></comments>",
        )  # fmt: skip
    elif place == "threaded comment":
        page.add_part(
            TYPED, "xl/threadedComments/threadedComment1.xml", "threadedComment",
            '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
            'threadedcomments"><threadedComment ref="B6" dT="2026-02-01T10:00:00" personId="{1}" '
            f'id="{{2}}"><text>{xml}</text></threadedComment></ThreadedComments>',
        )  # fmt: skip
    elif place in ("text box", "picture description"):
        described = f" descr={value}" if place != "text box" else ""
        box = (
            ""
            if described
            else (
                f"<xdr:txBody><a:p><a:r><a:t>{xml[:4]}</a:t></a:r><a:r><a:t>{xml[4:]}</a:t></a:r></a:p>"
                "</xdr:txBody>"
            )
        )
        page.add_part(
            TYPED, "xl/drawings/drawing70.xml", "drawing",
            f'<xdr:wsDr xmlns:xdr="{DRAW}/spreadsheetDrawing" xmlns:a="{DRAW}/main"><xdr:sp>'
            f'<xdr:nvSpPr><xdr:cNvPr id="2" name="Box 1"{described}/></xdr:nvSpPr>{box}</xdr:sp>'
            "</xdr:wsDr>",
        )  # fmt: skip
    elif place in ("header", "footer"):
        side = "oddHeader" if place == "header" else "oddFooter"
        page.content[page.sheets[TYPED]] = re.sub(
            rb"<headerFooter.*?</headerFooter>", b"", page.content[page.sheets[TYPED]]
        )
        page.change(
            page.sheets[TYPED], "</worksheet>",
            f'<headerFooter><{side}>&amp;L&amp;"Arial,Bold"&amp;12{xml}</{side}></headerFooter>'
            "</worksheet>",
        )  # fmt: skip
    elif place in ("title", "keywords"):
        tag = "dc:title" if place == "title" else "cp:keywords"
        core = page.content["docProps/core.xml"].decode()
        core = re.sub(rf"<{tag}>.*?</{tag}>", "", core)
        core = core.replace("</cp:coreProperties>", f"<{tag}>{xml}</{tag}></cp:coreProperties>")
        page.content["docProps/core.xml"] = core.encode()
    elif place == "custom property":
        page.change(
            "docProps/custom.xml", "</Properties>",
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="Client">'
            f"<vt:lpwstr>{xml}</vt:lpwstr></property></Properties>",
        )  # fmt: skip
    elif place in ("prompt", "error text"):
        name = "prompt" if place == "prompt" else "error"
        validation = f'<dataValidation type="whole" sqref="B6" {name}={value}/>'
        part = page.sheets[TYPED]
        if b"</dataValidations>" in page.content[part]:
            page.change(part, "</dataValidations>", validation + "</dataValidations>")
        else:
            page.below_rows(TYPED, f'<dataValidations count="1">{validation}</dataValidations>')
    elif place in ("defined name", "defined text"):
        name = re.sub(r"\W", "_", text) if place == "defined name" else "Contact"
        said = "Story!$B$6" if place == "defined name" else f'"{xml}"'
        page.change(
            "xl/workbook.xml", "</definedNames>",
            f"<definedName name={quoteattr(name)}>{said}</definedName></definedNames>",
        )  # fmt: skip
    elif place == "link":
        address = "https://example.org/" + text.replace(" ", "%20")
        page.add_part(TYPED, address, "hyperlink", "", ' TargetMode="External"')
    elif place == "tip":
        link = f'<hyperlinks><hyperlink ref="B6" location="Data!A1" tooltip={value}/></hyperlinks>'
        part = page.sheets[TYPED]
        page.content[part] = re.sub(rb"<hyperlinks>.*?</hyperlinks>", b"", page.content[part])
        page.below_rows(TYPED, link)
    elif place == "chart title":
        page.content["xl/charts/chart1.xml"] = re.sub(
            rb"<a:t>[^<]*</a:t>",
            f"<a:t>{xml}</a:t>".encode().replace(b"\\", b"\\\\"),
            page.content["xl/charts/chart1.xml"],
            count=1,
        )
    elif place == "far row":
        page.far(f'<c r="B60000" t="inlineStr"><is><t>{xml}</t></is></c>')
    elif place == "far shared row":
        number = page.content["xl/sharedStrings.xml"].count(b"<si>")
        page.change("xl/sharedStrings.xml", "</sst>", f"<si><t>{xml}</t></si></sst>")
        page.far(f'<c r="B60000" t="s"><v>{number}</v></c>')
    elif place == "61st sheet":
        for i in range(61 - len(page.sheets)):
            page.add_sheet(f"Page {i}", "")
        page.add_sheet("Last", page.rows([[text]]))
    elif place == "hidden sheet":
        page.add_sheet("Old", page.rows([[text]]), ' state="veryHidden"')
    elif place == "sheet name":
        page.add_sheet(re.sub(r"[\\/?*\[\]:]", " ", text)[:31], "")
    elif place == "pivot cache":
        page.content["xl/pivotCache/pivotCacheDefinition1.xml"] = (
            HEAD
            + f'<pivotCacheDefinition xmlns="{MAIN.decode()}"><cacheFields><cacheField name="x">'
            f"<sharedItems><s v={value}/></sharedItems></cacheField></cacheFields>"
            "</pivotCacheDefinition>"
        ).encode()
    elif place in ("story", "reason"):
        part = page.sheets[TYPED if place == "story" else "Data"]
        column = "tried" if place == "story" else ""
        at = next(
            (a1(p.first_row, p.first_col) for k, p in page.book.anchors.items()
             if k == f"story.{column}" or (not column and k.endswith(".reason")))
        )  # fmt: skip
        cell = re.compile(rf'<c r="{at}"( s="\d+")?/>|<c r="{at}"( s="\d+")?[^>]*>.*?</c>')
        old = page.content[part].decode()
        new, n = cell.subn(
            lambda m: f'<c r="{at}"{m[1] or m[2] or ""} t="inlineStr"><is><t>{xml}</t></is></c>',
            old, count=1,
        )  # fmt: skip
        assert n == 1, at
        page.content[part] = new.encode()
    else:
        assert place in ("file name", "folder name"), place
    return page.data()
