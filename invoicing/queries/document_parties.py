"""Who sends a document, who gets it, and where was served: as frozen, or as it stands for a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from invoicing.models import Account, Subscription


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sends the document; a text that is not known is empty."""

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    bank_account: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The customer and account that the document is for; `language` is that of the account."""

    name: str
    street: str
    city: str
    customer_number: str
    account_number: str
    language: str


@dataclass(frozen=True, slots=True)
class ServedPlace:
    """A service point, where it is, and the plan it was supplied on."""

    subscription_id: int
    service_point: str
    site: str
    street: str
    city: str
    zone_name: str
    plan_name: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody and every place that a document names."""

    seller: Seller
    recipient: Recipient
    places: tuple[ServedPlace, ...]


def parties_as_frozen(frozen: Mapping[str, Any]) -> Parties:
    """The parties of a finalized invoice, from what it keeps of them (models/invoice_freezing.py)."""
    seller, customer, account = frozen["seller"], frozen["customer"], frozen["account"]
    return Parties(
        Seller(
            name=seller["name"],
            address=tuple(seller.get("address", ())),
            # An invoice keeps the seller as it was told of at the time: older ones may say less.
            tax_number=seller.get("tax_number", ""),
            bank_account=seller.get("bank_account", ""),
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
        }
    )
