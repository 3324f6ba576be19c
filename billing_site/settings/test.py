"""Settings for the test suite."""

from billing_site.settings.defaults import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
UPLOAD_DIR = VAR_DIR / "uploads-test"  # the demo's files are not the tests'
