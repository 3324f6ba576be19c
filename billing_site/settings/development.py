"""Settings for a developer's machine and the demo."""

from billing_site.settings.defaults import *

DEBUG = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
