"""One message about a move, none about the old time; the reservation follows."""

from datetime import datetime, timedelta

from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import herself, messages_of, reminders_of, reservation_of, slots
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Marta moves it herself, to the day after."""
    marta = herself(world, "Marta")
    old = world.known["Marta's follow-up"]
    was = world.local("Lisbon", old["starts_at"])
    offered = await slots(
        marta,
        "Lisbon",
        kind="session",
        course_id=world.known["Marta's course"]["id"],
        since=was.date() + timedelta(days=1),
        near="12:30",
    )
    slot = offered[0]
    body = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    moved = world.known["Marta's follow-up"] = await marta.post(
        "booking", f"/appointments/{old['id']}/move", body, **{"If-Match": f'"{old["version"]}"'}
    )
    now_at = world.local("Lisbon", moved["starts_at"])
    await narration.say(f"On her phone Marta moves the follow-up from {day_and_hour(was)} to {day_and_hour(now_at)}.")
    told = await messages_of(world, "Marta", "appointment_moved", "sent")
    await narration.fact(
        len(told) == 1 and f"{now_at:%H:%M}" in told[0]["text"],
        f"One message about it: “{told[0]['text'] if told else ''}”",
        told,
    )
    reserved = await reservation_of(world, moved["id"])
    follows = datetime.fromisoformat(reserved["session_at"]) == datetime.fromisoformat(moved["treatment_starts_at"])
    await narration.fact(follows and reserved["status"] == "reserved", "The reserved cartridge follows.", reserved)

    await world.travel(datetime.fromisoformat(moved["starts_at"]) - timedelta(minutes=20))
    reminders = await reminders_of(world, "Marta")
    about_this = [one for one in reminders if one["appointment_id"] == moved["id"] and one["status"] == "sent"]
    await narration.fact(
        len(about_this) == 1 and f"{now_at:%H:%M}" in about_this[0]["text"],
        f"Weeks later one reminder came, for the new time; none for {day_and_hour(was)}.",
        reminders,
    )
