"""The demo's world, whole and cut down to a few service points."""

from dataclasses import replace
from datetime import date
from functools import cache

from billing_site.demo.population import demo_world

LAST_MONTH = date(2026, 10, 1)


@cache
def whole_world():
    return demo_world(LAST_MONTH)


def point(utility_code, number):
    return [one for one in whole_world().service_points if one.utility_code == utility_code][number]


def channels_of(service_point):
    return tuple(
        channel
        for channel in whole_world().channels
        if (channel.utility_code, channel.service_point_code)
        == (service_point.utility_code, service_point.code)
    )


def world_of(*numbers):
    """The world with the service points named, each as (utility, number), and the utilities they have."""
    world = whole_world()
    points = tuple(point(*number) for number in numbers)
    keys = {(one.utility_code, one.code) for one in points}
    return replace(
        world,
        utilities=tuple(one for one in world.utilities if one.code in {code for code, _ in numbers}),
        service_points=points,
        channels=tuple(c for c in world.channels if (c.utility_code, c.service_point_code) in keys),
    )
