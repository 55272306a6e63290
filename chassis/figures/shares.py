"""A share of some, with how sure it is. Pure.

The interval is Wilson's (E. B. Wilson, J Am Stat Assoc 22 (1927) 209-212), which holds for few and for shares near
0 or 1. Below thirty no share is said: the least denominator of the presentation standards of the US National Center
for Health Statistics (J. D. Parker et al., Vital Health Stat 2 (175), 2017).
"""

from decimal import Decimal
from math import sqrt

from pydantic import Field

from chassis.http.bodies import View

TOO_FEW = 30
"""With a smaller whole the counts are said, and no share."""
_Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""


class Share(View):
    """Some of a whole, in percent with one decimal, and between what it lies with a confidence of 95 %."""

    count: int = Field(examples=[33])
    of: int = Field(examples=[264])
    percent: Decimal | None = Field(examples=["12.5"])
    """Null: the whole is less than 30, too few to say."""
    low: Decimal | None = Field(examples=["9.0"])
    high: Decimal | None = Field(examples=["17.0"])


def share_of(count: int, of: int) -> Share:
    """``count`` of ``of``, between 0 and ``of``."""
    if of < TOO_FEW:
        return Share(count=count, of=of, percent=None, low=None, high=None)
    low, high = wilson(count, of)
    return Share(count=count, of=of, percent=_said(count / of), low=_said(low), high=_said(high))


def wilson(count: int, of: int) -> tuple[float, float]:
    """Between what the share lies, from 0 to 1; ``of`` is at least 1."""
    share, square = count / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def _said(share: float) -> Decimal:
    return Decimal(f"{100 * share:.1f}")
