"""The code that is drawn beside the words on how to pay."""

from decimal import Decimal

import pytest
import qrcode
from qrcode.util import MODE_8BIT_BYTE, QRData
from reportlab.lib.colors import black
from reportlab.lib.units import mm

from invoicing.documents.epc_code import epc_payload
from invoicing.documents.letter import Section
from invoicing.documents.payment_part import payment_part

QUIET, SIDE = 4, 32 * mm


@pytest.fixture(scope="module")
def payload():
    return epc_payload(
        name="Müller & Söhne", iban="DE02120300000000202051", amount=Decimal("16.01"), remittance="INV-1"
    )


class Recorder:
    """A canvas that remembers the rectangles."""

    def __init__(self):
        self.rectangles = []

    def setFillColor(self, color):
        self.color = color

    def rect(self, *place, stroke, fill):
        assert (self.color, stroke, fill) == (black, 0, 1)
        self.rectangles.append(place)


def dark_modules(payload, count):
    """The modules that are drawn, by row and column without the quiet zone."""
    (row,) = payment_part(Section("How to pay", ["Please"]), (payload, "Scan"))._cellvalues
    code = row[1][0]
    width, height = code.wrap(0, 0)
    assert width == height == SIDE
    code.canv = Recorder()
    code.draw()
    size = SIDE / (count + 2 * QUIET)
    return {
        (round((SIDE - y) / size) - 1 - QUIET, column)
        for x, y, long, _ in code.canv.rectangles
        for column in range(round(x / size) - QUIET, round((x + long) / size) - QUIET)
    }


def encoded_by_another(payload, mask):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=mask, border=0)
    code.add_data(QRData(payload.encode(), mode=MODE_8BIT_BYTE))
    code.make()
    return code.modules


def test_draws_the_modules_that_another_encoder_makes_of_the_payload_at_level_m(payload):
    others = [encoded_by_another(payload, mask) for mask in range(8)]
    count = len(others[0])
    dark = dark_modules(payload, count)
    as_sets = [
        {(row, column) for row, line in enumerate(other) for column, is_dark in enumerate(line) if is_dark}
        for other in others
    ]
    assert dark in as_sets


def test_leaves_a_quiet_zone_of_four_modules(payload):
    count = len(encoded_by_another(payload, 0))
    dark = dark_modules(payload, count)
    assert {min(dark)[0], min(column for _, column in dark)} == {0}
    assert {max(dark)[0], max(column for _, column in dark)} == {count - 1}


def test_has_no_second_column_without_a_code():
    (row,) = payment_part(Section("How to pay", ["Please"]))._cellvalues
    assert len(row) == 1
