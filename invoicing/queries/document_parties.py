"""Who sends a document, who gets it, and where was served: as frozen, or as it stands for a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from invoicing.document_values import Parties, Recipient, Seller, ServedPlace
from invoicing.models import Account, Subscription


def parties_as_frozen(frozen: Mapping[str, Any], currency: str) -> Parties:
    """The parties of a finalized invoice in a currency, from what it keeps of them (models/invoice_freezing.py)."""
    seller, customer, account = frozen["seller"], frozen["customer"], frozen["account"]
    return Parties(
        Seller(
            name=seller["name"],
            address=tuple(seller.get("address", ())),
            # An invoice keeps the seller as it was told of at the time: older ones may say less.
            tax_number=seller.get("tax_number", ""),
            bank_account=_bank_account(seller, currency),
            contact=seller.get("contacts", {}).get(account["language"]) or seller.get("contact", ""),
        ),
        Recipient(
            name=customer["name"],
            street=customer["street"],
            city=customer["city"],
            customer_number=customer["number"],
            account_number=account["number"],
            language=account["language"],
        ),
        tuple(
            ServedPlace(
                subscription_id=place["subscription"],
                service_point=place["code"],
                site=place["site"],
                street=place["street"],
                city=place["city"],
                zone_name=place["zone"],
                plan_name=place["plan"]["name"],
            )
            for place in frozen["service_points"]
        ),
    )


def _bank_account(seller: Mapping[str, Any], currency: str) -> str:
    """Where to pay in the currency; older invoices were issued with one account for everything."""
    accounts = seller.get("bank_accounts")
    found = seller.get("bank_account", "") if accounts is None else accounts.get(currency, "")
    return str(found)


def parties_as_they_stand(account: Account, served: Sequence[Subscription]) -> Parties:
    """The parties that a draft of the account would be frozen with now.

    The account's customer, and each subscription's service point with its site and its plan are to be loaded.
    """
    customer = account.customer
    return parties_as_frozen(
        {
            "seller": settings.SELLER,
            "customer": {key: getattr(customer, key) for key in ("number", "name", "street", "city")},
            "account": {"number": account.number, "language": account.language},
            "service_points": [
                {
                    "subscription": subscription.pk,
                    "code": subscription.service_point.code,
                    "site": subscription.service_point.site.name,
                    "street": subscription.service_point.site.street,
                    "city": subscription.service_point.site.city,
                    "zone": subscription.service_point.site.zone_name,
                    "plan": {"name": subscription.plan.names.get(account.language, subscription.plan.name)},
                }
                for subscription in sorted(served, key=lambda one: (one.service_point.code, one.role))
            ],
        },
        account.currency,
    )
