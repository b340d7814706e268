"""A workbook read from the bytes of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property

from lcxl.cells.address import Range, parse_range, quoted
from lcxl.cells.any_book import NAME_PREFIX, AnyBook, SheetInfo
from lcxl.cells.dates import LAST_YEAR, date_styles_in
from lcxl.cells.loose import LooseText, loose_texts, sheet_of, sheet_texts
from lcxl.cells.package import Element, Package, Unreadable, elements, local_name
from lcxl.cells.sheet import LAST_ROW, MAX_CELLS, Cells, Sheet, parse_sheet
from lcxl.cells.texts import parse_strings

__all__ = ["Book"]

MAX_TAIL = 65_536
"""Bytes at the end of a sheet's XML that are remembered."""
_OWN_TEXT = re.compile(
    rb"<(?:t[\s>]|v(?:\s|>(?<!/f><v>)(?<!/><v>)(?!-?[0-9.]*(?:[eE][-+]?[0-9]+)?</)))"
)
"""A text in a sheet, or a value that is no number and stands behind no formula."""
_YES = ("1", "true", "on")
"""What programs write for a setting that is on: XML's words, and those of other formats."""


class Book(AnyBook):
    """A workbook read from a file's bytes.

    ``most_cells`` filled cells are kept of all sheets together, ``last_row`` (from 0) is the
    last that is looked at.

    Raises:
        Unreadable: the bytes cannot be read as a workbook.
    """

    def __init__(
        self,
        data: bytes,
        name: str = "",
        *,
        most_cells: int = MAX_CELLS,
        last_row: int = LAST_ROW,
    ) -> None:
        self.package = Package(data, name)
        main = next(
            (t for t, kind in self.package.relationships("").values() if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        if main.endswith(".bin"):
            raise Unreadable("xlsb")
        if main not in self.package:
            raise Unreadable("office")
        self._links = self.package.relationships(main)
        self._sheets: dict[str, Sheet] = {}
        self._tails: dict[str, bytes] = {}
        self._room, self._last_row = most_cells, last_row
        super().__init__(*self._read_workbook(main))

    @property
    def has_macros(self) -> bool:
        """The file carries macros; they are never run."""
        return any(name.endswith("vbaproject.bin") for name in self.package.names)

    @property
    def has_external_links(self) -> bool:
        """Formulas in the file point to other workbooks."""
        return any("/externallinks/" in name for name in self.package.names)

    def cells(self, sheet: str) -> Cells:
        """Filled cells of a sheet; none when there is no such sheet.

        Raises:
            Unreadable: the sheet's XML is broken or far too large.
        """
        return self._sheet(sheet).cells

    def merged(self, sheet: str) -> tuple[Range, ...]:
        """Blocks of merged cells of a sheet."""
        found = (parse_range(f"{quoted(sheet)}!{ref}") for ref in self._sheet(sheet).merged)
        return tuple(place for place in found if place is not None)

    def is_cut(self, sheet: str) -> bool:
        """The sheet has so many cells that not all of them were read."""
        return self._sheet(sheet).is_cut

    def is_plain(self, sheet: str) -> bool:
        """The sheet was read already, and all of its rows were found by pattern."""
        return sheet in self._sheets and self._sheets[sheet].is_plain

    def may_have_own_texts(self, sheet: str) -> bool:
        """The sheet may hold texts of its own, besides the `shared_texts` of the whole file."""
        if sheet in self._sheets:
            return True
        part = next((s.part for s in self.sheets if s.name == sheet), "")
        try:
            xml = self.package.read(part) if part in self.package else b""
        except Unreadable:
            return True
        self._tails[sheet] = xml[-MAX_TAIL:]
        has_prefixes = b"<sheetData" not in xml
        return has_prefixes or _OWN_TEXT.search(xml) is not None

    @property
    def shared_texts(self) -> Sequence[str]:
        """Texts that the file keeps in one place for all its sheets."""
        return self._strings

    def _sheet(self, name: str) -> Sheet:
        if name not in self._sheets:
            info = next((s for s in self.sheets if s.name == name), None)
            self._sheets[name] = sheet = (
                parse_sheet(
                    self._with_tail(name, info.part), self._strings, self._room, self._last_row
                )
                if info
                else Sheet({})
            )
            self._room = max(0, self._room - len(sheet.cells))
        return self._sheets[name]

    def _with_tail(self, sheet: str, part: str) -> Iterator[bytes]:
        """A sheet's XML as it is read; its end is remembered once it was reached."""
        tail = b""
        for chunk in self.package.chunks(part):
            tail = chunk if len(chunk) >= MAX_TAIL else (tail + chunk)[-MAX_TAIL:]
            yield chunk
        self._tails[sheet] = tail

    def loose_texts(self, sheets: Iterable[str]) -> Iterator[LooseText]:
        """See `AnyBook.loose_texts`."""
        for name, refers_to in self.names.items():
            if not name.startswith((NAME_PREFIX, "_xlnm.")):
                yield LooseText("name", "", "", f"{name.replace('_', ' ')}\n{refers_to}")
        parts = {sheet.name: sheet.part for sheet in self.sheets}
        for name in sheets:
            with suppress(Unreadable):
                tail = self._tails.get(name)
                if tail is None or (len(tail) == MAX_TAIL and _is_far(tail)):
                    tail = self.package.read(parts[name])
                yield from sheet_texts(parts[name], tail, LAST_ROW)
        yield from loose_texts(self.package)

    def sheet_of(self, text: LooseText) -> str:
        """See `AnyBook.sheet_of`."""
        return sheet_of(self.package, {s.name: s.part for s in self.sheets}, text.part)

    @cached_property
    def modified(self) -> str:
        """When the file says it was last saved, as ISO text in UTC; "" when it does not say."""
        found: list[str] = []
        part = self._properties_part("docProps/core.xml", "core-properties")
        with suppress(Unreadable):  # no reason to read nothing of the file
            self._look_in(part, {"modified": lambda _, text: found.append(_moment(text))})
        return found[-1] if found else ""

    @cached_property
    def _strings(self) -> list[str]:
        part = next((t for t, kind in self._links.values() if kind == "sharedStrings"), None)
        if part is None or part not in self.package:
            return []
        return parse_strings(self.package.chunks(part))

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """Styles of cells whose number is shown as a date or a time."""
        part = next((t for t, kind in self._links.values() if kind == "styles"), None)
        if part is None or part not in self.package:
            return frozenset()
        xml = self.package.read(part)
        return date_styles_in(xml)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The file's custom properties."""
        found: dict[str, str] = {}
        texts: list[str] = []

        def end(attributes: Mapping[str, str], _: str) -> None:
            if texts and texts[-1]:
                found[attributes.get("name", "")] = texts[-1]
            texts.clear()

        self._look_in(
            self._properties_part("docProps/custom.xml", "custom-properties", "customProperties"),
            {"property/*": lambda _, text: texts.append(text.strip()), "property": end},
        )
        return found

    def _properties_part(self, usual: str, *kinds: str) -> str:
        """The part with the file's properties of a kind, wherever its program keeps them."""
        links = self.package.relationships("").values()
        return next((part for part, kind in links if kind in kinds), usual)

    def _look_in(self, part: str, wanted: Mapping[str, Element]) -> None:
        if part in self.package:
            elements(self.package.chunks(part, 5_000_000), wanted)

    def _read_workbook(self, main: str) -> tuple[list[SheetInfo], dict[str, str]]:
        sheets: list[SheetInfo] = []
        names: dict[str, str] = {}

        def sheet(attributes: Mapping[str, str], _: str) -> None:
            link = next((v for k, v in attributes.items() if local_name(k) == "id"), "")
            part, kind = self._links.get(link, ("", ""))
            if kind == "worksheet" and part in self.package:
                visible = attributes.get("state", "visible") == "visible"
                sheets.append(SheetInfo(attributes.get("name", ""), part, visible))

        def defined_name(attributes: Mapping[str, str], text: str) -> None:
            names[attributes.get("name", "")] = text

        def workbook_properties(attributes: Mapping[str, str], _: str) -> None:
            self.date1904 = attributes.get("date1904", "").strip().lower() in _YES

        elements(
            self.package.chunks(main),
            {
                "sheets/sheet": sheet,
                "definedNames/definedName": defined_name,
                "workbookPr": workbook_properties,
            },
        )
        return sheets, names


def _is_far(tail: bytes) -> bool:
    """The end does not show all that stands below the rows, or there are rows not read."""
    return b"</sheetData>" not in tail or any(sheet_texts("", tail, LAST_ROW))


def _moment(text: str) -> str:
    """A moment as every other one is written, so that the later of two is the greater text."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return ""
    if moment.year > LAST_YEAR:
        return ""
    with suppress(OverflowError):
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
