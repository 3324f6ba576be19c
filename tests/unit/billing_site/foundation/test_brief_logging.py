"""What the log says of requests that were refused."""

import logging

import pytest

from billing_site.foundation.brief_logging import RefusalsInOneLine


@pytest.mark.parametrize(("status", "is_kept"), [(403, False), (404, False), (500, True), (None, True)])
def test_keeps_the_traceback_of_our_own_faults_only(status, is_kept):
    try:
        raise ValueError("why")
    except ValueError as error:
        caught = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "refused", (), caught)
    if status is not None:
        record.status_code = status
    assert RefusalsInOneLine().filter(record)
    assert (record.exc_info is not None) is is_kept
