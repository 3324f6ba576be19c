"""The API's addresses of accounts and invoices."""

from django.urls import path

from invoicing.api import accounts, credit_notes, invoices

urlpatterns = [
    path("accounts/<str:number>", accounts.AccountDetail.as_view(), name="api-account"),
    path("credit-notes", credit_notes.CreditNotes.as_view(), name="api-credit-notes"),
    path("credit-notes/<str:number>", credit_notes.CreditNoteDetail.as_view(), name="api-credit-note"),
    path("credit-notes/<str:number>/pdf", credit_notes.CreditNotePdf.as_view(), name="api-credit-note-pdf"),
    path("invoices", invoices.Invoices.as_view(), name="api-invoices"),
    path("invoices/<str:number>", invoices.InvoiceDetail.as_view(), name="api-invoice"),
    path("invoices/<str:number>/pdf", invoices.InvoicePdf.as_view(), name="api-invoice-pdf"),
    path(
        "invoices/<str:number>/lines/<int:position>/explanation",
        invoices.LineExplanation.as_view(),
        name="api-line-explanation",
    ),
]
