"""Numbers of service points as the markets write them, with valid check digits."""

from __future__ import annotations

from typing import Final

_MPAN_PRIMES: Final = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
_STRIDE: Final = 7919  # spreads neighbours over the range; a prime, so that none comes twice
_RANGE: Final = 900_000


def mpan(distributor: int, number: int) -> str:
    """A British MPAN core of 13 digits: distributor, ten digits, check digit."""
    twelve = f"{distributor:02}{10_0000_0000 + _spread(number) * 1009:010}"
    return twelve + mpan_check_digit(twelve)


def mpan_check_digit(twelve: str) -> str:
    """The 13th digit: products with primes, modulo 11, modulo 10 (Balancing and Settlement Code)."""
    return str(sum(int(digit) * prime for digit, prime in zip(twelve, _MPAN_PRIMES, strict=True)) % 11 % 10)


def nmi(prefix: str, number: int) -> str:
    """An Australian NMI of ten characters without its check digit, as NEM12 files carry it."""
    return f"{prefix}{_spread(number):06}"


def gsrn(prefix: str, number: int) -> str:
    """A GS1 service relation number of 18 digits, as Danish metering points have."""
    seventeen = f"{prefix}{_spread(number):0{17 - len(prefix)}}"
    weighted = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(seventeen))
    return seventeen + str(-weighted % 10)


def account_like(prefix: str, number: int) -> str:
    """A sender's own running number behind its prefix."""
    return f"{prefix}{_spread(number):06}"


def _spread(number: int) -> int:
    return 100_000 + number * _STRIDE % _RANGE
