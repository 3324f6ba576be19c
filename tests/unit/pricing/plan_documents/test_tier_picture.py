"""Tiers drawn as steps."""

from pricing.plan_documents.tier_picture import HEIGHT, WIDTH, TierStep, tier_steps


def test_draws_bands_as_wide_as_they_are_and_as_high_as_their_price():
    tiers = [
        {"up_to": "100", "unit_price": "0.10"},
        {"up_to": "400", "unit_price": "0.20"},
        {"up_to": None, "unit_price": "0.40"},
    ]
    assert tier_steps(tiers, "kWh") == (
        TierStep(0, 90, 120, 30, "0 to 100 kWh", "0.10"),
        TierStep(120, 60, 360, 60, "100 to 400 kWh", "0.20"),
        TierStep(480, 0, 160, 120, "above 400 kWh", "0.40"),
    )


def test_fills_the_width_with_a_single_open_tier():
    (step,) = tier_steps([{"up_to": None, "unit_price": "0.3"}], "m3")
    assert (step.x, step.width, step.height) == (0, WIDTH, HEIGHT)


def test_draws_free_and_negative_tiers_at_the_ground():
    steps = tier_steps([{"up_to": "275", "unit_price": "0"}, {"up_to": None, "unit_price": "-0.1"}], "min")
    assert [step.height for step in steps] == [4, 4]
