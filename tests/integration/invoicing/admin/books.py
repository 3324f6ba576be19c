"""Documents, each in a bill run of its own: a run is closed when its last batch is finalized."""

from itertools import count

from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.invoicing import ISSUE_DATE, ISSUED_AT, BillingCycleFactory, finalized_invoice

_cycles = count(1)


def issued_invoice(**kwargs):
    """A finalized invoice of a cycle that no other document has."""
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_cycles)}")
    return finalized_invoice(batch__bill_run__billing_cycle=cycle, **kwargs)


def issued_credit_note():
    """The credit note of such an invoice."""
    return issue_credit_note(
        invoice=issued_invoice(),
        reason="Wrong meter",
        issued_at=ISSUED_AT,
        issue_date=ISSUE_DATE,
        actor=None,
    )
