"""A later declaration reaches what is booked: appointment, cartridge, reminder, over all services; commands explain.

The weeks pass on the embedded system's own clock.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import CLINICS, DEVICE_MODEL, GTIN, PRACTITIONERS, cartridges, expiries
from needlepoint.trial.demo.steps import (
    agree,
    book_first,
    check_the_day,
    declare,
    messages_of,
    reservation_of,
    screened,
    screening_of,
    session_form,
    treating,
)
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.processes import started

MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
BORN = date(1990, 5, 17)
NAMES = iter(
    ("Ada", "Berta", "Clara", "Dora", "Emma", "Flora", "Greta", "Hanna", "Ida", "Jana", "Klara", "Lena", "Mara")
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: Any) -> AsyncIterator[World]:
    """The whole system with a clinic, its staff, a device and a shelf of cartridges."""
    folder: Path = tmp_path_factory.mktemp("later")
    async with EmbeddedSystem(folder, durable=False, start=MONDAY) as system, World(system) as found:
        operator, keeper = found.caller(Role.OPERATOR), found.caller(Role.STOCK_MANAGER)
        clinic = found.known["Lisbon"] = await operator.post("booking", "/clinics", CLINICS["Lisbon"])
        path = f"/clinics/{clinic['id']}"
        await operator.post("booking", f"{path}/rooms", {"name": "Room 1"})
        device = {"model": DEVICE_MODEL, "modality": "pen", "serial": "LI-0001", "cartridge_gtin": GTIN}
        clinic["device"] = await operator.post("booking", f"{path}/devices", device)
        nurse = await operator.post("booking", f"{path}/practitioners", PRACTITIONERS["Lisbon"][0])
        clinic["practitioners"] = [nurse]
        await keeper.post("inventory", "/products", {"gtin": GTIN, "name": "Exceed cartridge", "fits": [DEVICE_MODEL]})
        await found.settle()
        scans = cartridges("NP24A", expiries(MONDAY.date())["NP24A"], [f"A{number:03}" for number in range(1, 21)])
        delivery = {"clinic_id": clinic["id"], "items": [{"scan": scan} for scan in scans]}
        await keeper.post("inventory", "/receipts", delivery)
        await found.settle()
        yield found


async def booked(world: World) -> tuple[str, Json]:
    """A patient who is cleared and agreed, with a session in some days and a cartridge held for it."""
    who = next(NAMES)
    number = f"+3519100001{len(world.known):02}"
    decided = await screened(world, who, "Lisbon", BORN, number, new_because="Another family of that name.")
    assert decided["outcome"] == "cleared", decided
    desk = world.caller(Role.FRONT_DESK)
    [course] = await desk.every("booking", "/courses", patient_id=world.known[who]["id"])
    await agree(world, who)
    since = world.local("Lisbon", world.now).date() + timedelta(days=5)
    session = await book_first(
        world, desk, who, "Lisbon", kind="session", since=since, course_id=course["id"], near="12:30"
    )
    assert (await reservation_of(world, session["id"]))["status"] == "reserved"
    return who, session


async def appointment(world: World, session: Json) -> Json:
    found: Json = await world.caller(Role.FRONT_DESK).get("booking", f"/appointments/{session['id']}")
    return found


async def is_held(world: World, session: Json) -> bool:
    held = await world.caller(Role.FRONT_DESK).every(
        "booking", "/appointments", clinic_id=session["clinic_id"], held=True
    )
    return session["id"] in {each["id"] for each in held}


async def reminded(world: World, who: str, since: datetime) -> list[str]:
    """What left to the patient from a moment on, by its template."""
    sent = await messages_of(world, who, status="sent")
    later = [each for each in sent if datetime.fromisoformat(each["settled_at"]) >= since]
    return [each["template"] for each in later if "reminder" in each["template"]]


LATER: dict[str, tuple[str, dict[str, Any]]] = {
    "isotretinoin": ("deferred", {"isotretinoin_now": True, "isotretinoin_last_dose_on": "2027-03-10"}),
    "a cancer in the area": ("declined", {"skin_cancer_in_area": True}),
    "an infection": ("declined", {"infection_now": True}),
}


@pytest.mark.parametrize("fact", LATER)
async def test_what_stops_the_needle_calls_the_appointment_off_frees_the_cartridge_and_no_reminder_leaves(
    world: World, fact: str
) -> None:
    outcome, answers = LATER[fact]
    who, session = await booked(world)
    declared_at = world.now
    await declare(world, who, **answers)
    assert (await screening_of(world, who))["outcome"] == outcome
    assert (await appointment(world, session))["status"] != "booked"
    assert (await reservation_of(world, session["id"]))["status"] == "released"
    await world.travel(datetime.fromisoformat(session["ends_at"]))
    assert await reminded(world, who, declared_at) == []


async def test_a_review_holds_the_session_until_the_director_rules_and_then_releases_it(world: World) -> None:
    who, session = await booked(world)
    declared_at = world.now
    await declare(world, who, keloid=True)
    waiting = await screening_of(world, who)
    assert waiting["outcome"] == "review"
    assert (await appointment(world, session))["status"] == "booked"
    assert await is_held(world, session)
    ruling = {"outcome": "cleared", "reason": "Seen: one flat scar, and no keloid in the family."}
    director = world.caller(Role.MEDICAL_DIRECTOR)
    await director.post("screening", f"/screenings/{waiting['screening_id']}/review", ruling)
    await world.settle()
    assert not await is_held(world, session)
    await world.travel(datetime.fromisoformat(session["starts_at"]) - timedelta(hours=1))
    assert await reminded(world, who, declared_at), "it stands, so the patient is reminded"


async def test_a_review_that_nobody_decides_reminds_nobody(world: World) -> None:
    who, session = await booked(world)
    declared_at = world.now
    await declare(world, who, keloid=True)
    await world.travel(datetime.fromisoformat(session["starts_at"]) - timedelta(hours=1))
    assert await reminded(world, who, declared_at) == []


async def on_the_shelf(world: World) -> int:
    clinic = world.known["Lisbon"]["id"]
    [found] = await world.caller(Role.STOCK_MANAGER).every("inventory", "/stock", clinic_id=clinic, gtin=GTIN)
    number: int = found["available"] + found["reserved"]
    return number


async def used_on(world: World, who: str) -> list[str]:
    """The serials that inventory would name in a recall of the lot."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    uses = await director.every("inventory", "/uses", gtin=GTIN, lot="NP24A", withdrawn=False)
    return [each["serial"] for each in uses if each["patient_id"] == world.known[who]["id"]]


