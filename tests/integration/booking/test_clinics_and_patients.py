"""What a chain is made of, and who its patients are: edited with If-Match, told to the others."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicChanged, ClinicOpened, OpeningHours
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientRegistered
from contracts.inventory.stock import LotRecalled
from contracts.notifications.messages import ContactOptedOut, MessageArrived, MessageFailed, MessageSent, Told
from contracts.vocabulary import MessageScope
from tests.integration.booking.chain import WORK_DAYS, Chain, House, made, refused

CLINIC: dict[str, Any] = {
    "name": "Chiado",
    "address": "Rua Garrett 1, Lisboa",
    "time_zone": "Europe/Lisbon",
    "map_link": "https://maps.example/chiado",
    "phone": "+351210000000",
    "stock_contact": "stock@clinic.example",
    "hours": WORK_DAYS,
}


async def test_a_clinic_opens_and_changes(chain: Chain) -> None:
    clinic = made(await chain.operator.post("/clinics", json=CLINIC))
    at = f"/clinics/{clinic['id']}"
    assert (clinic["messages_from"], clinic["messages_until"]) == ("08:00:00", "21:00:00")
    shorter = {"hours": [{"weekday": 0, "opens": "10:00", "closes": "12:00"}]}
    refused(await chain.operator.patch(at, json=shorter), "precondition-required", status=428)
    tag = (await chain.desk.get(at)).headers["ETag"]
    changed = made(await chain.operator.patch(at, json=shorter, headers={"If-Match": tag}))
    assert (changed["version"], len(changed["hours"])) == (2, 1)
    assert changed.pop("touched") == {"in_all": 0, "appointments": []}
    assert changed == clinic | {"version": 2, "hours": changed["hours"]}
    refused(await chain.operator.patch(at, json=shorter, headers={"If-Match": tag}), "stale", status=412)
    opened, told = await chain.events()
    assert isinstance(opened, ClinicOpened)
    assert isinstance(told, ClinicChanged)
    assert told.details.time_zone == "Europe/Lisbon"
    assert opened.details.hours
    assert told.details.hours == (OpeningHours(weekday=0, opens=time(10), closes=time(12)),)
    assert made(await chain.desk.get("/clinics"))["items"] == [changed]


async def test_what_cannot_be_a_clinic_is_refused(chain: Chain) -> None:
    wrongs: list[dict[str, Any]] = [
        {"time_zone": "Lisbon"},
        {"map_link": "http://maps.example"},
        {"phone": "210000000"},
        {"stock_contact": "the stock manager"},
        {"hours": []},
        {"hours": [{"weekday": 7, "opens": "09:00", "closes": "18:00"}]},
        {"hours": [{"weekday": 0, "opens": "18:00", "closes": "09:00"}]},
        {"hours": [*WORK_DAYS, {"weekday": 0, "opens": "12:00", "closes": "19:00"}]},
        {"messages_from": "22:00"},
        {"messages_from": "09:00+01:00"},
        {"messages_until": "20:00Z"},
    ]
    for wrong in wrongs:
        refused(await chain.operator.post("/clinics", json=CLINIC | wrong), "not-understood", status=422)
    refused(await chain.desk.post("/clinics", json=CLINIC), "forbidden", status=403)
    refused(await chain.operator.get(f"/clinics/{new_id()}"), "not-found", status=404)
    missing = await chain.operator.patch(f"/clinics/{new_id()}", json={}, headers={"If-Match": '"1"'})
    refused(missing, "not-found", status=404)
    assert await chain.events() == []


async def test_rooms_devices_and_practitioners_are_added_and_listed(chain: Chain, lisbon: House) -> None:
    at = f"/clinics/{lisbon.clinic_id}"
    for what, ids in (("rooms", lisbon.rooms), ("devices", lisbon.pens), ("practitioners", lisbon.nurses)):
        assert [one["id"] for one in made(await chain.desk.get(f"{at}/{what}"))["items"]] == ids
    (nurse,) = made(await chain.desk.get(f"{at}/practitioners"))["items"]
    assert nurse["permissions"] == [{"modality": "pen", "max_depth_mm": "2.0", "first_day": None, "last_day": None}]
    refused(await chain.operator.post(f"{at}/rooms", json={"name": "Room 0"}), "name-taken", "choose another name")
    refused(await chain.operator.post(f"{at}/rooms", json={"name": "rööm  0"}), "name-taken", "named Room 0 already")
    device = {"model": "skinpen", "modality": "pen", "serial": "A1", "cartridge_gtin": "812345000016"}
    assert made(await chain.operator.post(f"{at}/devices", json=device))["cartridge_gtin"] == "00812345000016"
    refused(await chain.operator.post(f"{at}/devices", json=device), "name-taken", "serial number A1")
    refused(
        await chain.operator.post(f"{at}/devices", json=device | {"serial": "a1"}), "name-taken", "check the number"
    )
    written = ("b1", "B1", "b1", "B1")
    at_once = [chain.operator.post(f"{at}/devices", json=device | {"serial": each}) for each in written]
    assert sorted(each.status_code for each in await asyncio.gather(*at_once)) == [201, 409, 409, 409]
    misread = device | {"serial": "A2", "cartridge_gtin": "812345000017"}
    refused(await chain.operator.post(f"{at}/devices", json=misread), "not-understood", "wrong check digit", 422)
    twice = [{"modality": "pen", "max_depth_mm": "1"}, {"modality": "pen", "max_depth_mm": "2"}]
    person = {"given_name": "Rui", "family_name": "Dias", "profession": "nurse", "permissions": twice}
    refused(await chain.operator.post(f"{at}/practitioners", json=person), "not-understood", status=422)
    nowhere = f"/clinics/{new_id()}/rooms"
    refused(await chain.operator.post(nowhere, json={"name": "Room"}), "not-found", status=404)
    abroad = chain.booking.client(Role.OPERATOR, clinics=[new_id()])
    refused(await abroad.post(f"{at}/rooms", json={"name": "Room 9"}), "forbidden", status=403)


async def test_a_patient_registers_and_changes(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, channel="whatsapp", marketing=True)
    response = await chain.desk.get(f"/patients/{patient}")
    shown = made(response)
    assert (shown["channel"], shown["marketing"], shown["given_name"]) == ("whatsapp", True, "Inês")
    married = {"family_name": "Sousa Lima"}
    tag = {"If-Match": response.headers["ETag"]}
    changed = made(await chain.desk.patch(f"/patients/{patient}", json=married, headers=tag))
    assert changed == shown | {"family_name": "Sousa Lima", "version": 2, "contact_changes": []}
    refused(await chain.desk.patch(f"/patients/{patient}", json=married, headers=tag), "stale", status=412)
    at, latest = f"/patients/{patient}", {"If-Match": '"2"'}
    refused(
        await chain.desk.patch(at, json={"phone": None, "reason": "lost"}, headers=latest),
        "unreachable",
        "WhatsApp",
        422,
    )
    refused(await chain.desk.patch(at, json={"given_name": None}, headers=latest), "not-understood", "given_name", 422)
    refused(await chain.desk.patch(at, json={"channel": "sms"}, headers=latest), "not-understood", "channel", 422)
    registered, told = (await chain.events())[-2:]
    assert isinstance(registered, PatientRegistered)
    assert isinstance(told, PatientChanged)
    assert "Sousa" not in told.model_dump_json(), "nobody reads family names"


async def test_who_cannot_be_registered(chain: Chain, lisbon: House) -> None:
    form = {
        "given_name": "Rui",
        "family_name": "Dias",
        "date_of_birth": "1990-01-01",
        "home_clinic_id": lisbon.clinic_id,
        "channel": "email",
    }
    refused(await chain.desk.post("/patients", json=form), "unreachable", "e-mail address", 422)
    reachable = form | {"email": "rui@example.org"}
    unborn = reachable | {"date_of_birth": "2027-03-02"}
    refused(await chain.desk.post("/patients", json=unborn), "invalid", "future", 422)
    nowhere = reachable | {"home_clinic_id": str(new_id())}
    refused(await chain.desk.post("/patients", json=nowhere), "not-found", "no such clinic", 404)
    refused(await chain.practitioner.post("/patients", json=reachable), "forbidden", status=403)
    refused(await chain.desk.get(f"/patients/{new_id()}"), "not-found", status=404)
    made(await chain.desk.post("/patients", json=reachable))


async def test_a_patient_says_how_to_be_reached(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon, email="ines@example.org"), await chain.register(lisbon)
    ines = chain.booking.client(Role.PATIENT, subject=patient)
    at = f"/patients/{patient}/contact-preferences"
    tag = {"If-Match": (await ines.get(at)).headers["ETag"]}
    by_mail = {"channel": "email", "marketing": True}
    assert made(await ines.patch(at, json=by_mail, headers=tag))["channel"] == "email"
    event = (await chain.events())[-1]
    assert isinstance(event, ContactPreferencesChanged)
    assert (event.channel, event.marketing) == ("email", True)
    refused(await ines.get(f"/patients/{other}/contact-preferences"), "forbidden", status=403)
    theirs = await ines.patch(f"/patients/{other}/contact-preferences", json=by_mail, headers=tag)
    refused(theirs, "forbidden", status=403)
    refused(await ines.get(f"/patients/{other}"), "forbidden", status=403)
    refused(await ines.get(f"/patients/{other}/clearances"), "forbidden", status=403)
    refused(await ines.get("/courses", params={"patient_id": other}), "forbidden", status=403)


async def test_a_stop_is_respected_and_not_echoed(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, marketing=True)
    published = len(await chain.events())
    at = f"/patients/{patient}/contact-preferences"
    for scope in MessageScope:
        now = chain.booking.clock.now()
        await chain.booking.react(ContactOptedOut(patient_id=UUID(patient), scope=scope, opted_out_at=now))
        shown = made(await chain.desk.get(at))
        assert shown["marketing"] is False
        assert (shown["opted_out_at"] is not None) is (scope is MessageScope.ALL)
    assert len(await chain.events()) == published


WORDING = {"template_version": "2026-11", "template_digest": "3e" * 32, "language": "en"}
"""Which words a message was sent in."""


async def test_an_appointment_shows_whether_the_patient_knows(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    about = {
        "message_id": new_id(),
        "patient_id": UUID(appointment["patient_id"]),
        "appointment_id": UUID(appointment["id"]),
        "template": "appointment_confirmed",
    }
    before_the_move = chain.booking.clock.now()
    await chain.booking.react(MessageFailed(**about, reason="The number is not in use.", failed_at=before_the_move))
    assert (await chain.appointment(appointment["id"]))["could_not_reach"] == "The number is not in use."
    sent = MessageSent(**about, **WORDING, channel="sms", sent_at=chain.booking.clock.now())
    await chain.booking.react(sent)
    shown = await chain.appointment(appointment["id"])
    assert (shown["notified_at"] is not None, shown["could_not_reach"]) == (True, None)
    assert shown["version"] == 1  # being told is no edit: nobody's If-Match fails for it

    (slot, *_) = await chain.slots(lisbon, "consult", near="16:00")
    move = {"starts_at": slot["starts_at"]}
    at = f"/appointments/{appointment['id']}/move"
    assert made(await chain.desk.post(at, json=move, headers={"If-Match": '"1"'}))["notified_at"] is None
    late = MessageSent(**about, **WORDING, channel="sms", sent_at=before_the_move)
    await chain.booking.react(late)
    assert (await chain.appointment(appointment["id"]))["notified_at"] is None


async def test_one_message_about_several_appointments_counts_for_each_at_the_time_that_it_says(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    made(await chain.desk.post(f"/courses/{course['id']}/appointments", json={}))
    ahead = await chain.ahead(patient)
    listed = [Told(appointment_id=one["id"], starts_at=one["starts_at"]) for one in ahead]
    wrong = listed[0].model_copy(update={"starts_at": listed[0].starts_at + timedelta(days=1)})
    now = chain.booking.clock.now()

    async def calls() -> list[dict[str, Any]]:
        query = {"patient_id": patient, "kind": "call_patient"}
        items: list[dict[str, Any]] = made(await chain.desk.get("/worklist", params=query))["items"]
        return items

    about = {"message_id": new_id(), "patient_id": UUID(patient), "appointment_id": None, "template": "several"}
    said = {**about, "appointments": (wrong, *listed[1:])}
    await chain.booking.react(MessageFailed(**said, reason="The number is not in use.", failed_at=now))
    unreached = [one["could_not_reach"] is not None for one in await chain.ahead(patient)]
    assert unreached == [False, True, True, True]
    assert len(await calls()) == 3
    made(await chain.desk.post(f"/appointments/{ahead[1]['id']}/call"))
    assert await calls() == []
    assert {one["could_not_reach"] for one in await chain.ahead(patient)} == {None}
    await chain.booking.react(MessageSent(**said, **WORDING, channel="sms", sent_at=now))
    assert [one["notified_at"] is not None for one in await chain.ahead(patient)] == [False, True, True, True]


async def test_an_appointment_shows_whether_its_message_arrived_and_was_read(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    starts_at = datetime.fromisoformat(appointment["starts_at"])
    about = {
        "message_id": new_id(),
        "patient_id": UUID(appointment["patient_id"]),
        "appointment_id": UUID(appointment["id"]),
        "template": "appointment_confirmed",
        "channel": "whatsapp",
        "starts_at": starts_at,
    }

    async def shown() -> tuple[str | None, bool, bool]:
        found = await chain.appointment(appointment["id"])
        return found["notified_as"], found["notified_at"] is not None, found["read_at"] is not None

    def sent(**more: str) -> MessageSent:
        return MessageSent(**about, **WORDING, sent_at=chain.booking.clock.now(), **more)

    def arrived(state: str, **more: object) -> MessageArrived:
        return MessageArrived(**{**about, **more}, state=state, said_at=chain.booking.clock.now())

    assert await shown() == (None, False, False)
    await chain.booking.react(arrived("delivered", starts_at=starts_at - timedelta(days=1)))
    assert await shown() == (None, False, False), "that message was about another time"
    await chain.booking.react(sent())
    assert await shown() == ("accepted", True, False)
    await chain.booking.react(arrived("delivered"))
    at = (await chain.appointment(appointment["id"]))["notified_at"]
    await chain.booking.react(sent())
    assert await shown() == ("delivered", True, False), "a reminder on its way takes nothing back"
    await chain.booking.react(arrived("read"))
    assert await shown() == ("delivered", True, True)
    assert (await chain.appointment(appointment["id"]))["notified_at"] == at

    (slot, *_) = await chain.slots(lisbon, "consult", near="16:00")
    move = {"starts_at": slot["starts_at"]}
    made(await chain.desk.post(f"/appointments/{appointment['id']}/move", json=move, headers={"If-Match": '"1"'}))
    assert await shown() == (None, False, False)
    await chain.booking.react(arrived("read"))
    assert await shown() == (None, False, False)


async def test_messages_and_recalls_about_nothing_of_ours_are_no_trouble(chain: Chain, lisbon: House) -> None:
    patient = UUID(await chain.register(lisbon))
    now = chain.booking.clock.now()
    about = {"message_id": new_id(), "patient_id": patient, "template": "news", "appointment_id": None}
    await chain.booking.react(MessageSent(**about, **WORDING, channel="sms", sent_at=now))
    await chain.booking.react(MessageFailed(**about, reason="The number is not in use.", failed_at=now))
    recall = LotRecalled(
        recall_id=new_id(),
        clinic_id=UUID(lisbon.clinic_id),
        gtin="00812345000016",
        lot="UNSEEN",
        reason="test",
        quarantined=0,
        released_reservations=0,
        recalled_at=now,
    )
    await chain.booking.react(recall)
    await chain.booking.react(recall.model_copy(update={"recall_id": new_id()}))


async def test_a_patient_has_a_language_that_stays_until_another_is_given(chain: Chain, lisbon: House) -> None:
    at = f"/patients/{await chain.register(lisbon)}"
    assert made(await chain.desk.get(at))["language"] == "en"
    portuguese = await chain.desk.patch(at, json={"language": "pt"}, headers={"If-Match": '"1"'})
    assert made(portuguese)["language"] == "pt"
    moved = await chain.desk.patch(
        at, json={"phone": "+351912345679", "reason": "a new one"}, headers={"If-Match": '"2"'}
    )
    assert made(moved)["language"] == "pt"
    refused(await chain.desk.patch(at, json={"language": "en"}, headers={"If-Match": '"1"'}), "stale", status=412)
    events = [each for each in await chain.events() if isinstance(each, PatientRegistered | PatientChanged)]
    assert [each.details.language for each in events] == ["en", "pt", "pt"]


async def test_a_language_that_is_no_tag_is_refused(chain: Chain, lisbon: House) -> None:
    form = {"given_name": "Rui", "family_name": "Dias", "date_of_birth": "1990-05-04", "channel": "sms"}
    form |= {"home_clinic_id": lisbon.clinic_id, "phone": "+351912345678", "language": "Portuguese"}
    refused(await chain.desk.post("/patients", json=form), "not-understood", "such as en, pt or pt-BR", 422)
