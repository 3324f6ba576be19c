"""Which channels of a file measure which metric of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple


class UnableToChooseChannels(ValueError):
    """The wish does not say which channel is meant; the message says what there is."""


class FileChannel(NamedTuple):
    """A stream of readings as the file names it."""

    service_point: str
    code: str

    def __str__(self) -> str:
        return f"{self.service_point}/{self.code}"


def choose_channels(
    wish: str | None, metrics: Collection[str], available: Collection[FileChannel]
) -> Mapping[str, tuple[FileChannel, ...]]:
    """The channels of each metric, to be added up.

    `wish` is "E1", or "METRIC=E1,METRIC=B1"; a metric may come twice. A channel is called by its code, or
    "SERVICE_POINT/CODE" where the file has several service points. Without a wish, one metric takes the
    file's one channel.

    Raises UnableToChooseChannels when something is unknown, ambiguous or left out.
    """
    if not metrics:
        return {}
    chosen: dict[str, list[FileChannel]] = {metric: [] for metric in metrics}
    for metric, name in _pairs(wish, metrics, available):
        channel = _named(name, available)
        if channel in chosen[metric]:
            raise UnableToChooseChannels(f"channel {name} is named twice for {metric}")
        chosen[metric].append(channel)
    without = [metric for metric, channels in chosen.items() if not channels]
    if without:
        raise UnableToChooseChannels(
            f"the plan charges for {', '.join(without)}, but no channel is named for it: add"
            f" --channel {','.join(f'{metric}=…' for metric in metrics)}; {_offer(available)}"
        )
    return {metric: tuple(channels) for metric, channels in chosen.items()}


def _pairs(
    wish: str | None, metrics: Collection[str], available: Collection[FileChannel]
) -> list[tuple[str, str]]:
    only_metric = next(iter(metrics)) if len(metrics) == 1 else None
    if wish is None:
        if only_metric is not None and len(available) == 1:
            return [(only_metric, str(next(iter(available))))]
        names = ",".join(f"{metric}=…" for metric in metrics)
        raise UnableToChooseChannels(
            f"say which channel measures what with --channel {names}; {_offer(available)}"
        )
    pairs = []
    for part in wish.split(","):
        left, equals, right = (text.strip() for text in part.partition("="))
        if equals and left not in metrics:
            raise UnableToChooseChannels(f"the plan has no metric {left}; it has {', '.join(metrics)}")
        if not equals and only_metric is None:
            raise UnableToChooseChannels(
                f"the plan has several metrics, so say which of {', '.join(metrics)} channel {left} measures:"
                f" METRIC={left}"
            )
        pairs.append((left, right) if equals else (only_metric or "", left))
    return pairs


def _named(name: str, available: Collection[FileChannel]) -> FileChannel:
    matching = [channel for channel in available if name in (channel.code, str(channel))]
    if not matching:
        raise UnableToChooseChannels(f"the file has no channel {name}; {_offer(available)}")
    if len(matching) > 1:
        raise UnableToChooseChannels(
            f"several service points have a channel {name}: write one of {_list(matching)}"
        )
    return matching[0]


def _offer(available: Collection[FileChannel]) -> str:
    return f"the file has {_list(available)}" if available else "the file has no channel with readings"


def _list(channels: Collection[FileChannel]) -> str:
    names = sorted(map(str, channels))
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
