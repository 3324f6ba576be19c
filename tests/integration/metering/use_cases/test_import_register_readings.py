"""A file of meter readings."""

from io import BytesIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from metering.models import RegisterReading
from metering.use_cases.import_register_readings import (
    UnableToImportRegisterReadings,
    import_register_readings,
)
from tests.factories.dials import AT, litres_by_day, read_dial, water_channel
from tests.factories.metering import ServicePointFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    channel = water_channel(service_point=ServicePointFactory(code="W1"))
    read_dial(channel, 0, 100)
    return channel


def take(channel, *rows, header="service_point,meter,date,value,kind"):
    return import_register_readings(
        utility=channel.service_point.utility,
        source=BytesIO("\n".join([header, *rows]).encode()),
        received_at=AT,
        actor="test",
    )


def test_records_each_row_and_finds_it_when_it_comes_again(channel):
    rows = "W1,4711,2026-01-10,110,", "W1,,2026-01-20,130,customer"
    assert take(channel, *rows) == take(channel, *rows) == 2
    assert RegisterReading.objects.count() == 3
    assert litres_by_day(channel) == {day: 1_000 if day <= 10 else 2_000 for day in range(1, 21)}


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("W2,,2026-01-20,130,", "service_point", "no channel here is read by dial"),
        ("W1,4712,2026-01-20,130,", "meter", "on 2026-01-20 meter 4711 hung there"),
        ("W1,,2026-01-20,123456,", "value", "cannot show 123456"),
        ("W1,,2026-01-10,111,", "value", "there is a reading of 110 for 2026-01-10"),
        ("W1,,tomorrow,130,", "date", "this is no date"),
    ],
)
def test_a_row_that_cannot_be_taken_keeps_all_out(channel, row, field, message):
    with pytest.raises(UnableToImportRegisterReadings) as raised:
        take(channel, "W1,,2026-01-10,110,", row)
    (error,) = raised.value.errors
    assert (error.row, error.field) == (3, field)
    assert message in error.message
    assert RegisterReading.objects.count() == 1


def test_wants_the_channel_named_where_there_are_several_and_a_first_reading(channel):
    other = water_channel("4799", service_point=channel.service_point, code="GARDEN")
    with pytest.raises(UnableToImportRegisterReadings) as raised:
        take(channel, "W1,,2026-01-10,110,")
    assert raised.value.errors[0].message == "several channels here are read by dial"
    header = "service_point,channel,date,value"
    assert take(channel, "W1,VOL,2026-01-10,110", header=header) == 1
    with pytest.raises(UnableToImportRegisterReadings) as raised:
        take(channel, f"W1,{other.code},2026-01-10,110", header=header)
    assert raised.value.errors[0].message == "the meter has no first reading yet"


@pytest.mark.parametrize("rows", [(), ("",)])
def test_refuses_a_file_without_readings(channel, rows):
    with pytest.raises(UnableToImportRegisterReadings, match="1 problem"):
        take(channel, *rows)


def test_command_tells_how_many_and_what_is_wrong(channel, tmp_path, capsys):
    path = tmp_path / "readings.csv"
    path.write_text("service_point,date,value\nW1,2026-01-10,110\n")
    call_command("import_meter_readings", "NORTH", str(path))
    assert "1 meter reading recorded" in capsys.readouterr().out
    path.write_text("service_point,date,value\nW1,2026-01-10,x\n")
    with pytest.raises(CommandError, match="row 2, value 'x': this is no number on a dial"):
        call_command("import_meter_readings", "NORTH", str(path))
    with pytest.raises(CommandError, match="utility SOUTH is unknown"):
        call_command("import_meter_readings", "SOUTH", str(path))
