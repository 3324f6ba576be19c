"""Every setting, read from the environment once."""

from pathlib import Path

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY", default="development-only-key-never-used-in-production")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

INSTALLED_APPS = [
    "billing_site.apps.BillingSiteConfig",
    "billing_site.foundation.apps.FoundationConfig",
    "metering.apps.MeteringConfig",
    "pricing.apps.PricingConfig",
    "invoicing.apps.InvoicingConfig",
    "reports.apps.ReportsConfig",
    "billing_site.apps.BillingAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "rest_framework",
    "import_export",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "billing_site.urls"
WSGI_APPLICATION = "billing_site.wsgi.application"
ASGI_APPLICATION = "billing_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# manage.py and tests/conftest.py put the embedded server's address here when the operator names none.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql://127.0.0.1/billing")}
DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)

AUTH_USER_MODEL = "billing_site.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["billing_site.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"

# Who sends the invoices: the one seller organisation of this installation.
SELLER = {
    "name": env.str("SELLER_NAME", default="Sunstone Energy & Utilities"),
    "address": env.list("SELLER_ADDRESS", default=["1 Meter Lane", "Springfield"]),
    "tax_number": env.str("SELLER_TAX_NUMBER", default=""),
    "bank_account": env.str("SELLER_BANK_ACCOUNT", default=""),
    "contact": env.str("SELLER_CONTACT", default=""),
}

# The queue is only a doorbell (docs/decisions): our own batch rows are the truth, so a task is short,
# may ring twice, and is never kept after success. `retry` counts from the dequeue, waiting included.
Q_CLUSTER = {
    "name": "billing",
    "orm": "default",
    "workers": env.int("WORKERS_PER_CLUSTER", default=1),
    "queue_limit": env.int("WORKERS_PER_CLUSTER", default=1),
    "bulk": 1,
    "timeout": 300,
    "retry": 720,
    "max_attempts": 3,
    "ack_failures": True,
    "save_limit": -1,
    "recycle": 500,
    "catch_up": False,
    "poll": 0.2,
    "label": "Background jobs",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
