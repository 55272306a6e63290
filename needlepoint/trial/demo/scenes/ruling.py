"""A medical director declines a patient, and a later declaration does not undo it."""

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import years_before
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.steps import declare, screened, screening_of
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Paul has a mole that a doctor should see, and says later that he has none."""
    born = years_before(world.local("New York", world.now).date(), 41)
    waiting = await screened(world, "Paul", "New York", born, "+12125550141", suspicious_mole=True)
    director = world.caller(Role.MEDICAL_DIRECTOR)
    ruling = {"outcome": "declined", "reason": "The mole is seen by a dermatologist first."}
    ruled = await director.post("screening", f"/screenings/{waiting['screening_id']}/review", ruling)
    await world.settle()
    await narration.fact(
        (waiting["outcome"], ruled["outcome"]) == ("review", "declined"),
        "Paul has a mole that a doctor should see: the director looks, and declines until that is done.",
        [waiting, ruled],
    )
    declared = await declare(world, "Paul")
    now = await screening_of(world, "Paul")
    await narration.fact(
        not declared["screening_ids"] and now["screening_id"] == ruled["screening_id"],
        "He declares again, signs, and says no to everything: the ruling stands.",
        [declared, now],
    )
    ended = await director.post(
        "screening", f"/screenings/{ruled['screening_id']}/ruling/end", {"reason": "The mole is gone, and was benign."}
    )
    await world.settle()
    await narration.fact(
        ended["outcome"] == "cleared",
        "The director reads the letter and ends the ruling: the rules decide by what he declares now, and clear him.",
        ended,
    )
