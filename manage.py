#!/usr/bin/env python
"""Run a management command, with the local PostgreSQL server started first unless DATABASE_URL names one."""

import os
import sys

WITHOUT_DATABASE = {"help", "quote", "--help", "--version", "version"}


def main() -> None:
    """Set the environment, start the embedded server if it is needed, and hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings.development")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in WITHOUT_DATABASE and "DATABASE_URL" not in os.environ:
        from billing_site.embedded_postgres import ensure_running

        os.environ["DATABASE_URL"] = ensure_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