async def care(world: World, who: str, status: str) -> list[str]:
    return [
        each["template"] for each in await messages_of(world, who, status=status) if "aftercare" in each["template"]
    ]


async def ahead(world: World, who: str) -> list[Json]:
    desk = world.caller(Role.FRONT_DESK)
    found = await desk.every("booking", "/appointments", patient_id=world.known[who]["id"], status="booked")
    return [each for each in found if datetime.fromisoformat(each["starts_at"]) > world.now]


async def test_a_session_that_is_recorded_put_right_and_void_is_followed_by_books_trace_care_and_follow_up(
    world: World,
) -> None:
    who, session = await booked(world)
    await world.travel(datetime.fromisoformat(session["starts_at"]))
    await check_the_day(world, who, "Lisbon")
    wrong, right = cartridges("NP24A", expiries(MONDAY.date())["NP24A"], ["A019", "A020"])
    before, nurse = await on_the_shelf(world), treating(world, session)
    form = session_form(world, "Lisbon", wrong)
    recorded = await nurse.post("booking", f"/appointments/{session['id']}/session", form)
    await world.settle()
    assert (await used_on(world, who), await on_the_shelf(world)) == (["A019"], before - 1)
    assert "aftercare_day_3" in await care(world, who, "planned")
    [follow_up] = await ahead(world, who)

    same = {name: recorded[name] for name in ("device_id", "area", "depth_mm", "product", "anaesthetic_used")}
    amended = same | {"cartridges": [right], "reason": "The label beside it was scanned"}
    await nurse.post("booking", f"/sessions/{recorded['id']}/amend", amended, **{"If-Match": '"1"'})
    await world.settle()
    assert (await used_on(world, who), await on_the_shelf(world)) == (["A020"], before - 1)
    assert "aftercare_day_3" in await care(world, who, "planned"), "the care is of the same kind of device"
    assert [each["id"] for each in await ahead(world, who)] == [follow_up["id"]]

    void = {"becomes": "missed", "reason": "recorded for the wrong patient"}
    director = world.caller(Role.MEDICAL_DIRECTOR)
    await director.post("booking", f"/sessions/{recorded['id']}/void", void, **{"If-Match": '"2"'})
    await world.settle()
    assert (await used_on(world, who), await on_the_shelf(world)) == ([], before)
    assert (await appointment(world, session))["status"] == "missed"
    assert await care(world, who, "planned") == []
    assert await ahead(world, who) == []
    await world.travel(world.now + timedelta(days=8))
    assert await care(world, who, "sent") == []


async def test_the_command_explains_a_decision_and_decides_it_once_more(world: World) -> None:
    who, _ = await booked(world)
    decided = await screening_of(world, who)
    token = world.stage.key.token(Role.PRACTITIONER, now=world.now, valid_for=timedelta(minutes=10))
    words = ("-m", "needlepoint.cli", "screening")
    where = (decided["screening_id"], "--api", world.stage.url("screening"), "--token", token)
    explain = await started(*words, "explain", *where)
    assert await explain.ends() == 0, explain.output
    assert "cleared, by rule set" in explain.words
    assert "R08" in explain.output
    rerun = await started(*words, "rerun", *where)
    assert await rerun.ends() == 0, rerun.output
    assert "The same again: cleared" in rerun.words
    nobodys = world.stage.key.token(Role.STOCK_MANAGER, now=world.now, valid_for=timedelta(minutes=10))
    refused = await started(*words, "explain", *where[:-1], nobodys)
    assert await refused.ends() == 1, refused.output
    assert "Traceback" not in refused.output


