"""Steps that several scenes take, each through the public APIs."""

from datetime import date, datetime, timedelta
from typing import Any

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import PLAN, patient
from needlepoint.trial.demo.world import Caller, Json, StoryBroken, World

DAY = timedelta(days=1)


async def register(world: World, who: str, form: Json) -> Json:
    """A new patient, known to the story as ``who``."""
    desk = world.caller(Role.FRONT_DESK, clinics=[form["home_clinic_id"]])
    world.known[who] = found = await desk.post("booking", "/patients", form)
    await world.settle()
    result: Json = found
    return result


def treating(world: World, appointment: Json) -> Caller:
    """The practitioner who was booked for it."""
    return world.practitioner(appointment["practitioner_id"], appointment["clinic_id"])


def herself(world: World, who: str) -> Caller:
    """The patient on her phone."""
    return world.caller(Role.PATIENT, subject=world.known[who]["id"])


async def slots(caller: Caller, place: str, **wanted: Any) -> list[Json]:
    """What is offered at a clinic."""
    since = wanted.pop("since")
    until = wanted.pop("until", since + timedelta(days=14))
    wanted = {name: value for name, value in wanted.items() if value is not None}
    clinic = caller.world.known[place]["id"]
    answer = await caller.get(
        "booking", "/slots", clinic_id=clinic, **wanted, **{"from": since.isoformat(), "to": until.isoformat()}
    )
    found: list[Json] = answer["items"]
    return found


def booking_of(world: World, who: str, place: str, slot: Json, kind: str, course_id: str | None = None) -> Json:
    """The request that books a slot that was offered."""
    taken = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    return {
        "patient_id": world.known[who]["id"],
        "clinic_id": world.known[place]["id"],
        "kind": kind,
        "course_id": course_id,
        **taken,
    }


async def book_first(
    world: World,
    caller: Caller,
    who: str,
    place: str,
    *,
    kind: str,
    since: date,
    course_id: str | None = None,
    near: str,
) -> Json:
    """Book the slot that is wanted most."""
    offered = await slots(caller, place, kind=kind, since=since, course_id=course_id, near=near)
    if not offered:
        raise StoryBroken(f"no {kind} slot is offered in {place} from {since} on")
    booked = await caller.post("booking", "/appointments", booking_of(world, who, place, offered[0], kind, course_id))
    await world.settle()
    result: Json = booked
    return result


async def declare(world: World, who: str, **unlike: bool | str) -> Json:
    """The patient answers every question of the declaration with no, but for those named."""
    patient = herself(world, who)
    questionnaire = await patient.get("screening", "/questionnaire")
    answers = {item["code"]: False for item in questionnaire["items"]} | unlike
    intake = (await patient.every("screening", "/intakes", patient_id=world.known[who]["id"]))[0]
    signer = "patient" if is_adult(world, who) else "guardian"
    form = {"answers": answers, "signature": {"name": who, "signer": signer}}
    declared = await patient.post("screening", f"/intakes/{intake['id']}/declaration", form)
    await world.settle()
    return {"questions": len(questionnaire["items"]), **declared}


def is_adult(world: World, who: str) -> bool:
    """Whether the patient has turned 18."""
    born = date.fromisoformat(world.known[who]["date_of_birth"])
    return (world.now.year - 18, world.now.month, world.now.day) >= (born.year, born.month, born.day)


async def agree(world: World, who: str, document: str = "pen") -> Json:
    """The patient reads the consent that is signed today on her phone, and signs it with her name."""
    patient = herself(world, who)
    found = await patient.get("screening", "/consent-documents")
    read = next(each for each in found["documents"] if each["code"] == document)
    form = {
        "document": document,
        "version": found["version"],
        "digest": found["digest"],
        "language": read["language"],
        "signatory": who,
        "signature": {"kind": "typed", "value": who},
        "device": "her telephone",
    }
    signed = await patient.post("screening", f"/patients/{world.known[who]['id']}/consents", form)
    await world.settle()
    return {"title": read["title"], **signed}


