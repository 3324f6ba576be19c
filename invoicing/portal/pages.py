"""What every page of the portal begins with: whose account it is about, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation

from billing_site.foundation.languages import chosen_language
from billing_site.foundation.writing import language_tag
from invoicing.models import Account, Invoice
from invoicing.queries.portal_access import load_addresses, load_portal_accounts

_CHOSEN: Final = "portal_account"


@dataclass(frozen=True, slots=True)
class Visit:
    """The account that a page is about, and all that the customer may choose from, by number.

    `language` is the one that the reader chose, else the account's; it is active.
    """

    account: Account
    accounts: tuple[Account, ...]
    language: str

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """The page, which knows the account and the others beside it."""
        return render(
            request,
            template,
            {
                "account": self.account,
                "choices": _choices(self.accounts),
                "seller_contact": settings.SELLER["contacts"].get(self.language)
                or settings.SELLER["contact"],
                **context,
            },
            status=status,
        )


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """One of several accounts, as a customer tells it from the others."""

    account: Account
    address: str
    more_count: int


def _choices(accounts: tuple[Account, ...]) -> tuple[AccountChoice, ...]:
    """The accounts with where they are supplied; none where there is nothing to choose."""
    if len(accounts) < 2:
        return ()
    addresses = load_addresses(accounts)
    return tuple(
        AccountChoice(
            account,
            addresses[account.pk][0] if addresses[account.pk] else account.customer.name,
            max(len(addresses[account.pk]) - 1, 0),
        )
        for account in accounts
    )


AccountView = Callable[..., HttpResponseBase]


def about_an_account(view: AccountView) -> Callable[..., HttpResponseBase]:
    """Give the view a Visit: to the account chosen in this or an earlier page (`?account=`), else to the first.

    A number that is not one of the customer's own is 404.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        accounts = load_portal_accounts(request.user)
        if not accounts:
            return render(request, "invoicing/portal/no_account.html")
        account = _chosen(request, accounts)
        language = chosen_language(request) or account.language
        with translation.override(language_tag(language, account.currency)):
            return view(request, Visit(account, accounts, language), *args, **kwargs)

    return shown


def about_an_invoice(view: AccountView) -> Callable[..., HttpResponseBase]:
    """Give the view a Visit to the account of the finalized invoice `number`, and the invoice; others are 404."""

    @wraps(view)
    def shown(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        accounts = load_portal_accounts(request.user)
        if "\0" in number:  # PostgreSQL knows no such text
            raise Http404
        invoice = get_object_or_404(
            Invoice.objects.select_related("account__customer", "credit_note", "batch__bill_run"),
            number=number,
            state=Invoice.State.FINALIZED,
            account__in=accounts,
        )
        request.session[_CHOSEN] = invoice.account_id
        language = chosen_language(request) or invoice.account.language
        with translation.override(language_tag(language, invoice.account.currency)):
            return view(request, Visit(invoice.account, accounts, language), invoice, *args, **kwargs)

    return shown


def _chosen(request: HttpRequest, accounts: tuple[Account, ...]) -> Account:
    number = request.GET.get("account")
    if number is not None:
        account = next((one for one in accounts if one.number == number), None)
        if account is None:
            raise Http404
        request.session[_CHOSEN] = account.pk
        return account
    kept = request.session.get(_CHOSEN)
    return next((one for one in accounts if one.pk == kept), accounts[0])
