"""A worker is away while the day goes on; afterwards every message is there, once, and none too late."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import book_first, messages_of, session_form, treating
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Notifications stops; messages of two days are sent afterwards, each once, or not at all when it is too late."""
    await world.stage.stop_worker("notifications")
    await narration.say("The notifications worker is stopped. The day goes on:")
    lisbon = world.known["Lisbon"]
    follow_up = world.known["Marta's follow-up"]
    labels = world.known["labels"]["NP24A"]
    fell = {"discarded_cartridges": [{"scan": labels[2], "cause": "dropped"}]}
    done = await treating(world, follow_up).post(
        "booking", f"/appointments/{follow_up['id']}/session", session_form(world, "Lisbon", labels[1]) | fell
    )
    await narration.say(f"Marta's session {done['number']} is recorded; a cartridge fell, and a second one was opened,")
    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    today = world.local("Lisbon", world.now).date()
    who = "Inês" if await _has_no_appointment(world, "Inês") else "Rui"
    booked = await book_first(world, desk, who, "Lisbon", kind="consult", since=today + timedelta(days=7), near="10:00")
    await narration.say(f"{who} books a consult for {day_and_hour(world.local('Lisbon', booked['starts_at']))}.")

    await world.travel(world.now + timedelta(days=2))
    before = await messages_of(world, who, "appointment_confirmed")
    await narration.fact(not before, "Two days pass. No message was sent.", before)
    await world.stage.start_worker("notifications")
    await narration.say("The worker is back, and reads what it missed.")
    world.known["booked in the outage"] = booked
    late = await messages_of(world, who, "appointment_confirmed", "sent")
    await narration.fact(len(late) == 1, f"{who}'s confirmation is there, once.", late)
    aftercare = [one for one in await messages_of(world, "Marta") if one["template"].startswith("aftercare")]
    skipped = [one for one in aftercare if one["status"] == "skipped"]
    await narration.fact(
        any(one["template"] == "aftercare_evening" for one in skipped),
        f"What was for that evening is not sent two days late: “{skipped[0]['reason'] if skipped else ''}”",
        aftercare,
    )
    await world.travel(world.now + timedelta(days=7))
    sent = [one for one in await messages_of(world, "Marta", status="sent") if one["template"].startswith("aftercare")]
    per_template = {one["template"]: sum(other["template"] == one["template"] for other in sent) for one in sent}
    await narration.fact(
        per_template.get("aftercare_week_1") == 2 and per_template.get("aftercare_evening") == 1,
        "What was still worth saying came at its own time: after both sessions, each message once.",
        per_template,
    )


async def _has_no_appointment(world: World, who: str) -> bool:
    desk = world.caller(Role.FRONT_DESK)
    return not await desk.every("booking", "/appointments", patient_id=world.known[who]["id"])
