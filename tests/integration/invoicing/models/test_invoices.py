"""What the database refuses to do to invoices."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from invoicing.models import BilledPeriod, Invoice, InvoiceLine, InvoiceTax
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import FROM_DATE, ISSUED_AT, TO_DATE, InvoiceFactory, finalized_invoice
from tests.integration.invoicing.models.refusals import refusal, sql, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db
CREDITED_AT = datetime(2026, 2, 10, 9, tzinfo=UTC)


def credited(invoice):
    issue_credit_note(
        invoice=invoice, reason="test", issued_at=CREDITED_AT, issue_date=date(2026, 2, 10), actor=None
    )


def claim_of(invoice, claim, **facts):
    return BilledPeriod(
        **{
            "invoice": invoice,
            "subscription": claim.subscription,
            "charge_group": claim.charge_group,
            "from_date": claim.from_date,
            "to_date": claim.to_date,
            **facts,
        }
    )


class TestFinalized:
    """Final means final, whoever asks and however."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("total", Decimal("1.00")),
            ("net", Decimal("1.00")),
            ("number", "INV-2026-000099"),
            ("sequence_number", 99),
            ("issue_date", date(2020, 1, 1)),
            ("due_date", date(2030, 1, 1)),
            ("currency", "EUR"),
            ("from_date", date(2020, 1, 1)),
            ("as_of", CREDITED_AT),
            ("state", "DRAFT"),
        ],
    )
    def test_is_not_changed(self, field, value):
        invoice = finalized_invoice()
        for change in ways_to_change(invoice, field, value):
            assert "Invoice INV-2026-000001 is finalized and cannot be changed." in refusal(change)

    def test_keeps_its_parties(self):
        invoice = finalized_invoice()
        invoice.parties["customer"]["name"] = "Somebody else"
        assert "cannot be changed" in refusal(invoice.save)

    def test_cannot_even_be_saved_as_it_is(self):
        assert "cannot be changed" in refusal(finalized_invoice().save)

    def test_is_not_deleted(self):
        invoice = finalized_invoice()
        told = [refusal(delete) for delete in ways_to_delete(invoice)]
        assert all("finalized" in one or "PROTECT" in one or "protected" in one for one in told)
        assert Invoice.objects.get().lines.count() == 3

    def test_is_not_inserted_as_final(self):
        draft = InvoiceFactory.build(
            account=(other := InvoiceFactory()).account, batch=other.batch, with_lines=False
        )
        draft.state, draft.year, draft.sequence_number, draft.number = "FINALIZED", 2026, 5, "INV-2026-000005"
        draft.issue_date = draft.due_date = date(2026, 2, 3)
        assert "begins as a draft" in refusal(draft.save)

    @pytest.mark.parametrize(
        ("part", "field", "value"),
        [
            (InvoiceLine, "amount", Decimal("0.01")),
            (InvoiceLine, "label", "Cheaper"),
            (InvoiceTax, "amount", Decimal("0.01")),
        ],
    )
    def test_its_lines_and_taxes_are_not_changed(self, part, field, value):
        row = part.objects.filter(invoice=finalized_invoice()).first()
        for change in ways_to_change(row, field, value):
            assert "Invoice INV-2026-000001 is finalized: its" in refusal(change)

    @pytest.mark.parametrize("part", [InvoiceLine, InvoiceTax, BilledPeriod])
    def test_its_parts_are_not_deleted(self, part):
        row = part.objects.filter(invoice=finalized_invoice()).first()
        for delete in ways_to_delete(row):
            assert "cannot be added, changed or deleted" in refusal(delete)

    @pytest.mark.parametrize(
        ("part", "free_key"),
        [
            (InvoiceLine, {"position": 9}),
            (InvoiceTax, {"code": "OTHER"}),
            (BilledPeriod, {"charge_group": "other"}),
        ],
    )
    def test_no_part_is_added_or_moved_to_it(self, part, free_key):
        row = part.objects.filter(invoice=InvoiceFactory()).first()
        invoice = finalized_invoice()
        moved = refusal(lambda: part.objects.filter(pk=row.pk).update(invoice=invoice, **free_key))
        assert "cannot be added, changed or deleted" in moved or "can only be released" in moved
        row.pk, row.invoice = None, invoice
        for field, value in free_key.items():
            setattr(row, field, value)
        assert "cannot be added, changed or deleted" in refusal(row.save)

    def test_no_table_of_the_books_is_emptied(self):
        # In a test's database it may be; the trigger knows it by name.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger"
                " WHERE tgfoid = 'invoicing_refuse_truncate'::regproc AND tgenabled = 'O' ORDER BY 1"
            )
            guarded = [table for (table,) in cursor.fetchall()]
        books = {
            *(
                "billedbasis",
                "billedperiod",
                "billrun",
                "billrunbatch",
                "creditnote",
                "creditnoteline",
                "invoice",
            ),
            *("invoiceline", "invoicenumbersequence", "invoicetax", "ledgerentry", "ledgertransaction"),
            *("issueddocument", "payment", "paymentallocation", "paymentreversal"),
        }
        assert guarded == sorted(f"invoicing_{table}" for table in books)


