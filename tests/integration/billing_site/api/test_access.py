"""Who gets in with which key, to what: every address of the API, every scope, every utility."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from billing_site.foundation.api.throttling import READS_PER_WINDOW, WRITES_PER_WINDOW
from billing_site.foundation.api_keys import revoke_api_key
from billing_site.foundation.models import ApiKey
from invoicing.use_cases.issue_credit_note import issue_credit_note
from metering.models import ReadingBatch
from tests.factories.api_keys import EVERYTHING, LONG_AGO, Program, made_key, program
from tests.factories.invoicing import ISSUE_DATE, ISSUED_AT, finalized_invoice
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, body, half_hourly, series, submitted

pytestmark = pytest.mark.django_db
Scope = ApiKey.Scope
PAGES = {"api-description", "api-docs"}  # for people; see test_description
SCOPES = {
    ("GET", "readings/batches"): Scope.READINGS_READ,
    ("POST", "readings/batches"): Scope.READINGS_WRITE,
    ("POST", "usage-events"): Scope.READINGS_WRITE,
    ("GET", "readings/batches/{batch}"): Scope.READINGS_READ,
    ("GET", "readings/batches/{batch}/errors"): Scope.READINGS_READ,
    ("GET", "readings/batches/{batch}/errors.csv"): Scope.READINGS_READ,
    ("POST", "readings/batches/{batch}/withdraw"): Scope.READINGS_WRITE,
    ("GET", "service-points"): Scope.READINGS_READ,
    ("GET", "service-points/{point}/usage"): Scope.READINGS_READ,
    ("GET", "plans"): Scope.PLANS_READ,
    ("GET", "plans/{plan}/versions/1"): Scope.PLANS_READ,
    ("POST", "rate-previews"): Scope.PLANS_READ,
    ("GET", "accounts/{account}"): Scope.ACCOUNTS_READ,
    ("GET", "invoices"): Scope.INVOICES_READ,
    ("GET", "invoices/{invoice}"): Scope.INVOICES_READ,
    ("GET", "invoices/{invoice}/pdf"): Scope.INVOICES_READ,
    ("GET", "credit-notes"): Scope.INVOICES_READ,
    ("GET", "credit-notes/{credit_note}"): Scope.INVOICES_READ,
    ("GET", "credit-notes/{credit_note}/pdf"): Scope.INVOICES_READ,
    ("GET", "invoices/{invoice}/lines/1/explanation"): Scope.INVOICES_READ,
}


def api_views():
    """Name, route and view class of each address below /api/."""

    def below(patterns, route=""):
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern) and here.startswith("api/"):
                yield pattern.name, here, getattr(pattern.callback, "cls", None)

    return list(below(get_resolver().url_patterns))


def ask(sender, method, path, **headers):
    if method == "GET":
        return sender.get(path, headers=headers)
    return sender.post(path, b"{}", headers=headers)


@pytest.fixture
def names():
    """The objects that the addresses of SCOPES name."""
    half_hourly()
    invoice = finalized_invoice()
    note = issue_credit_note(
        invoice=invoice, reason="x", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    return {
        "credit_note": note.number,
        "batch": submitted().reference,
        "point": POINT,
        "account": invoice.account.number,
        "invoice": invoice.number,
        "plan": invoice.lines.first().plan_version.plan.code,
    }


class TestScopes:
    def test_every_view_names_scopes_for_its_methods(self):
        views = [(route, view) for name, route, view in api_views() if name not in PAGES]
        told = sorted(
            (method, route.removeprefix("api/v1/").count("/"), scope)
            for route, view in views
            for method, scopes in view.required_scopes.items()
            for scope in scopes
        )
        assert told == sorted((method, path.count("/"), scope) for (method, path), scope in SCOPES.items())

    @pytest.mark.parametrize(("method", "path"), SCOPES)
    def test_opens_with_its_scope_and_with_no_other(self, method, path, names):
        path = path.format(**names)
        scope = SCOPES[method, next(one for one in SCOPES if one == (method, _template(path, names)))[1]]
        for other in Scope:
            answer = ask(program(other), method, path)
            if other == scope:
                assert answer.status_code in {200, 400, 422}, answer.content
            else:
                problem = answer.json()
                assert (answer.status_code, problem["code"], problem["scopes"]) == (
                    403,
                    "scope.missing",
                    [scope],
                )

    @pytest.mark.parametrize(("method", "path"), SCOPES)
    def test_is_closed_to_whoever_has_no_valid_key(self, method, path, names):
        path = path.format(**names)
        revoked, expired = made_key(), made_key(at=LONG_AGO)
        revoke_api_key(api_key=revoked.api_key, at=LONG_AGO, actor=None)
        senders = [
            Program(),
            Program("ub_" + "a" * 8 + "_" + "b" * 43),
            Program(revoked),
            Program(expired),
            Program(made_key().text.lower()),
            Program(Authorization=f"Basic {made_key().text}"),
            Program(Authorization=f"Bearer {made_key().text} x"),
            Program(Authorization="Bearer"),
            Program(Authorization="Bearer \x00é"),
        ]
        bodies = set()
        for sender in senders:
            answer = ask(sender, method, path, **{"Request-Id": "same"})
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
            bodies.add(answer.content)
        assert len(bodies) == 1

    def test_revokes_a_key_that_was_sent_in_an_address(self):
        key = made_key()
        assert Program(key).get("plans", key=key.text).status_code == 401
        assert Program(key).get("plans").status_code == 401
        assert ApiKey.objects.get(pk=key.api_key.pk).revoked_at is not None


def _template(path, names):
    for name, value in names.items():
        path = path.replace(value, f"{{{name}}}")
    return path


class TestUtilities:
    """A key of one utility sees its service points and batches; those of others are not there."""

    @pytest.fixture
    def south(self):
        return UtilityFactory(code="SOUTH", name="South Grid")

    def test_sees_its_own(self, south, names):
        sender = program(utility=UtilityFactory())
        assert sender.get(f"readings/batches/{names['batch']}").status_code == 200
        assert len(sender.get("readings/batches").json()["data"]) == 1
        assert len(sender.get("service-points", code=POINT).json()["data"]) == 1

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "readings/batches/{batch}"),
            ("GET", "readings/batches/{batch}/errors"),
            ("GET", "readings/batches/{batch}/errors.csv"),
            ("POST", "readings/batches/{batch}/withdraw"),
            ("GET", "service-points/{point}/usage"),
        ],
    )
    def test_finds_nothing_of_others(self, method, path, south, names):
        sender = program(utility=south)
        path = path.format(**names)
        answer = (
            sender.get(path, **({"from": "2026-03-01", "to": "2026-03-02"} if "usage" in path else {}))
            if method == "GET"
            else sender.post(path, b'{"reason":"mine"}')
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert ReadingBatch.objects.get().state == "STORED"

    def test_lists_nothing_of_others(self, south, names):
        sender = program(utility=south)
        for path in ("readings/batches", "service-points"):
            assert sender.get(path).json()["data"] == []
            assert sender.get(path, utility="NORTH").json()["data"] == []

    def test_sends_for_no_other_utility(self, south):
        half_hourly()
        sender = program(utility=south)
        foreign = sender.post("readings/batches", body(), headers={"Request-Id": "same"})
        unknown = sender.post("readings/batches", body(utility="NOWHERE"), headers={"Request-Id": "same"})
        assert foreign.status_code == 422
        assert foreign.content == unknown.content
        lines = sender.post("readings/batches?utility=NORTH", b"{}", "application/x-ndjson")
        assert lines.json()["code"] == "utility.unknown"
        assert not ReadingBatch.objects.exists()

    def test_reaches_no_channel_of_another_utility(self, south):
        half_hourly()
        sent = body(utility="SOUTH", series=[series()])
        answer = program(utility=south).post("readings/batches", sent)
        assert [error["code"] for error in answer.json()["errors"]] == ["row.service_point"]

    def test_previews_nothing_with_readings_of_others(self, south, names):
        asked = f'{{"plan_code":"{names["plan"]}","service_point":"{POINT}","from":"2026-03-01","to":"2026-03-02"}}'
        answer = program(utility=south).post("rate-previews", asked.encode())
        assert answer.json()["code"] == "service_point.unknown"

    def test_is_of_no_use_once_its_utility_is_gone(self, names):
        key = made_key(utility=UtilityFactory(code="SOUTH", name="South Grid"))
        ApiKey.objects.filter(pk=key.api_key.pk).update(utility_id=2**40)
        assert Program(key).get("service-points").json()["data"] == []
        assert Program(key).get(f"readings/batches/{names['batch']}").status_code == 404


class TestBudgets:
    @pytest.fixture(autouse=True)
    def _within_one_minute(self, monkeypatch):
        monkeypatch.setattr("billing_site.foundation.api.throttling.CLOCK", "to_timestamp(1800000010.5)")

    def test_tells_what_is_left(self):
        reader = program()
        reader.get("plans")
        answer = reader.get("plans")
        assert answer["RateLimit-Policy"] == f'"read";q={READS_PER_WINDOW};w=60'
        assert answer["RateLimit"].startswith(f'"read";r={READS_PER_WINDOW - 2};t=')

    def test_asks_to_wait_when_nothing_is_left(self, monkeypatch):
        monkeypatch.setattr("billing_site.foundation.api.throttling.READS_PER_WINDOW", 2)
        reader = program()
        assert [reader.get("plans").status_code for _ in range(3)] == [200, 200, 429]
        answer = reader.get("plans")
        assert (answer.json()["code"], answer.json()["retryable"]) == ("rate.limited", True)
        assert answer["Retry-After"] == "50"
        assert program().get("plans").status_code == 200

    def test_counts_writing_apart(self):
        sender = program()
        assert f"q={WRITES_PER_WINDOW};" in sender.post("rate-previews", b"{}")["RateLimit-Policy"]
        assert f"r={READS_PER_WINDOW - 1};" in sender.get("plans")["RateLimit"]


def test_every_scope_is_asked_for_somewhere():
    assert set(SCOPES.values()) == set(EVERYTHING)
