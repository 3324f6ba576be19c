"""Who owes it: accounts, bill runs, invoices, ledger."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """Who owes it: accounts, bill runs, invoices, ledger."""

    name = "invoicing"
    verbose_name = "Invoicing"

    def ready(self) -> None:
        """Have bill runs rung for until all of their batches are done."""
        from billing_site.foundation import jobs
        from invoicing.queries.open_batches import find_open_runs

        jobs.register_open_work("bill runs", find_open_runs)
