"""Uploads in the admin: to read."""

import pytest

from metering.models import ReadingUpload
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, queries_of
from tests.factories.uploads import channel_at, received, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def test_are_read_only(admin_client):
    channel_at()
    assert_is_read_only(admin_client, stored())


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    received(b"1")
    one = queries_of(admin_client, list_url(ReadingUpload))
    for number in range(2, 6):
        received(b"x" * number)
    assert queries_of(admin_client, list_url(ReadingUpload)) == one


def test_search_by_the_beginning_of_name_or_hash(admin_client):
    march, april = received(b"1", file_name="march.csv"), received(b"2", file_name="april.csv")
    assert listed(admin_client, ReadingUpload, "mar") == [march]
    assert listed(admin_client, ReadingUpload, april.content_hash[:16]) == [april]
