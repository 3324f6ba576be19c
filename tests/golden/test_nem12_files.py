"""Meter files against the figures that another parser, or a person, read from them."""

import pytest

from tests.golden import nem12_files


def _parameters(version):
    return [pytest.param(file, id=name) for name, file in nem12_files.meter_files(version)]


@pytest.mark.parametrize("file", _parameters("NEM12"))
def test_reads_every_day_of_every_channel_as_published(file):
    days = [channel["days"] for channels in file.facts["nmis"].values() for channel in channels.values()]
    assert nem12_files.check_figures(file) == sum(map(len, days)) > 0


@pytest.mark.parametrize("file", _parameters("NEM13"))
def test_refuses_readings_of_a_dial_and_says_so(file):
    assert nem12_files.check_refusal(file).startswith("the file is NEM13")
