"""Invoicing's master data and books in the admin."""

from invoicing.admin.accounts import AccountAdmin, BillingCycleAdmin, CustomerAdmin
from invoicing.admin.bill_runs import BillRunAdmin, BillRunBatchAdmin, BillRunExceptionAdmin
from invoicing.admin.credit_notes import CreditNoteAdmin
from invoicing.admin.documents import DocumentBatchAdmin, IssuedDocumentAdmin
from invoicing.admin.invoices import InvoiceAdmin, InvoiceNumberSequenceAdmin
from invoicing.admin.ledger import LedgerTransactionAdmin
from invoicing.admin.payments import (
    BillHoldAdmin,
    PaymentAdmin,
    PaymentAllocationAdmin,
    PaymentReversalAdmin,
)
from invoicing.admin.portal_access import PortalAccessAdmin
from invoicing.admin.subscriptions import SubscriptionAdmin

__all__ = [
    "AccountAdmin",
    "BillHoldAdmin",
    "BillRunAdmin",
    "BillRunBatchAdmin",
    "BillRunExceptionAdmin",
    "BillingCycleAdmin",
    "CreditNoteAdmin",
    "CustomerAdmin",
    "DocumentBatchAdmin",
    "InvoiceAdmin",
    "InvoiceNumberSequenceAdmin",
    "IssuedDocumentAdmin",
    "LedgerTransactionAdmin",
    "PaymentAdmin",
    "PaymentAllocationAdmin",
    "PaymentReversalAdmin",
    "PortalAccessAdmin",
    "SubscriptionAdmin",
]
