"""Terms of the engine in the place of what a plan's document says, for tests of what becomes of them."""

from dataclasses import replace

from pricing.plan_documents.to_terms import plan_terms
from pricing.queries import agreed_terms
from pricing.queries import plan_terms as stored_terms


def priced_otherwise(monkeypatch, change):
    """Every plan's terms are what `change` makes of those of its document."""

    def changed(document):
        return change(plan_terms(document))

    for module in (stored_terms, agreed_terms):
        monkeypatch.setattr(module, "plan_terms", changed)
        monkeypatch.setattr(module, "_kept", {})


def with_energy(terms, metrics=(), **facts):
    """The terms with another charge ENERGY, and more metrics in kWh."""
    standing, energy = terms.charges
    more = dict.fromkeys(metrics, terms.metrics["ELECTRICITY_IMPORT"])
    return replace(terms, charges=(standing, replace(energy, **facts)), metrics={**terms.metrics, **more})