class TestFinalizing:
    """A draft gets its number, dates and parties, and adds up."""

    FINAL = (
        "state = 'FINALIZED', series = 'INV', year = 2026, sequence_number = 1, number = 'INV-2026-000001', "
        "issue_date = '2026-02-03', due_date = '2026-02-17'"
    )

    def finalize(self, invoice, more=""):
        return sql(f"UPDATE invoicing_invoice SET {self.FINAL}{more} WHERE id = %s", invoice.pk)

    @pytest.mark.parametrize(
        "more", [", total = total + 1, net = net + 1", ", currency = 'EUR'", ", to_date = to_date + 1"]
    )
    def test_changes_nothing_else(self, more):
        assert "changes nothing else of it" in refusal(self.finalize(InvoiceFactory(), more))

    def test_refuses_a_draft_whose_lines_do_not_add_up(self):
        draft = InvoiceFactory()
        draft.lines.filter(position=1).update(amount=Decimal("13.96"))
        told = refusal(self.finalize(draft))
        assert "does not add up: net 126.3100 and tax 25.2600, but its lines come to 126.3200" in told

    def test_refuses_a_draft_whose_taxes_do_not_add_up(self):
        draft = InvoiceFactory()
        draft.taxes.update(amount=Decimal("25.27"))
        assert "its taxes to 25.2700" in refusal(self.finalize(draft))

    @pytest.mark.parametrize("missing", ["number", "sequence_number", "year", "issue_date", "due_date"])
    def test_needs_number_and_dates(self, missing):
        draft = InvoiceFactory()
        assert "invoice_finalized_has_number" in refusal(
            sql(
                "UPDATE invoicing_invoice SET "
                + ", ".join(part for part in self.FINAL.split(", ") if not part.startswith(missing))
                + " WHERE id = %s",
                draft.pk,
            )
        )


class TestDraft:
    """Free to change and go, but never contradictory."""

    def test_may_change_and_go(self):
        draft = InvoiceFactory()
        draft.as_of = CREDITED_AT
        draft.save()
        draft.lines.update(label="Other")
        draft.delete()
        assert not InvoiceLine.objects.exists()

    def test_totals_are_net_plus_tax(self):
        draft = InvoiceFactory()
        assert "invoice_total_is_net_plus_tax" in refusal(
            lambda: Invoice.objects.filter(pk=draft.pk).update(total=1)
        )

    def test_has_no_number(self):
        draft = InvoiceFactory()
        assert "invoice_finalized_has_number" in refusal(
            lambda: Invoice.objects.filter(pk=draft.pk).update(number="INV-1")
        )

    def test_is_one_per_batch_and_account(self):
        draft = InvoiceFactory()
        draft.pk = None
        assert "invoice_once_per_batch_and_account" in refusal(draft.save)

    def test_numbers_its_lines_once(self):
        line = InvoiceFactory().lines.first()
        line.pk = None
        assert "invoice_line_position_once" in refusal(line.save)

    def test_levies_a_tax_once_per_code_and_rate(self):
        tax = InvoiceFactory().taxes.get()
        tax.pk = None
        assert "invoice_tax_once_per_code_and_rate" in refusal(tax.save)


class TestClaims:
    """No day of a charge group is billed twice."""

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"from_date": date(2026, 1, 31), "to_date": date(2026, 2, 10)},
            {"from_date": date(2025, 12, 1), "to_date": date(2026, 1, 2)},
            {"from_date": date(2026, 1, 10), "to_date": date(2026, 1, 11)},
        ],
    )
    def test_exclude_one_another(self, facts):
        claim = InvoiceFactory().billed_periods.get()
        other = InvoiceFactory(with_lines=False)
        assert "billed_period_claimed_once" in refusal(claim_of(other, claim, **facts).save)

    @pytest.mark.parametrize(
        "facts",
        [
            {"from_date": TO_DATE, "to_date": date(2026, 3, 1)},
            {"from_date": date(2025, 12, 1), "to_date": FROM_DATE},
            {"charge_group": "network"},
        ],
    )
    def test_may_touch_or_be_of_another_group(self, facts):
        claim = InvoiceFactory().billed_periods.get()
        claim_of(InvoiceFactory(with_lines=False), claim, **facts).save()
        assert BilledPeriod.objects.count() == 2

    def test_of_another_subscription_do_not_matter(self):
        claim = InvoiceFactory().billed_periods.get()
        other = InvoiceFactory()
        assert other.billed_periods.get().from_date == claim.from_date

    def test_have_a_day_at_least(self):
        claim = InvoiceFactory().billed_periods.get()
        later = claim_of(claim.invoice, claim, charge_group="x", to_date=claim.from_date)
        assert "billed_period_ends_after_it_starts" in refusal(later.save)

    def test_are_released_only_with_a_credit_note(self):
        claim = finalized_invoice().billed_periods.get()
        for change in ways_to_change(claim, "released_at", CREDITED_AT):
            assert "keeps its billed periods until a credit note takes it back" in refusal(change)

    def test_are_released_once_and_for_good(self):
        invoice = finalized_invoice()
        credited(invoice)
        claim = invoice.billed_periods.get()
        for value in (None, ISSUED_AT):
            for change in ways_to_change(claim, "released_at", value):
                assert "can only be released, and only once" in refusal(change)

    def test_change_nothing_but_the_release(self):
        claim = finalized_invoice().billed_periods.get()
        for change in ways_to_change(claim, "to_date", date(2026, 1, 5)):
            assert "can only be released" in refusal(change)


def test_a_rolled_back_refusal_leaves_the_books_as_they_were():
    invoice = finalized_invoice()
    with transaction.atomic():
        refusal(ways_to_change(invoice, "total", Decimal(1))[1])
    invoice.refresh_from_db()
    assert invoice.total == Decimal("151.57")
