"""Booking reads of events what it states, and publishes what others need."""

from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import ContactChangeRequested
from contracts.inventory.stock import (
    CartridgeLotCorrected,
    CartridgesFellShort,
    CartridgesFound,
    CartridgesRecalled,
    CartridgesRecallWithdrawn,
    LotRecalled,
    RecallWithdrawn,
)
from contracts.notifications.messages import (
    ContactConfirmed,
    ContactOptedIn,
    ContactOptedOut,
    MessageArrived,
    MessageFailed,
    MessageSent,
    OfferAnswered,
    Told,
)
from contracts.vocabulary import MessageScope
from tests.integration.booking.chain import GTIN, Chain, House, made, moment, scan
from tests.integration.booking.test_appointment_answers import answered
from tests.integration.booking.test_consents import withdrawn
from tests.integration.booking.test_moves_and_swaps import course_ahead, later_by
from tests.integration.booking.test_moves_and_swaps import move as move_to
from tests.integration.booking.test_suspensions import ended, lifted, suspended
from tests.support.consumer_contracts import assert_keeps_its_contracts, assert_needs_what_it_reads, reads_of
from tests.support.taken_items import take_and_give_back


async def test_booking_needs_what_it_reads_and_others_get_what_they_need(chain: Chain, lisbon: House) -> None:
    with reads_of(chain.booking) as reads:
        patient = await chain.register(lisbon, email="ines@example.org")
        await _change_everything(chain, lisbon, patient)
        visit = {"clinic_id": (await chain.open()).clinic_id, "reason": "on holiday there"}
        there = made(await chain.desk.post(f"/patients/{patient}/care-relationships", json=visit))
        at = f"/patients/{patient}/care-relationships/{there['id']}/end"
        made(await chain.desk.post(at, json={"reason": "is back home"}))
        await _an_emergency(chain, patient, visit["clinic_id"])
        consult, course = await chain.cleared(patient, lisbon)
        session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
        await _messages(chain, session)
        (later, *_) = await chain.slots(lisbon, "session", near="16:00", course_id=course["id"])
        move, at = {"starts_at": later["starts_at"]}, f"/appointments/{session['id']}/move"
        await _a_shortage(chain, made(await chain.desk.post(at, json=move, headers={"If-Match": '"1"'})))
        again = {"reason": "it was another patient"}
        made(await chain.desk.post(f"/appointments/{session['id']}/cancel", json=again))
        made(await chain.desk.post(f"/appointments/{session['id']}/reinstate", json=again))
        for _ in range(course["sessions"]):
            (held,) = await chain.ahead(patient)
            await chain.treated(consult, held, discarded_cartridges=[{"scan": scan(None), "cause": "dropped"}])
        await _a_review(chain, patient)
        await _appointments_that_come_to_nothing(chain, lisbon)
        await _an_offer(chain, lisbon)
        await _suspensions(chain, lisbon)
        recall = {"recall_id": new_id(), "reason": "a seal may leak", "quarantined": 3, "released_reservations": 0}
        now = chain.booking.clock.now()
        where = {"clinic_id": UUID(lisbon.clinic_id), "gtin": GTIN, "lot": "L9"}
        await chain.booking.react(LotRecalled(recalled_at=now, **recall, **where))
        mistake = {"recall_id": recall["recall_id"], "reason": "another lot was meant", "restored": 3}
        await chain.booking.react(RecallWithdrawn(recalled_at=now, withdrawn_at=now, **mistake, **where))
        moved = {"correction_id": new_id(), "serial": "7", "was_lot": "L9", "lot": "L8", "corrected_at": now}
        place = {"clinic_id": UUID(lisbon.clinic_id), "gtin": GTIN}
        await chain.booking.react(CartridgeLotCorrected.model_validate(moved | place))
        await chain.booking.react(CartridgesRecalled(recalled_at=now, serials=("7",), **recall, **where))
        await chain.booking.react(CartridgesRecallWithdrawn(withdrawn_at=now, **mistake, **where))
        change = (await chain.events("ContactChangeRequested"))[-1]
        assert isinstance(change, ContactChangeRequested)
        theirs = {"change_id": change.change_id, "patient_id": UUID(patient)}
        await chain.booking.react(ContactConfirmed(**theirs, confirmed_at=now))
        stop = ContactOptedOut(patient_id=UUID(patient), scope=MessageScope.ALL, opted_out_at=now)
        await chain.booking.react(stop)
        first, *_ = await course_ahead(chain, lisbon)
        made(await move_to(chain, first, later_by(first, weeks=1), carry_later=True))
        agreed = {"scope": MessageScope.ALL, "marketing": True, "opted_in_at": now}
        await chain.booking.react(ContactOptedIn(patient_id=UUID(patient), **agreed))
        await _appointment_answers(chain, await chain.register(lisbon), lisbon)
        cream = {"planned": True, "lidocaine_percent": "4", "wrapped": False}
        product = {"name": "vitamin_c", "use": "infused", "reason": "asked for, and warned"}
        mistaken = await chain.consulted(await chain.register(lisbon), lisbon, anaesthetic=cream, product=product)
        right = {"skin_type": 4, "suitable": True, "plan": mistaken["plan"], "reason": "read from another form"}
        at = f"/consults/{mistaken['id']}/amend"
        nurse = chain.nurse(mistaken["practitioner_id"])
        made(await nurse.post(at, json=right, headers={"If-Match": '"1"'}))
        undone = {"reason": "it was her sister", "becomes": "missed"}
        made(await nurse.post(f"/consults/{mistaken['id']}/void", json=undone, headers={"If-Match": '"2"'}))
        leaves = f"/patients/{await chain.register(lisbon)}/erase"
        made(await chain.director.post(leaves, json={"reason": "asked for in writing"}))
        into = {"into": await chain.register_alike(lisbon), "reason": "registered twice"}
        merge = made(await chain.director.post(f"/patients/{patient}/merge", json=into))
        two = {"reason": "two sisters after all"}
        made(await chain.director.post(f"/merges/{merge['merge_id']}/undo", json=two))

    await take_and_give_back(chain.booking)
    assert_needs_what_it_reads("booking", reads)
    assert_keeps_its_contracts("booking", await chain.events())


