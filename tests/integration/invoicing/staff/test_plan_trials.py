"""The pages of trials: who may, what they tell, how they are watched and stopped."""

from urllib.parse import urlencode

import pytest

from billing_site.foundation.access import OFFICE, Role
from invoicing.models import PlanTrial
from tests.factories.billing import supplied_account
from tests.factories.people import browser_of, user_with
from tests.factories.trials import batch_states, draft_version, other_plan, rate_through, started_trial
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, queries_of, text_of, url

pytestmark = pytest.mark.django_db
TIMES = "\N{MULTIPLICATION SIGN}"


def done_trial(accounts=2, **prices):
    for _ in range(accounts):
        supplied_account()
    return rate_through(started_trial(draft_version(**(prices or {"standing": "0.50"}))))


def test_the_office_looks_and_clerks_and_managers_try():
    trial = done_trial()
    for address in (url("plan-trial-list"), url("plan-trial", trial.pk), url("plan-compare")):
        assert_only_for(address, *OFFICE)
    assert_only_for(url("plan-trial-new"), Role.CLERK, Role.MANAGER)


def test_starts_a_trial_from_a_version_of_a_plan():
    subscription = supplied_account()
    draft = draft_version()
    page = clerk().get(url("plan-trial-new") + f"?version={draft.pk}")
    assert f'<option value="{draft.pk}" selected>' in page.content.decode()
    response = clerk().post(
        url("plan-trial-new"),
        {"version": draft.pk, "plan": subscription.plan.code, "from_month": "2026-01", "to_month": "2026-01"},
    )
    trial = PlanTrial.objects.get()
    assert response["Location"] == url("plan-trial", trial.pk)
    assert (trial.only_plan, trial.account_count, trial.state) == (subscription.plan, 1, "OPEN")


def test_says_what_is_wrong_with_the_months_and_keeps_what_was_typed():
    supplied_account()
    form = {
        "version": draft_version().pk,
        "from_month": "2023-01",
        "to_month": "2026-01",
        "numbers": "NOBODY",
    }
    response = clerk().post(url("plan-trial-new"), form)
    assert response.status_code == 422
    assert "These are 37 months, of which at most 24 are rated." in text_of(response)
    response = clerk().post(url("plan-trial-new"), {**form, "from_month": "2026-01"})
    assert "There is no account NOBODY: correct the numbers or leave them out." in text_of(response)
    assert not PlanTrial.objects.exists()


def test_the_plan_page_leads_to_a_trial_of_its_version():
    draft = draft_version()
    address = f"/staff/plans/{draft.plan.code}/versions/{draft.number}/"
    wanted = f"{url('plan-trial-new')}?version={draft.pk}"
    assert wanted in clerk().get(address).content.decode()
    assert wanted not in browser_of(user_with(Role.AUDITOR)).get(address).content.decode()


def test_watches_the_accounts_and_loads_anew_once_they_are_done():
    supplied_account()
    trial = started_trial(draft_version())
    page = text_of(clerk().get(url("plan-trial", trial.pk)))
    assert "0 of 1 account looked at" in page
    assert "Effect on revenue" not in page
    working = clerk().get(url("plan-trial-progress", trial.pk))
    assert (working.status_code, working.get("HX-Refresh")) == (200, None)
    rate_through(trial)
    done = clerk().get(url("plan-trial-progress", trial.pk))
    assert (done.status_code, done["HX-Refresh"]) == (286, "true")


def test_cancels_a_trial():
    for _ in range(2):
        supplied_account()
    trial = started_trial(draft_version(), accounts_per_batch=1)
    auditor = browser_of(user_with(Role.AUDITOR))
    assert auditor.post(url("plan-trial-cancel", trial.pk)).status_code == 403
    clerk().post(url("plan-trial-cancel", trial.pk))
    rate_through(trial)
    assert (trial.state, batch_states(trial)) == ("CANCELLED", ["OPEN", "OPEN"])


def test_tells_money_percent_and_who_pays_more():
    trial = done_trial()
    page = text_of(clerk().get(url("plan-trial", trial.pk)))
    # Two accounts of 31 days at five pence more.
    assert "£222.54" in page
    assert "£225.64" in page
    assert "+£3.10" in page
    assert "+1.4 %" in page
    assert "How many accounts change by how much a month" in page
    assert "North Grid" in page
    assert "Would pay most less</h2> <p" in page
    assert "by how many percent" in text_of(clerk().get(url("plan-trial", trial.pk) + "?by=percent"))


