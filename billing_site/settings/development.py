"""Settings for a developer's machine and the demo."""

from billing_site.settings.defaults import *

DEBUG = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost has no certificate
SELLER = SELLER | {
    "bank_accounts": {
        "EUR": "DE02 1203 0000 0000 2020 51, BIC BYLADEM1001",
        "GBP": "sort code 20-00-00, account 55779911",
        "USD": "routing number 021000021, account 4479112",
        "AUD": "BSB 062-000, account 10447791",
    },
    "contact": "Questions about this bill? help@sunstone.example or 0800 555 0199",
    "contacts": {"de": "Fragen zur Rechnung? hilfe@sunstone.example oder 0800 555 0199"},
}
