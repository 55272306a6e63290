"""The full record of a session: zones, cream, products, what was seen, and who signed it."""

from datetime import timedelta
from typing import Any

from chassis.access.actors import Role
from contracts.booking.sessions import SessionPerformed
from services.booking.settings import record_retention
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_corrections import late, unrecorded
from tests.integration.booking.test_erasures import mentions
from tests.integration.booking.test_session_corrections import amend, void

BEHALF = {"reason": "she was called away"}


def details(appointment: dict[str, Any], **changes: Any) -> dict[str, Any]:
    starts = moment(appointment["starts_at"])
    shown = {
        "zones": [{"zone": "cheeks", "depth_mm": "1.5", "passes": 3, "speed": "4"}],
        "cream": {
            "applied_at": (starts - timedelta(minutes=40)).isoformat(),
            "removed_at": (starts - timedelta(minutes=5)).isoformat(),
        },
        "endpoints": ["erythema", "pinpoint_bleeding"],
        "products": [{"name": "vitamin C", "use": "infused", "lot": "V1", "reason": "Quaresma asked for it"}],
        "immediate_reaction": "transient",
    }
    return shown | changes


async def test_everything_that_was_done_is_kept_and_only_the_grade_of_the_reaction_is_published(
    chain: Chain, lisbon: House
) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    session = made(await chain.record(appointment, details=details(appointment)))
    kept = session["details"]
    assert [(each["zone"], each["depth_mm"], each["passes"], each["speed"]) for each in kept["zones"]] == [
        ("cheeks", "1.5", 3, "4")
    ]
    assert (kept["endpoints"], kept["immediate_reaction"]) == (["erythema", "pinpoint_bleeding"], "transient")
    assert made(await chain.practitioner.get(f"/sessions/{session['id']}")) == {**session, "earlier": []}
    (performed,) = await chain.events("SessionPerformed")
    assert isinstance(performed, SessionPerformed)
    assert performed.immediate_reaction == "transient"
    assert "vitamin" not in performed.model_dump_json()


async def test_details_that_do_not_fit_are_refused(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)

    async def said(name: str, status: int = 422, **changes: Any) -> None:
        refused(await chain.record(appointment, details=details(appointment, **changes)), name, status=status)

    await said("zone-too-deep", zones=[{"zone": "cheeks", "depth_mm": "1.75"}])
    await said("not-radiofrequency", zones=[{"zone": "malar", "depth_mm": "1", "rf_energy_mj": "25"}])
    await said("cream-times", cream={"applied_at": (moment(appointment["starts_at"]) - timedelta(days=1)).isoformat()})
    await said("product-expired", 409, products=[{"name": "serum", "use": "applied", "expires_on": "2027-01-31"}])
    await said("infusion-unreasoned", products=[{"name": "serum", "use": "infused"}])
    too_deep = {"zones": [{"zone": "cheeks", "depth_mm": "1.75"}]}
    refused(await chain.record(appointment, depth_mm="1.75", details=too_deep), "depth-above-limit")


async def test_whoever_did_it_signs_by_recording_it(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    session = made(await chain.record(appointment))
    assert session["signed_by"] is not None
    assert session["signed_at"] == session["performed_at"]
    assert await to_sign(chain) == []


async def to_sign(chain: Chain) -> list[str]:
    listed = made(await chain.practitioner.get("/worklist", params={"kind": "session_to_sign"}))["items"]
    return [each["subject_id"] for each in listed]


async def test_what_somebody_else_recorded_is_work_until_who_did_it_signs(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    chain.go_to(appointment, timedelta(days=1))
    behalf = BEHALF | {"practitioner_id": appointment["practitioner_id"]}
    entered = await chain.record(
        appointment, chain.director, late=late(appointment), on_behalf_of=behalf, details=details(appointment)
    )
    session = made(entered)
    assert (session["signed_by"], session["signed_at"]) == (None, None)
    assert session["details"]["zones"], "a late entry carries all of it"
    assert await to_sign(chain) == [session["id"]]
    at = f"/sessions/{session['id']}/sign"
    refused(await chain.booking.client(Role.PRACTITIONER).post(at, json={}), "forbidden", status=403)
    refused(await chain.director.post(at, json={}), "forbidden", "say why you sign for them", 403)
    signed = made(await chain.nurse(appointment["practitioner_id"]).post(at, json={}))
    assert signed["signed_by"] is not None
    assert await to_sign(chain) == []
    assert made(await chain.director.post(at, json={"reason": "again"})) == signed, "signed once"


async def test_a_record_that_is_void_is_to_be_signed_by_nobody(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    behalf = BEHALF | {"practitioner_id": appointment["practitioner_id"]}
    session = made(await chain.record(appointment, chain.director, on_behalf_of=behalf))
    assert await to_sign(chain) == [session["id"]]
    made(await void(chain.director, session, "missed"))
    assert await to_sign(chain) == []
    assert await closed_why(chain) == ["voided"]


async def test_what_somebody_else_amends_is_signed_again_by_who_did_it(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    nurse = chain.treating(appointment)
    session = made(await chain.record(appointment, nurse))
    assert await to_sign(chain) == []
    amended = made(await amend(chain.director, session, depth_mm="1.0"))
    assert amended["signed_by"] is None
    assert await to_sign(chain) == [session["id"]]
    made(await nurse.post(f"/sessions/{session['id']}/sign", json={}))
    assert await to_sign(chain) == []
    assert await closed_why(chain) == ["signed"]


async def closed_why(chain: Chain) -> list[str]:
    asked = {"kind": "session_to_sign", "state": "closed"}
    return [each["closed_why"] for each in made(await chain.practitioner.get("/worklist", params=asked))["items"]]


async def test_a_director_signs_for_who_cannot_and_that_is_audited(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    behalf = BEHALF | {"practitioner_id": appointment["practitioner_id"]}
    session = made(await chain.record(appointment, chain.director, on_behalf_of=behalf))
    made(await chain.director.post(f"/sessions/{session['id']}/sign", json={"reason": "she has left"}))
    audit = made(await chain.director.get("/audit", params={"action": "session.signed_for"}))["items"]
    assert [each["details"] for each in audit] == [{"reason": "she has left"}]
    assert await to_sign(chain) == []


async def test_of_an_erased_patient_lots_stay_and_words_go(chain: Chain, lisbon: House, monkeypatch: Any) -> None:
    _, course, appointment = await unrecorded(chain, lisbon)
    made(await chain.record(appointment, details=details(appointment)))
    for held in await chain.ahead(course["patient_id"]):
        made(await chain.desk.post(f"/appointments/{held['id']}/cancel", json={"reason": "moves away"}))
    monkeypatch.setenv("BOOKING_KEEP_TREATMENT_RECORDS_DAYS", "0")
    record_retention.cache_clear()
    chain.booking.clock.advance(timedelta(days=1))
    made(await chain.director.post(f"/patients/{course['patient_id']}/erase", json={"reason": "in writing"}))
    record_retention.cache_clear()
    assert await mentions(chain, "Quaresma") == []
    assert await mentions(chain, "vitamin C") != []
