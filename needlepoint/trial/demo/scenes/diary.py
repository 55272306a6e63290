"""A whole course is booked at once, leave is entered and taken back, a freed time finds somebody who waits."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient, years_before
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import agree, book_first, declare, herself, register, screened, screening_of
from needlepoint.trial.demo.world import Caller, Json, World

LISBON = "Lisbon"


async def play(world: World, narration: Narration) -> None:
    """Sofia plans half a year; Rita gives up a time that Bruno would like."""
    desk = world.caller(Role.FRONT_DESK, clinics=[world.known[LISBON]["id"]])
    course = await _whole_course(world, narration, desk)
    await _leave(world, narration, desk, course[0])
    await _holiday(world, narration, desk)
    await _waitlist(world, narration, desk)
    await _deferral(world, narration, desk, course)


async def _whole_course(world: World, narration: Narration, desk: Caller) -> list[Json]:
    born = years_before(world.local(LISBON, world.now).date(), 33)
    await screened(world, "Sofia", LISBON, born, "+351210000151")
    sofia = world.known["Sofia"]["id"]
    (course,) = await desk.every("booking", "/courses", patient_id=sofia)
    booked = await desk.post("booking", f"/courses/{course['id']}/appointments", {"wish": {"near": "12:30"}})
    await agree(world, "Sofia")
    appointments: list[Json] = [each["appointment"] for each in booked["appointments"]]
    days = [world.local(LISBON, one["starts_at"]).date() for one in appointments]
    apart = [(later - earlier).days // 7 for earlier, later in pairwise(days)]
    await narration.fact(
        len(appointments) == course["sessions"] + 1 and min(apart) >= course["spacing_weeks_min"],
        f"Sofia is cleared. Her {course['sessions']} sessions and the review are booked at once, all or none: "
        f"{', '.join(f'{day:%-d %b}' for day in days)}.",
        booked,
    )
    return appointments


async def _leave(world: World, narration: Narration, desk: Caller, first: Json) -> None:
    """A practitioner is away on the day of a session; then it turns out to be another week."""
    operator = world.caller(Role.OPERATOR)
    clinic, day = first["clinic_id"], world.local(LISBON, first["starts_at"]).date()
    form = {
        "resource_kind": "practitioner",
        "resource_id": first["practitioner_id"],
        "cause": "leave",
        "starts": day.isoformat(),
        "ends": day.isoformat(),
    }
    entered = await operator.post("booking", f"/clinics/{clinic}/unavailabilities", form)
    await world.settle()
    held = await desk.get("booking", f"/appointments/{first['id']}")
    touched = [one["id"] for one in entered["touched"]["appointments"]]
    await narration.fact(
        first["id"] in touched and [one["code"] for one in held["problems"]] == ["practitioner_unavailable"],
        f"{first['practitioner_name']} is on leave on {day:%-d %B}: the answer names whom it touches, and Sofia's "
        f"session says: “{held['held_why']}”",
        [entered, held],
    )
    back = {"reason": "Entered for the wrong week."}
    await operator.post("booking", f"/clinics/{clinic}/unavailabilities/{entered['id']}/withdraw", back)
    await world.settle()
    valid = await desk.get("booking", f"/appointments/{first['id']}")
    await narration.fact(
        valid["problems"] == [] and valid["held_since"] is None,
        "It was the wrong week: taken back with a reason, and the session is valid again.",
        valid,
    )


async def _holiday(world: World, narration: Narration, desk: Caller) -> None:
    clinic, year = world.known[LISBON]["id"], world.local(LISBON, world.now).year + 1
    holidays = await desk.every("booking", f"/clinics/{clinic}/holidays", year=year)
    christmas = next(one for one in holidays if one["day"] == date(year, 12, 25).isoformat())
    day = {"from": christmas["day"], "to": christmas["day"]}
    offered = (await desk.get("booking", "/slots", clinic_id=clinic, kind="consult", **day))["items"]
    await narration.fact(
        not christmas["offered"] and offered == [],
        f"{christmas['name']}, 25 December {year}: closed until the clinic says otherwise, and nothing is offered.",
        [christmas, offered],
    )


async def _waitlist(world: World, narration: Narration, desk: Caller) -> None:
    clinic = world.known[LISBON]["id"]
    today = world.local(LISBON, world.now).date()
    for who, phone, age in (("Rita", "+351210000152", 37), ("Bruno", "+351210000153", 52)):
        await register(world, who, patient(who, "Example", years_before(today, age), clinic, phone))
    soon = await book_first(world, desk, "Rita", LISBON, kind="consult", since=today + timedelta(days=4), near="11:00")
    late = await book_first(
        world, desk, "Bruno", LISBON, kind="consult", since=today + timedelta(days=25), near="11:00"
    )
    wish = {"clinic_ids": [clinic], "patient_id": world.known["Bruno"]["id"], "appointment_id": late["id"]}
    await desk.post("booking", "/waitlist-entries", wish)
    gone = {"reason": "She travels.", "code": "patient_asked"}
    await desk.post("booking", f"/appointments/{soon['id']}/cancel", gone)
    await world.settle()
    bruno = herself(world, "Bruno")
    (offer,) = await bruno.every("booking", "/waitlist-offers", patient_id=world.known["Bruno"]["id"])
    await bruno.post("booking", f"/waitlist-offers/{offer['id']}/accept")
    await world.settle()
    moved = await desk.get("booking", f"/appointments/{late['id']}")
    now_at = world.local(LISBON, moved["starts_at"])
    await narration.fact(
        datetime.fromisoformat(moved["starts_at"]) == datetime.fromisoformat(soon["starts_at"]),
        f"Rita cancels, Bruno waits for something earlier: he is asked, says yes, and comes on {day_and_hour(now_at)} "
        f"instead of {day_and_hour(world.local(LISBON, late['starts_at']))}.",
        [offer, moved],
    )


async def _deferral(world: World, narration: Narration, desk: Caller, course: list[Json]) -> None:
    """What is booked follows what screening decides later."""
    today = world.local(LISBON, world.now).date()
    await declare(world, "Sofia", isotretinoin_now=True, isotretinoin_last_dose_on=today.isoformat())
    decided = await screening_of(world, "Sofia")
    now = [await desk.get("booking", f"/appointments/{one['id']}") for one in course]
    called_off = [one for one in now if one["status"] == "cancelled"]
    held = [one for one in now if one["status"] == "booked" and one["held_since"]]
    await narration.fact(
        decided["outcome"] == "deferred" and bool(called_off) and len(called_off) + len(held) >= len(course) - 1,
        f"Sofia declares isotretinoin: deferred until {decided['eligible_from']}. {len(called_off)} of her "
        "appointments are called off at once: practitioner, room, device and cartridges are free for others.",
        [decided, now],
    )
