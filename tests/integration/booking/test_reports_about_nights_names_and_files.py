"""Reports about nights of other products, about names that cannot be put right, and files that are read wrongly."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.booking.appointments import AppointmentMoved, CartridgeNeed
from tests.integration.booking.chain import CHOICE, OTHER_GTIN, Chain, House, made, moment, refused
from tests.integration.booking.importing import Importer, csv_of, patient_row
from tests.integration.booking.test_further_reports_of_others import ALL_DAY, days_offered
from tests.integration.booking.test_moves_and_swaps import move
from tests.integration.booking.test_reports_of_others import on
from tests.integration.booking.test_unavailabilities import at, enter

WHY = {"reason": "A typing error at the desk."}


async def test_an_hour_that_comes_twice_is_two_hours(chain: Chain) -> None:
    """calcom/cal.diy#24843 and its kind: of two 01:30 one is lost, or both are one."""
    house = await chain.open("Europe/Lisbon", hours=ALL_DAY)
    await chain.without_holidays(house)
    chain.booking.clock.set(moment("2027-10-25T08:00:00+00:00"))
    twice = [
        each for each in await chain.slots(house, "consult", **on("2027-10-31")) if "T01:30" in each["local_start"]
    ]
    booked = [made(await chain.book(await chain.register(house), house, "consult", each)) for each in twice]
    first, second = (moment(each["starts_at"]) for each in booked)
    assert second - first == timedelta(hours=1)
    assert booked[0]["local_start"] != booked[1]["local_start"], "told apart by their offsets"


@pytest.mark.parametrize(
    ("zone", "day", "starts_at"),
    [
        ("America/New_York", "2027-03-14", "2027-03-14T17:00:00Z"),
        ("Europe/Berlin", "2027-03-28", "2027-03-28T11:00:00Z"),
    ],
)
async def test_an_afternoon_stays_where_it_is_on_the_day_the_clocks_change(
    chain: Chain, zone: str, day: str, starts_at: str
) -> None:
    """calcom/cal.diy#30021: a start from 13:00 on is offered an hour late on that day."""
    house = await chain.open(zone, hours=[{"weekday": 6, "opens": "13:00", "closes": "18:00"}])
    await chain.without_holidays(house)
    slots = await chain.slots(house, "consult", **on(day))
    assert (slots[0]["starts_at"], slots[0]["local_start"][11:16]) == (starts_at, "13:00")


async def test_an_hour_that_is_skipped_is_not_offered(chain: Chain) -> None:
    house = await chain.open("Europe/Madrid", hours=ALL_DAY)
    await chain.without_holidays(house)
    local = {each["local_start"][11:16] for each in await chain.slots(house, "consult", **on("2027-03-28"))}
    assert {"01:45", "03:00"} <= local
    assert not {each for each in local if each.startswith("02")}


async def test_a_shift_goes_over_midnight(chain: Chain) -> None:
    """calcom/cal.diy#6323, #5929, alextselegidis/easyappointments#1822, ohcnetwork/care_fe#11204."""
    night = [{"weekday": 4, "opens": "18:00", "closes": "24:00"}, {"weekday": 5, "opens": "00:00", "closes": "02:00"}]
    house = await chain.open("Europe/Lisbon", hours=night)
    shift = {"practitioner_id": house.nurses[0], "first_day": "2027-03-01", "hours": night}
    made(await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=shift))
    slots = await chain.slots(house, "consult", **{"from": "2027-03-05", "to": "2027-03-06", "limit": 500})
    over = next(each for each in slots if each["local_start"].startswith("2027-03-05T23:45"))
    made(await chain.book(await chain.register(house), house, "consult", over))
    overnight = shift | {"hours": [{"weekday": 4, "opens": "18:00", "closes": "02:00"}]}
    answer = await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=overnight)
    refused(answer, "not-understood", "on the same day", 422)


async def test_times_away_that_overlap_are_taken_back_one_by_one(chain: Chain, lisbon: House) -> None:
    """frappe/hrms#4788: of a half day within a whole one, or of two that overlap, each is there by itself."""
    nurse, noon = lisbon.nurses[0], {"starts": "2027-03-10T12:00:00+00:00", "ends": "2027-03-10T18:00:00+00:00"}
    made(await enter(chain, lisbon, "practitioner", nurse, "leave", **noon))
    whole = made(await enter(chain, lisbon, "practitioner", nurse, "training", starts="2027-03-10", ends="2027-03-10"))
    assert await days_offered(chain, lisbon, "2027-03-10", "2027-03-10") == set()
    made(await chain.operator.post(at(lisbon, whole["id"], "withdraw"), json=WHY))
    ends = max(each["ends_at"] for each in await chain.slots(lisbon, "consult", **on("2027-03-10")))
    assert ends == "2027-03-10T12:00:00Z"


