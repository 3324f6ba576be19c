"""Who is billed."""

from django.db import models
from django.db.models import Q

from billing_site.foundation.word_search import beginning_index, words_index


class Customer(models.Model):
    """The person or firm we deal with."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            beginning_index("number", name="customer_by_number"),
            beginning_index("email", name="customer_by_email"),
            words_index("name", "street", "city", name="customer_by_words"),
        ]

    def __str__(self) -> str:
        return self.name


class BillingCycle(models.Model):
    """The rhythm on which accounts are billed."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """What is billed, and has a balance; one currency."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        GERMAN = "de", "German"

    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="accounts")
    billing_cycle = models.ForeignKey(BillingCycle, on_delete=models.PROTECT, related_name="accounts")
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    payment_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_currency_is_iso_code",
                condition=Q(currency__regex="^[A-Z]{3}$"),
                violation_error_code="currency",
                violation_error_message="Currency is not a code of ISO 4217: "
                "write three capital letters, such as EUR.",
            ),
        ]
        indexes = [
            models.Index(fields=["billing_cycle", "id"], name="account_by_cycle"),
            beginning_index("number", name="account_by_number"),
        ]

    def __str__(self) -> str:
        return self.number
