"""Bills, for customers."""

from django.urls import path

from invoicing.portal import home, invoice_lines, invoices, self_readings, statement

app_name = "invoicing-portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("bills/", invoices.invoice_list, name="invoice-list"),
    path("bills/<str:number>/", invoices.invoice, name="invoice"),
    path("bills/<str:number>/pdf", invoices.invoice_pdf, name="invoice-pdf"),
    path("bills/<str:number>/credit-note.pdf", invoices.credit_note_pdf, name="credit-note-pdf"),
    path("bills/<str:number>/lines/<int:position>/", invoice_lines.invoice_line, name="invoice-line"),
    path("payments/", statement.statement, name="statement"),
    path("readings/", self_readings.self_reading, name="self-reading"),
    path("readings/<int:reading_id>/undo", self_readings.undo_self_reading, name="self-reading-undo"),
]
