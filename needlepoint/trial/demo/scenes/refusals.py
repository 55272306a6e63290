"""Each of these must be refused, with a reason that a person understands."""

import asyncio
from datetime import datetime, timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient, years_before
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.steps import booking_of, check_the_day, register, session_form, slots, treating
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """On the day of Marta's follow-up."""
    await _same_slot_twice(world, narration)
    follow_up = world.known["Marta's follow-up"]
    await world.travel(datetime.fromisoformat(follow_up["starts_at"]))
    practitioner = treating(world, follow_up)
    path = f"/appointments/{follow_up['id']}/session"
    fresh = world.known["labels"]["NP24A"][1]

    problem = await practitioner.refused("booking", path, session_form(world, "Lisbon", fresh))
    await _refused(narration, problem, "no-day-of-clearance", "A session without today's clearance")
    await check_the_day(world, "Marta", "Lisbon")
    problem = await practitioner.refused("booking", path, session_form(world, "Lisbon", world.known["used scan"]))
    await _refused(narration, problem, "cartridge-already-used", "The cartridge of her first session")
    problem = await practitioner.refused("booking", path, session_form(world, "Lisbon", fresh, depth_mm="1.8"))
    await _refused(narration, problem, "depth-above-limit", "1.8 mm")
    sessions = await practitioner.every("booking", "/sessions", patient_id=world.known["Marta"]["id"])
    await narration.fact(len(sessions) == 1, "Nothing of that was recorded: she still has one session.", sessions)


async def _same_slot_twice(world: World, narration: Narration) -> None:
    lisbon = world.known["Lisbon"]
    today = world.local("Lisbon", world.now).date()
    for number, name in ((41, "Rui"), (42, "Inês")):
        form = patient(name, "Exemplo", years_before(today, number), lisbon["id"], f"+3512100000{number}")
        await register(world, name, form)
    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    slot = (await slots(desk, "Lisbon", kind="consult", since=today + timedelta(days=10), near="10:00"))[0]
    answers = await asyncio.gather(
        *[
            desk.request("booking", "POST", "/appointments", body=booking_of(world, name, "Lisbon", slot, "consult"))
            for name in ("Rui", "Inês")
        ]
    )
    statuses = sorted(answer.status_code for answer in answers)
    problem = next(
        (answer.json() for answer in answers if answer.status_code == 409), {"type": "nothing", "detail": ""}
    )
    await narration.fact(
        statuses == [201, 409],
        f"Two desks book one slot at once: one gets it, the other reads: {problem['detail']}",
        statuses,
    )


async def _refused(narration: Narration, problem: dict[str, object], name: str, attempt: str) -> None:
    await narration.fact(
        problem["type"] == f"urn:needlepoint:problem:{name}", f"{attempt}: refused. {problem['detail']}", problem
    )
