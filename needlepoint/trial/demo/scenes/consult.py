"""Declaration and consult, screening decides from both, booking plans a course, stock is reserved."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import (
    agree,
    book_first,
    declare,
    herself,
    hold_consult,
    messages_of,
    reservation_of,
    screening_of,
)
from needlepoint.trial.demo.world import Json, World


async def play(world: World, narration: Narration) -> None:
    """Marta has had cold sores: cleared, with a condition."""
    asked = await messages_of(world, "Marta", "intake_requested", "sent")
    await narration.fact(len(asked) == 1, "Marta was asked for her health declaration.", asked)
    filler = world.local("Lisbon", world.now).date() - timedelta(days=30)
    declared = await declare(world, "Marta", cold_sores=True, toxin_or_filler_on=filler.isoformat())
    await narration.say(
        f"She answers its {declared['questions']} questions: cold sores in the past, filler on {filler}."
    )
    consult = await hold_consult(world, world.known["Marta's consult"])
    plan = consult["plan"]
    await narration.say(f"Consult: acne scars on the face, pen {plan['device_model']}, {plan['depth_mm']} mm planned.")

    decided = await screening_of(world, "Marta")
    decisive = [reason for reason in decided["reasons"] if reason["decisive"]]
    cited = "; ".join(f"{one['source']}, {one['grade']}" for one in decisive[0]["sources"]) if decisive else ""
    await narration.fact(
        decided["outcome"] == "cleared_with_conditions" and bool(cited),
        f"Screening clears her with a condition: “{' '.join(decided['conditions'])}” ({cited})",
        decided,
    )
    await _every_rule(world, narration, decided)
    own = await herself(world, "Marta").every("screening", "/screenings", patient_id=world.known["Marta"]["id"])
    await narration.fact(
        own[-1]["conditions"] == decided["conditions"] and "answers" not in own[-1],
        "Marta sees the condition on her phone.",
        own,
    )
    await _course(world, narration)


async def _every_rule(world: World, narration: Narration, decided: Json) -> None:
    """Why not is explained as well as why, and a decision comes out the same when it is made once more."""
    clinician = world.caller(Role.PRACTITIONER, clinics=[world.known["Lisbon"]["id"]])
    explained = await clinician.get("screening", f"/screenings/{decided['screening_id']}/explanation")
    over = [rule for rule in explained["rules"] if rule["standing"] == "wait_over"]
    again = await clinician.get("screening", f"/screenings/{decided['screening_id']}/rerun")
    await narration.fact(
        len(over) == 1 and again["same"],
        f"It accounts for all {len(explained['rules'])} rules. {over[0]['code'] if over else 'None'}: "
        f"{over[0]['why'] if over else 'no wait is over.'} Decided once more from what is stored: the same.",
        explained,
    )


async def _course(world: World, narration: Narration) -> None:
    lisbon = world.known["Lisbon"]
    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    courses = await desk.every("booking", "/courses", patient_id=world.known["Marta"]["id"])
    course = world.known["Marta's course"] = courses[0]
    protocol = await _protocol(world, course["protocol"])
    await narration.fact(
        len(courses) == 1 and course["sessions"] == protocol["sessions"],
        f"Booking plans a course of {course['sessions']} ({protocol['sessions_source']}), "
        f"{course['spacing_weeks_min']}–{course['spacing_weeks_max']} weeks apart ({protocol['spacing_source']}).",
        courses,
    )
    after_the_antiviral = world.local("Lisbon", world.now).date() + timedelta(days=8)
    session = world.known["Marta's session"] = await book_first(
        world, desk, "Marta", "Lisbon", kind="session", since=after_the_antiviral, course_id=course["id"], near="12:30"
    )
    starts, needling = (world.local("Lisbon", session[name]) for name in ("starts_at", "treatment_starts_at"))
    await narration.fact(
        needling - starts == timedelta(minutes=protocol["numbing_minutes"]),
        f"First session {day_and_hour(starts)}: {session['practitioner_name']}, {session['room_name']}, "
        f"{session['device_name']}; numbing first, needling from {needling:%H:%M} ({protocol['numbing_source']}).",
        session,
    )
    missing = await desk.every("screening", "/worklist", kind="consent_missing")
    signed = await agree(world, "Marta")
    gone = await desk.every("screening", "/worklist", kind="consent_missing")
    await narration.fact(
        len(missing) == 1 and not gone and bool(signed["digest"]),
        f"The desk's list says that her consent is missing; she signs “{signed['title']}” on her phone.",
        [missing, gone],
    )
    reserved = await reservation_of(world, session["id"])
    lots = [held["lot"] for held in reserved.get("held", [])]
    await narration.fact(
        reserved.get("status") == "reserved" and lots == ["NP24A"],
        "Inventory holds a cartridge for it, of the lot that expires first: NP24A.",
        reserved,
    )


async def _protocol(world: World, code: str) -> Json:
    found = (await world.caller(Role.FRONT_DESK).get("booking", "/protocols"))["items"]
    protocol: Json = next(one for one in found if one["code"] == code)
    return protocol
