"""For each service a clinic with a patient who has been through everything, and another clinic."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import insert

from chassis.access.actors import Role
from chassis.ids import new_id
from services.notifications.domain.recipients import Channel, Route
from services.notifications.store.addresses import keep_bad
from services.notifications.tables import links
from services.screening.domain.outcomes import ScreeningStage
from tests.integration.booking.chain import Chain, House, made
from tests.integration.booking.chain import scan as booking_scan
from tests.integration.booking.importing import BALANCE, Importer, csv_of
from tests.integration.booking.photos import sent
from tests.integration.console import stories as pages
from tests.integration.inventory import stories as stock
from tests.integration.inventory import transferring
from tests.integration.notifications import stories as messages
from tests.integration.screening.patients import Patient, clinic_opened, plain
from tests.integration.screening.stories import Story
from tests.integration.screening.worklists import director, items
from tests.support.running import Running
from tests.unit.screening.factories import healthy

World = dict[str, Any]


async def booking(running: Running) -> World:
    chain = Chain(running)
    here, there = await chain.open(), await chain.open()
    patient, other = await chain.register_alike(here), await chain.register_alike(here)
    consult, course = await chain.cleared(patient, here)
    appointment = await chain.booked(patient, here, "session", course_id=course["id"])
    session = await chain.treated(consult, appointment)
    chain.go_to(await chain.booked(patient, here, "consult"), timedelta(days=1))
    await running.fire_timers()
    [item] = made(await chain.desk.get("/worklist", params={"patient_id": patient}))["items"]  # nobody closed it
    gone = await chain.booked(patient, here, "consult")
    chain.go_to(gone, timedelta(minutes=30))
    made(await chain.desk.post(f"/appointments/{gone['id']}/miss"))
    [fact] = made(await chain.desk.get(f"/patients/{patient}/attendance"))["facts"]
    ahead = await chain.booked(patient, here, "consult")
    cancellable = await chain.booked(patient, here, "consult")
    into = {"into": patient, "reason": "the same passport"}
    merge = made(await chain.director.post(f"/patients/{await chain.register_alike(here)}/merge", json=into))
    waiting, offer = await _an_offer(chain, here, patient)
    visited = await chain.open()
    about = {"clinic_id": visited.clinic_id, "reason": "came in with swelling"}
    clinician = running.client(Role.PRACTITIONER, clinics=[UUID(visited.clinic_id)], subject="there for a day")
    place = f"/patients/{patient}"
    visit = made(await clinician.post(f"{place}/care-relationships", json=about))
    emergency = made(await clinician.post(f"{place}/emergency-accesses", json=about))
    held = made(await chain.hold(patient, here, "consult", (await chain.slots(here, "consult"))[0]))
    own, phone = running.client(Role.PATIENT, subject=UUID(patient)), {"phone": "+351910000009"}
    change = made(await own.patch(f"/patients/{patient}", json=phone, headers={"If-Match": '"1"'}))
    works = {"resource_kind": "room", "resource_id": here.rooms[0], "cause": "works", "starts": "2027-12-24"}
    away = made(await chain.operator.post(f"/clinics/{here.clinic_id}/unavailabilities", json=works))
    mother = {"name": "Marta Sousa", "relation": "parent", "phone": "+351912000222"}
    guardian = made(await chain.desk.post(f"{place}/guardians", json=mother))
    work = {"channel": "sms", "address": "+351912000333"}
    made(await chain.desk.post(f"{place}/addresses", json=work))
    [first, *_, further] = made(await chain.desk.get(f"{place}/addresses"))["items"]
    agreed = made(await chain.desk.post(f"{place}/processing-consents", json={"wording": "privacy-2025-01"}))
    made(await chain.desk.post(f"/processing-consents/{agreed['id']}/withdraw", json={"reason": "by letter"}))
    note = made(await chain.desk.post(f"{place}/notes", json={"text": "Needs the lift"}))
    twice = {"into": other, "reason": "the same passport"}
    proposal = made(await chain.desk.post(f"{place}/merge-proposals", json=twice))
    [pair] = made(await chain.desk.get("/possible-duplicates", params={"patient_id": other}))["items"]
    importer = Importer(chain, here)
    taken = await importer.applied("courses", csv_of(BALANCE | {"patient": patient, "last_session_on": "2026-10-05"}))
    assert taken["outcomes"] == {"created": 1}, await importer.lines(taken["id"])
    balances = made(await chain.desk.get("/course-balances", params={"patient_id": patient}))["items"]
    return {
        "import": await importer.begun("patients"),
        "balance": balances[0]["id"],
        "fact": fact["id"],
        "guardian": guardian["id"],
        "agreed": agreed["id"],
        "address": first["id"],
        "further": further["id"],
        "note": note["id"],
        "pair": pair["id"],
        "proposal": proposal["id"],
        "merge": merge["merge_id"],
        "clinic": here.clinic_id,
        "elsewhere": there.clinic_id,
        "unavailability": away["id"],
        "visit": visit["id"],
        "emergency": emergency["id"],
        "patient": patient,
        "other": other,
        "nurse": here.nurses[0],
        "room": here.rooms[0],
        "pen": here.pens[0],
        "label": booking_scan("0815"),
        "course": course["id"],
        "consult": consult["id"],
        "session": session["id"],
        "photo": (await sent(chain, session))["id"],
        "mistaken": (await sent(chain, session))["id"],
        "unknown": str(new_id()),
        "item": item["id"],
        "appointment": ahead["id"],
        "cancellable": cancellable["id"],
        "hold": held["id"],
        "feed": made(await chain.desk.post(f"/clinics/{here.clinic_id}/calendar-feeds", json={"name": "Desk"}))["id"],
        "waiting": waiting["id"],
        "offer": offer["id"],
        "change": change["contact_changes"][0]["id"],
    }


async def _an_offer(chain: Chain, house: House, patient: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The patient waits for an earlier time, and one has been freed."""
    (other, soon) = await chain.register(house, given_name="Ana"), "09:30"
    freed = await chain.booked(other, house, "consult", near=soon)
    (slot, *_) = await chain.slots(house, "consult", near="17:30", **{"from": freed["local_start"][:10]}, limit=1)
    later = made(await chain.book(patient, house, "consult", slot))
    wish = {"patient_id": patient, "clinic_ids": [house.clinic_id], "appointment_id": later["id"], "notice_minutes": 0}
    waiting = made(await chain.desk.post("/waitlist-entries", json=wish))
    made(await chain.desk.post(f"/appointments/{freed['id']}/cancel", json={"reason": "away that week"}))
    await chain.booking.fire_timers()
    (offer,) = made(await chain.desk.get("/waitlist-offers", params={"patient_id": patient}))["items"]
    return waiting, offer


