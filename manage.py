#!/usr/bin/env python
"""Run a management command, with the local PostgreSQL server started first unless DATABASE_URL names one."""

import os
import signal
import sys

WITHOUT_DATABASE = {"help", "quote", "--help", "--version", "version"}
PRODUCTION = "billing_site.settings.production"  # names its own server, or refuses to start


def main() -> None:
    """Set the environment, start the embedded server if it is needed, and hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_site.settings.development")
    try:
        _run(sys.argv[1] if len(sys.argv) > 1 else "help")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped by Ctrl-C: of what was not finished nothing is stored\n")
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Whoever read the output (`| head`) has enough; what Python still holds back goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)


def _run(command: str) -> None:
    needs_server = command not in WITHOUT_DATABASE and os.environ["DJANGO_SETTINGS_MODULE"] != PRODUCTION
    if needs_server and "DATABASE_URL" not in os.environ:
        from billing_site.embedded_postgres import EmbeddedPostgresError, ensure_running

        try:
            os.environ["DATABASE_URL"] = ensure_running()
        except (EmbeddedPostgresError, OSError) as error:
            sys.exit(
                f"the local PostgreSQL server does not start: {error}\n(VAR_DIR names the folder it lives in)"
            )
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