async def _an_emergency(chain: Chain, patient: str, clinic_id: str) -> None:
    nurse = chain.booking.client(Role.PRACTITIONER, clinics=[UUID(clinic_id)])
    form = {"clinic_id": clinic_id, "reason": "came in with swelling"}
    opened = made(await nurse.post(f"/patients/{patient}/emergency-accesses", json=form))
    made(await chain.director.post(f"/emergency-accesses/{opened['id']}/review", json={"note": "it was needed"}))


async def _change_everything(chain: Chain, house: House, patient: str) -> None:
    for who, at, change in (
        (chain.operator, f"/clinics/{house.clinic_id}", {"name": "Chiado"}),
        (chain.desk, f"/patients/{patient}", {"family_name": "Sousa Lima"}),
        (chain.desk, f"/patients/{patient}/contact-preferences", {"marketing": True}),
    ):
        tag = (await who.get(at)).headers["ETag"]
        made(await who.patch(at, json=change, headers={"If-Match": tag}))
    own, at = chain.booking.client(Role.PATIENT, subject=UUID(patient)), f"/patients/{patient}"
    for phone in ("+351910000008", "+351910000009", None):
        tag = (await own.get(at)).headers["ETag"]
        contact = {"phone": phone} if phone else {"email": None}
        made(await own.patch(at, json=contact, headers={"If-Match": tag}))


async def _a_review(chain: Chain, patient: str) -> None:
    """The course's results are looked at; then it is stopped, by mistake."""
    (review,) = await chain.ahead(patient)
    chain.go_to(review)
    at = f"/appointments/{review['id']}/stations"
    [arrival] = made(await chain.desk.post(at, json={"station": "arrived"}))["stations"]
    made(await chain.desk.post(f"{at}/{arrival['id']}/withdraw", json={"reason": "it was her sister"}))
    found = {"improvement": "clear", "next_step": "nothing"}
    recorded = made(await chain.treating(review).post(f"/appointments/{review['id']}/results-review", json=found))
    await _corrections(chain, patient, recorded)
    for act in ("stop", "resume"):
        at = f"/courses/{review['course_id']}/{act}"
        made(await chain.practitioner.post(at, json={"reason": "by mistake, as it turned out"}))


