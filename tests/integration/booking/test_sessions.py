"""A session is recorded only under a clearance that holds that day, by who may, within limits or with a reason."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeUsed
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import CartridgesFound, CartridgesRecalled, LotRecalled, RecallWithdrawn
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import GTIN, OTHER_GTIN, Chain, House, made, moment, refused, scan

Booked = tuple[dict[str, Any], dict[str, Any]]


@pytest_asyncio.fixture(loop_scope="session")
async def booked(chain: Chain, lisbon: House) -> Booked:
    """Consult and first session of a cleared patient; it is the session's start, nobody has checked them yet."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    chain.go_to(session)
    return consult, session


def signed_in_as_director(chain: Chain, appointment: dict[str, Any]) -> httpx.AsyncClient:
    """A medical director who treats, too: the practitioner who was booked."""
    return chain.booking.client(Role.MEDICAL_DIRECTOR, practitioner=appointment["practitioner_id"])


async def checked(chain: Chain, booked: Booked, **changes: Any) -> dict[str, Any]:
    await chain.decide(booked[0], ScreeningStage.DAY_OF, **changes)
    return booked[1]


async def test_a_session_is_recorded_and_told(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    session = made(await chain.record(appointment, cartridges=[scan("0007")], product="hyaluronic acid mask"))
    assert (session["number"], session["depth_mm"], session["overridden"]) == (1, "1.5", False)
    assert session["cartridges"] == [{"gtin": GTIN, "lot": "L1", "serial": "0007", "expires_on": "2028-01-31"}]
    assert (session["practitioner_name"], session["anaesthetic_used"]) == ("Ana Reis 0", True)
    assert made(await chain.practitioner.get(f"/sessions/{session['id']}")) == {**session, "earlier": []}
    listed = made(await chain.practitioner.get("/sessions", params={"patient_id": session["patient_id"]}))
    assert listed["items"] == [session]
    (performed,) = await chain.events("SessionPerformed")
    (used,) = await chain.events("CartridgeUsed")
    assert isinstance(performed, SessionPerformed)
    assert isinstance(used, CartridgeUsed)
    assert not performed.overridden
    assert (used.lot_key, used.serial, str(used.session_id)) == (f"{GTIN}/L1", "0007", session["id"])
    assert str(used.expires_on) == session["cartridges"][0]["expires_on"]
    shown = await chain.appointment(appointment["id"])
    assert (shown["status"], shown["session_id"]) == ("performed", session["id"])


async def test_a_session_is_recorded_once(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    answers = await asyncio.gather(*[chain.record(appointment) for _ in range(5)])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 4}
    assert len(await chain.events("SessionPerformed")) == 1
    refused(await chain.record(appointment), "wrong-status", "has taken place already")
    cancel = await chain.desk.post(f"/appointments/{appointment['id']}/cancel", json={"reason": "undo"})
    refused(cancel, "wrong-status")


async def test_clearance_comes_before_the_needle(chain: Chain, booked: Booked) -> None:
    consult, appointment = booked
    refused(await chain.record(appointment), "no-day-of-clearance", "do the day-of check before the session")
    await chain.decide(consult, ScreeningStage.DAY_OF, Outcome.REVIEW)
    refused(await chain.record(appointment), "no-day-of-clearance", "did not clear")
    reason = {"reason": "I looked at it"}
    refused(await chain.record(appointment, override=reason), "no-day-of-clearance")
    await chain.decide(consult, ScreeningStage.DAY_OF, Outcome.DECLINED)
    director = signed_in_as_director(chain, appointment)
    refused(await chain.record(appointment, by=director, override=reason), "declined")
    await chain.decide(consult, ScreeningStage.DAY_OF)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    refused(await chain.record(appointment, by=director, override=reason), "wrong-status", "was cancelled")
    assert await chain.events("SessionPerformed") == []


async def test_a_medical_director_answers_for_a_missing_day_of_check_in_the_audit_log(
    chain: Chain, booked: Booked
) -> None:
    _, appointment = booked
    reason = {"reason": "examined by me, form system down"}
    session = made(await chain.record(appointment, by=signed_in_as_director(chain, appointment), override=reason))
    assert (session["overridden"], session["override_reason"]) == (True, reason["reason"])
    (event,) = await chain.events("SessionPerformed")
    assert isinstance(event, SessionPerformed)
    assert event.overridden
    audit = made(await chain.director.get("/audit", params={"subject": f"session/{session['id']}"}))["items"]
    assert audit[0]["details"] == {"reason": reason["reason"], "overridden": ["NoDayOfClearance"]}
    refused(await chain.practitioner.get("/audit"), "forbidden", status=403)


async def test_depth_above_the_limit_takes_a_reason_and_the_permission(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    refused(await chain.record(appointment, depth_mm="1.75"), "depth-above-limit", "1.75 mm is deeper than the 1.5 mm")
    reason = {"reason": "icepick scar on the chin"}
    too_deep = await chain.record(appointment, depth_mm="2.25", override=reason)
    refused(too_deep, "not-qualified", "may needle to 2 mm")
    session = made(await chain.record(appointment, depth_mm="1.75", override=reason))
    assert session["overridden"]


async def test_a_reason_that_was_not_needed_overrides_nothing(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    session = made(await chain.record(appointment, override={"reason": "just in case"}))
    assert (session["overridden"], session["override_reason"]) == (False, None)
    assert made(await chain.director.get("/audit"))["items"] == []


async def test_only_the_area_that_was_screened(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    refused(await chain.record(appointment, area="neck"), "area-not-cleared", "The face area was screened")
    orbital = await chain.record(appointment, area="inside_orbital_rim")
    refused(orbital, "area-not-cleared", "never needled")
    assert made(await chain.record(appointment, area="neck", override={"reason": "asked for"}))["overridden"]


async def test_only_the_device_that_was_screened_at_this_clinic(chain: Chain, lisbon: House, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    porto = await chain.open()
    exceed = await chain.add_device(lisbon, model="exceed")
    refused(await chain.record(appointment, device_id=exceed), "wrong-device", "screened for skinpen, not for exceed")
    refused(await chain.record(appointment, device_id=porto.pens[0]), "not-found", "no such device", 404)


async def test_no_anaesthetic_for_whom_today_it_is_unsuitable(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked, limits={"anaesthetic_allowed": False})
    refused(await chain.record(appointment), "anaesthetic-not-allowed", "If none was applied, say so")
    assert made(await chain.record(appointment, anaesthetic_used=False))["anaesthetic_used"] is False


async def test_the_product_that_is_held_instead_is_shown_and_may_be_used(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    found = CartridgesFound(
        clinic_id=UUID(appointment["clinic_id"]),
        appointment_id=UUID(appointment["id"]),
        gtin=GTIN,
        session_at=moment(appointment["treatment_starts_at"]),
        found_at=chain.booking.clock.now(),
        substitute_gtin=OTHER_GTIN,
    )
    await chain.booking.react(found)
    assert (await chain.appointment(appointment["id"]))["cartridges"]["substitute_gtin"] == OTHER_GTIN
    made(await chain.record(appointment, cartridges=[scan(gtin=OTHER_GTIN)]))


async def test_cartridges_that_must_not_be_used_are_refused(chain: Chain, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    today = moment(appointment["starts_at"]).date()
    refused(await chain.record(appointment, cartridges=[]), "cartridge-refused", "takes 1 cartridge")
    two = [scan("1"), scan("2")]
    refused(await chain.record(appointment, cartridges=two), "cartridge-refused", "2 were scanned")
    fits_not = [scan(gtin=OTHER_GTIN)]
    refused(await chain.record(appointment, cartridges=fits_not), "cartridge-refused", "does not fit")
    old = [scan(expires=today - timedelta(days=1))]
    refused(await chain.record(appointment, cartridges=old), "cartridge-refused", "expired on")
    no_separator = f"01{GTIN}10AB1727030021X"
    refused(await chain.record(appointment, cartridges=[no_separator]), "invalid", "separator", 422)
    refused(await chain.record(appointment, cartridges=["]"]), "invalid", status=422)
    assert made(await chain.record(appointment, cartridges=[scan(expires=today)]))["number"] == 1


async def test_a_recalled_lot_is_refused_at_every_clinic(chain: Chain, lisbon: House, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    now = chain.booking.clock.now()
    for clinic in (lisbon.clinic_id, str(new_id())):
        await chain.booking.react(
            LotRecalled(
                recall_id=new_id(),
                clinic_id=UUID(clinic),
                gtin=GTIN,
                lot="BAD",
                reason="needles may break",
                quarantined=3,
                released_reservations=1,
                recalled_at=now,
            )
        )
    refused(await chain.record(appointment, cartridges=[scan(lot="BAD")]), "lot-is-recalled", "another lot")
    made(await chain.record(appointment, cartridges=[scan(lot="GOOD")]))


async def test_a_used_cartridge_is_never_used_again(chain: Chain, lisbon: House, booked: Booked) -> None:
    appointment = await checked(chain, booked)
    made(await chain.record(appointment, cartridges=[scan("0001")]))
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    other = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, other)
    again = await chain.record(other, cartridges=[scan("0001")])
    refused(again, "cartridge-already-used", "One cartridge is for one patient and one session")
    assert len(await chain.events("CartridgeUsed")) == 1
    made(await chain.record(other, cartridges=[scan("0002")]))


async def test_the_first_tip_fell_and_the_second_was_used_on_the_same_patient(
    chain: Chain, lisbon: House, booked: Booked
) -> None:
    appointment = await checked(chain, booked)
    two = [scan("0001"), scan("0002", lot="L2")]
    refused(await chain.record(appointment, cartridges=two), "cartridge-refused", "under discarded_cartridges")
    fell = [{"scan": two[0], "cause": "dropped"}]
    session = made(await chain.record(appointment, cartridges=two[1:], discarded_cartridges=fell))
    assert [each["serial"] for each in session["cartridges"]] == ["0002"]
    assert [(each["serial"], each["lot"], each["cause"]) for each in session["discarded_cartridges"]] == [
        ("0001", "L1", "dropped")
    ]
    assert made(await chain.practitioner.get(f"/sessions/{session['id']}")) == {**session, "earlier": []}
    (used,), (discarded,) = await chain.events("CartridgeUsed"), await chain.events("CartridgeDiscarded")
    assert isinstance(used, CartridgeUsed)
    assert isinstance(discarded, CartridgeDiscarded)
    assert (used.serial, discarded.serial, discarded.lot_key) == ("0002", "0001", f"{GTIN}/L1")
    assert (discarded.cause, discarded.appointment_id, discarded.discarded_at) == (
        "dropped",
        used.appointment_id,
        used.used_at,
    )
    (performed,) = await chain.events("SessionPerformed")
    assert isinstance(performed, SessionPerformed)
    assert performed.equipment is not None
    assert [each.serial for each in performed.equipment.cartridges] == ["0002"], "what fell touched nobody"
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    other = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, other)
    refused(await chain.record(other, cartridges=[scan("0001")]), "cartridge-already-used", "was opened in an earlier")


async def test_a_cartridge_like_one_that_was_opened_is_compared_before_it_is_recorded(
    chain: Chain, booked: Booked, lisbon: House
) -> None:
    """A product's serial number names one cartridge: another lot or letter case is a label that was read wrongly."""
    made(await chain.record(await checked(chain, booked), cartridges=[scan("ab1")]))
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    other = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, other)
    for label in (scan("AB1"), scan("ab1", lot="L2")):
        refused(await chain.record(other, cartridges=[label]), "cartridge-like-another", "ab1 of lot L1")
    why = "Both packages lie on the tray; the letters differ."
    session = made(await chain.record(other, cartridges=[scan("AB1")], why_like_another=why))
    audit = {"subject": f"session/{session['id']}", "action": "cartridge like another"}
    [entry] = made(await chain.director.get("/audit", params=audit))["items"]
    assert entry["details"]["reason"] == why


async def test_a_label_is_read_before_the_pack_is_opened_and_nothing_is_kept_of_it(
    chain: Chain, lisbon: House, booked: Booked
) -> None:
    appointment = await checked(chain, booked)
    path = f"/appointments/{appointment['id']}/cartridge"

    async def read(label: str, **query: str) -> httpx.Response:
        return await chain.practitioner.get(path, params={"scan": label, **query})

    assert made(await read(scan("0042"))) == {"gtin": GTIN, "lot": "L1", "serial": "0042", "expires_on": "2028-01-31"}
    refused(await read(scan("1", gtin=OTHER_GTIN)), "cartridge-refused", "does not fit this device")
    refused(await read(scan("2", expires=date(2026, 1, 31))), "cartridge-refused", "expired on")
    refused(await read(f"01{GTIN}10AB1727030021X"), "invalid", "separator", 422)
    refused(await read(scan("1"), device_id=str(new_id())), "not-found", status=404)

    made(await chain.record(appointment, cartridges=[scan("0042")]))
    refused(await read(scan("0042")), "cartridge-already-used", "was opened in an earlier session")
    refused(await read(scan("0042", lot="L2")), "cartridge-like-another", "0042 of lot L1")
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    other = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, other)
    made(await chain.record(other, cartridges=[scan("0043")]))


async def test_what_is_recalled_is_stopped_at_the_chair_whatever_lot_its_label_says(
    chain: Chain, booked: Booked
) -> None:
    """A number is one cartridge; and nobody opens AB12 as ab12."""
    appointment = await checked(chain, booked)
    of: dict[str, Any] = {"gtin": GTIN, "reason": "a seal may leak", "quarantined": 1, "released_reservations": 0}
    of |= {"recalled_at": chain.booking.clock.now() - timedelta(hours=1), "clinic_id": new_id()}
    await chain.booking.react(CartridgesRecalled(**of, recall_id=new_id(), lot="L7", serials=("0042",)))
    whole = LotRecalled(**of, recall_id=new_id(), lot="AB12", serials=("0043",))
    await chain.booking.react(whole)
    portuguese = {"Accept-Language": "pt-PT"}

    async def read(label: str) -> httpx.Response:
        path = f"/appointments/{appointment['id']}/cartridge"
        return await chain.practitioner.get(path, params={"scan": label}, headers=portuguese)

    for label, words in (
        (scan("0042"), "O cartucho 0042 do lote L1 foi recolhido"),
        (scan("0043", lot="L9"), "O cartucho 0043 do lote L9 foi recolhido"),
        (scan("0044", lot="ab12"), "O lote AB12 foi recolhido, e ab12"),
        (scan("0045", lot="AB12"), "O lote AB12 foi recolhido"),
    ):
        refused(await read(label), "lot-is-recalled", words)
        refused(await chain.record(appointment, cartridges=[label]), "lot-is-recalled", "was recalled")
    made(await read(scan("0046")))

    mistake = {"reason": "another lot", "restored": 1, "recalled_at": whole.recalled_at, "lot": "AB12", "gtin": GTIN}
    now = chain.booking.clock.now()
    withdrawn = RecallWithdrawn(recall_id=whole.recall_id, clinic_id=whole.clinic_id, withdrawn_at=now, **mistake)
    await chain.booking.react(withdrawn)
    made(await read(scan("0043", lot="L9")))
    made(await read(scan("0044", lot="ab12")))


async def test_a_second_tip_on_the_patient_takes_a_reason(chain: Chain, booked: Booked) -> None:
    appointment, two = await checked(chain, booked), [scan("0001"), scan("0002")]
    why = "The first became blunt on the scar."
    session = made(await chain.record(appointment, cartridges=two, why_another_number=why))
    assert (len(session["cartridges"]), session["why_another_number"]) == (2, why)
    assert len(await chain.events("CartridgeUsed")) == 2


async def test_one_cartridge_scanned_at_two_chairs_at_once_goes_to_one(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"), pens=2)
    first = await chain.cleared(await chain.register(house), house)
    second = await chain.cleared(await chain.register(house), house)
    sessions = [
        await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
        for _, course in (first, second)
    ]
    chain.go_to(max(sessions, key=lambda one: str(one["starts_at"])))
    for consult, _ in (first, second):
        await chain.decide(consult, ScreeningStage.DAY_OF)
    answers = await asyncio.gather(*[chain.record(one, cartridges=[scan("0001")]) for one in sessions])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}


async def test_a_device_that_takes_two_cartridges_asks_for_two(chain: Chain) -> None:
    house = await chain.open(cartridges=2)
    consult, course = await chain.cleared(await chain.register(house), house)
    session = await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
    assert session["cartridges"]["quantity"] == 2
    await chain.came(consult, session)
    same = await chain.record(session, cartridges=[scan("1"), scan("1")])
    refused(same, "cartridge-already-used", "scanned twice")
    made(await chain.record(session, cartridges=[scan("1"), scan("2")]))
    assert len(await chain.events("CartridgeUsed")) == 2


async def test_a_session_is_recorded_on_its_own_day_and_not_before_it_starts(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    refused(await chain.record(session), "not-its-day", "record the session then")
    chain.go_to(session, timedelta(days=1))
    await chain.decide(consult, ScreeningStage.DAY_OF)
    refused(await chain.record(session), "not-its-day", "recorded on its own day")


async def test_the_colleague_who_stands_in_needs_the_permission(chain: Chain) -> None:
    house = await chain.open(nurses=("2.0", "1.0"))
    consult, course = await chain.cleared(await chain.register(house), house)
    session = await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
    await chain.came(consult, session)
    colleague = chain.nurse(house.nurses[1])
    refused(await chain.record(session, by=colleague), "not-qualified", "Ana Reis 1 may needle to 1 mm")
    assert made(await chain.record(session, by=colleague, depth_mm="1.0"))["practitioner_id"] == house.nurses[1]


async def test_who_may_read_what_was_done(chain: Chain, lisbon: House, booked: Booked) -> None:
    session = made(await chain.record(await checked(chain, booked)))
    at = f"/sessions/{session['id']}"
    own = chain.booking.client(Role.PATIENT, subject=session["patient_id"])
    assert made(await own.get(at))["id"] == session["id"]
    stranger = chain.booking.client(Role.PATIENT, subject=await chain.register(lisbon))
    refused(await stranger.get(at), "forbidden", status=403)
    refused(await chain.desk.get(at), "forbidden", status=403)
    elsewhere = chain.booking.client(Role.PRACTITIONER, clinics=[new_id()])
    refused(await elsewhere.get(at), "forbidden", status=403)
    refused(await chain.record(booked[1], by=elsewhere), "forbidden", status=403)
    refused(await chain.practitioner.get(f"/sessions/{new_id()}"), "not-found", status=404)
    assert date(2027, 3, 1) <= moment(session["performed_at"]).date()
