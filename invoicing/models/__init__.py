"""Invoicing's tables."""

from invoicing.models.accounts import Account, BillingCycle, Customer
from invoicing.models.agreements import ContractValue, NegotiatedTerm
from invoicing.models.bill_holds import BillHold
from invoicing.models.bill_runs import BillRun, BillRunBatch, BillRunException
from invoicing.models.billed_bases import BilledBasis
from invoicing.models.credit_notes import CreditNote, CreditNoteLine
from invoicing.models.invoices import BilledPeriod, Invoice, InvoiceLine, InvoiceNumberSequence, InvoiceTax
from invoicing.models.issued_documents import DocumentBatch, IssuedDocument
from invoicing.models.ledger import LedgerEntry, LedgerTransaction
from invoicing.models.payments import Payment, PaymentAllocation, PaymentReversal
from invoicing.models.plan_moves import PlanMove, PlanMoveItem
from invoicing.models.plan_trials import PlanTrial, PlanTrialBatch, TrialEffect, TrialRefusal, TriedVersion
from invoicing.models.portal_access import PortalAccess
from invoicing.models.subscriptions import Subscription

__all__ = [
    "Account",
    "BillHold",
    "BillRun",
    "BillRunBatch",
    "BillRunException",
    "BilledBasis",
    "BilledPeriod",
    "BillingCycle",
    "ContractValue",
    "CreditNote",
    "CreditNoteLine",
    "Customer",
    "DocumentBatch",
    "Invoice",
    "InvoiceLine",
    "InvoiceNumberSequence",
    "InvoiceTax",
    "IssuedDocument",
    "LedgerEntry",
    "LedgerTransaction",
    "NegotiatedTerm",
    "Payment",
    "PaymentAllocation",
    "PaymentReversal",
    "PlanMove",
    "PlanMoveItem",
    "PlanTrial",
    "PlanTrialBatch",
    "PortalAccess",
    "Subscription",
    "TrialEffect",
    "TrialRefusal",
    "TriedVersion",
]