def test_lists_accounts_that_could_not_be_rated_with_reasons():
    silent = supplied_account(quantity=None)
    trial = done_trial(accounts=1)
    page = text_of(clerk().get(url("plan-trial", trial.pk)))
    assert "No readings, or no channel for them" in page
    assert f"{silent.service_point.code}: E1 has no reading from 2026-01-01 to 2026-02-01" in page


def test_says_that_a_draft_was_changed_since():
    trial = done_trial()
    tried = trial.tried_versions.get()
    assert "The draft was changed since." not in text_of(clerk().get(url("plan-trial", trial.pk)))
    tried.version.content_hash = "f" * 64
    tried.version.save()
    assert "The draft was changed since." in text_of(clerk().get(url("plan-trial", trial.pk)))


def test_shows_the_version_asked_for_and_404_for_others():
    supplied_account()
    trial = rate_through(started_trial(draft_version(standing="0.50"), other_plan().versions.get()))
    assert "+£1.55" in text_of(clerk().get(url("plan-trial", trial.pk)))
    assert "+£3.10" in text_of(clerk().get(url("plan-trial", trial.pk) + "?version=2"))
    assert clerk().get(url("plan-trial", trial.pk) + "?version=3").status_code == 404
    assert clerk().get(url("plan-trial", 0)).status_code == 404


def test_gives_every_account_as_csv():
    fine, silent = supplied_account(), supplied_account(quantity=None)
    trial = done_trial(accounts=0)
    response = clerk().get(url("plan-trial-csv", trial.pk))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("account,customer,plan,utility,months,now_net,tried_net")
    assert lines[1] == (
        f"{fine.account.number},{fine.account.customer.name},HOME,NORTH,1,111.2700,112.8200,22.2500,22.5600,"
        "372.000000,"
    )
    assert lines[2].startswith(f"{silent.account.number},{silent.account.customer.name},,,0,,,,,,")
    assert len(lines) == 3


def test_compares_one_account_line_by_line():
    trial = done_trial(accounts=1)
    account_id = trial.batches.get().account_ids[0]
    page = text_of(clerk().get(url("plan-trial-account", trial.pk, account_id) + "?month=2026-01"))
    assert f"31 days {TIMES} 0.45" in page
    assert f"31 days {TIMES} 0.5" in page
    assert "+1.55" in page
    stranger = supplied_account().account_id
    assert clerk().get(url("plan-trial-account", trial.pk, stranger)).status_code == 404


def compare(**facts):
    span = {"from_month": "2026-01", "to_month": "2026-01"}
    return text_of(clerk().get(f"{url('plan-compare')}?{urlencode({**span, **facts})}"))


def test_compares_two_versions_on_a_service_point():
    point = supplied_account().service_point
    draft = draft_version(standing="0.50")
    versions = {"old": draft.plan.versions.get(number=1).pk, "new": draft.pk}
    page = compare(**versions, service_point=point.code)
    assert "£111.27" in page
    assert "£112.82" in page
    assert f"31 days {TIMES} 0.5" in page
    assert "There is no service point X: correct its code." in compare(**versions, service_point="X")


def test_compares_two_versions_on_a_sample():
    for _ in range(3):
        supplied_account()
    draft = draft_version(standing="0.50")
    page = compare(old=draft.plan.versions.get(number=1).pk, new=draft.pk, sample_size=2)
    assert "+£3.10" in page
    assert "2 pay more, 0 less" in page
    assert "Ensure this value is less than or equal to 200" in compare(
        old=draft.pk, new=draft.pk, sample_size=201
    )


def test_compares_only_versions_of_one_currency():
    draft = draft_version()
    euro = other_plan("EURO", currency="EUR").versions.get()
    assert "choose one currency" in compare(old=draft.pk, new=euro.pk, sample_size=2)


def test_asks_as_many_questions_for_many_accounts_as_for_few():
    few = done_trial(accounts=2)
    for _ in range(6):
        supplied_account()
    many = rate_through(started_trial(few.tried_versions.get().version))
    assert queries_of(clerk(), url("plan-trial", few.pk)) == queries_of(clerk(), url("plan-trial", many.pk))
