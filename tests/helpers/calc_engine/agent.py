"""Runs inside LibreOffice: what the xlwings engine asks of Calc (tests/helpers/office/inside.py).

A workbook is named by its RuntimeUID, so that several processes may talk about the same open
workbook; cells are (row, column) from 1.
"""

import tempfile
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from serving import ERROR_RESULTS, ERRORS, FORMULA_CELLS, desktop

DATE, LOGICAL = 2 | 4, 1024  # com.sun.star.util.NumberFormat
TEXT = 256
CONTENTS, FORMATS = 1 | 2 | 4 | 16, 32 | 64 | 256
NOTES = 8  # com.sun.star.sheet.CellFlags.ANNOTATION
EXPRESSION = 24  # com.sun.star.sheet.ConditionFormatOperator
EXCEL_A1 = 1  # com.sun.star.sheet.AddressConvention


def pv(**settings):
    found = []
    for name, value in settings.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        found.append(one)
    return tuple(found)


def as_typed(value):
    """What Calc is to read; its formulas separate arguments with semicolons."""
    if not isinstance(value, str):
        return repr(float(value))
    if not value.startswith("="):
        return value
    pieces = value.split('"')
    return '"'.join(p if i % 2 else p.replace(",", ";") for i, p in enumerate(pieces))


def unnamed(doc, number):
    """A sheet has a filter that has no name, as Excel's have none."""
    found = doc.getPropertyValue("UnnamedDatabaseRanges")
    return found.hasByTable(number) and found.getByTable(number).AutoFilter