async def hold_consult(world: World, appointment: Json, skin_type: int = 3) -> Json:
    """Time passes until the consult; the practitioner completes it."""
    await world.travel(datetime.fromisoformat(appointment["ends_at"]))
    consult = await treating(world, appointment).post(
        "booking",
        f"/appointments/{appointment['id']}/consult",
        {"skin_type": skin_type, "suitable": True, "plan": PLAN},
    )
    await world.settle()
    result: Json = consult
    return result


async def screening_of(world: World, who: str, stage: str = "consult") -> Json:
    """The latest decision of a stage about a patient, as a clinician sees it."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    found = await director.every("screening", "/screenings", patient_id=world.known[who]["id"])
    latest = next(one for one in found if one["stage"] == stage and not one["superseded_by"])
    explained: Json = await director.get("screening", f"/screenings/{latest['screening_id']}")
    return explained


async def screened(
    world: World, who: str, place: str, born: date, phone: str, *, new_because: str | None = None, **unlike: bool | str
) -> Json:
    """A new patient declares, has a consult the next day, and is decided about.

    ``new_because`` is how the desk knows that it is somebody new, where a patient looks like the same person.
    """
    clinic = world.known[place]["id"]
    form = patient(who.split(maxsplit=1)[0], "Example", born, clinic, phone)
    confirmed = {"confirm_new": True, "new_because": new_because} if new_because else {}
    await register(world, who, form | confirmed)
    tomorrow = world.local(place, world.now).date() + DAY
    desk = world.caller(Role.FRONT_DESK, clinics=[clinic])
    appointment = await book_first(world, desk, who, place, kind="consult", since=tomorrow, near="10:00")
    await declare(world, who, **unlike)
    await hold_consult(world, appointment)
    return await screening_of(world, who)


async def check_the_day(world: World, who: str, place: str) -> Json:
    """The day-of check: nothing stands in the way, and conditions were met."""
    clinic = world.known[place]
    practitioner = world.practitioner(clinic["practitioners"][0]["id"], clinic["id"])
    items = (await practitioner.get("screening", "/questionnaire", stage="day_of"))["items"]
    answers = {item["code"]: item["code"] == "conditions_met" for item in items}
    who_is_it = world.known[who]["id"]
    asked = await practitioner.get("screening", f"/patients/{who_is_it}/day-of-questionnaire")
    form = {"patient_id": who_is_it, "clinic_id": clinic["id"], "answers": answers, "asked": asked["edition"]}
    checked = await practitioner.post("screening", "/day-of-checks", form)
    await world.settle()
    result: Json = checked
    return result


def session_form(world: World, place: str, scan: str, depth_mm: str = "1.5") -> Json:
    """What is recorded about a session."""
    return {
        "device_id": world.known[place]["device"]["id"],
        "area": "face",
        "depth_mm": depth_mm,
        "product": "hyaluronic acid serum",
        "cartridges": [scan],
    }


async def messages_of(world: World, who: str, template: str | None = None, status: str | None = None) -> list[Json]:
    """Messages to a patient, as the front desk sees them, the oldest first."""
    desk = world.caller(Role.FRONT_DESK)
    found = await desk.every("notifications", "/messages", patient_id=world.known[who]["id"])
    return [
        message
        for message in reversed(found)
        if (template is None or message["template"] == template) and (status is None or message["status"] == status)
    ]


async def reminders_of(world: World, who: str) -> list[Json]:
    """Reminders of a patient's sessions, with or without the form of the day in them, the oldest first."""
    found = await messages_of(world, who)
    return [each for each in found if each["template"] in ("appointment_reminder", "reminder_with_day_form")]


async def reservation_of(world: World, appointment_id: str) -> Json:
    """What inventory holds for an appointment."""
    desk = world.caller(Role.FRONT_DESK)
    found = await desk.every("inventory", "/reservations", appointment_id=appointment_id)
    return found[0] if found else {}
