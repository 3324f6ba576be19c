"""Invoices as programs see them: exact amounts, every line explained, the document itself."""

from hashlib import sha256

import pytest

from invoicing.api.explanation_facts import explanation_facts
from invoicing.documents import rendering_apart
from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.opened_line import load_opened_line
from metering.models import ReadingBatch
from tests.factories.api_keys import program
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, InvoiceFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def listed(**parameters):
    answer = program().get("invoices", **parameters)
    assert answer.status_code == 200, answer.content
    return [one["number"] for one in answer.json()["data"]]


class TestList:
    def test_shows_amounts_as_texts_and_what_is_open(self):
        invoice = finalized_invoice()
        (found,) = program().get("invoices").json()["data"]
        assert found == {
            "object": "invoice",
            "number": invoice.number,
            "account": invoice.account.number,
            "state": "finalized",
            "is_credited": False,
            "credit_note": None,
            "from_date": "2026-01-01",
            "to_date": "2026-02-01",
            "issue_date": "2026-02-03",
            "due_date": "2026-02-17",
            "net": {"amount": "126.31", "currency": "GBP"},
            "tax": {"amount": "25.26", "currency": "GBP"},
            "total": {"amount": "151.57", "currency": "GBP"},
            "open": {"amount": "151.57", "currency": "GBP"},
        }

    def test_finds_by_account_state_and_day_of_issue(self):
        first, draft = finalized_invoice(), InvoiceFactory(account=AccountFactory())
        assert listed() == [None, first.number]
        assert listed(state="finalized") == [first.number]
        assert listed(state="draft") == [None]
        assert listed(account=first.account.number) == [first.number]
        assert listed(account="NOBODY") == []
        assert listed(issued_from="2026-02-03", issued_to="2026-02-04") == [first.number]
        assert listed(issued_from="2026-02-04") == listed(issued_to="2026-02-03") == []
        assert draft.number is None

    def test_asks_no_more_of_the_database_for_more_invoices(self, django_assert_max_num_queries):
        reader = program()
        for _ in range(4):
            InvoiceFactory()
        reader.get("invoices")
        with django_assert_max_num_queries(20) as few:
            reader.get("invoices", limit=1)
        with django_assert_max_num_queries(len(few)):
            reader.get("invoices", limit=4)


class TestDetail:
    def test_has_lines_and_taxes_that_add_up(self):
        invoice = finalized_invoice()
        found = program().get(f"invoices/{invoice.number}").json()
        assert [
            (line["position"], line["quantity"], line["unit_price"], line["amount"])
            for line in found["lines"]
        ] == [
            (1, "31", "0.45", "13.95"),
            (2, "300", "0.25", "75.00"),
            (3, "120.5", "0.31", "37.36"),
        ]
        assert found["lines"][2]["exact_amount"] == "37.355"
        assert found["taxes"] == [
            {"code": "VAT", "label": "VAT 20 %", "percent": "20", "base": "126.31", "amount": "25.26"}
        ]
        assert found["as_of"] == "2026-02-02T06:00:00Z"

    def test_finds_no_draft_and_no_number_that_was_never_given(self):
        draft = InvoiceFactory()
        for number in ("INV-1", "None", str(draft.pk)):
            assert program().get(f"invoices/{number}").status_code == 404


class TestExplanation:
    def test_goes_from_the_amount_back_to_its_trace(self):
        invoice = finalized_invoice()
        found = program().get(f"invoices/{invoice.number}/lines/3/explanation").json()
        assert "120.5 kWh" in found["sentence"]
        assert found["sentence"].endswith("rounded to 37.36 GBP")
        assert [(tier["number"], tier["quantity"], tier["is_this_line"]) for tier in found["tiers"]] == [
            (1, "300", False),
            (2, "120.5", True),
        ]
        assert (found["amount"], found["replays"], found["rule"]) == (
            "37.36",
            True,
            "/charges/1/price/tiers/1",
        )
        assert found["trace"]["q"] == "420.5"
        assert len(found["steps"]) >= 3

    def test_speaks_the_language_that_is_asked_for(self):
        invoice = finalized_invoice()
        address = f"invoices/{invoice.number}/lines/3/explanation"
        assert "gerundet" in program().get(address, language="de").json()["sentence"]
        assert program().get(address, language="fr").status_code == 400

    def test_names_the_batches_behind_the_readings(self):
        supplied_account()
        drafted_run()
        facts = explanation_facts(load_opened_line(InvoiceLine.objects.get(position=2)), "en")
        (source,), batch = facts["sources"], ReadingBatch.objects.get()
        assert (source["batch"], source["name"]) == (batch.pk, batch.source_name)
        assert (source["origin"], source["sha256"]) == ("file", batch.content_hash)

    def test_explains_no_line_that_is_not_there(self):
        invoice = finalized_invoice()
        assert program().get(f"invoices/{invoice.number}/lines/4/explanation").status_code == 404


class TestPdf:
    @pytest.mark.parametrize("accept", ["application/pdf", "application/json", "*/*"])
    def test_is_the_document_whatever_is_accepted(self, accept):
        invoice = finalized_invoice()
        answer = program().get(f"invoices/{invoice.number}/pdf", headers={"Accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'

    def test_has_its_hash_as_tag_and_is_not_sent_to_who_has_it(self):
        invoice, caller = finalized_invoice(), program()
        answer = caller.get(f"invoices/{invoice.number}/pdf")
        assert answer["ETag"] == f'"{sha256(answer.content).hexdigest()}"'
        again = caller.get(f"invoices/{invoice.number}/pdf", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert caller.get(f"invoices/{invoice.number}/pdf").content == answer.content

    def test_tells_when_to_come_back_if_it_could_not_be_made(self, monkeypatch):
        monkeypatch.setattr(rendering_apart, "_PROCESS", "no.such.module")
        answer = program().get(f"invoices/{finalized_invoice().number}/pdf")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.json()["code"], answer.json()["retryable"]) == ("document.unavailable", True)
        assert "no.such" not in answer.content.decode()

    def test_changes_nothing(self):
        invoice = finalized_invoice()
        program().get(f"invoices/{invoice.number}/pdf")
        assert Invoice.objects.get(pk=invoice.pk).total == invoice.total