class Agent:
    def __init__(self, context):
        self.desktop = desktop(context)
        self.docs = {}
        self.parsers = {}
        self.printed = {}  # a formula as Calc writes it: as Excel does; neither depends on the cell
        self.types = {}  # (workbook, key of a number format): its type
        self.folder = tempfile.TemporaryDirectory(prefix="lcxl-style-")

    # Workbooks

    def books(self):
        """Uid and address of every open workbook, the one in front first."""
        current = self.desktop.getCurrentComponent()
        front = getattr(current, "RuntimeUID", None)
        found = []
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            doc = components.nextElement()
            if doc.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                found.append([doc.RuntimeUID, doc.URL])
        return sorted(found, key=lambda book: book[0] != front)

    def doc(self, uid):
        if uid not in self.docs:
            components = self.desktop.Components.createEnumeration()
            while components.hasMoreElements():
                doc = components.nextElement()
                if getattr(doc, "RuntimeUID", None) == uid:
                    self.docs[uid] = doc
                    break
            else:
                raise KeyError(f"no open workbook {uid}")
        return self.docs[uid]

    def open(self, url):
        doc = self.desktop.loadComponentFromURL(url, "_blank", 0, pv(MacroExecutionMode=0))
        if doc is None:
            raise RuntimeError(f"LibreOffice could not open {url}")
        return doc.RuntimeUID

    def new(self):
        return self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, ()
        ).RuntimeUID

    def save(self, uid, url):
        self.doc(uid).storeToURL(url, pv(FilterName="Calc MS Excel 2007 XML"))

    def close(self, uid=None):
        """Close a workbook; every one if none is named, so that no lock file stays behind."""
        for number, _ in self.books():
            if uid in (None, number):
                self.doc(number).close(True)
                del self.docs[number]

    def names(self, uid):
        ranges = self.doc(uid).NamedRanges
        found = []
        for name in ranges.ElementNames:
            one = ranges.getByName(name)
            parser = self.parser(uid)
            text = parser.printFormula(one.getTokens(), one.ReferencePosition)
            found.append([name, "=" + text])
        return found

    def parser(self, uid):
        if uid not in self.parsers:
            parser = self.doc(uid).createInstance("com.sun.star.sheet.FormulaParser")
            parser.FormulaConvention, parser.CompileEnglish = EXCEL_A1, True
            self.parsers[uid] = parser
        return self.parsers[uid]

    # Sheets

    def sheets(self, uid):
        return list(self.doc(uid).Sheets.ElementNames)

    def is_visible(self, uid, name):
        return self.sheet(uid, name).IsVisible

    def sheet(self, uid, name):
        return self.doc(uid).Sheets.getByName(name)

    def add_sheet(self, uid, name, position):
        self.doc(uid).Sheets.insertNewByName(name, position)

    def delete_sheet(self, uid, name):
        self.doc(uid).Sheets.removeByName(name)

    def activate(self, uid, name):
        self.doc(uid).CurrentController.setActiveSheet(self.sheet(uid, name))

    def active(self, uid):
        return self.doc(uid).CurrentController.getActiveSheet().Name

    def dressed(self, uid, name):
        """How a sheet is shown and printed: rows that stay, filters, width in pages, landscape."""
        doc = self.doc(uid)
        self.activate(uid, name)
        view = doc.CurrentController
        style = doc.StyleFamilies.getByName("PageStyles").getByName(self.sheet(uid, name).PageStyle)
        number = self.sheet(uid, name).RangeAddress.Sheet
        ranges = doc.DatabaseRanges
        filters = [r for r in map(ranges.getByName, ranges.ElementNames) if r.AutoFilter]
        return {
            "frozen rows": view.getSplitRow() if view.hasFrozenPanes() else 0,
            "filters": any(r.DataArea.Sheet == number for r in filters) or unnamed(doc, number),
            "pages wide": style.ScaleToPagesX,
            "landscape": style.IsLandscape,
        }

    def is_modified(self, uid):
        return self.doc(uid).isModified()

    def set_modified(self, uid, value):
        self.doc(uid).setModified(value)

    def one_page_wide(self, uid, name):
        styles = self.doc(uid).StyleFamilies.getByName("PageStyles")
        style = styles.getByName(self.sheet(uid, name).PageStyle)
        style.IsLandscape, style.Width, style.Height = True, 29700, 21000
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0

    def select(self, uid, name, area):
        self.doc(uid).CurrentController.select(self.range(uid, name, area))

    def selection(self, uid):
        selected = self.doc(uid).CurrentSelection
        a = selected.RangeAddress
        place = [a.StartRow + 1, a.StartColumn + 1, a.EndRow + 1, a.EndColumn + 1]
        return [selected.Spreadsheet.Name, place]

    def used(self, uid, name):
        cursor = self.sheet(uid, name).createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        a = cursor.RangeAddress
        return [a.StartRow + 1, a.StartColumn + 1, a.EndRow + 1, a.EndColumn + 1]

    def range(self, uid, name, area):
        r1, c1, r2, c2 = area
        return self.sheet(uid, name).getCellRangeByPosition(c1 - 1, r1 - 1, c2 - 1, r2 - 1)

    # Cells

    def values(self, uid, name, area):
        """Numbers, texts, {"date": serial}, {"error": "#N/A"}, true and false."""
        r = self.range(uid, name, area)
        data = [list(row) for row in r.getDataArray()]
        top, left = area[0] - 1, area[1] - 1
        for group in r.getUniqueCellFormatRanges():
            kind = self.type_of(uid, group.NumberFormat)
            if not kind & (DATE | LOGICAL) or kind & TEXT:
                continue
            for row, col in self.cells_in(group.RangeAddresses):
                value = data[row - top][col - left]
                if isinstance(value, float):
                    data[row - top][col - left] = bool(value) if kind & LOGICAL else {"date": value}
        for row, col in self.cells_in(r.queryFormulaCells(ERROR_RESULTS).RangeAddresses):
            code = r.getCellByPosition(col - left, row - top).getError()
            data[row - top][col - left] = {"error": ERRORS.get(code, "#VALUE!")}
        return data

    def type_of(self, uid, key):
        """Of a number format: date, text ..."""
        if (uid, key) not in self.types:
            self.types[uid, key] = self.doc(uid).NumberFormats.getByKey(key).Type
        return self.types[uid, key]

    @staticmethod
    def cells_in(addresses):
        for a in addresses:
            for row in range(a.StartRow, a.EndRow + 1):
                for col in range(a.StartColumn, a.EndColumn + 1):
                    yield row, col

    def formulas(self, uid, name, area):
        """As Excel's Range.Formula: a formula as text, a constant as itself."""
        r = self.range(uid, name, area)
        data = [list(row) for row in r.getDataArray()]
        top, left = area[0] - 1, area[1] - 1
        written = r.getFormulaArray()
        sheet = self.sheet(uid, name)
        for row, col in self.cells_in(r.queryContentCells(FORMULA_CELLS).RangeAddresses):
            text = written[row - top][col - left]
            if text not in self.printed:
                cell = sheet.getCellByPosition(col, row)
                self.printed[text] = self.parser(uid).printFormula(
                    cell.getTokens(), cell.CellAddress
                )
            data[row - top][col - left] = "=" + self.printed[text]
        return data

    def write(self, uid, name, area, rows):
        """As Excel takes values: a text is read as if typed, unless the cell's format is text."""
        r = self.range(uid, name, area)
        for group in r.getUniqueCellFormatRanges():
            is_text = self.type_of(uid, group.NumberFormat) & TEXT
            for one in group.RangeAddresses:
                block = [
                    row[one.StartColumn - area[1] + 1 : one.EndColumn - area[1] + 2]
                    for row in rows[one.StartRow - area[0] + 1 : one.EndRow - area[0] + 2]
                ]
                part = self.sheet(uid, name).getCellRangeByPosition(
                    one.StartColumn, one.StartRow, one.EndColumn, one.EndRow
                )
                if is_text:
                    part.setDataArray(tuple(tuple(row) for row in block))
                else:
                    part.setFormulaArray(tuple(tuple(map(as_typed, row)) for row in block))

    def clear(self, uid, name, area, what):
        flags = {"contents": CONTENTS, "formats": FORMATS, "all": CONTENTS | FORMATS}
        self.range(uid, name, area).clearContents(flags[what])

    def is_locked(self, uid, name, area):
        return bool(self.range(uid, name, area).CellProtection.IsLocked)

    def is_protected(self, uid, name):
        return self.sheet(uid, name).isProtected()

    def get(self, uid, name, area, what):
        r = self.range(uid, name, area)
        if what == "number_format":
            return self.doc(uid).NumberFormats.getByKey(r.NumberFormat).FormatString
        if what == "column_width":
            return r.Columns.Width
        return getattr(r, what)

    def set(self, uid, name, area, what, value):
        r = self.range(uid, name, area)
        if what == "number_format":
            formats = self.doc(uid).NumberFormats
            english = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
            key = formats.queryKey(value, english, False)
            r.NumberFormat = key if key != -1 else formats.addNew(value, english)
        elif what == "column_width":
            r.Columns.Width = value
        elif what == "row_height":
            r.Rows.Height = value
        else:
            setattr(r, what, value)

    # Notes

    def notes(self, uid, name):
        notes = self.sheet(uid, name).Annotations
        found = []
        for i in range(notes.Count):
            note = notes.getByIndex(i)
            found.append([note.Position.Row + 1, note.Position.Column + 1, note.String])
        return found

    def add_note(self, uid, name, area, text):
        cell = self.range(uid, name, area).getCellByPosition(0, 0)
        self.sheet(uid, name).Annotations.insertNew(cell.CellAddress, text)

    def note(self, uid, name, area):
        return self.range(uid, name, area).getCellByPosition(0, 0).Annotation.String

    def delete_note(self, uid, name, area):
        self.range(uid, name, area).clearContents(NOTES)

    # Conditional formats

    def rules(self, uid, name, area):
        """[id, kind, formula] of every rule that touches the area."""
        found = []
        for one in self.sheet(uid, name).ConditionalFormats.getConditionalFormats():
            if not one.Range.queryIntersection(self.range(uid, name, area).RangeAddress).Count:
                continue
            for i in range(one.Count):
                entry = one.getByIndex(i)
                is_condition = entry.getType() == 0
                custom = is_condition and entry.Operator == EXPRESSION
                found.append(
                    [one.ID, "custom" if custom else "unknown",
                     "=" + entry.Formula1 if custom else None]
                )  # fmt: skip
        return found

    def add_rule(self, uid, name, areas, formula, look):
        style = self.style(uid, look)
        doc = self.doc(uid)
        ranges = doc.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in areas:
            ranges.addRangeAddress(self.range(uid, name, area).RangeAddress, False)
        formats = self.sheet(uid, name).ConditionalFormats
        number = formats.createByRange(ranges)
        made = next(f for f in reversed(formats.getConditionalFormats()) if number == f.ID)
        made.createEntry(0, 0)
        entry = made.getByIndex(0)
        entry.Operator, entry.Formula1, entry.StyleName = EXPRESSION, formula[1:], style
        return number

    def delete_rule(self, uid, name, number):
        self.sheet(uid, name).ConditionalFormats.removeByID(number)

    def style(self, uid, look):
        """A cell style, made in a workbook of its own: styles of a protected one are fixed."""
        name = "mark " + " ".join(str(v) for v in look.values())
        doc = self.doc(uid)
        if doc.StyleFamilies.getByName("CellStyles").hasByName(name):
            return name
        url = (Path(self.folder.name) / (name.replace(" ", "-") + ".ods")).as_uri()
        source = self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, pv(Hidden=True)
        )
        styles = source.StyleFamilies.getByName("CellStyles")
        styles.insertByName(name, source.createInstance("com.sun.star.style.CellStyle"))
        made = styles.getByName(name)
        if look.get("fill_color") is not None:
            made.CellBackColor = look["fill_color"]
        if look.get("font_color") is not None:
            made.CharColor = look["font_color"]
        if look.get("font_bold"):
            made.CharWeight = 150.0
        source.storeToURL(url, pv(FilterName="calc8"))
        source.close(True)
        doc.StyleFamilies.loadStylesFromURL(
            url, pv(OverwriteStyles=False, LoadPageStyles=False, LoadCellStyles=True)
        )
        return name

    def run_basic(self, uid, macro, arguments):
        """Run a procedure of the workbook's own VBA project."""
        script = (
            self.doc(uid)
            .getScriptProvider()
            .getScript(f"vnd.sun.star.script:{macro}?language=Basic&location=document")
        )
        result, _, _ = script.invoke(tuple(arguments), (), ())
        return result
