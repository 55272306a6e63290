"""Where something stands on the axis of a day. The pages allow no inline style, so each place is a class.

A step is that of the board (domain/board.py), five minutes. ``at-30`` begins after 30 steps, ``for-9`` is nine long.
"""

MOST = 25 * 12
"""Steps of the longest day, on which the clock is put back."""


def steps_css() -> str:
    """The classes."""
    begins = (f".at-{step}{{grid-column-start:{step + 1}}}" for step in range(MOST))
    lasts = (f".for-{steps}{{grid-column-end:span {steps}}}" for steps in range(1, MOST + 1))
    days = (f".day-{steps}{{--steps:{steps}}}" for steps in range(12, MOST + 1, 12))
    return "".join((*begins, *lasts, *days))
