"""How long readings last by what is stored."""

import json

from metering.file_formats.channel_steps import ChannelSteps

STEPS = ChannelSteps(30, {("A", "Q1"): 15})


def test_those_that_are_not_named_are_as_usual():
    assert [STEPS.step_s("A", "Q1"), STEPS.step_s("A", "E1"), STEPS.step_s("?", "Q1")] == [900, 1800, 1800]


def test_travel_as_json():
    assert ChannelSteps.of_json(json.loads(json.dumps(STEPS.as_json()))) == STEPS
    assert ChannelSteps.of_json(None) is None
