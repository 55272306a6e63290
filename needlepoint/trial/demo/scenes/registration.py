"""A patient registers and books a consult from the slots offered."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient, years_before
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import book_first, messages_of, register
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Marta wants a consult at lunch time."""
    lisbon = world.known["Lisbon"]
    today = world.local("Lisbon", world.now).date()
    form = patient("Marta", "Sousa", years_before(today, 34), lisbon["id"], "+351210000034")
    marta = await register(world, "Marta", form)
    await narration.say(
        f"Marta Sousa, 34, registers at the front desk and wants to be reached by {marta['channel'].upper()}."
    )

    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    consult = world.known["Marta's consult"] = await book_first(
        world, desk, "Marta", "Lisbon", kind="consult", since=today + timedelta(days=1), near="12:30"
    )
    starts = world.local("Lisbon", consult["starts_at"])
    await narration.fact(
        f"{starts:%H:%M}" == "12:30",
        f"She takes the lunch-hour slot: {day_and_hour(starts)} with {consult['practitioner_name']}.",
        starts,
    )
    sent = await messages_of(world, "Marta", "appointment_confirmed", "sent")
    text = sent[0]["text"] if sent else "nothing"
    await narration.fact(
        len(sent) == 1 and f"{starts:%H:%M}" in text and lisbon["map_link"] in text,
        f"Her telephone shows once, with the clinic's own time and a directions link: “{text}”",
        sent,
    )
    shown = await desk.get("booking", f"/appointments/{consult['id']}")
    await narration.fact(bool(shown["notified_at"]), "The front desk sees that she was informed.", shown)
