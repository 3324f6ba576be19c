"""The code that is drawn beside the words on how to pay."""

from decimal import Decimal

import pytest
import qrcode
from qrcode.util import MODE_8BIT_BYTE, QRData
from reportlab.graphics.shapes import Rect
from reportlab.lib.units import mm

from invoicing.documents.epc_code import epc_payload
from invoicing.documents.letter import Section
from invoicing.documents.payment_part import payment_part

QUIET = 4


@pytest.fixture(scope="module")
def payload():
    return epc_payload(
        name="Müller & Söhne", iban="DE02120300000000202051", amount=Decimal("16.01"), remittance="INV-1"
    )


def drawing_of(payload):
    (row,) = payment_part(Section("How to pay", ["Please"]), (payload, "Scan"))._cellvalues
    return row[1][0]


def dark_modules(drawing, count):
    """The modules that are black, by row and column, read from the rectangles."""
    group = drawing.contents[0].draw()
    size = drawing.width / (count + 2 * QUIET)
    dark = set()
    for shape in group.contents:
        if isinstance(shape, Rect) and shape.fillColor is not None:
            row = round((drawing.height - shape.y - shape.height) / size) - QUIET
            first, length = round(shape.x / size) - QUIET, round(shape.width / size)
            dark |= {(row, column) for column in range(first, first + length)}
    return dark


def encoded_by_another(payload, mask):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=mask, border=0)
    code.add_data(QRData(payload.encode(), mode=MODE_8BIT_BYTE))
    code.make()
    return code.modules


def test_draws_the_modules_that_another_encoder_makes_of_the_payload_at_level_m(payload):
    others = [encoded_by_another(payload, mask) for mask in range(8)]
    count = len(others[0])
    dark = dark_modules(drawing_of(payload), count)
    as_sets = [
        {(row, column) for row, line in enumerate(other) for column, is_dark in enumerate(line) if is_dark}
        for other in others
    ]
    assert dark in as_sets


def test_is_large_enough_to_be_scanned_with_a_quiet_zone_of_four_modules(payload):
    drawing = drawing_of(payload)
    assert drawing.width == drawing.height == 32 * mm
    assert min(column for _, column in dark_modules(drawing, len(encoded_by_another(payload, 0)))) == 0


def test_has_no_second_column_without_a_code():
    (row,) = payment_part(Section("How to pay", ["Please"]))._cellvalues
    assert len(row) == 1
