"""How long something took, of many: its middle, and what one in ten exceeds. Pure.

With six values the true median lies between the least and the greatest of them in 97 of 100 cases
(1 - 2 / 2**6); with fewer no median is said. What one in ten exceeds rests on the longest tenth alone, so that it
needs as many as a share does.
"""

from chassis.figures.shares import TOO_FEW
from chassis.http.bodies import View

TOO_FEW_FOR_A_MEDIAN = 6


class Spread(View):
    """How long something took."""

    number: int
    """How many of which it is known."""
    median: float | None
    """Half took longer. Null: fewer than 6 are known, too few to say."""
    ninth_decile: float | None
    """One in ten took longer. Null: fewer than 30 are known, too few to say."""


def spread_of(number: int, median: float | None, ninth_decile: float | None) -> Spread:
    """From what PostgreSQL's ``percentile_cont`` says, with one decimal."""
    return Spread(
        number=number,
        median=None if median is None or number < TOO_FEW_FOR_A_MEDIAN else round(median, 1),
        ninth_decile=None if ninth_decile is None or number < TOO_FEW else round(ninth_decile, 1),
    )
