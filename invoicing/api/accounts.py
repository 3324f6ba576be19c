"""Accounts: whose they are, what they owe, and where they are supplied."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.views import ApiView
from billing_site.foundation.models import ApiKey
from invoicing.api.money import MoneyShape, money_facts
from invoicing.models import Account
from invoicing.queries.account_balances import load_account_balances
from invoicing.queries.account_services import AccountService, load_account_services


class SubscriptionShape(serializers.Serializer[Any]):
    """A service point supplied on a plan; `end_date` is the first day not supplied."""

    service_point = serializers.CharField()
    utility = serializers.CharField()
    role = serializers.CharField()
    plan = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)


class AccountShape(serializers.Serializer[Any]):
    """What is billed, and has a balance."""

    object = serializers.CharField(default="account")
    number = serializers.CharField()
    customer_number = serializers.CharField()
    customer_name = serializers.CharField()
    billing_cycle = serializers.CharField()
    currency = serializers.CharField()
    language = serializers.CharField()
    balance = MoneyShape(help_text="What it owes; below zero, what it has with us.")
    subscriptions = SubscriptionShape(many=True)


class AccountDetail(ApiView):
    """One account."""

    required_scopes = {"GET": (ApiKey.Scope.ACCOUNTS_READ,)}

    @extend_schema(operation_id="get_account", tags=["Accounts"], responses={200: AccountShape})
    def get(self, request: Request, number: str) -> Response:
        """An account with its balance, as the ledger has it now, and its subscriptions."""
        if not number.isprintable():
            raise Http404
        accounts = Account.objects.select_related("customer", "billing_cycle")
        account = get_object_or_404(accounts, number=number)
        balance = load_account_balances([account.pk])[account.pk]
        return Response(
            {
                "object": "account",
                "number": account.number,
                "customer_number": account.customer.number,
                "customer_name": account.customer.name,
                "billing_cycle": account.billing_cycle.code,
                "currency": account.currency,
                "language": account.language,
                "balance": money_facts(balance, account.currency),
                "subscriptions": [_subscription_facts(one) for one in load_account_services(account.pk)],
            }
        )


def _subscription_facts(one: AccountService) -> dict[str, Any]:
    return {
        "service_point": one.service_point_code,
        "utility": one.utility_code,
        "role": one.role,
        "plan": one.plan_code,
        "start_date": one.start_date.isoformat(),
        "end_date": None if one.end_date is None else one.end_date.isoformat(),
    }
