"""Bulk files: tables as the import gets them, workbooks, and hostile ones."""

import io
import zipfile
from tempfile import TemporaryFile

from openpyxl import Workbook

from billing_site.foundation.bulk_data.reading_apart import read_table
from billing_site.foundation.bulk_data.spreadsheet_table import Table

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/{{}}" Target="{{}}"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def table_of(columns, *rows):
    """A table whose columns are named by one text, such as "code name", and whose rows begin at 2."""
    numbers = tuple(range(2, 2 + len(rows)))
    return Table(tuple(columns.split()), numbers, tuple(tuple(map(str, row)) for row in rows))


def real_file(content):
    """Bytes or text as an open file on disk."""
    file = TemporaryFile()  # noqa: SIM115 - closed with the test
    file.write(content.encode() if isinstance(content, str) else content)
    file.flush()
    return file


def read(content):
    """The table in these bytes or this text, read as an upload is."""
    with real_file(content) as file:
        return read_table(file)


def workbook(*rows):
    """The bytes of a workbook with these rows in its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def raw_workbook(sheet_data, head="", **members):
    """A workbook whose sheet holds this XML; `members` are further files of the archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/_rels/workbook.xml.rels", _RELATIONS.format("worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
            '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?>{head}<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
        )
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()
