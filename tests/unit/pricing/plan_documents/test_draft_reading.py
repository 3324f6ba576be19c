"""What somebody typed, as a document."""

import json

import pytest

from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.draft_reading import Edit, document_text, read_draft
from tests.unit.pricing.plan_documents.documents import tou_plan

AMOUNT = "/charges/0/price/amount"


def text(**changes) -> str:
    return canonical_text({**tou_plan(), **changes})


def test_puts_changed_fields_into_the_document():
    edits = {AMOUNT: Edit("10.00", " 11.50 "), "/name": Edit("Time of use", "TOU 2027")}
    read = read_draft(text(), edits)
    assert read.is_valid
    assert (read.document["charges"][0]["price"]["amount"], read.document["name"]) == ("11.50", "TOU 2027")
    assert read.text == canonical_text(read.document)
    assert (read.problems, read.kept) == ((), {})


def test_leaves_the_text_as_it_was_typed_when_no_field_changed():
    typed = json.dumps(tou_plan())
    read = read_draft(typed, {AMOUNT: Edit("10.00", "10.00"), "/name": Edit("a\r\nb ", "a\nb")})
    assert (read.text, read.document) == (typed, tou_plan())


def test_reads_rows_of_windows():
    was = "peak | 16:00 to 21:00 | weekday | summer\noff_peak"
    read = read_draft(
        text(), {"/calendars/tou/windows": Edit(was, was.replace("16:00", "17:00").replace("\n", "\r\n"))}
    )
    assert read.is_valid
    assert read.document["calendars"]["tou"]["windows"][0]["from"] == "17:00"


def test_keeps_rows_that_it_does_not_understand():
    was = "peak | 16:00 to 21:00 | weekday | summer\noff_peak"
    edit = Edit(was, was.replace("16:00", "noon"))
    read = read_draft(text(), {"/calendars/tou/windows": edit})
    assert [problem.path for problem in read.problems] == ["$.calendars.tou.windows"]
    assert read.kept == {"/calendars/tou/windows": edit}
    assert not read.is_valid


def test_tells_when_field_and_text_were_both_changed():
    changed = tou_plan()
    changed["charges"][0]["price"]["amount"] = "12"
    read = read_draft(canonical_text(changed), {AMOUNT: Edit("10.00", "11")})
    assert [str(problem) for problem in read.problems] == [
        (
            "$.charges[0].price.amount: the field says “11”, and the document was changed here too "
            "(make them equal)"
        )
    ]
    assert read.document == changed
    assert read.kept == {AMOUNT: Edit("10.00", "11")}
    assert read_draft(canonical_text(changed), {AMOUNT: Edit("10.00", "12")}).is_valid


@pytest.mark.parametrize("name", ["/charges/9/price/amount", "/nothing", "/charges/x", "/name/0", ""])
def test_tells_when_the_document_has_no_such_place(name):
    read = read_draft(text(), {name: Edit("1", "2")})
    assert not read.is_valid
    assert read.document == tou_plan()
    assert list(read.kept) == [name]


def test_keeps_text_that_is_no_document_and_all_that_was_changed():
    edits = {AMOUNT: Edit("10.00", "11"), "/name": Edit("a", "a")}
    read = read_draft('{"name": ', edits)
    assert (read.document, read.text) == (None, '{"name": ')
    assert read.kept == {AMOUNT: Edit("10.00", "11")}
    assert "is not JSON" in read.problems[0].message
    assert not read.is_valid


def test_shows_every_problem_with_its_path():
    read = read_draft(text(), {AMOUNT: Edit("10.00", "10,5"), "/effective_from": Edit("2026-01-01", "soon")})
    assert [problem.path for problem in read.problems] == ["$.charges[0].price.amount", "$.effective_from"]
    assert read.document["charges"][0]["price"]["amount"] == "10,5"
    assert '"10,5"' in read.text


def test_warnings_refuse_nothing():
    plan = tou_plan()
    plan["calendars"]["tou"]["windows"].append({"bucket": "peak"})
    read = read_draft(canonical_text(plan), {})
    assert read.is_valid
    assert len(read.problems) == 1


def test_writes_what_is_no_plan_too():
    assert document_text({"charges": [{"prices": {}}]}) == (
        '{\n  "charges": [\n    {\n      "prices": {}\n    }\n  ]\n}\n'
    )
    assert document_text({"charges": 3}) == '{\n  "charges": 3\n}\n'
    assert document_text(tou_plan()) == canonical_text(tou_plan())