async def screening(running: Running) -> World:
    patient, other = Patient(running), Patient(running)
    elsewhere = new_id()
    await running.react(clinic_opened(elsewhere))
    await patient.registers()
    declared = await patient.declares(keloid=True, isotretinoin_last_dose_on=date(2026, 10, 1))
    await patient.is_consulted()
    await other.registers()
    [item] = await items(patient)
    decided = (await patient.decided()).screening_id
    override = {"outcome": "cleared", "reason": "Low dose, seen in person."}
    proposal = made(await director(patient).post(f"/screenings/{decided}/proposals", json=override))
    asked = {"question": "How long ago did the scar appear?"}
    question = made(await director(patient).post(f"/screenings/{decided}/questions", json=asked))
    consent = (await patient.signs()).json()
    session = Story(patient)
    await session.books("session", timedelta(hours=20))
    said = {"answers": plain(healthy(ScreeningStage.DAY_OF)), "asked": await patient.asked()}
    made(await patient.client(Role.PATIENT).post(f"/appointments/{session.appointment_id}/day-of-answers", json=said))
    reaction = await patient.reacted("not_sure")
    mistaken = await patient.reacted("redness")
    return {
        "consent": consent["id"],
        "reaction": reaction["id"],
        "mistaken": mistaken["id"],
        "clinic": patient.clinic_id,
        "elsewhere": elsewhere,
        "patient": patient.patient_id,
        "other": other.patient_id,
        "item": item["id"],
        "proposal": proposal["id"],
        "question": question["id"],
        "intake": await patient.intake(),
        "session": session.appointment_id,
        "screening": decided,
        "declaration": made(declared)["declaration_id"],
        "answers": plain(healthy()),
    }


