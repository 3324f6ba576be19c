"""How a rendering process answers."""

from io import BytesIO

import pytest

from invoicing.documents.answer_frames import FAILED, RENDERED, BrokenAnswer, read_answer, write_answer


def test_reads_what_was_written_one_after_the_other():
    stream = BytesIO()
    write_answer(stream, RENDERED, b"%PDF")
    write_answer(stream, FAILED, b"")
    stream.seek(0)
    assert [read_answer(stream), read_answer(stream)] == [(RENDERED, b"%PDF"), (FAILED, b"")]


@pytest.mark.parametrize(
    "answer", [b"", b"R\0\0", b"R\0\0\0\4%PD", b"X\0\0\0\1%", b"R\xff\xff\xff\xff%"], ids=repr
)
def test_refuses_what_breaks_off_or_is_no_answer(answer):
    with pytest.raises(BrokenAnswer):
        read_answer(BytesIO(answer))
