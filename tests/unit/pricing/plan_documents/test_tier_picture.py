"""Tiers drawn as steps."""

from pricing.plan_documents.tier_picture import HEIGHT, TierStep, tier_steps


def test_draws_bands_as_wide_as_they_are_and_as_high_as_their_price():
    tiers = [
        {"up_to": "100", "unit_price": "0.10"},
        {"up_to": "400", "unit_price": "0.20"},
        {"up_to": None, "unit_price": "0.40"},
    ]
    assert tier_steps(tiers, "kWh") == (
        TierStep("0.00%", 72, "18.75%", 24, "0", "0 to 100 kWh", "0.10"),
        TierStep("18.75%", 48, "56.25%", 48, "100", "100 to 400 kWh", "0.20"),
        TierStep("75.00%", 0, "25.00%", 96, "400", "above 400 kWh", "0.40"),
    )


def test_fills_the_width_with_a_single_open_tier():
    (step,) = tier_steps([{"up_to": None, "unit_price": "0.3"}], "m3")
    assert (step.x, step.width, step.height) == ("0.00%", "100.00%", HEIGHT)


def test_draws_free_and_negative_tiers_at_the_ground():
    steps = tier_steps([{"up_to": "275", "unit_price": "0"}, {"up_to": None, "unit_price": "-0.1"}], "min")
    assert [step.height for step in steps] == [4, 4]
