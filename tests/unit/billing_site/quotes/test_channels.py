"""Which channel measures what."""

import pytest

from billing_site.quotes.channels import FileChannel, UnableToChooseChannels, choose_channels

E1, B1, OTHER = FileChannel("NMI1", "E1"), FileChannel("NMI1", "B1"), FileChannel("NMI2", "E1")


@pytest.mark.parametrize(
    ("wish", "metrics", "available", "chosen"),
    [
        (None, ["IN"], [E1], {"IN": (E1,)}),
        ("E1", ["IN"], [E1, B1], {"IN": (E1,)}),
        ("NMI2/E1", ["IN"], [E1, OTHER], {"IN": (OTHER,)}),
        ("IN=E1, OUT=B1", ["IN", "OUT"], [E1, B1], {"IN": (E1,), "OUT": (B1,)}),
        ("IN=NMI1/E1,IN=NMI2/E1", ["IN"], [E1, OTHER], {"IN": (E1, OTHER)}),
        (None, [], [E1, B1], {}),
    ],
)
def test_finds_the_channels(wish, metrics, available, chosen):
    assert choose_channels(wish, metrics, available) == chosen


@pytest.mark.parametrize(
    ("wish", "metrics", "available", "message"),
    [
        (None, ["IN"], [E1, B1], "--channel IN=…; the file has NMI1/B1, NMI1/E1"),
        (None, ["IN", "OUT"], [E1], "--channel IN=…,OUT=…"),
        ("E2", ["IN"], [E1], "the file has no channel E2; the file has NMI1/E1"),
        (
            "E1",
            ["IN"],
            [E1, OTHER],
            "several service points have a channel E1: write one of NMI1/E1, NMI2/E1",
        ),
        ("E1", ["IN", "OUT"], [E1], "say which of IN, OUT channel E1 measures: METRIC=E1"),
        ("IN=E1", ["IN", "OUT"], [E1], "charges for OUT, but no channel is named"),
        ("GAS=E1", ["IN"], [E1], "the plan has no metric GAS; it has IN"),
        ("IN=E1,IN=E1", ["IN"], [E1], "channel E1 is named twice for IN"),
        (None, ["IN"], [], "the file has no channel with readings"),
    ],
)
def test_says_what_there_is_when_it_cannot(wish, metrics, available, message):
    with pytest.raises(UnableToChooseChannels) as caught:
        choose_channels(wish, metrics, available)
    assert message in str(caught.value)
