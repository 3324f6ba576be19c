"""Who owes it: accounts, bill runs, invoices, ledger."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """Who owes it: accounts, bill runs, invoices, ledger."""

    name = "invoicing"
    verbose_name = "Invoicing"

    def ready(self) -> None:
        """Have work that is not done rung for; tell which bills stand on readings."""
        from billing_site.foundation import jobs
        from invoicing.queries.bills_on_readings import count_issued_bills
        from invoicing.queries.changed_bills import count_changed_bills
        from invoicing.queries.open_batches import find_open_runs
        from invoicing.queries.open_documents import find_runs_with_open_documents
        from invoicing.queries.open_moves import find_open_moves
        from invoicing.queries.open_trials import find_open_trials
        from metering.queries.bills_on_readings import register_bills

        jobs.register_open_work("bill runs", find_open_runs)
        jobs.register_open_work("documents", find_runs_with_open_documents)
        jobs.register_open_work("plan trials", find_open_trials)
        jobs.register_open_work("plan moves", find_open_moves)
        register_bills("invoices", count_issued_bills, count_changed_bills)
