"""Patients are found by what somebody knows of them, and nobody is registered twice without a word."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text

from chassis.access.actors import Role
from chassis.data.statements import form_of
from chassis.ids import new_id
from contracts.notifications.messages import ContactConfirmed
from services.booking.people.store.finding import has_similar_words, has_words
from services.booking.people.tables import patients
from tests.integration.booking.chain import Chain, House, made, refused
from tests.support.migrating import migrate_again


@pytest_asyncio.fixture(loop_scope="session")
async def porto(chain: Chain) -> House:
    return await chain.open()


def desk_of(chain: Chain, *houses: House) -> httpx.AsyncClient:
    return chain.booking.client(Role.FRONT_DESK, clinics=[UUID(each.clinic_id) for each in houses])


async def found(who: httpx.AsyncClient, **params: str) -> list[str]:
    return [each["id"] for each in made(await who.get("/patients", params=params))["items"]]


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "ines"},
        {"name": "SOUSA LIMA Inês"},
        {"name": "sou in"},
        {"name": "sousalima"},
        {"name": "Inês Suosa"},
        {"phone": "+351 912 000 111"},
        {"phone": "912-000-111"},
        {"email": "INES.lima@example.org"},
        {"date_of_birth": "1985-02-03"},
        {"name": "lima", "date_of_birth": "1985-02-03", "phone": "000111"},
    ],
)
async def test_a_patient_is_found_by_whatever_is_known(chain: Chain, lisbon: House, asked: dict[str, str]) -> None:
    ines = await chain.register(
        lisbon,
        given_name="Inês",
        family_name="Sousa Lima",
        date_of_birth="1985-02-03",
        phone="+351912000111",
        email="ines.lima@example.org",
    )
    await chain.register(lisbon, given_name="Rui", family_name="Dias", phone="+351912999888")
    assert await found(desk_of(chain, lisbon), **asked) == [ines]


@pytest.mark.parametrize("asked", ["王小明", "小明", "王", "明 王", "明小", "王\u200b小明", "小明　王"])
@pytest.mark.parametrize("whole", [("小明", "王"), ("王小明", "Wang")])
async def test_a_name_without_spaces_is_found_by_its_parts_in_any_order(
    chain: Chain, lisbon: House, asked: str, whole: tuple[str, str]
) -> None:
    given, family = whole
    wang = await chain.register(lisbon, given_name=given, family_name=family)
    await chain.register(lisbon, given_name="丽华", family_name="李")
    assert await found(desk_of(chain, lisbon), name=asked) == [wang]


async def test_who_was_registered_before_keys_were_characters_is_found_so_too(chain: Chain, lisbon: House) -> None:
    wang = await chain.register(lisbon, given_name="小明", family_name="王", email="wang@example.org")
    of = {"of": UUID(wang)}
    async with chain.booking.work() as work:
        before = "UPDATE patients SET found_by = array_to_tsvector(ARRAY['小明', '王', '#876543219153']) WHERE id = :of"
        await work.execute(text(before), of)
    assert await found(desk_of(chain, lisbon), name="明") == []
    await migrate_again(chain.booking, "0069_names_without_spaces")
    for asked in ({"name": "明"}, {"email": "wang@example.org"}, {"phone": "912345678"}):
        assert await found(desk_of(chain, lisbon), **asked) == [wang]


async def test_what_an_eastern_keyboard_or_a_telephone_adds_is_taken_as_plain(chain: Chain, lisbon: House) -> None:
    desk = desk_of(chain, lisbon)
    typed = {
        "given_name": "Ａｎａ",
        "family_name": "\u202eSil\u200bva",
        "phone": "\u202a＋３５１ ９１２ ０００ ７７７\u202c",
        "email": "ａｎａ＠example.org",
    }
    patient = await chain.register(lisbon, **typed)
    (shown,) = made(await desk.get("/patients", params={"phone": "９１２０００７７７"}))["items"]
    assert (shown["id"], shown["given_name"], shown["family_name"]) == (patient, "Ana", "Silva")
    assert (shown["phone"], shown["email"]) == ("+351912000777", "ana@example.org")
    assert await found(desk, email="ＡＮＡ@example.org") == [patient]
    assert await found(desk, name="ａｎａ sil\u200bva") == [patient]


async def test_signs_that_nobody_sees_are_in_no_name_of_a_room_and_in_no_note(chain: Chain, lisbon: House) -> None:
    rooms = f"/clinics/{lisbon.clinic_id}/rooms"
    room = made(await chain.operator.post(rooms, json={"name": "\u202eBlue\u2069 room"}))
    assert room["name"] == "Blue room"
    patient = await chain.register(lisbon)
    note = made(await chain.desk.post(f"/patients/{patient}/notes", json={"text": "Pre\u2066fers\ufeff mornings"}))
    assert note["text"] == "Prefers mornings"
    device = {"model": "skinpen", "modality": "pen", "serial": "ＳＰ−００７".replace("−", "-")}
    pens = f"/clinics/{lisbon.clinic_id}/devices"
    assert made(await chain.operator.post(pens, json=device))["serial"] == "SP-007"
    half = await chain.desk.post(
        f"/patients/{patient}/notes", content=b'{"text": "half \\ud800"}', headers={"Content-Type": "application/json"}
    )
    refused(half, "not-understood", "type it again", 422)


async def test_all_that_is_given_must_be_true_and_names_come_in_order(chain: Chain, lisbon: House) -> None:
    desk = desk_of(chain, lisbon)
    phone = {"phone": "+351912345678"}
    zoe = await chain.register_alike(lisbon, given_name="Zoé", family_name="Alves", **phone)
    ana = await chain.register_alike(lisbon, given_name="Ana", family_name="Zacarias", **phone)
    assert await found(desk, phone="912345678") == [zoe, ana]
    assert await found(desk, phone="912345678", name="zo") == [zoe]
    assert await found(desk, phone="912345679", name="zo") == []
    (shown,) = made(await desk.get("/patients", params={"name": "zoe"}))["items"]
    assert (shown["home_clinic_id"], shown["visiting"], shown["language"]) == (lisbon.clinic_id, False, "en")


async def test_a_search_needs_something_to_go_by(chain: Chain, lisbon: House) -> None:
    desk = desk_of(chain, lisbon)
    refused(await desk.get("/patients"), "nothing-to-find", "Give a name", 422)
    refused(await desk.get("/patients", params={"name": "a"}), "nothing-to-find", "two letters", 422)
    refused(await desk.get("/patients", params={"phone": "12345"}), "nothing-to-find", "six digits", 422)
    refused(await desk.get("/patients", params={"nmae": "ana"}), "unknown-parameter", "name", 422)
    await chain.register(lisbon)
    assert await found(desk, name="' | !xy:* & \\") == [], "signs of a query are no query"
    assert await found(desk, email="'\\@example.org") == []


async def test_only_patients_of_ones_own_clinics_are_found(chain: Chain, lisbon: House, porto: House) -> None:
    here, there = await chain.register(lisbon), await chain.register(porto)
    assert await found(desk_of(chain, lisbon), name="sousa") == [here]
    both = desk_of(chain, lisbon, porto)
    assert set(await found(both, name="sousa")) == {here, there}
    assert await found(both, name="sousa", clinic_id=porto.clinic_id) == [there]
    other = desk_of(chain, lisbon)
    refused(await other.get("/patients", params={"name": "sousa", "clinic_id": porto.clinic_id}), "forbidden", "", 403)
    herself = chain.booking.client(Role.PATIENT, subject=here, clinics=[])
    assert await found(herself, name="sousa") == [here]


async def test_who_visits_a_clinic_is_found_there_by_name_without_birthday_and_contact(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    desk = desk_of(chain, porto)
    assert await found(desk, name="sousa") == []
    about = {"clinic_id": porto.clinic_id, "reason": "is on holiday here"}
    made(await desk.post(f"/patients/{patient}/care-relationships", json=about))
    (shown,) = made(await desk.get("/patients", params={"name": "sousa", "clinic_id": porto.clinic_id}))["items"]
    assert (shown["id"], shown["visiting"]) == (patient, True)
    assert (shown["phone"], shown["email"], shown["date_of_birth"]) == (None, None, None)


async def test_elsewhere_only_one_identified_person_is_found_and_only_where(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon, given_name="Inês", family_name="Sousa", phone="+351912000111")
    desk, own = desk_of(chain, porto), desk_of(chain, lisbon)
    who = {"given_name": "Ines", "family_name": "Sousa", "date_of_birth": "1990-05-04", "clinic_id": porto.clinic_id}
    answer = made(await desk.get("/patients/elsewhere", params=who))
    assert [set(each) for each in answer["items"]] == [{"patient_id", "home_clinic_id", "home_clinic_name"}]
    assert answer["items"][0]["patient_id"] == patient

    async def elsewhere(**changes: str) -> list[Any]:
        items: list[Any] = made(await desk.get("/patients/elsewhere", params=who | changes))["items"]
        return items

    assert await elsewhere(family_name="Souza") == [], "similar is not enough"
    assert await elsewhere(date_of_birth="1990-05-05") == []
    assert len(await elsewhere(family_name="Casada", phone="+351912000111")) == 1
    here = who | {"clinic_id": lisbon.clinic_id}
    assert made(await own.get("/patients/elsewhere", params=here))["items"] == [], "their own patient is not elsewhere"
    refused(await desk.get("/patients/elsewhere", params=here), "forbidden", "", 403)


async def test_ids_of_another_services_list_have_names_for_who_may_see_them(
    chain: Chain, lisbon: House, porto: House
) -> None:
    here, there = await chain.register(lisbon), await chain.register(porto)
    desk = desk_of(chain, lisbon)
    answer = made(await desk.get("/patients/names", params={"ids": f"{there},{here},{here}"}))
    assert answer["items"] == [{"patient_id": here, "name": "Inês Sousa"}]
    refused(await desk.get("/patients/names", params={"ids": "Sousa"}), "nothing-to-find", "separated by commas", 422)
    many = ",".join(str(new_id()) for _ in range(201))
    refused(await desk.get("/patients/names", params={"ids": many}), "nothing-to-find", "at most 200", 422)


async def test_whoever_was_shown_is_in_the_access_log(chain: Chain, lisbon: House, porto: House) -> None:
    patient = await chain.register(lisbon)
    await found(desk_of(chain, lisbon), name="sousa")
    who = {"given_name": "Inês", "family_name": "Sousa", "date_of_birth": "1990-05-04"}
    made(await desk_of(chain, porto).get("/patients/elsewhere", params=who | {"clinic_id": porto.clinic_id}))
    await chain.desk.post("/patients", json=_form(lisbon))
    await chain.booking.app.state.access_log.write()
    async with chain.booking.work() as work:
        entries = text("SELECT operation, outcome FROM access_intake WHERE patient_id = :of")
        rows = await work.execute(entries, {"of": UUID(patient)})
        logged = {(row.operation, row.outcome) for row in rows}
    assert {
        ("find_patients", "read"),
        ("find_patient_elsewhere", "read"),
        ("register_patient", "read"),
    } <= logged


def _form(house: House, **changes: Any) -> dict[str, Any]:
    return {
        "given_name": "Inês",
        "family_name": "Sousa",
        "date_of_birth": "1990-05-04",
        "home_clinic_id": house.clinic_id,
        "phone": "+351912345678",
        "channel": "sms",
        "marketing": False,
    } | changes


async def test_who_looks_like_a_patient_is_not_registered_again_without_a_reason(chain: Chain, lisbon: House) -> None:
    desk = desk_of(chain, lisbon)
    first = made(await desk.post("/patients", json=_form(lisbon)))["id"]
    again = _form(lisbon, given_name="Ines", family_name="Suosa Lima", phone="+351913000000")
    problem = refused(await desk.post("/patients", json=again), "patient-may-exist", "confirm_new")
    (candidate,) = problem["candidates"]
    assert (candidate["patient_id"], candidate["name"]) == (first, "Inês Sousa")
    assert candidate["same"] == ["birthday_and_name"]
    son = _form(lisbon, given_name="Rui", family_name="Dias", date_of_birth="2001-01-01")
    problem = refused(await desk.post("/patients", json=son), "patient-may-exist")
    assert problem["candidates"][0]["same"] == ["phone"]
    refused(await desk.post("/patients", json=son | {"confirm_new": True}), "invalid", "new_because", 422)
    confirmed = son | {"confirm_new": True, "new_because": "Her son, both were here"}
    made(await desk.post("/patients", json=confirmed))
    twin = _form(lisbon, given_name="Marta", family_name="Reis", phone="+351914000000")
    made(await desk.post("/patients", json=twin))


async def test_of_desks_that_register_one_person_at_once_one_succeeds_and_the_others_see_the_candidate(
    chain: Chain, lisbon: House
) -> None:
    desk = desk_of(chain, lisbon)
    form = _form(lisbon, given_name="Zita", family_name="Moniz", date_of_birth="1971-02-03", phone="+351915550101")
    answers = await asyncio.gather(*(desk.post("/patients", json=form) for _ in range(6)))
    [registered] = [each.json()["id"] for each in answers if each.status_code == 201]
    problems = [refused(each, "patient-may-exist") for each in answers if each.status_code != 201]
    assert [[each["patient_id"] for each in one["candidates"]] for one in problems] == [[registered]] * 5


async def test_the_same_request_sent_again_is_no_duplicate_of_itself(chain: Chain, lisbon: House) -> None:
    key = {"Idempotency-Key": "telephone call of nine o'clock"}
    first = made(await chain.desk.post("/patients", json=_form(lisbon), headers=key))
    assert made(await chain.desk.post("/patients", json=_form(lisbon), headers=key)) == first


async def test_of_another_clinic_only_the_same_person_is_named_and_without_their_data(
    chain: Chain, lisbon: House, porto: House
) -> None:
    patient = await chain.register(lisbon)
    desk = desk_of(chain, porto)
    similar = _form(porto, given_name="Inês Maria", phone="+351915000000")
    made(await desk.post("/patients", json=similar))
    problem = refused(await desk.post("/patients", json=_form(porto)), "patient-may-exist")
    elsewhere = [each for each in problem["candidates"] if not each["of_your_clinic"]]
    assert [(each["patient_id"], each["name"], each["date_of_birth"]) for each in elsewhere] == [(patient, None, None)]


async def test_a_changed_name_or_confirmed_number_is_found_and_an_ended_or_erased_record_is_not(
    chain: Chain, lisbon: House
) -> None:
    desk = desk_of(chain, lisbon)
    patient, twice = await chain.register_alike(lisbon), await chain.register_alike(lisbon, given_name="Twice")
    changed = {"family_name": "Casada", "email": "casada@example.org", "reason": "shown at the desk"}
    made(await desk.patch(f"/patients/{patient}", json=changed, headers={"If-Match": '"1"'}))
    assert await found(desk, name="casada") == [patient]
    assert await found(desk, email="casada@example.org") == [patient]
    herself = chain.booking.client(Role.PATIENT, subject=patient)
    number = {"phone": "+351916000000"}
    asked = made(await herself.patch(f"/patients/{patient}", json=number, headers={"If-Match": '"2"'}))
    assert await found(desk, phone="916000000") == [], "it waits to be confirmed"
    (change,) = asked["contact_changes"]
    now = chain.booking.clock.now()
    await chain.booking.react(ContactConfirmed(change_id=change["id"], patient_id=UUID(patient), confirmed_at=now))
    assert await found(desk, phone="916000000") == [patient]
    made(await chain.director.post(f"/patients/{twice}/merge", json={"into": patient, "reason": "registered twice"}))
    assert await found(desk, name="twice") == []
    made(await chain.director.post(f"/patients/{patient}/erase", json={"reason": "asked for in writing"}))
    assert await found(desk, name="casada") == []
    assert await found(desk, name="erased") == []


@pytest.mark.parametrize("condition", [has_words(["sou", "in"]), has_similar_words(["suosa"])])
async def test_a_search_reads_an_index_and_not_every_patient(chain: Chain, lisbon: House, condition: Any) -> None:
    await chain.register(lisbon)
    sql, values = form_of(select(patients.c.id).where(condition), ()).filled({})
    async with chain.booking.work() as work:
        await work.execute(text("SET LOCAL enable_seqscan = off"))
        rows = await (await work.connection()).driver.fetch(f"EXPLAIN {sql}", *values)
    plan = "\n".join(row[0] for row in rows)
    assert "patients_found_by" in plan, plan
