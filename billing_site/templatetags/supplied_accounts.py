"""Who is supplied: metering's pages name the customer, whom metering itself may not know."""

from __future__ import annotations

from django import template

from invoicing.models import Account
from invoicing.queries.account_at import load_account_at

register = template.Library()


@register.simple_tag
def account_at(service_point_id: int) -> Account | None:
    """The account, with its customer, whose supply at the service point began last; one query."""
    return load_account_at(service_point_id)