async def notifications(running: Running) -> World:
    clinic, elsewhere = new_id(), new_id()
    await running.react(messages.opened(clinic))
    await running.react(messages.opened(elsewhere))
    patient, other = messages.Patient(clinic), messages.Patient(clinic, phone="+351910000001")
    for each in (patient, other):
        await running.react(each.registered())
    visit = messages.Appointment(patient, messages.START + 3 * messages.DAY)
    await running.react(visit.booked())
    change = messages.asked(patient, "+351910000009", messages.START)
    await running.react(change)
    async with running.work() as work:
        await keep_bad(work, patient.id, Route(Channel.EMAIL, "ana@example.org"), "the mail server does not know it")
    [message, *_] = await messages.messages(running, patient_id=patient.id)
    wrote = {"channel": "sms", "sender": patient.phone, "text": "Can I come at three?"}
    text = made(await running.client(Role.INTEGRATION).post("/inbound", json=wrote))["text_id"]
    threads = (await running.client(Role.FRONT_DESK).get("/threads", params={"patient_id": str(patient.id)})).json()[
        "items"
    ]
    thread = threads[0]["id"]
    [item] = (await running.client(Role.FRONT_DESK).get("/worklist")).json()["items"]
    link = new_id()
    kept: World = {"id": link, "message_id": UUID(message["id"]), "patient_id": patient.id, "clinic_id": clinic}
    kept |= {"act": "visit", "subject_id": new_id(), "digest": "5d" * 32}
    kept |= {"made_at": messages.START, "until": messages.START}
    async with running.work() as work:
        await work.execute(insert(links).values(kept | {"about": "visit", "state": "open", "tries": 0, "opened": 0}))
    return {
        "link": link,
        "text": text,
        "thread": thread,
        "item": item["id"],
        "clinic": clinic,
        "elsewhere": elsewhere,
        "patient": patient.id,
        "other": other.id,
        "message": message["id"],
        "change": change.change_id,
        "appointment": visit.id,
        "starts_at": visit.starts_at.isoformat(),
    }


