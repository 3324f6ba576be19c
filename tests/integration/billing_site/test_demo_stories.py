"""What waits for somebody who looks around in the demo."""

from datetime import UTC, date, datetime

import pytest

from billing_site.demo.meter_files import write_meter_files
from billing_site.demo.people import store_api_key, store_people
from billing_site.demo.plan_story import all_tried, try_next_year
from billing_site.demo.sent_files import all_checked, send_files
from billing_site.demo.stored_world import store_world
from billing_site.foundation.models import ApiKey
from invoicing.models import PlanTrial
from metering.models import ReadingUpload
from tests.factories.trials import rate_through
from tests.factories.uploads import worked_on
from tests.unit.billing_site.demo.worlds import whole_world, world_of

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def stored():
    world = whole_world()
    stored = store_world(world, at=AT)
    store_people(world)
    return stored


def test_a_large_file_and_one_with_errors_wait_for_a_decision(stored, tmp_path):
    few = world_of(("HARBOUR", 0), ("OCOTILLO", 0))
    files = list(write_meter_files(few, tmp_path, date(2026, 11, 23)))
    send_files(stored, files, tmp_path, AT)
    send_files(stored, files, tmp_path, AT)
    assert not all_checked()
    large, odd = [worked_on(upload, AT) for upload in ReadingUpload.objects.order_by("pk")]
    assert all_checked()
    assert (large.state, large.reading_count, large.rejected_count) == ("CHECKED", 388 * 48, 0)
    assert odd.state == "CHECKED"
    assert sorted(problem["row"] for problem in odd.problems) == [41, 42, 261, 262, 901, 1501, 2001]


def test_a_key_is_made_once_and_again_when_it_was_revoked(stored, tmp_path):
    text = store_api_key(tmp_path, AT)
    assert store_api_key(tmp_path, AT) == text
    ApiKey.objects.update(revoked_at=AT)
    assert store_api_key(tmp_path, AT) != text


def test_next_years_prices_are_tried_once_on_the_homes_that_would_have_them(stored):
    for _ in range(2):
        try_next_year(date(2025, 11, 1), date(2026, 11, 1), AT, "test")
    trial = PlanTrial.objects.get()
    tried = trial.tried_versions.get()
    assert (tried.version.plan.code, tried.version.state) == ("AU-ERGON-12D-HOME", "DRAFT")
    assert trial.account_count == len(stored_accounts_on(tried.version.plan))
    assert not all_tried()
    rate_through(trial)
    assert all_tried()


def stored_accounts_on(plan):
    return set(plan.subscriptions.values_list("account", flat=True))
