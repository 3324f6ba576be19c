"""A German customer meets German only: on every page, before and after sign-in, on paper and in the mail."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from invoicing.documents.credit_note_pdf import render_credit_note_pdf
from invoicing.queries.credit_note_document import load_credit_note_document
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.people import browser_of
from tests.journeys.customer.english_words import english_in, shown_text
from tests.journeys.pages import pages_to_look_at
from tests.journeys.world import World, build_world, published_tariff

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}
BEFORE_SIGN_IN = (
    *("account_login", "account_signup", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key_done", "account_inactive"),
)
OWN_SIGN_IN = (
    *("account_change_password", "account_logout", "account_reauthenticate", "mfa_index"),
    *("mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_reauthenticate"),
)


@pytest.fixture
def german_world() -> World:
    """The homes of the journeys, whose tariff and accounts are German."""
    document = published_tariff()
    document["labels"] = {"de": "Haushalt mit Sonnenstrom"}
    document["bucket_labels"] = {
        "peak": {"de": "Hochlast"},
        "shoulder": {"de": "Zwischenlast"},
        "off_peak": {"de": "Nebenzeit"},
    }
    for charge, label in zip(document["charges"], ("Grundpreis", "Strom", "Solarvergütung"), strict=True):
        charge["labels"] = {"de": label}
    document["taxes"][0]["labels"] = {"de": "MwSt. 10 %"}
    return build_world(document, language="de")


def signed_in(world: World) -> Client:
    return browser_of(world.people["household"])


def pages_of_the_portal(world: World) -> list[str]:
    paths = [path for name, path, _person in pages_to_look_at(world) if "portal:" in name]
    invoice = reverse("invoicing-portal:invoice", args=[world.invoice.number])
    line = reverse("invoicing-portal:invoice-line", args=[world.invoice.number, 2])
    usage = reverse("reports-portal:usage")
    return [
        *paths,
        *(f"{invoice}lines/{position}/" for position in range(1, world.invoice.lines.count() + 1)),
        *(f"{line}?day=2026-02-03", f"{usage}?year=2026", f"{usage}?day=2026-02-03", f"{usage}?period=now"),
        f"{usage}?show=money",
    ]


def test_the_list_of_english_words_knows_english_from_german():
    assert english_in("Water, actual: about this bill") == ["water", "actual", "about", "this", "bill"]
    assert english_in("Fragen zur Rechnung? Bitte zahlen Sie bis 3. Nov. 2026 den Betrag an.") == []


def test_every_page_of_the_portal(german_world):
    browser = signed_in(german_world)
    faults = {}
    for path in pages_of_the_portal(german_world):
        response = browser.get(path)
        html = response.content.decode()
        assert response.status_code == 200, path
        assert '<html lang="de">' in html, path
        faults[path] = english_in(shown_text(html))
    assert {path: words for path, words in faults.items() if words} == {}


def test_sign_in_speaks_the_language_of_the_browser():
    for name in BEFORE_SIGN_IN:
        response = Client(**GERMAN).get(reverse(name))
        html = response.content.decode()
        assert '<html lang="de">' in html, name
        assert english_in(shown_text(html)) == [], name
        assert "Accept-Language" in response["Vary"]
    assert '<html lang="en">' in Client().get(reverse("account_login")).content.decode()


def test_sign_in_says_no_in_german():
    answer = Client(**GERMAN).post(reverse("account_login"), {"login": "niemand", "password": "x"})
    html = answer.content.decode()
    assert "error" in html
    assert english_in(shown_text(html)) == []


def test_own_password_and_second_factor(german_world, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 10**6
    person = german_world.people["household"]
    person.set_password("a-long-password-for-tests")
    person.save()
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": person.username, "password": "a-long-password-for-tests"}
    )
    for name in OWN_SIGN_IN:
        html = browser.get(reverse(name), follow=True).content.decode()
        assert '<html lang="de">' in html, name
        assert english_in(shown_text(html)) == [], name
    wrong = browser.post(
        reverse("account_change_password"), {"oldpassword": "x", "password1": "abc", "password2": "abcd"}
    )
    assert english_in(shown_text(wrong.content.decode())) == []


def test_what_is_not_there_not_allowed_or_broken(german_world, settings):
    settings.DEBUG = False
    browser = signed_in(german_world)
    for path, status in (("/portal/bills/none/", 404), ("/portal/nowhere/", 404)):
        answer = browser.get(path)
        assert answer.status_code == status
        assert english_in(shown_text(answer.content.decode())) == [], path
    strict = browser_of(german_world.people["household"])
    strict.handler.enforce_csrf_checks = True
    answer = strict.post(reverse("set-language"), {"language": "en"})
    assert answer.status_code == 403
    assert english_in(shown_text(answer.content.decode())) == []


def test_a_page_that_breaks_says_so_in_german(german_world, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("invoicing.portal.home.load_receivables", broken)
    browser = signed_in(german_world)
    browser.raise_request_exception = False
    answer = browser.get(reverse("invoicing-portal:home"))
    html = answer.content.decode()
    assert answer.status_code == 500
    assert '<html lang="de">' in html
    assert english_in(shown_text(html)) == []


def test_the_mail_for_a_new_password(german_world):
    for address in (german_world.people["household"].email, "stranger@example.com"):
        mail.outbox.clear()
        Client(**GERMAN).post(reverse("account_reset_password"), {"email": address})
        (sent,) = mail.outbox
        body = re.sub(r"\S*[@/]\S*|user\d+", "", sent.body)
        assert english_in(f"{sent.subject.partition('] ')[2]} {body}") == []


def test_the_papers(german_world):
    invoice = german_world.invoice
    pdf = signed_in(german_world).get(reverse("invoicing-portal:invoice-pdf", args=[invoice.number])).content
    text = text_of(pdf)
    assert english_in(text) == []
    for word in ("Haushalt mit Sonnenstrom", "Grundpreis", "Solarvergütung", "MwSt. 10 %", "Nebenzeit"):
        assert word in text
    note = issue_credit_note(
        invoice=invoice,
        reason="Zähler vertauscht",
        issue_date=date(2026, 3, 9),
        issued_at=invoice.as_of,
        actor="test",
    )
    assert english_in(text_of(render_credit_note_pdf(load_credit_note_document(note.pk)))) == []


def test_the_csv(german_world):
    answer = signed_in(german_world).get(reverse("reports-portal:usage-csv"))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert english_in(rows) == []
    assert "gemessen" in rows
    assert "Nebenzeit" in rows


def test_the_readers_choice_wins_over_the_account(german_world):
    browser = signed_in(german_world)
    home = reverse("invoicing-portal:home")
    page = reverse("invoicing-portal:invoice", args=[german_world.invoice.number])
    assert 'value="en"' in browser.get(home).content.decode()
    answer = browser.post(reverse("set-language"), {"language": "en", "next": f"{page}?compare=year"})
    assert answer["Location"] == f"{page}?compare=year"
    html = browser.get(page).content.decode()
    assert '<html lang="en-au">' in html
    assert 'value="de"' in html
    assert 'name="language" value="en"' not in html
    assert "Daily supply charge" in html
    browser.post(reverse("set-language"), {"language": "de", "next": page})
    html = browser.get(page).content.decode()
    assert '<html lang="de">' in html
    assert "Grundpreis" in html


def test_an_issued_invoice_keeps_its_words(german_world):
    invoice = german_world.invoice
    german_world.accounts[0].language = "en"
    german_world.accounts[0].save()
    german_world.plan.names = {}
    german_world.plan.save()
    pdf = signed_in(german_world).get(reverse("invoicing-portal:invoice-pdf", args=[invoice.number])).content
    assert english_in(text_of(pdf)) == []
    assert "Haushalt mit Sonnenstrom" in text_of(pdf)


def test_the_office_stays_as_it_is(german_world):
    browser = Client(**GERMAN)
    browser.force_login(german_world.people["manager"])
    assert '<html lang="en">' in browser.get(reverse("mfa_index")).content.decode()
    assert '<html lang="en">' in browser.get(reverse("reports-staff:today")).content.decode()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
