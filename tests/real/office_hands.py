"""The hands of somebody at the real LibreOffice. Run by the system's own Python, which can talk to it.

    /usr/bin/python3 office_hands.py JOBS FOLDER

JOBS is a JSON file: a list of ``{"open": path, "do": [[verb, argument ...], ...], "save": [path, ...]}``.
A path that ends in ".ods.xlsx" is saved as .ods first, opened again and saved as .xlsx; others likewise.
FOLDER is for the program's profile. Sheets of a form are protected without a password, so that somebody who
wants to can do anything.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "ods": "calc8",
    "xls": "MS Excel 97",
    "docx": "MS Word 2007 XML",
    "odt": "writer8",
}
BRITISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>en-GB</value></prop></item></oor:items>"""


def options(**said):
    made = []
    for name, value in said.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class File:
    """A file open in a window."""

    def __init__(self, context, path):
        manager = context.ServiceManager
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        self.doc = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options(Hidden=True))
        self.window = self.doc.CurrentController

    def order(self, command, **said):
        """A command of the menus."""
        self.dispatcher.executeDispatch(self.window.Frame, f".uno:{command}", "", 0, options(**said))

    def save(self, path, kind):
        self.doc.storeToURL(Path(path).as_uri(), options(FilterName=FILTERS[kind], Overwrite=True))


class Workbook(File):
    def sheet(self, name):
        sheet = self.doc.Sheets.getByName(name)
        sheet.unprotect("")
        self.window.setActiveSheet(sheet)
        return sheet

    def cells(self, sheet, cells):
        return self.sheet(sheet).getCellRangeByName(cells)

    def type(self, sheet, cell, text):
        """As typed on the keyboard: the program makes dates and numbers of it as it likes."""
        self.sheet(sheet)
        self.order("GoToCell", ToPoint=cell)
        self.order("EnterString", StringName=text)

    def paste(self, sheet, cell, text):
        """Text pasted into the cell while it is edited, lines and all."""
        self.cells(sheet, cell).String = text

    def formula(self, sheet, cell, formula):
        self.cells(sheet, cell).Formula = formula

    def number(self, sheet, cell, value, shown):
        numbers, locale = self.doc.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        key = numbers.queryKey(shown, locale, False)
        one = self.cells(sheet, cell)
        one.NumberFormat = key if key >= 0 else numbers.addNew(shown, locale)
        one.Value = value

    def insert_rows(self, sheet, before, count):
        self.sheet(sheet).Rows.insertByIndex(before - 1, count)

    def delete_rows(self, sheet, first, count):
        self.sheet(sheet).Rows.removeByIndex(first - 1, count)

    def insert_column(self, sheet, before):
        self.sheet(sheet).Columns.insertByIndex(before - 1, 1)

    def delete_column(self, sheet, column):
        self.sheet(sheet).Columns.removeByIndex(column - 1, 1)

    def move(self, sheet, cells, to):
        self.sheet(sheet).moveRange(self.cells(sheet, to).CellAddress, self.cells(sheet, cells).RangeAddress)

    def copy(self, sheet, cells, to):
        self.sheet(sheet).copyRange(self.cells(sheet, to).CellAddress, self.cells(sheet, cells).RangeAddress)

    def clear(self, sheet, cells):
        self.cells(sheet, cells).clearContents(1023)

    def sort(self, sheet, cells, column):
        self.sheet(sheet)
        self.order("GoToCell", ToPoint=cells)
        self.order("DataSort", ByRows=True, HasHeader=False, Col1=column, Ascending1=True)

    def merge(self, sheet, cells):
        self.cells(sheet, cells).merge(True)

    def hide_row(self, sheet, row):
        self.sheet(sheet).Rows.getByIndex(row - 1).IsVisible = False

    def hide_column(self, sheet, column):
        self.sheet(sheet).Columns.getByIndex(column - 1).IsVisible = False

    def hide_sheet(self, sheet):
        self.sheet(sheet).IsVisible = False

    def add_sheet(self, name, at):
        self.doc.Sheets.insertNewByName(name, at)

    def remove_sheet(self, name):
        self.doc.Sheets.removeByName(name)

    def rename_sheet(self, name, to):
        self.doc.Sheets.getByName(name).Name = to

    def reorder_sheet(self, name, at):
        self.doc.Sheets.moveByName(name, at)

    def copy_sheet(self, name, to, at):
        self.doc.Sheets.copyByName(name, to, at)

    def comment(self, sheet, cell, text):
        one = self.cells(sheet, cell)
        self.sheet(sheet).Annotations.insertNew(one.CellAddress, text)

    def cross_out(self, sheet, cell, first, count):
        one = self.cells(sheet, cell)
        cursor = one.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(first, False)
        cursor.goRight(count, True)
        cursor.CharStrikeout = 1

    def page_header(self, sheet, text):
        styles = self.doc.StyleFamilies.getByName("PageStyles")
        page = styles.getByName(self.sheet(sheet).PageStyle)
        header = page.RightPageHeaderContent
        header.LeftText.String = text
        page.RightPageHeaderContent = header

    def format_to_the_end(self, sheet, column):
        self.cells(sheet, f"{column}1:{column}1048576").CharHeight = 12