async def inventory(running: Running) -> World:
    clinic, elsewhere = new_id(), new_id()
    for each in (clinic, elsewhere):
        await running.react(stock.opened(each))
    keeper = running.client(Role.STOCK_MANAGER)
    await stock.create_products(keeper)
    receipt = await stock.received(keeper, clinic, (stock.scan("A"), 10), (stock.scan("A", serial="S1"), 1))
    spent = await stock.received(keeper, clinic, (stock.scan("T"), 1))
    made(await keeper.post(f"/receipts/{spent['id']}/withdraw", json={"reason": "scanned twice"}))
    level = await keeper.put(
        f"/clinics/{clinic}/reorder-levels/{stock.PEN}", json={"reorder_point": 1, "reorder_quantity": 5}
    )
    assert level.status_code == 200
    appointment = stock.Appointment(clinic)
    await running.react(appointment.booked(stock.in_days(3)))
    await running.react(appointment.used("A", stock.START))
    recalled = {"gtin": stock.PEN, "lot": "earlier", "reason": "as the maker says", "confirmed": True}
    director = running.client(Role.MEDICAL_DIRECTOR)
    recall = made(await director.post("/recalls", json=recalled))
    made(await director.post(f"/recalls/{recall['id']}/letters"))
    noted = {"gtin": stock.PEN, "lots": ["noted"], "reason": "as the maker says", "confirmed": ["noted"]}
    notice = made(await director.post("/recall-notices", json=noted))
    await running.react(replace(appointment, id=new_id(), session_id=new_id()).used("earlier", stock.START))
    [letter] = (await director.get("/recall-letters")).json()["items"]
    supplier = made(await keeper.post("/suppliers", json={"name": "Roller Supplies"}))
    wanted = {"clinic_id": str(clinic), "supplier_id": supplier["id"], "lines": [{"gtin": stock.PEN, "packages": 2}]}
    order = made(await keeper.post("/purchase-orders", json=wanted))
    of_lot = {"gtin": stock.PEN, "lot": "T", "stated_expires_on": str(stock.LATER), "made_on": "2026-10-01"}
    correction = made(
        await keeper.post(
            "/lot-corrections", json={**of_lot, "expires_on": str(stock.LATER), "reason": "the label says when"}
        )
    )
    outgoing, incoming = await _transfers(running, keeper, clinic)
    soon = running.clock.now().date() + timedelta(days=20)
    await stock.received(keeper, clinic, (stock.scan("SOON", soon), 1))
    await running.fire_timers()
    (expiring, *_) = (await keeper.get("/expiring-stock", params={"clinic_id": str(clinic)})).json()["items"]
    needed_on = running.clock.now().date() + timedelta(days=5)
    await running.react(stock.Appointment(elsewhere).booked(needed_on, gtin=stock.ROLLER))
    (shortage, *_) = (await keeper.get("/shortages", params={"clinic_id": str(elsewhere)})).json()["items"]
    await running.react(replace(appointment, id=new_id(), session_id=new_id()).used("never received", stock.START))
    item, other = (await director.get("/worklist", params={"kind": "incident_open"})).json()["items"]
    return {
        "supplier": supplier["id"],
        "order": order["id"],
        "count": made(await keeper.post("/counts", json={"clinic_id": str(clinic)}))["id"],
        "outgoing": outgoing["id"],
        "incoming": incoming["id"],
        "outgoing_line": outgoing["lines"][0]["id"],
        "incoming_line": incoming["lines"][0]["id"],
        "third": incoming["from_clinic_id"],
        "receipt": receipt["id"],
        "spent": spent["id"],
        "item": item["id"],
        "incident": other["subject_id"],
        "clinic": clinic,
        "elsewhere": elsewhere,
        "patient": appointment.patient_id,
        "other": new_id(),
        "gtin": stock.PEN,
        "label": stock.scan("B"),
        "appointment": appointment.id,
        "recall": recall["id"],
        "correction": correction["id"],
        "expiring": expiring["id"],
        "shortage": shortage["id"],
        "notice": notice["id"],
        "entry": made(await keeper.get(f"/lots/{stock.PEN}/A"))["entries"]["items"][-1]["id"],
        "letter": letter["id"],
    }


async def _transfers(running: Running, keeper: httpx.AsyncClient, clinic: UUID) -> list[dict[str, Any]]:
    """One from the clinic and one to it; the other end is a third clinic."""
    third = new_id()
    await running.react(stock.opened(third))
    ways = [(clinic, third), (third, clinic)]
    for sender, _ in ways:
        await stock.received(keeper, sender, (stock.scan("T"), 2))
    return [await transferring.sent(keeper, *way, transferring.line("T", 2)) for way in ways]


async def console(running: Running) -> World:
    clinic, elsewhere = new_id(), new_id()
    for each in (clinic, elsewhere):
        await running.react(pages.opened(each))
    visit = pages.booked(clinic, running.clock.now())
    await running.react(visit)
    await running.react(pages.item(clinic, running.clock.now(), visit.patient_id))
    director = running.client(Role.MEDICAL_DIRECTOR)
    assert (await director.get(f"/patients/{visit.patient_id}/archive")).status_code == 200
    return {"clinic": clinic, "elsewhere": elsewhere, "patient": visit.patient_id, "other": new_id()}


MAKERS: dict[str, Callable[[Running], Awaitable[World]]] = {
    "booking": booking,
    "console": console,
    "inventory": inventory,
    "notifications": notifications,
    "screening": screening,
}


def clinic_of(world: World, *, own: bool) -> list[UUID]:
    """The clinics of a token: that of the world's patient, or another one."""
    return [UUID(str(world["clinic" if own else "elsewhere"]))]
