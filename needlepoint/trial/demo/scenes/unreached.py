"""A patient who wants no messages has her visit moved: nobody writes, and the front desk calls."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient, years_before
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import book_first, messages_of, register, slots
from needlepoint.trial.demo.world import Json, World


async def play(world: World, narration: Narration) -> None:
    """Vera has a consult, and stops all messages."""
    lisbon = world.known["Lisbon"]
    today = world.local("Lisbon", world.now).date()
    form = patient("Vera", "Nunes", years_before(today, 52), lisbon["id"], "+351210000078")
    vera = await register(world, "Vera", form)
    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    visit = await book_first(
        world, desk, "Vera", "Lisbon", kind="consult", since=today + timedelta(days=5), near="11:00"
    )
    stop = {"channel": "sms", "sender": vera["phone"], "text": "Stop all, please", "id": "SM-4712"}
    made = await world.caller(Role.INTEGRATION).post("notifications", "/inbound", stop)
    await world.settle()
    await narration.fact(
        made["scope"] == "all" and not made["waits"], "Vera answers “Stop all, please”: it is done.", made
    )
    moved = await _moved(world, visit)
    await _called(world, narration, moved)


async def _moved(world: World, visit: Json) -> Json:
    """The desk moves it to the day after, as offered."""
    desk = world.caller(Role.FRONT_DESK, clinics=[visit["clinic_id"]])
    since = world.local("Lisbon", visit["starts_at"]).date() + timedelta(days=1)
    offered = await slots(desk, "Lisbon", kind="consult", since=since, near="11:00")
    body = {name: offered[0][name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    now = await desk.get("booking", f"/appointments/{visit['id']}")
    version = {"If-Match": f'"{now["version"]}"'}
    moved: Json = await desk.post("booking", f"/appointments/{visit['id']}/move", body, **version)
    await world.settle()
    return moved


async def _called(world: World, narration: Narration, moved: Json) -> None:
    desk = world.caller(Role.FRONT_DESK, clinics=[moved["clinic_id"]])
    written = await messages_of(world, "Vera", "appointment_moved", "sent")
    waiting = await desk.every("booking", "/worklist", kind="call_patient", patient_id=moved["patient_id"])
    told = day_and_hour(world.local("Lisbon", moved["starts_at"]))
    await narration.fact(
        not written and [one["subject_id"] for one in waiting] == [moved["id"]],
        f"The desk moves her visit to {told}: no message leaves, and she is on the list of whom to call.",
        [written, waiting],
    )
    await desk.post("booking", f"/appointments/{moved['id']}/call")
    left = await desk.every("booking", "/worklist", kind="call_patient", patient_id=moved["patient_id"])
    await narration.fact(not left, "Somebody calls her and says so: the list is empty again.", left)