async def test_a_hold_is_over_in_the_second_of_its_end(chain: Chain, lisbon: House) -> None:
    holder, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    held = made(await chain.hold(holder, lisbon, "consult", slot))
    with chain.booking.clock.stopped():
        chain.booking.clock.set(moment(held["expires_at"]))
        refused(await chain.book(holder, lisbon, "consult", slot, hold_id=held["id"]), "hold-over")
        made(await chain.book(other, lisbon, "consult", slot))
    await chain.booking.fire_timers()


async def test_a_move_to_the_same_time_is_told_to_nobody(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    made(await move(chain, booked, booked["starts_at"]))
    assert await chain.events("AppointmentMoved") == []


async def test_nobody_changes_places_with_somebody_called_off_or_with_themselves(chain: Chain, lisbon: House) -> None:
    one, gone = [
        await chain.booked(await chain.register(lisbon), lisbon, "consult", near=h) for h in ("10:00", "15:00")
    ]
    gone = made(await chain.desk.post(f"/appointments/{gone['id']}/cancel", json={"reason": "cannot come"}))
    for other, name, status in ((gone, "wrong-status", 409), (one, "invalid", 422)):
        form = {"with_appointment_id": other["id"], "version": other["version"]}
        tag = {"If-Match": f'"{one["version"]}"'}
        refused(await chain.desk.post(f"/appointments/{one['id']}/swap", json=form, headers=tag), name, "", status)


async def test_who_is_in_treatment_is_not_called_off_and_that_is_said_in_words(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    chain.go_to(booked)
    for station in ("arrived", "in_treatment"):
        made(await chain.desk.post(f"/appointments/{booked['id']}/stations", json={"station": station}))
    to = f"/appointments/{booked['id']}/cancel"
    refused(await chain.desk.post(to, json={"reason": "cannot come"}), "patient-is-here", "noted as in treatment")
    answer = await chain.desk.post(to, json={"reason": "cannot come"}, headers={"Accept-Language": "pt"})
    refused(answer, "patient-is-here", "em tratamento")


async def test_a_patient_who_is_merged_while_being_booked_keeps_the_appointment_or_is_refused(
    chain: Chain, lisbon: House
) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    into = {"into": stays, "reason": "One person."}
    merged, booked = await asyncio.gather(
        chain.director.post(f"/patients/{ends}/merge", json=into), chain.book(ends, lisbon, "consult", slot)
    )
    made(merged)
    assert booked.status_code in (201, 410)
    assert len(await chain.ahead(stays)) == (booked.status_code == 201)


@pytest.mark.parametrize(
    ("wanted", "family_name"),
    [
        ("bela", "Bélanger"),
        ("belanger, bela", "Bélanger"),
        ("obrien", "O’Brien"),
        ("O'Brien", "O’Brien"),
        ("sean o`brien", "O’Brien"),
        ("dangelo", "D'Angelo-Müller"),
        ("mueller", "D'Angelo-Müller"),
        ("zolc", "Żółć"),
        ("ngoc nguyen", "Nguyễn"),
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "Παπαδόπουλος"),
        ("thorsson", "Þórsson"),
        ("weiss", "Weiß"),
    ],
)
async def test_a_name_is_found_without_its_accents_and_apostrophes(
    chain: Chain, lisbon: House, wanted: str, family_name: str
) -> None:
    """cr-ste-justine/clin-project#199, openelisglobal-core#137, openemr/openemr#7137: nothing is found."""
    people = {
        "Bélanger": "Béla",
        "O’Brien": "Seán",
        "D'Angelo-Müller": "Zoë",
        "Żółć": "Łukasz",
        "Nguyễn": "Ngọc",
        "Παπαδόπουλος": "Γιώργος",
        "Þórsson": "Ólafur",
        "Weiß": "Groß",
    }
    for family, given in people.items():
        await chain.register(lisbon, given_name=given, family_name=family)
    found = made(await chain.desk.get("/patients", params={"name": wanted}))["items"]
    assert family_name in [each["family_name"] for each in found]


@pytest.mark.parametrize("wanted", ["b", "%", "_", "'", "b & c | !", "\\", "🌹"])
async def test_signs_and_single_letters_find_nobody_and_say_so(chain: Chain, lisbon: House, wanted: str) -> None:
    """Bahmni/openmrs-module-bahmniapps#411: a sign of the search language is an error, or finds everybody."""
    answer = await chain.desk.get("/patients", params={"name": wanted})
    refused(answer, "nothing-to-find", "two letters", 422)


@pytest.mark.parametrize(
    "path", ["/appointments?clinic_id={clinic_id}", "/attendance-facts", "/clinics/{clinic_id}/unavailabilities"]
)
async def test_a_period_that_ends_before_it_begins_is_refused(chain: Chain, lisbon: House, path: str) -> None:
    """An empty list would look like a day off."""
    path = path.format(clinic_id=lisbon.clinic_id)
    path += "&" if "?" in path else "?"
    answer = await chain.desk.get(f"{path}from=2027-03-10T00:00:00Z&to=2027-03-01T00:00:00Z")
    refused(answer, "not-understood", "ends before it begins", 422)
    same = await chain.desk.get(f"{path}from=2027-03-01T00:00:00Z&to=2027-03-01T00:00:00Z")
    assert made(same)["items"] == []


async def test_a_key_answers_the_same_request_only(chain: Chain, lisbon: House) -> None:
    one, other = await chain.register(lisbon), await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", limit=5)
    form = {
        "patient_id": one,
        "clinic_id": lisbon.clinic_id,
        "kind": "consult",
        **{name: slot[name] for name in CHOICE},
    }
    key = {"Idempotency-Key": str(new_id())}
    booked = made(await chain.desk.post("/appointments", json=form, headers=key))
    assert made(await chain.desk.post("/appointments", json=form, headers=key))["id"] == booked["id"]
    again = await chain.desk.post("/appointments", json=form | {"patient_id": other}, headers=key)
    refused(again, "key-reused", "another request", 422)
    refused(await chain.director.post("/appointments", json=form, headers=key), "slot-taken")


@pytest.mark.parametrize(
    ("content", "form", "words"),
    [
        (csv_of(patient_row("1", given_name="Inês")).encode(), {"encoding": "windows-1252"}, "The file is UTF-8"),
        (b"\xef\xbb\xbf" + csv_of(patient_row("1")).encode(), {"encoding": "windows-1252"}, "The file is UTF-8"),
        (csv_of(patient_row("1", given_name="Inês")).encode("cp1252"), {}, "is not utf-8"),
        (csv_of(patient_row("1"), separator=";"), {}, "the separator"),
    ],
)
async def test_a_file_that_is_written_otherwise_than_it_says_is_not_taken(
    chain: Chain, lisbon: House, content: str | bytes, form: dict[str, str], words: str
) -> None:
    """oroinc/crm#96, molgenis/molgenis#6492 and their kind. Before, InÃªs became a patient."""
    importer = Importer(chain, lisbon)
    import_id = await importer.begun("patients", **form)
    made(await importer.sent(import_id, content))
    refused(await chain.director.post(f"/imports/{import_id}/check"), "file-not-read", words, 422)


async def test_spaces_that_nobody_sees_make_no_other_id(chain: Chain, lisbon: House) -> None:
    importer = Importer(chain, lisbon)
    await importer.applied("patients", csv_of(patient_row("4711")))
    spaced = csv_of(patient_row("\u00a04711\u200b", given_name="\u00a0Rosa\u202f"))
    assert (await importer.applied("patients", b"\xef\xbb\xbf" + spaced.encode()))["outcomes"] == {"unchanged": 1}
    (line,) = await importer.lines((await importer.checked("patients", csv_of(patient_row("47\u200b11"))))["id"])
    assert [each["column"] for each in line["problems"]] == ["external_id"]


async def test_what_a_practitioner_and_a_room_are_called_is_put_right(chain: Chain, lisbon: House) -> None:
    """Elsewhere somebody is added once more under the right name, and the diary has two of them."""
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    clinic = f"/clinics/{lisbon.clinic_id}"
    nurse = {"given_name": "Ana", "family_name": "Reis-Santos", "profession": "nurse"} | WHY
    to = f"{clinic}/practitioners/{lisbon.nurses[0]}/rename"
    named = made(await chain.operator.post(to, json=nurse))
    assert (named["family_name"], len(named["permissions"])) == ("Reis-Santos", 1)
    assert made(await chain.operator.post(f"{clinic}/rooms/{lisbon.rooms[0]}/rename", json={"name": "Sala 1"} | WHY))[
        "name"
    ] == ("Sala 1")
    now = await chain.appointment(booked["id"])
    assert (now["practitioner_name"], now["room_name"]) == ("Ana Reis-Santos", "Sala 1")
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    assert (slot["practitioner_name"], slot["room_name"]) == ("Ana Reis-Santos", "Sala 1")
    other = made(await chain.operator.post(f"{clinic}/rooms", json={"name": "Sala 2"}))
    taken = {"name": "Sala 1"} | WHY
    refused(await chain.operator.post(f"{clinic}/rooms/{other['id']}/rename", json=taken), "name-taken", "Sala 1")
    for what, form in (("rooms", {"name": "X"}), ("practitioners", nurse)):
        refused(await chain.operator.post(f"{clinic}/{what}/{new_id()}/rename", json=form | WHY), "not-found", "", 404)
    refused(await chain.desk.post(to, json=nurse), "forbidden", "", 403)


async def test_a_wrong_serial_number_is_put_right_and_what_was_recorded_says_the_right_one(
    chain: Chain, lisbon: House
) -> None:
    """Elsewhere the device is ended and added once more, and its history is that of two."""
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    clinic = f"/clinics/{lisbon.clinic_id}"
    to = f"{clinic}/devices/{lisbon.pens[0]}/correct"
    assert made(await chain.operator.post(to, json={"serial": "SP-1001"} | WHY))["serial"] == "SP-1001"
    assert made(await chain.operator.post(to, json={"serial": "SP-1001"} | WHY))["serial"] == "SP-1001"
    assert (await chain.appointment(session["id"]))["device_id"] == lisbon.pens[0]
    (pen,) = made(await chain.desk.get(f"{clinic}/devices"))["items"]
    assert (pen["id"], pen["serial"]) == (lisbon.pens[0], "SP-1001")
    form = {"model": "skinpen", "modality": "pen", "serial": "SP-1002"}
    other = made(await chain.operator.post(f"{clinic}/devices", json=form))
    taken = await chain.operator.post(f"{clinic}/devices/{other['id']}/correct", json={"serial": "SP-1001"} | WHY)
    refused(taken, "name-taken", "SP-1001 is known already")
    refused(await chain.operator.post(to, json={"serial": "SP-1003"}), "not-understood", "", 422)
    unknown = f"{clinic}/devices/{new_id()}/correct"
    refused(await chain.operator.post(unknown, json={"serial": "SP-1003"} | WHY), "not-found", "", 404)
    refused(await chain.desk.post(to, json={"serial": "SP-1003"} | WHY), "forbidden", "", 403)


async def test_a_wrong_model_and_cartridge_of_a_device_are_put_right_and_what_is_booked_follows(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    to = f"/clinics/{lisbon.clinic_id}/devices/{lisbon.pens[0]}/correct"
    right = {"cartridge_gtin": OTHER_GTIN, "cartridges_per_session": 2}
    assert right.items() <= made(await chain.operator.post(to, json=right | WHY)).items()
    (*_, moved) = await chain.events("AppointmentMoved")
    assert isinstance(moved, AppointmentMoved)
    assert (str(moved.appointment_id), moved.previous_starts_at) == (session["id"], moved.time.starts_at)
    assert moved.cartridges == CartridgeNeed(gtin=OTHER_GTIN, quantity=2)
    now = await chain.appointment(session["id"])
    assert (now["cartridges"]["gtin"], now["cartridges"]["quantity"], now["starts_at"]) == (
        OTHER_GTIN,
        2,
        session["starts_at"],
    )
    count = len(await chain.events("AppointmentMoved"))
    made(await chain.operator.post(to, json=right | WHY))
    assert len(await chain.events("AppointmentMoved")) == count, "nothing was another"
    made(await chain.operator.post(to, json={"model": "exceed"} | WHY))
    await chain.booking.fire_timers()
    assert "wrong_device" in [each["code"] for each in (await chain.appointment(session["id"]))["problems"]]
    made(await chain.operator.post(to, json={"model": "skinpen"} | WHY))
    await chain.booking.fire_timers()
    assert "wrong_device" not in [each["code"] for each in (await chain.appointment(session["id"]))["problems"]]
    made(await chain.operator.post(to, json={"cartridge_gtin": None} | WHY))
    assert (await chain.appointment(session["id"]))["cartridges"] is None
    refused(await chain.operator.post(to, json=WHY), "not-understood", "Say what is true", 422)
    refused(await chain.operator.post(to, json={"model": None} | WHY), "not-understood", "Say what is true", 422)


async def test_sessions_of_a_course_are_a_number(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    for sessions in (0, -1, 1000, 1.5):
        form: dict[str, Any] = {"sessions": sessions}
        refused(await chain.desk.post(f"/courses/{course['id']}/appointments", json=form), "not-understood", "", 422)
