"""Accounts, bill runs, invoices and payments, for the office."""

from django.urls import include, path

from invoicing.staff import (
    accounts,
    accounts_at,
    bill_run_actions,
    bill_run_comparison,
    bill_runs,
    bills_to_correct,
    held_bills,
    invoice_actions,
    invoice_lines,
    invoices,
    not_billed,
    payments,
)

app_name = "invoicing-staff"
urlpatterns = [
    path("bulk-data/", include("invoicing.staff.bulk_data_urls")),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/at/<int:service_point_id>/", accounts_at.accounts_at, name="accounts-at"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/statement/", accounts.account_statement, name="account-statement"),
    path("invoices/", invoices.invoice_list, name="invoice-list"),
    path("invoices/<int:invoice_id>/", invoices.invoice, name="invoice"),
    path("invoices/<int:invoice_id>/pdf", invoices.invoice_pdf, name="invoice-pdf"),
    path("invoices/<int:invoice_id>/lines/<int:position>/", invoice_lines.invoice_line, name="invoice-line"),
    path("invoices/<int:invoice_id>/credit/", invoice_actions.credit_invoice, name="invoice-credit"),
    path("invoices/<int:invoice_id>/cancel/", invoice_actions.cancel_draft, name="invoice-cancel"),
    path("payments/", payments.payment_list, name="payment-list"),
    path("payments/new/", payments.payment_new, name="payment-new"),
    path("payments/<int:payment_id>/", payments.payment, name="payment"),
    path("payments/<int:payment_id>/reverse/", payments.payment_reverse, name="payment-reverse"),
    path("bill-runs/", bill_runs.bill_run_list, name="bill-run-list"),
    path("bill-runs/new/", bill_runs.bill_run_new, name="bill-run-new"),
    path("bill-runs/compare/", bill_run_comparison.bill_run_compare, name="bill-run-compare"),
    path("bill-runs/compare.csv", bill_run_comparison.bill_run_compare_csv, name="bill-run-compare-csv"),
    path("bill-runs/<int:run_id>/", bill_runs.bill_run, name="bill-run"),
    path("bill-runs/<int:run_id>/checks/", bill_runs.bill_run_checks, name="bill-run-checks"),
    path("bill-runs/<int:run_id>/progress/", bill_runs.bill_run_progress, name="bill-run-progress"),
    path("bill-runs/<int:run_id>/approve/", bill_run_actions.bill_run_approve, name="bill-run-approve"),
    path("bill-runs/<int:run_id>/redraft/", bill_run_actions.bill_run_redraft, name="bill-run-redraft"),
    path("bill-runs/<int:run_id>/drop/", bill_run_actions.bill_run_drop, name="bill-run-drop"),
    path("bills-to-correct/", bills_to_correct.bills_to_correct, name="bills-to-correct"),
    path("not-billed/", not_billed.not_billed_list, name="not-billed-list"),
    path("not-billed/<int:exception_id>/bill/", not_billed.not_billed_bill, name="not-billed-bill"),
    path("not-billed/<int:exception_id>/dismiss/", not_billed.not_billed_dismiss, name="not-billed-dismiss"),
    path("held-bills/", held_bills.held_list, name="held-list"),
    path("held-bills/release/", held_bills.held_release, name="held-release"),
    path("invoices/<int:invoice_id>/hold/", bill_run_actions.draft_hold, name="draft-hold"),
]
