"""`manage.py` as such: how a command ends before its time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import manage

ROOT = Path(manage.__file__).parent


def test_ctrl_c_is_told_in_one_line(monkeypatch, capsys):
    def interrupted(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(manage, "_run", interrupted)
    with pytest.raises(SystemExit) as stopped:
        manage.main()
    assert stopped.value.code == 130
    assert capsys.readouterr().err == "\nstopped by Ctrl-C: of what was not finished nothing is stored\n"


def test_a_reader_that_has_enough_is_no_error():
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, "manage.py", "help"]
    done = subprocess.run(
        command, cwd=ROOT, stdout=write_end, stderr=subprocess.PIPE, text=True, timeout=120, check=False
    )
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, "")


def test_production_never_starts_a_server_of_its_own():
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": manage.PRODUCTION,
        "SECRET_KEY": "a key of this test",
        "ALLOWED_HOSTS": "example.org",
        "VAR_DIR": "/dev/null/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "audit_books"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "Set the DATABASE_URL environment variable" in done.stderr


def test_production_settings_leave_nothing_for_the_deployment_check_to_say():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": manage.PRODUCTION,
        "SECRET_KEY": "a key of this test, fifty characters long and of no use" * 2,
        "ALLOWED_HOSTS": "example.org",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_a_benchmark_of_nothing_is_refused():
    with pytest.raises(CommandError, match="--accounts must be at least 1"):
        call_command("benchmark", "--accounts", "0")


def test_a_server_that_cannot_start_is_told_without_a_traceback():
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "billing_site.settings.development"
    done = subprocess.run(
        [sys.executable, "manage.py", "audit_books"],
        cwd=ROOT,
        env={**environment, "VAR_DIR": "/dev/null/nowhere"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("the local PostgreSQL server does not start: ")
    assert "Traceback" not in done.stderr
