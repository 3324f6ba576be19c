"""How long the intervals of a utility's channels are, for files that do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChannelSteps:
    """Minutes by channel. Nearly all channels of a utility are alike, so only the `others` are named.

    A channel that nobody knows has the usual step too: its readings are refused for what is wrong with them.
    """

    usual_minutes: int
    others: Mapping[tuple[str, str], int]

    def step_s(self, service_point: str, channel: str) -> int:
        """The channel's step in seconds."""
        return self.others.get((service_point, channel), self.usual_minutes) * 60

    def as_json(self) -> dict[str, Any]:
        """The steps as JSON, for `of_json`."""
        return {
            "usual_minutes": self.usual_minutes,
            "others": [[point, channel, minutes] for (point, channel), minutes in self.others.items()],
        }

    @classmethod
    def of_json(cls, facts: Mapping[str, Any] | None) -> ChannelSteps | None:
        """What `as_json` has written; None of nothing."""
        if facts is None:
            return None
        return cls(
            facts["usual_minutes"], {(point, name): minutes for point, name, minutes in facts["others"]}
        )
