"""Service points, and what was used at them, exactly."""

import pytest

from tests.factories.api_keys import program
from tests.factories.metering import ServicePointFactory, UtilityFactory
from tests.factories.submissions import POINT, body, half_hourly, series, submitted

pytestmark = pytest.mark.django_db
USAGE = f"service-points/{POINT}/usage"


def usage(**parameters):
    answer = program().get(USAGE, **{"from": "2026-03-01", "to": "2026-03-02", **parameters})
    assert answer.status_code == 200, answer.content
    return answer.json()


class TestServicePoints:
    def test_lists_them_with_their_channels(self):
        half_hourly()
        page = program().get("service-points").json()
        assert page["data"] == [
            {
                "object": "service_point",
                "service_point": POINT,
                "utility": "NORTH",
                "zone": "Europe/London",
                "channels": [
                    {
                        "channel": "E1",
                        "metric": "ELECTRICITY_IMPORT",
                        "unit": "kWh",
                        "decimals": 3,
                        "step_minutes": 30,
                    }
                ],
            }
        ]

    def test_finds_them_by_utility_and_by_the_beginning_of_their_code(self):
        half_hourly(code="A-1")
        half_hourly(code="B-1", utility=UtilityFactory(code="SOUTH", name="South"))
        reader = program()
        codes = [
            [one["service_point"] for one in reader.get("service-points", **filters).json()["data"]]
            for filters in ({"utility": "SOUTH"}, {"code": "A"}, {"code": "A_"}, {"utility": "NOWHERE"})
        ]
        assert codes == [["B-1"], ["A-1"], [], []]

    def test_loses_and_repeats_nothing_while_others_come(self):
        reader, seen, cursor = program(), [], {}
        for number in range(5):
            ServicePointFactory(code=f"P{number}")
        while True:
            page = reader.get("service-points", limit=2, **cursor).json()
            seen += [one["service_point"] for one in page["data"]]
            if not page["has_more"]:
                break
            if len(seen) == 2:
                ServicePointFactory(code="LATER")
            cursor = {"after": page["next"]}
        assert seen == ["P0", "P1", "P2", "P3", "P4", "LATER"]

    def test_takes_no_cursor_of_somebody_else(self):
        for number in range(2):
            ServicePointFactory(code=f"P{number}")
        cursor = program().get("service-points", limit=1).json()["next"]
        for answer in (
            program().get("service-points", after=cursor),
            program().get("service-points", after=cursor[:-1] + "x"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (400, "parameter.invalid")

    def test_asks_no_more_of_the_database_for_more_of_them(self, count_statements):
        reader = program()
        for number in range(6):
            half_hourly(code=f"P{number}")
        reader.get("service-points")
        assert count_statements(reader.get, "service-points", limit=2) == count_statements(
            reader.get, "service-points", limit=6
        )


class TestUsage:
    def test_gives_intervals_as_decimals_with_their_quality(self):
        half_hourly()
        submitted(body(series=[series(["0.5", None, "1.25"], quality=["actual", "actual", "estimated"])]))
        (found,) = usage()["series"]
        assert (found["start"], found["step_minutes"], found["unit"]) == ("2026-03-01T00:00:00Z", 30, "kWh")
        assert found["values"][:4] == ["0.500", None, "1.250", None]
        assert found["quality"][:4] == ["actual", None, "estimated", None]
        assert (len(found["values"]), found["total"], found["missing"]) == (48, "1.750", 46)

    def test_adds_up_hours_and_days_by_the_local_clock(self):
        half_hourly()
        submitted(body(series=[series(["0.5"] * 46, start="2026-03-29T00:00:00Z")]))  # 23 hours in London
        days = {"from": "2026-03-29", "to": "2026-03-30"}
        (hours,) = usage(step=60, **days)["series"]
        (day,) = usage(step="day", **days)["series"]
        assert (len(hours["values"]), set(hours["values"])) == (23, {"1.000"})
        assert (day["values"], day["quality"], day["step_minutes"]) == (["23.000"], ["actual"], None)

    def test_is_missing_where_a_part_is(self):
        half_hourly()
        submitted(body(series=[series(["0.5", None])]))
        (found,) = usage(step=60)["series"]
        assert (found["values"][0], found["quality"][0], found["total"]) == (None, None, "0.500")

    def test_asks_which_utility_is_meant(self):
        half_hourly()
        half_hourly(utility=UtilityFactory(code="SOUTH", name="South"))
        answer = program().get(USAGE, **{"from": "2026-03-01", "to": "2026-03-02"})
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter.missing")
        assert usage(utility="SOUTH")["utility"] == "SOUTH"
