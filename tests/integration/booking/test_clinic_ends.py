"""A clinic is closed for good in one call: what it leaves behind is listed, and put right when it stays after all."""

from typing import Any

import pytest

from contracts.booking.clinics import ClinicChanged
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.importing import OTHER, SOURCE, Importer, csv_of, patient_row
from tests.integration.booking.test_unavailabilities import enter
from tests.integration.booking.waiting import Waitlist

LAST = "2027-03-08"
"""A Monday; it is Monday, 1 March 2027, when a test begins."""
END = {"closed_from": LAST, "reason": "The lease ends."}
WEEK: dict[str, Any] = {"from": "2027-03-01", "to": "2027-03-19", "limit": 500}


def at(house: House) -> str:
    return f"/clinics/{house.clinic_id}/end"


async def ended(chain: Chain, house: House, **changes: Any) -> dict[str, Any]:
    """What the clinic leaves behind, after all that follows from its end."""
    answer = made(await chain.operator.put(at(house), json=END | changes))
    await settled(chain)
    return answer


async def settled(chain: Chain) -> None:
    for _ in range(3):
        await chain.booking.fire_timers()


async def booked_on(chain: Chain, house: House, day: str) -> dict[str, Any]:
    slots = await chain.slots(house, "consult", **{"from": day, "to": day, "limit": 1})
    return made(await chain.book(await chain.register(house), house, "consult", slots[0]))


async def without_home(chain: Chain, house: House) -> dict[str, Any]:
    asked = {"kind": "home_clinic_closes", "clinic_id": house.clinic_id}
    items = made(await chain.desk.get("/worklist", params=asked))["items"]
    return {each["patient_id"]: each for each in items}


async def test_a_dry_look_lists_all_that_it_leaves_behind_and_changes_nothing(
    chain: Chain, lisbon: House, waitlist: Waitlist
) -> None:
    before, after = await booked_on(chain, lisbon, "2027-03-05"), await booked_on(chain, lisbon, "2027-03-09")
    slots = await chain.slots(lisbon, "consult", **{"from": "2027-03-10", "to": "2027-03-10", "limit": 1})
    held = made(await chain.hold(await chain.register(lisbon), lisbon, "consult", slots[0]))
    waits = made(await waitlist.joins(await chain.register(lisbon), last_day="2027-03-30"))
    made(await waitlist.joins(await chain.register(lisbon), last_day="2027-03-05"))
    looked = made(await chain.operator.post(f"{at(lisbon)}/touched", json=END))
    assert [each["id"] for each in looked["appointments"]["appointments"]] == [after["id"]]
    assert looked["holds"] == {"in_all": 1, "ids": [held["id"]]}
    assert looked["waitlist_entries"] == {"in_all": 1, "ids": [waits["id"]]}
    assert (looked["rooms"]["ids"], looked["devices"]["ids"]) == (lisbon.rooms, lisbon.pens)
    assert (looked["practitioners"]["ids"], looked["home_patients"]) == (lisbon.nurses, 5)
    refused(await chain.operator.get(at(lisbon)), "not-found", "not to be closed", 404)
    await settled(chain)
    assert await without_home(chain, lisbon) == {}
    assert (await chain.appointment(before["id"]))["problems"] == []


async def test_from_its_day_on_nothing_is_offered_or_booked_and_what_is_booked_is_on_the_worklist(
    chain: Chain, lisbon: House
) -> None:
    before, after = await booked_on(chain, lisbon, "2027-03-05"), await booked_on(chain, lisbon, "2027-03-09")
    slots = await chain.slots(lisbon, "consult", **{"from": "2027-03-10", "to": "2027-03-10", "limit": 1})
    left = await ended(chain, lisbon)
    assert [each["id"] for each in left["appointments"]["appointments"]] == [after["id"]]
    days = {each["local_start"][:10] for each in await chain.slots(lisbon, "consult", **WEEK)}
    assert days
    assert max(days) < LAST
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[0]), "clinic-closed")
    assert (await chain.appointment(before["id"]))["problems"] == []
    [problem] = (await chain.appointment(after["id"]))["problems"]
    assert problem["code"] == "clinic_closed"
    items = made(await chain.desk.get("/worklist", params={"kind": "appointment_not_valid"}))["items"]
    assert after["id"] in [each["subject_id"] for each in items]
    assert made(await chain.operator.get(f"/clinics/{lisbon.clinic_id}"))["closed_from"] == LAST
    assert made(await chain.operator.get(at(lisbon)))["reason"] == END["reason"]