async def seen_by_the_console(world: World, sessions: dict[str, Json]) -> dict[str, str]:
    """Whose each appointment is in its read model."""
    stage = world.stage
    assert isinstance(stage, EmbeddedSystem)
    address = stage.postgres.owner_url("console").replace("postgresql+asyncpg", "postgresql")
    database = await asyncpg.connect(address)
    try:
        rows = await database.fetch(
            "SELECT id, patient_id FROM appointments WHERE id = ANY($1)", [each["id"] for each in sessions.values()]
        )
    finally:
        await database.close()
    return {str(row["id"]): str(row["patient_id"]) for row in rows}


async def planned_about(world: World, who: str) -> set[str]:
    """The appointments about which something is still to leave to the patient."""
    return {each["appointment_id"] for each in await messages_of(world, who, status="planned")} - {None}


async def waiting_for_a_clinician(world: World, who: str) -> list[Json]:
    director = world.caller(Role.MEDICAL_DIRECTOR)
    items = await director.every("screening", "/worklist", patient_id=world.known[who]["id"])
    return [each for each in items if each["kind"] == "review_waiting"]


async def test_two_people_whose_records_were_made_one_are_two_again_in_every_service(world: World) -> None:
    """Merged by mistake, answered and booked for as one, and parted: each is screened, booked and written to alone."""
    (ends, of_ends), (stays, of_stays) = await booked(world), await booked(world)
    director, desk = world.caller(Role.MEDICAL_DIRECTOR), world.caller(Role.FRONT_DESK)
    theirs = {ends: of_ends, stays: of_stays}
    ids = {who: world.known[who]["id"] for who in theirs}
    why = {"into": ids[stays], "reason": "registered twice, as it seemed"}
    merge = await director.post("booking", f"/patients/{ids[ends]}/merge", why)
    await world.settle()
    assert await seen_by_the_console(world, theirs) == {each["id"]: ids[stays] for each in theirs.values()}

    await declare(world, stays)
    since = world.local("Lisbon", world.now).date() + timedelta(days=20)
    of_both = await book_first(world, desk, stays, "Lisbon", kind="consult", since=since, near="15:00")
    looked = await director.get("booking", f"/merges/{merge['merge_id']}")
    assert {each["id"]: each["goes"] for each in looked["since"]}[of_both["id"]] == "either"
    said = {"reason": "two sisters, both are here", "appointments": [of_both["id"]]}
    await director.post("booking", f"/merges/{merge['merge_id']}/undo", said)
    await world.settle()

    whose = {of_ends["id"]: ids[ends], of_both["id"]: ids[ends], of_stays["id"]: ids[stays]}
    in_booking = {each: await appointment(world, {"id": each}) for each in whose}
    assert {each: found["patient_id"] for each, found in in_booking.items()} == whose
    assert await seen_by_the_console(world, {**theirs, "both": of_both}) == whose
    for who, session in theirs.items():
        assert (await screening_of(world, who))["outcome"] == "review", who
        assert await is_held(world, session), who
        assert (await reservation_of(world, session["id"]))["patient_id"] == ids[who]
        own = {each for each, patient_id in whose.items() if patient_id == ids[who]}
        assert session["id"] in await planned_about(world, who) <= own, who
        assert len(await waiting_for_a_clinician(world, who)) == 1, who
        ruling = {"outcome": "cleared", "reason": "Asked again in person: nothing stands against it."}
        waiting = await screening_of(world, who)
        await director.post("screening", f"/screenings/{waiting['screening_id']}/review", ruling)
    await world.settle()
    parted_at = world.now

    assert [await is_held(world, session) for session in theirs.values()] == [False, False]
    await desk.post("booking", f"/appointments/{of_both['id']}/cancel", {"reason": "away", "code": "patient_asked"})
    await world.settle()
    assert of_both["id"] not in {each["id"] for each in await ahead(world, stays)}
    for who, session in theirs.items():
        assert [each["id"] for each in await ahead(world, who)] == [session["id"]]
    for who, session in sorted(theirs.items(), key=lambda each: str(each[1]["starts_at"])):
        await world.travel(datetime.fromisoformat(session["starts_at"]) - timedelta(hours=1))
        assert await reminded(world, who, parted_at), who
        sent = await messages_of(world, who, status="sent")
        later = [each for each in sent if datetime.fromisoformat(each["settled_at"]) >= parted_at]
        own = {each for each, patient_id in whose.items() if patient_id == ids[who]}
        assert {each["appointment_id"] for each in later} - {None} <= own, who
