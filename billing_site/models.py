"""The one user table; apps name it through settings.AUTH_USER_MODEL."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who signs in."""
