"""Runs inside LibreOffice: what a test asks of it (tests/helpers/office/inside.py)."""

import uno
from com.sun.star.beans import PropertyValue
from serving import ERROR_RESULTS, ERRORS, FORMULA_CELLS, desktop


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def letters(col):
    text = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(area):
    return (
        f"{letters(area.StartColumn)}{area.StartRow + 1}:{letters(area.EndColumn)}{area.EndRow + 1}"
    )


class Agent:
    def __init__(self, context):
        self.context = context
        self.desktop = desktop(self.context)
        self.doc = None

    def open(self, path):
        self.close()
        self.doc = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0, (prop("Hidden", True),)
        )
        if self.doc is None:
            raise RuntimeError(f"LibreOffice could not open {path}")
        return [s.Name for s in self.doc.Sheets]

    def close(self):
        if self.doc is not None:
            self.doc.close(True)
            self.doc = None

    def recalculate(self):
        self.doc.calculateAll()

    def read(self, sheet, area):
        """Values of a range; the whole range in one call, because each call is slow."""
        r = self.doc.Sheets.getByName(sheet).getCellRangeByName(area)
        values = [list(row) for row in r.getDataArray()]
        top, left = r.RangeAddress.StartRow, r.RangeAddress.StartColumn
        for place in r.queryFormulaCells(ERROR_RESULTS).RangeAddresses:
            for row in range(place.StartRow, place.EndRow + 1):
                for col in range(place.StartColumn, place.EndColumn + 1):
                    code = r.getCellByPosition(col - left, row - top).getError()
                    values[row - top][col - left] = {"error": ERRORS.get(code, str(code))}
        return values

    def displayed(self, sheet, cell):
        """What a cell shows, as its number format writes it."""
        return self.doc.Sheets.getByName(sheet).getCellRangeByName(cell).String

    def speak(self, locale):
        """Write numbers as in a language, such as de-DE, in workbooks opened from now on."""
        setting = prop("nodepath", "/org.openoffice.Setup/L10N")
        provider = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", self.context
        )
        changed = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", (setting,)
        )
        changed.ooSetupSystemLocale = locale
        changed.commitChanges()

    def formulas(self, sheet):
        """Every formula cell of a sheet: [row, column, formula, value].

        The block that holds them all is fetched in one call, because each call is slow.
        """
        s = self.doc.Sheets.getByName(sheet)
        areas = s.queryContentCells(FORMULA_CELLS).RangeAddresses
        if not areas:
            return []
        top, left = min(a.StartRow for a in areas), min(a.StartColumn for a in areas)
        bottom, right = max(a.EndRow for a in areas), max(a.EndColumn for a in areas)
        block = s.getCellRangeByPosition(left, top, right, bottom)
        values = self.read(sheet, a1(block.RangeAddress))
        texts = block.getFormulaArray()
        return [
            [row, col, texts[row - top][col - left], values[row - top][col - left]]
            for a in areas
            for row in range(a.StartRow, a.EndRow + 1)
            for col in range(a.StartColumn, a.EndColumn + 1)
        ]

    def type(self, sheet, cell, value):
        """As a person types it: numbers as numbers, everything else is interpreted."""
        c = self.doc.Sheets.getByName(sheet).getCellRangeByName(cell)
        if value is None:
            c.String = ""
        elif isinstance(value, (int, float)):
            c.Value = value
        else:
            c.String = value

    def fill(self, sheet, area, rows):
        """Type a whole block at once; an empty text leaves a cell blank."""
        self.doc.Sheets.getByName(sheet).getCellRangeByName(area).setDataArray(
            tuple(tuple(row) for row in rows)
        )

    def formula(self, sheet, cell, text):
        self.doc.Sheets.getByName(sheet).getCellRangeByName(cell).Formula = text

    def insert_rows(self, sheet, row, count):
        s = self.doc.Sheets.getByName(sheet)
        s.unprotect("")
        s.Rows.insertByIndex(row, count)

    def insert_columns(self, sheet, col, count):
        s = self.doc.Sheets.getByName(sheet)
        s.unprotect("")
        s.Columns.insertByIndex(col, count)

    def delete_columns(self, sheet, col, count):
        s = self.doc.Sheets.getByName(sheet)
        s.unprotect("")
        s.Columns.removeByIndex(col, count)

    def delete_rows(self, sheet, row, count):
        s = self.doc.Sheets.getByName(sheet)
        s.unprotect("")
        s.Rows.removeByIndex(row, count)

    def type_as_date(self, sheet, cell, serial):
        """A number shown as a date, as 15-Apr typed for 15 becomes."""
        c = self.doc.Sheets.getByName(sheet).getCellRangeByName(cell)
        c.Value = serial
        formats = self.doc.getNumberFormats()
        english = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        key = formats.queryKey("D-MMM", english, False)
        c.NumberFormat = key if key != -1 else formats.addNew("D-MMM", english)

    def print_sheet(self, sheet, path):
        """The sheet alone, as PDF."""
        chosen = (prop("Selection", self.doc.Sheets.getByName(sheet)),)
        options = uno.Any("[]com.sun.star.beans.PropertyValue", chosen)
        self.doc.storeToURL(
            uno.systemPathToFileUrl(path),
            (prop("FilterName", "calc_pdf_Export"), prop("FilterData", options)),
        )

    def print_book(self, path):
        """All sheets, as PDF."""
        self.doc.storeToURL(uno.systemPathToFileUrl(path), (prop("FilterName", "calc_pdf_Export"),))

    def rename(self, sheet, name):
        self.doc.Sheets.getByName(sheet).Name = name

    def delete_sheet(self, sheet):
        self.doc.Sheets.removeByName(sheet)

    def save(self, path, kind="Calc MS Excel 2007 XML", password=None):
        options = [prop("FilterName", kind)]
        if password:
            options.append(prop("Password", password))
        self.doc.storeToURL(uno.systemPathToFileUrl(path), tuple(options))

    def save_text(self, path, sheet, options):
        """One sheet as text; the signs and the code page are numbers in the options."""
        names = [s.Name for s in self.doc.Sheets]
        which = f"{options},1,,0,false,true,false,false,false,{names.index(sheet) + 1}"
        filter_ = (prop("FilterName", "Text - txt - csv (StarCalc)"), prop("FilterOptions", which))
        self.doc.storeToURL(uno.systemPathToFileUrl(path), filter_)
