"""Channels put together as the usage of a metric."""

from datetime import date

import numpy as np
import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import ChannelRows, added, columns_of
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from pricing.rating import UnableToRate
from tests.unit.invoicing.drafting.builders import BERLIN, MARCH, matrix

HOURS_OF_MARCH = 31 * 24 - 1  # the clock goes forward
ONE_DAY = LocalCalendar(BERLIN).span(date(2026, 3, 29), date(2026, 3, 30))


class TestRows:
    """Some rows of a matrix, for some of its days."""

    def test_are_cut_to_the_days_asked_for(self):
        readings = matrix(range(HOURS_OF_MARCH), 5)
        cut = ChannelRows(readings, np.array([1, 0])).within(ONE_DAY)
        assert cut.grid.period == ONE_DAY
        assert cut.quantities.tolist() == [[5] * 23, list(range(28 * 24, 28 * 24 + 23))]
        assert cut.qualities is None

    def test_bring_their_qualities(self):
        qualities = np.full((2, HOURS_OF_MARCH), ReadingQuality.ACTUAL, dtype=np.uint8)
        qualities[1, 28 * 24 + 2] = ReadingQuality.ESTIMATED
        cut = ChannelRows(matrix(1, 1, qualities=qualities), np.array([1])).within(ONE_DAY)
        assert cut.estimated_counts() == [1]
        assert cut.qualities[0, 2] == ReadingQuality.ESTIMATED

    def test_find_their_columns(self):
        assert columns_of(matrix(1).grid, ONE_DAY) == slice(28 * 24, 28 * 24 + 23)


class TestSum:
    """Exact, or refused."""

    def test_of_one_channel_is_what_it_measured(self):
        usage = added([matrix(3, 4)], "kWh")
        assert (usage.unit, usage.decimals, usage.qualities) == ("kWh", 0, None)
        assert usage.quantities.sum(axis=1).tolist() == [3 * HOURS_OF_MARCH, 4 * HOURS_OF_MARCH]

    def test_converts_to_the_unit_of_the_plan(self):
        usage = added([matrix(2500, unit="Wh")], "kWh")
        assert (usage.unit, usage.decimals, int(usage.quantities[0, 0])) == ("kWh", 3, 2500)
        usage = added([matrix(2, unit="MWh")], "kWh")
        assert (usage.unit, usage.decimals, int(usage.quantities[0, 0])) == ("kWh", 0, 2000)

    def test_takes_the_spelling_of_the_plan(self):
        assert added([matrix(2, unit="KWH")], "kWh").unit == "kWh"

    def test_adds_up_channels_of_unlike_units_and_decimals(self):
        usage = added(
            [matrix(1, unit="kWh"), matrix(25, unit="kWh", decimals=1), matrix(7, unit="Wh")], "kWh"
        )
        assert (usage.decimals, int(usage.quantities[0, 0])) == (3, 1000 + 2500 + 7)

    def test_goes_to_the_coarsest_step(self):
        usage = added([matrix(10, step_minutes=15), matrix(100, step_minutes=60)], "kWh")
        assert (usage.grid.step_minutes, usage.grid.count) == (60, HOURS_OF_MARCH)
        assert set(usage.quantities[0].tolist()) == {140}

    def test_has_the_lowest_quality_of_what_it_adds(self):
        fine = np.full((1, HOURS_OF_MARCH * 4), ReadingQuality.ACTUAL, dtype=np.uint8)
        fine[0, 6] = ReadingQuality.ESTIMATED
        usage = added([matrix(1, step_minutes=15, qualities=fine), matrix(1)], "kWh")
        assert usage.estimated_counts() == [1]
        assert usage.qualities[0, 1] == ReadingQuality.ESTIMATED

    @pytest.mark.parametrize(
        ("channels", "reason"),
        [
            (
                [matrix(1, step_minutes=15), matrix(1, step_minutes=20)],
                "15-minute readings cannot be added to 20-min",
            ),
            ([matrix(1, unit="m3")], "the plan prices in kWh, but unit 'm3' measures volume"),
            ([matrix(1, unit="calls")], "cannot be converted"),
            ([matrix(2**62, 1)], "too large to be added exactly"),
            ([matrix(2**52, unit="MWh")], "too large to be added exactly"),
        ],
    )
    def test_refuses_what_does_not_add_up(self, channels, reason):
        with pytest.raises(UnableToRate, match=reason):
            added(channels, "kWh")

    def test_refuses_to_round_a_conversion(self):
        with pytest.raises(UnableToRate, match="cannot be told in h without rounding"):
            added([matrix(1, unit="s")], "h")

    def test_is_exact_up_to_the_edge_of_its_integers(self):
        day = DaySpan(date(2026, 3, 1), date(2026, 3, 2))
        largest = (2**63 - 1) // 24
        usage = added([matrix(largest, span=day)], "kWh")
        assert int(usage.quantities.sum()) == largest * 24

    def test_of_no_services_is_empty(self):
        empty = ChannelRows(matrix(1), np.array([], dtype=np.intp)).within(
            LocalCalendar(BERLIN).span(MARCH.from_date, MARCH.to_date)
        )
        assert added([empty], "kWh").quantities.shape == (0, HOURS_OF_MARCH)
