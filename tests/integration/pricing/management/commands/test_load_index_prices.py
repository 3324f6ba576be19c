"""`manage.py load_index_prices`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pricing.models import IndexRevision
from tests.factories.index_prices import price_file, price_index

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("load_index_prices", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_loads_a_file(tmp_path):
    price_index()
    path = tmp_path / "prices.csv"
    path.write_bytes(price_file(range(30)))
    told = "SPOT: revision final, 2026-01-01 to 2026-01-02 (UTC days)\n"
    assert run("SPOT", path, "--revision", "final") == told
    assert run("SPOT", path) == told
    assert IndexRevision.objects.count() == 1


def test_says_what_is_wrong(tmp_path):
    with pytest.raises(
        CommandError, match=r"there is no index SPOT \(there are: none yet\): add it in the admin"
    ):
        run("SPOT", tmp_path / "prices.csv")
    price_index()
    with pytest.raises(CommandError, match=r"prices.csv cannot be read: No such file"):
        run("SPOT", tmp_path / "prices.csv")
    (tmp_path / "prices.csv").write_text("start,price\n2026,1\n")
    with pytest.raises(CommandError, match=r"(?s)row 2, start: .*nothing was stored"):
        run("SPOT", tmp_path / "prices.csv")