async def _corrections(chain: Chain, patient: str, review: dict[str, Any]) -> None:
    """The review and the last session are amended, then they turn out to be somebody else's."""
    why = {"reason": "two patients were mixed up"}
    void = {**why, "becomes": "missed"}
    (session, *_) = made(await chain.director.get("/sessions", params={"patient_id": patient}))["items"]
    done = {name: session[name] for name in ("device_id", "area", "depth_mm", "anaesthetic_used")}
    seen = {"improvement": "slight", "next_step": "nothing"}
    for at, right in (
        (f"/results-reviews/{review['id']}", seen),
        (f"/sessions/{session['id']}", {**done, "cartridges": [scan("0042")]}),
    ):
        made(await chain.director.post(f"{at}/amend", json={**right, **why}, headers={"If-Match": '"1"'}))
        made(await chain.director.post(f"{at}/void", json=void, headers={"If-Match": '"2"'}))


async def _suspensions(chain: Chain, house: House) -> None:
    """Of another patient: one suspension is lifted, one ends what was cleared."""
    patient = await chain.register(house)
    _, course = await chain.cleared(patient, house)
    await chain.booked(patient, house, "session", course_id=course["id"])
    signed = await chain.agrees(patient, house.clinic_id)
    await chain.booking.react(withdrawn(chain, signed))
    for end in (lifted, ended):
        event = suspended(chain, patient, house)
        await chain.booking.react(event)
        await chain.booking.react(end(chain, event))


async def _a_shortage(chain: Chain, session: dict[str, Any]) -> None:
    now = chain.booking.clock.now()
    about = {
        "clinic_id": UUID(session["clinic_id"]),
        "appointment_id": UUID(session["id"]),
        "gtin": GTIN,
        "session_at": moment(session["treatment_starts_at"]),
    }
    await chain.booking.react(CartridgesFellShort(**about, quantity=1, noticed_at=now))
    await chain.booking.react(CartridgesFound(**about, found_at=now, substitute_gtin="04012345000016"))


async def _messages(chain: Chain, appointment: dict[str, str]) -> None:
    about = {
        "message_id": new_id(),
        "patient_id": UUID(appointment["patient_id"]),
        "appointment_id": UUID(appointment["id"]),
        "template": "appointment_confirmed",
    }
    words = {"template_version": "2026-11", "template_digest": "3e" * 32, "language": "en"}
    now = chain.booking.clock.now()
    await chain.booking.react(MessageFailed(**about, reason="The number is not in use.", failed_at=now))
    await chain.booking.react(MessageSent(**about, **words, channel="sms", sent_at=now))
    listed = (Told(appointment_id=UUID(appointment["id"]), starts_at=moment(appointment["starts_at"])),)
    several = {**about, "appointment_id": None, "appointments": listed}
    await chain.booking.react(MessageFailed(**several, reason="The number is not in use.", failed_at=now))
    await chain.booking.react(MessageSent(**several, **words, channel="sms", sent_at=now))
    await chain.booking.react(MessageArrived(**about, state="read", channel="sms", said_at=now))
    await chain.booking.react(MessageArrived(**several, state="delivered", channel="sms", said_at=now))


async def _an_offer(chain: Chain, house: House) -> None:
    patient = await chain.register(house)
    (_, *later) = await chain.slots(house, "consult", limit=200)
    freed = made(await chain.book(await chain.register(house), house, "consult", later[-1]))
    form = {"patient_id": patient, "clinic_ids": [house.clinic_id]}
    made(await chain.desk.post("/waitlist-entries", json=form))
    made(await chain.desk.post(f"/appointments/{freed['id']}/cancel", json={"reason": "away that week"}))
    await chain.booking.fire_timers()
    (offer,) = made(await chain.desk.get("/waitlist-offers", params={"patient_id": patient}))["items"]
    told = {"offer_id": UUID(offer["id"]), "patient_id": UUID(patient)}
    now = chain.booking.clock.now()
    await chain.booking.react(
        MessageFailed(
            message_id=new_id(),
            patient_id=UUID(patient),
            appointment_id=None,
            template="waitlist_offer",
            reason="no such number",
            failed_at=now,
            offer_id=UUID(offer["id"]),
        )
    )
    await chain.booking.react(OfferAnswered(**told, accepted=False, answered_at=now))


async def _appointments_that_come_to_nothing(chain: Chain, house: House) -> None:
    first = await chain.booked(await chain.register(house), house, "consult")
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json={"reason": "away that week"}))
    second = await chain.booked(await chain.register(house), house, "consult")
    chain.go_to(second)
    made(await chain.desk.post(f"/appointments/{second['id']}/miss"))


async def _appointment_answers(chain: Chain, patient: str, house: House) -> None:
    for answer in ("confirmed", "cancelled"):
        appointment = await chain.booked(patient, house, "consult")
        await chain.booking.react(answered(appointment, answer, chain))
