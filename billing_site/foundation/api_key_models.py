"""Tables of API keys: what programs sign in with, from where they do, and what they asked for."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

LONGEST_KEY_LIFE = timedelta(days=366)
MOST_NETWORKS = 20


class ApiKey(models.Model):
    """What a program signs in with. Only its owner knows the key itself: we keep its hash. See `api_keys`.

    `utility_id` binds it to one utility's readings; it is no foreign key, as utilities belong to an app above.
    """

    class Scope(models.TextChoices):
        """What a key is good for; each view names the one it asks for."""

        READINGS_READ = "readings:read", "read service points, usage and reading batches"
        READINGS_WRITE = "readings:write", "send and withdraw reading batches"
        PLANS_READ = "plans:read", "read plans and preview prices"
        ACCOUNTS_READ = "accounts:read", "read accounts and balances"
        INVOICES_READ = "invoices:read", "read invoices, explanations and PDFs"

    # Whoever sends one utility's readings sees neither customers nor bills.
    OF_ONE_UTILITY = (Scope.READINGS_READ, Scope.READINGS_WRITE, Scope.PLANS_READ)

    name = models.CharField(max_length=60, help_text="What the key is for, such as the head-end's name.")
    prefix = models.CharField(max_length=8, help_text="The part of the key that may be shown.")
    key_hash = models.CharField(max_length=64, help_text="SHA-256 of the whole key.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    utility_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")
    networks = ArrayField(
        models.CharField(max_length=43),
        default=list,
        blank=True,
        help_text="In CIDR notation: where it may be used from. Everywhere if empty.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="api_key_one_per_prefix"),
            models.CheckConstraint(
                name="api_key_is_kept_as_a_hash",
                condition=Q(key_hash__regex="^[0-9a-f]{64}$", prefix__regex="^[0-9A-Za-z]{8}$") & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="api_key_has_known_scopes",
                condition=Q(
                    scopes__len__gt=0,
                    scopes__contained_by=[
                        "readings:read",
                        "readings:write",
                        "plans:read",
                        "accounts:read",
                        "invoices:read",
                    ],
                ),
            ),
            models.CheckConstraint(
                name="api_key_of_a_utility_sees_no_customers",
                condition=Q(utility_id=None)
                | Q(scopes__contained_by=["readings:read", "readings:write", "plans:read"]),
            ),
            models.CheckConstraint(
                name="api_key_expires_within_a_year",
                condition=Q(
                    expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LONGEST_KEY_LIFE
                ),
            ),
            models.CheckConstraint(
                name="api_key_has_a_few_networks", condition=Q(networks__len__lte=MOST_NETWORKS)
            ),
            # What is no network cannot be cast, and is refused by that.
            models.CheckConstraint(
                name="api_key_networks_are_cidr",
                condition=Func(
                    F("networks"),
                    template="(%(expressions)s)::cidr[] IS NOT NULL",
                    output_field=models.BooleanField(),
                ),
            ),
        ]
        indexes = [models.Index(fields=["-id"], name="api_key_usable", condition=Q(revoked_at=None))]

    def __str__(self) -> str:
        return f"API key {self.name} ({self.prefix})"


class ApiKeyAddress(models.Model):
    """An address that a key was used from. Written by `api.request_log`; long unseen ones are deleted."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="addresses")
    address = models.GenericIPAddressField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    request_count = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "address"], name="api_key_address_one_per_key_and_address"
            ),
        ]
        indexes = [
            models.Index(fields=["api_key", "-last_seen_at"], name="api_key_address_latest"),
            models.Index(fields=["last_seen_at"], name="api_key_address_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.request_count}"


class ApiRequest(models.Model):
    """A request that came with a usable key, and how it was answered: never its body, nor ours."""

    at = models.DateTimeField()
    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    address = models.GenericIPAddressField(null=True, blank=True)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300, help_text="With the parameters that the address knows.")
    status = models.PositiveSmallIntegerField()
    duration_ms = models.PositiveIntegerField()
    request_id = models.CharField(max_length=64)
    received_bytes = models.PositiveBigIntegerField(help_text="Of the body, as it was announced.")
    sent_bytes = models.PositiveBigIntegerField(null=True, blank=True, help_text="Unknown of a stream.")

    class Meta:
        indexes = [
            models.Index(fields=["api_key", "-id"], name="api_request_by_key"),
            models.Index(fields=["api_key", "-id"], name="api_request_failed", condition=Q(status__gte=400)),
            models.Index(fields=["at"], name="api_request_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"


class ApiRequestCount(models.Model):
    """How many requests of one budget a key has sent in the latest window. Written by `api.throttling`."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    budget = models.CharField(max_length=5)
    window = models.BigIntegerField(help_text="Windows since 1970, by the database's clock.")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "budget"], name="api_request_count_one_per_key_and_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.count}"
