"""Every setting, read from the environment once."""

from pathlib import Path

import environ
from import_export.formats.base_formats import CSV, XLSX

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
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "import_export",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "billing_site.foundation.api.request_ids.ApiAnswers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page is closed unless it says otherwise
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "billing_site.reader_language.ReaderLanguage",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
                "billing_site.navigation.menus",
            ],
        },
    },
]

# manage.py and tests/conftest.py put the embedded server's address here when the operator names none.
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql://127.0.0.1/billing")}
DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)

AUTH_USER_MODEL = "billing_site.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "billing_site.sign_in.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by staff
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Usage billing"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"

# How many proxies of ours stand before the site: of X-Forwarded-For only what they wrote is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Shared by all processes: the rate limits of sign-in count here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "foundation_cache",
    }
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        # plotly inserts one empty style element: this is the hash of nothing.
        "style-src": ["'self'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["billing_site.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = True

# Files that people upload wait here until they are imported or thrown away.
UPLOAD_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_HANDLERS = [
    "billing_site.foundation.upload_limits.LargestFile",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# The API has no cookies, no forms and no pages: keys in, JSON out (billing_site/foundation/api).
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["billing_site.foundation.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["billing_site.foundation.api.authentication.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["billing_site.foundation.api.throttling.RequestsPerMinute"],
    "DEFAULT_RENDERER_CLASSES": ["billing_site.foundation.api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "billing_site.foundation.api.problems.answer_with_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Usage billing API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "persistAuthorization": False,
        "displayRequestDuration": True,
        "validatorUrl": None,
    },
    "ENUM_NAME_OVERRIDES": {},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "billing_site.foundation.api.openapi.add_problems",
    ],
}

# Bulk data of master tables: foundation/bulk_data replaces what the library does with files of strangers.
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_FORMATS = [CSV, XLSX]
IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # one entry of the audit trail instead of one for each row

# Who sends the invoices: the one seller organisation of this installation.
SELLER = {
    "name": env.str("SELLER_NAME", default="Sunstone Energy & Utilities"),
    "address": env.list("SELLER_ADDRESS", default=["1 Meter Lane", "Springfield"]),
    "tax_number": env.str("SELLER_TAX_NUMBER", default=""),
    # By currency, as it is printed: EUR=DE02 1203 0000 0000 2020 51 (BIC BYLADEM1001),USD=...
    "bank_accounts": env.dict("SELLER_BANK_ACCOUNTS", default={}),
    "contact": env.str("SELLER_CONTACT", default=""),
    # The same in other languages, where it is more than a number: SELLER_CONTACT_DE and so on.
    "contacts": {
        code: text
        for code, _name in LANGUAGES
        if (text := env.str(f"SELLER_CONTACT_{code.upper()}", default=""))
    },
}

# Make the PDF of every invoice when its run is finalized; otherwise when it is first asked for.
DOCUMENTS_WHEN_FINALIZED = env.bool("DOCUMENTS_WHEN_FINALIZED", default=True)

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
    "filters": {"brief": {"()": "billing_site.foundation.brief_logging.RefusalsInOneLine"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
