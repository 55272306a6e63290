"""The scenes, in order. Each is ``async def play(world, narration)``."""

from collections.abc import Awaitable, Callable

from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.scenes import (
    aftercare,
    clinics,
    consult,
    deliveries,
    diary,
    moving,
    on_the_telephone,
    one_person,
    outage,
    reaction,
    recall,
    refusals,
    registration,
    ruling,
    shelf,
    signing,
    turned_away,
    unreached,
    writing_back,
)
from needlepoint.trial.demo.world import World

Scene = Callable[[World, Narration], Awaitable[None]]

SCENES: tuple[tuple[str, Scene], ...] = (
    ("Two clinics open, in two zones", clinics.play),
    ("The medical director signs", signing.play),
    ("Cartridges of two lots arrive", deliveries.play),
    ("Marta registers and books a consult", registration.play),
    ("Declaration, consult, screening, a course", consult.play),
    ("Session day, aftercare, and stock that runs down", aftercare.play),
    ("Two patients whom screening does not clear", turned_away.play),
    ("A ruling that a later declaration does not undo", ruling.play),
    ("Marta moves her follow-up", moving.play),
    ("What must not happen", refusals.play),
    ("The notifications worker is away for two days", outage.play),
    ("Cartridges travel, and a shelf is counted", shelf.play),
    ("A lot is recalled", recall.play),
    ("A reaction that suspends", reaction.play),
    ("A patient writes back", writing_back.play),
    ("One person with two records", one_person.play),
    ("A diary that changes", diary.play),
    ("A patient's own pages", on_the_telephone.play),
    ("A patient whom no message may reach", unreached.play),
)