class Document(File):
    def cell(self, table, name):
        """A cell of the table that has the given word first in its heading row."""
        tables = [self.doc.TextTables.getByIndex(at) for at in range(self.doc.TextTables.Count)]
        found = next(each for each in tables if self._starts(each.getCellByName("A1"), table))
        self.table = found
        return found.getCellByName(name)

    def box(self, question):
        """The cell to the right of a question."""
        for at in range(self.doc.TextTables.Count):
            self.table = self.doc.TextTables.getByIndex(at)
            for name in self.table.CellNames:
                if name.startswith("A") and self._starts(self.table.getCellByName(name), question):
                    return self.table.getCellByName("B" + name[1:])
        raise KeyError(question)

    def _starts(self, cell, text):
        return cell.String.strip().startswith(text)

    def answer(self, question, text):
        self.box(question).String = text

    def keyboard(self, question, lines, *orders):
        """Typed at the keyboard, with orders of the tool bar after the first line."""
        cell = self.box(question)
        self.window.select(self.table)
        self.window.ViewCursor.gotoRange(cell.Start, False)
        for number, line in enumerate(lines):
            if number:
                self.order("InsertPara")
            self.order("InsertText", Text=line)
            for order in () if number else orders:
                self.order(order)

    def write(self, table, cell, text):
        self.cell(table, cell).String = text

    def insert_row(self, table, before):
        self.cell(table, "A1")
        self.table.Rows.insertByIndex(before - 1, 1)

    def delete_row(self, table, row):
        self.cell(table, "A1")
        self.table.Rows.removeByIndex(row - 1, 1)

    def insert_column(self, table, before):
        self.cell(table, "A1")
        self.table.Columns.insertByIndex(before - 1, 1)

    def split(self, table, cell):
        self.cell(table, cell)
        self.table.createCursorByCellName(cell).splitRange(1, False)

    def merge(self, table, first, last):
        self.cell(table, first)
        cursor = self.table.createCursorByCellName(first)
        cursor.gotoCellByName(last, True)
        cursor.mergeRange()

    def nested(self, question, rows):
        cell = self.box(question)
        table = self.doc.createInstance("com.sun.star.text.TextTable")
        table.initialize(len(rows), len(rows[0]))
        cell.insertTextContent(cell.End, table, False)
        for number, row in enumerate(rows, 1):
            for letter, text in zip("ABC", row, strict=False):
                table.getCellByName(f"{letter}{number}").String = text

    def _select(self, cell, first, count):
        cursor = cell.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(first, False)
        cursor.goRight(count, True)
        return cursor

    def track(self, question, first, count):
        """Words deleted with tracked changes on."""
        self.doc.RecordChanges = True
        self._select(self.box(question), first, count).String = ""
        self.doc.RecordChanges = False

    def cross_out(self, question, first, count):
        self._select(self.box(question), first, count).CharStrikeout = 1

    def hang(self, question, kind, text):
        """A comment, a footnote or a frame at the end of an answer."""
        cell, thing = self.box(question), self.doc.createInstance(f"com.sun.star.text.{kind}")
        if kind == "textfield.Annotation":
            thing.Content = text
        cell.insertTextContent(cell.End, thing, False)
        if kind != "textfield.Annotation":
            thing.String = text

    def to_the_end(self, table):
        """A whole table cut and pasted at the end."""
        self.cell(table, "A1")
        self.window.select(self.table)
        self.window.ViewCursor.gotoRange(self.table.getCellByName("A1").Start, False)
        self.order("SelectTable")
        self.order("Cut")
        self.window.ViewCursor.gotoEnd(False)
        self.order("Paste")

    def without_headings(self):
        """Every heading between the tables deleted."""
        paragraphs = self.doc.Text.createEnumeration()
        while paragraphs.hasMoreElements():
            one = paragraphs.nextElement()
            if one.supportsService("com.sun.star.text.Paragraph") and "eading" in one.ParaStyleName:
                one.String = ""


def work(context, job):
    file = (Workbook if job["open"].endswith(".xlsx") else Document)(context, job["open"])
    for verb, *said in job["do"]:
        getattr(file, verb)(*said)
    for path in map(Path, job["save"]):
        last, *before = reversed(path.suffixes)
        detour = path.with_suffix("") if before and before[0][1:] in FILTERS else None
        file.save(detour or path, (before[0] if detour else last)[1:])
        if detour:
            again = File(context, detour)
            again.save(path, last[1:])
            again.doc.close(True)
    file.doc.close(True)


def main(jobs, folder):
    profile = Path(folder) / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(BRITISH)
    pipe = f"pipe,name={Path(folder).name}{os.getpid()};urp"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", f"--accept={pipe};"]
    office = subprocess.Popen(command, start_new_session=True)  # the program starts others: all end together
    try:
        context = connected(pipe)
        for job in json.loads(Path(jobs).read_text()):
            work(context, job)
    finally:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def connected(pipe):
    """The program, once it listens."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(300):
        with contextlib.suppress(NoConnectException):
            return resolver.resolve(f"uno:{pipe};StarOffice.ComponentContext")
        time.sleep(0.2)
    raise SystemExit("The office program does not answer.")


if __name__ == "__main__":
    main(*sys.argv[1:])