async def test_its_patients_are_on_the_worklist_until_they_have_another_home(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    first, second = await chain.register(lisbon), await chain.register(lisbon)
    await ended(chain, lisbon)
    third = await chain.register(lisbon)
    listed = await without_home(chain, lisbon)
    assert set(listed) == {first, second, third}
    assert {moment(each["due_at"]) for each in listed.values()} == {moment(f"{LAST}T00:00:00+00:00")}
    change = {"home_clinic_id": porto.clinic_id, "reason": "Her clinic closes."}
    made(await chain.desk.patch(f"/patients/{first}", json=change, headers={"If-Match": '"1"'}))
    assert set(await without_home(chain, lisbon)) == {second, third}
    assert await without_home(chain, porto) == {}
    back = {"home_clinic_id": lisbon.clinic_id, "reason": "She comes until then."}
    made(await chain.desk.patch(f"/patients/{first}", json=back, headers={"If-Match": '"2"'}))
    assert set(await without_home(chain, lisbon)) == {first, second, third}


async def test_who_is_imported_after_it_was_said_is_on_the_worklist_too_until_they_have_another_home(
    chain: Chain, lisbon: House
) -> None:
    importer = Importer(chain, lisbon)
    await ended(chain, lisbon)
    checked = await importer.checked("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))
    assert await without_home(chain, lisbon) == {}
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    await settled(chain)
    alike = {"given_name": "Rosa", "phone": "+351910000009", "new_because": "Cousins."}
    done = await importer.applied("patients", csv_of(patient_row("3", **alike)))
    assert done["outcomes"] == {"created": 1}
    listed = await without_home(chain, lisbon)
    assert len(listed) == 3
    assert {moment(each["due_at"]) for each in listed.values()} == {moment(f"{LAST}T00:00:00+00:00")}
    porto, first = await chain.open(), min(listed)
    change = {"home_clinic_id": porto.clinic_id, "reason": "Her clinic closes."}
    made(await chain.desk.patch(f"/patients/{first}", json=change, headers={"If-Match": '"1"'}))
    assert set(await without_home(chain, lisbon)) == listed.keys() - {first}
    await ended(chain, lisbon, closed_from="2027-03-01")
    form = {"clinic_id": lisbon.clinic_id, "kind": "patients", "source": SOURCE}
    refused(await chain.director.post("/imports", json=form), "closed-for-good", "choose another home clinic")


async def test_a_clinic_that_is_closed_for_good_is_nobodys_new_home(chain: Chain, lisbon: House) -> None:
    porto = await chain.open()
    patient = await chain.register(porto)
    await ended(chain, lisbon, closed_from="2027-03-01")
    form = {
        "given_name": "Rui",
        "family_name": "Matos",
        "date_of_birth": "1980-01-02",
        "home_clinic_id": lisbon.clinic_id,
        "phone": "+351912000001",
        "channel": "sms",
        "marketing": False,
    }
    refused(await chain.desk.post("/patients", json=form), "closed-for-good", "choose another home clinic")
    change = {"home_clinic_id": lisbon.clinic_id, "reason": "She has moved there."}
    answer = await chain.desk.patch(f"/patients/{patient}", json=change, headers={"If-Match": '"1"'})
    refused(answer, "closed-for-good", "since Monday, 1 March 2027")


async def test_another_day_counts_from_then_on_and_a_clinic_that_stays_has_everything_again(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    booked = await booked_on(chain, lisbon, "2027-03-09")
    await ended(chain, lisbon)
    left = await ended(chain, lisbon, closed_from="2027-03-15")
    assert (left["closed_from"], left["appointments"]["in_all"]) == ("2027-03-15", 0)
    assert (await chain.appointment(booked["id"]))["problems"] == []
    listed = await without_home(chain, lisbon)
    assert moment(listed[patient]["due_at"]) == moment("2027-03-15T00:00:00+00:00")
    why = {"reason": "The lease goes on."}
    assert (await chain.operator.post(f"{at(lisbon)}/withdraw", json=why)).status_code == 204
    await settled(chain)
    assert await without_home(chain, lisbon) == {}
    days = {each["local_start"][:10] for each in await chain.slots(lisbon, "consult", **WEEK)}
    assert "2027-03-19" in days
    refused(await chain.operator.post(f"{at(lisbon)}/withdraw", json=why), "not-found", "not to be closed", 404)
    asked = {"subject": f"clinic/{lisbon.clinic_id}"}
    audit = made(await chain.director.get("/audit", params=asked))["items"]
    assert sorted(each["action"] for each in audit if each["action"] in ("clinic.ended", "clinic.kept")) == [
        "clinic.ended",
        "clinic.ended",
        "clinic.kept",
    ]


async def test_said_twice_it_is_said_once(chain: Chain, lisbon: House) -> None:
    await ended(chain, lisbon)
    version = made(await chain.operator.get(f"/clinics/{lisbon.clinic_id}"))["version"]
    await ended(chain, lisbon)
    assert made(await chain.operator.get(f"/clinics/{lisbon.clinic_id}"))["version"] == version


async def test_who_waits_only_there_waits_in_vain_and_the_entry_says_so_until_the_clinic_stays(
    chain: Chain, lisbon: House, waitlist: Waitlist
) -> None:
    porto = await chain.open()
    only = made(await waitlist.joins(await chain.register(lisbon), first_day=LAST, last_day="2027-03-30"))
    both = [lisbon.clinic_id, porto.clinic_id]
    either = made(
        await waitlist.joins(await chain.register(lisbon), first_day=LAST, last_day="2027-03-30", clinic_ids=both)
    )
    await ended(chain, lisbon)
    assert (await waitlist.entry(only))["unmet_since"] is not None
    assert (await waitlist.entry(either))["unmet_since"] is None
    items = made(await chain.desk.get("/worklist", params={"kind": "wish_unmet"}))["items"]
    assert [each["subject_id"] for each in items] == [only["id"]]
    late = await waitlist.joins(await chain.register(lisbon), first_day=LAST, last_day="2027-03-30")
    refused(late, "waits-for-nobody", "closed for good")
    made_nothing = await chain.operator.post(f"{at(lisbon)}/withdraw", json={"reason": "The lease goes on."})
    assert made_nothing.status_code == 204
    await settled(chain)
    assert (await waitlist.entry(only))["unmet_since"] is None


@pytest.mark.parametrize(
    ("day", "name", "status"), [("2027-02-26", "in-the-past", 409), ("2151-01-01", "not-understood", 422)]
)
async def test_a_day_that_has_passed_or_is_beyond_the_calendar_is_refused(
    chain: Chain, lisbon: House, day: str, name: str, status: int
) -> None:
    form = END | {"closed_from": day}
    refused(await chain.operator.put(at(lisbon), json=form), name, "", status)
    refused(await chain.operator.post(f"{at(lisbon)}/touched", json=form), name, "", status)


async def test_what_has_ended_for_good_before_is_not_left_behind(chain: Chain, lisbon: House) -> None:
    made(await enter(chain, lisbon, "room", lisbon.rooms[0], "ended", starts="2027-03-03"))
    assert made(await chain.operator.post(f"{at(lisbon)}/touched", json=END))["rooms"] == {"in_all": 0, "ids": []}


async def said_of(chain: Chain, house: House) -> list[str | None]:
    told = [each for each in await chain.events() if isinstance(each, ClinicChanged)]
    days = [each.details.closed_from for each in told if str(each.clinic_id) == house.clinic_id]
    return [str(day) if day else None for day in days]


async def test_other_services_learn_from_when_on_it_is_closed_and_that_it_stays(chain: Chain, lisbon: House) -> None:
    await ended(chain, lisbon)
    assert await said_of(chain, lisbon) == [LAST]
    clinic = made(await chain.operator.get(f"/clinics/{lisbon.clinic_id}"))
    renamed = {"name": "Chiado"}
    match = {"If-Match": f'"{clinic["version"]}"'}
    made(await chain.operator.patch(f"/clinics/{lisbon.clinic_id}", json=renamed, headers=match))
    assert await said_of(chain, lisbon) == [LAST, LAST], "another change does not take it back"
    why = {"reason": "A new lease was signed."}
    assert (await chain.operator.post(f"{at(lisbon)}/withdraw", json=why)).status_code in (200, 204)
    assert await said_of(chain, lisbon) == [LAST, LAST, None]
