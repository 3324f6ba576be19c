"""Files that a careless reader would choke on, and a word of the answer that each must get."""

import io
import zipfile

from tests.factories.bulk_files import raw_workbook, workbook


def _zip(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def _text_cell(place, text):
    return f'<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


HEAD = b"code,name,street,city,time_zone\n"
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
REFUSED = {
    "nothing but spaces": (b"  \n\n ,, \n", "is empty"),
    "half a character": (HEAD + b"S1,Caf\xe9,,,UTC\n", "UTF-8"),
    "an unknown encoding": (b"\x80\x81\x82" * 100, "UTF-8"),
    "half of UTF-16": (b"\xff\xfea\x00b", "UTF-8"),
    "a quote that never ends": (HEAD + b'S1,"' + b"x,\n" * 50_000, "cannot be read"),
    "a huge cell": (HEAD + b"S1," + b"x" * 200_000 + b",,,UTC\n", "huge cell"),
    "25,000 rows": (HEAD + b"S,n,,,UTC\n" * 25_000, "more than 20,000 rows"),
    "25,000 rows of a workbook": (workbook(["code"], *[["S"]] * 25_000), "more than 20,000 rows"),
    "a thousand columns": (b"x," * 1_000 + b"\n", "more than 64 columns"),
    "two columns of one name": (b"code,Code\n", "Two columns"),
    "a column without a name": (b"code,,name\n", "Column 2 has no name"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 1_000, "save it as .xlsx"),
    "the start of an archive": (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    "half a workbook": (workbook(["code"], ["S1"])[:2_000], "damaged"),
    "an archive of something else": (_zip(**{"a.csv": "code\n"}), "no workbook"),
    "a workbook without parts": (_zip(**{"xl/workbook.xml": "<workbook/>"}), "damaged"),
    "a bomb": (
        raw_workbook(_text_cell("A1", "code"), **{"xl/media/zeros": b"\0" * 50_000_000}),
        "unpacks to far more",
    ),
    "a large bomb": (
        raw_workbook(_text_cell("A1", "code"), **{"xl/media/zeros": b"\0" * 150_000_000}),
        "unpacks to far more",
    ),
    "a thousand files": (
        _zip(**{"xl/workbook.xml": ""}, **{f"xl/{n}.xml": "" for n in range(1_000)}),
        "unpacks to far more",
    ),
    "a cell at the far right": (raw_workbook(_text_cell("XFD1", "code")), "to the right"),
    "a column that does not exist": (raw_workbook(_text_cell("ZZZZZZZZ1", "code")), "damaged"),
    "a column by a huge number": (raw_workbook(_text_cell("A" * 100_000 + "1", "code")), "damaged"),
    "entities that multiply": (raw_workbook(_text_cell("A1", "&i;"), head=_LAUGHS), "damaged"),
    "an entity from outside": (
        raw_workbook(_text_cell("A1", "&x;"), head='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "damaged",
    ),
}
