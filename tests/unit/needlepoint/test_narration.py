"""The narration cannot lie: a fact that does not hold is marked, kept, and named at the end."""

import io
from typing import cast

from rich.console import Console

from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.run import _verdict
from needlepoint.trial.demo.tap import Flowed, Tap


class Stream:
    """A tap from which these events come, all with the first line."""

    def __init__(self, *events: Flowed) -> None:
        self._events = list(events)

    async def drain(self, sent: int) -> list[Flowed]:
        events, self._events = self._events, []
        return events


async def at_rest() -> int:
    """Nothing to wait for, nothing was sent."""
    return 0


def narration(*events: Flowed) -> tuple[Narration, io.StringIO]:
    """Where it is told, and what can be read there."""
    paper = io.StringIO()
    return Narration(Console(file=paper, width=160), cast(Tap, Stream(*events)), at_rest), paper


async def test_a_fact_that_holds_is_ticked_and_counted() -> None:
    told, paper = narration()

    await told.fact(True, "The lot is in stock.")

    assert "✓ The lot is in stock." in paper.getvalue()
    assert (told.facts, told.broken) == (1, [])


async def test_a_fact_that_does_not_hold_is_marked_with_what_was_found_and_kept() -> None:
    told, paper = narration()

    await told.fact(False, "The lot is in stock.", instead={"on_hand": 0})

    assert "✗ The lot is in stock. (found: {'on_hand': 0})" in paper.getvalue()
    assert "✓" not in paper.getvalue()
    assert told.broken == ["The lot is in stock."]


async def test_a_story_that_breaks_off_has_not_held() -> None:
    told, paper = narration()

    told.break_off("The story broke off: booking was refused")

    assert told.broken == ["The story broke off: booking was refused"]
    assert "✗ The story broke off" in paper.getvalue()


async def test_the_same_events_are_counted_together_beside_their_line() -> None:
    booked = Flowed("booking", "AppointmentBooked", ("inventory", "notifications"))
    told, paper = narration(booked, booked, Flowed("notifications", "MessageSent", ()))

    await told.say("She books.")

    assert "booking ▸ AppointmentBooked ×2 → inventory, notifications" in paper.getvalue()
    assert "notifications ▸ MessageSent → nobody" in paper.getvalue()


async def test_the_verdict_names_every_fact_that_did_not_hold() -> None:
    told, paper = narration()
    await told.fact(True, "One holds.")
    await told.fact(False, "Another does not.")

    _verdict(Console(file=paper, width=160), told, 1.0)

    assert "1 of 2 facts did not hold:\n  ✗ Another does not.\n" in paper.getvalue()
    assert "facts hold" not in paper.getvalue()
