"""Everybody on whom a recalled lot was used is informed: written to once a director decided it, or called."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientMerged
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterReleased
from contracts.notifications.messages import MessageFailed, MessageSent
from tests.integration.inventory.stories import PEN, START, Appointment, at, in_days, received, scan, withdrawn
from tests.integration.inventory.test_merged_patients import undone
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    return inventory.client(Role.MEDICAL_DIRECTOR)


@pytest.fixture
def desk(inventory: Running) -> httpx.AsyncClient:
    return inventory.client(Role.FRONT_DESK)


async def release(director: httpx.AsyncClient, found: dict[str, Any]) -> int:
    answer = await director.post(f"/recalls/{found['id']}/letters")
    assert answer.status_code == 201, answer.text
    patients: int = answer.json()["patients"]
    return patients


async def letters(reader: httpx.AsyncClient, **wanted: Any) -> list[dict[str, Any]]:
    answer = await reader.get("/recall-letters", params=wanted)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def published(inventory: Running, kind: type[Any]) -> list[Any]:
    return [event for event in await inventory.events() if isinstance(event, kind)]


def message(letter: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": new_id(),
        "patient_id": UUID(letter["patient_id"]),
        "appointment_id": None,
        "template": "recall_letter",
        "letter_id": UUID(letter["id"]),
    }


def sent(letter: dict[str, Any]) -> MessageSent:
    words = {"template_version": "2026-11.5", "template_digest": "0" * 64, "language": "en", "channel": "email"}
    return MessageSent(**message(letter), **words, sent_at=START)


def failed(letter: dict[str, Any]) -> MessageFailed:
    return MessageFailed(**message(letter), reason="no channel is open to the patient", failed_at=START)


async def test_one_letter_a_patient_however_often_the_lot_was_used_on_them(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 3))
    await received(keeper, other_clinic, (scan("BAD"), 3))
    twice, once = Appointment(clinic), Appointment(other_clinic)
    await inventory.react(twice.used("BAD", at(in_days(0), 7)))
    await inventory.react(twice.used("BAD", at(in_days(0), 8)))
    await inventory.react(once.used("BAD", at(in_days(0), 7)))
    found = await recall(director, "BAD")

    assert await letters(director) == []
    assert await release(director, found) == 2

    told = {event.patient_id: event for event in await published(inventory, RecallLetterReleased)}
    assert {each: (event.clinic_id, event.lot) for each, event in told.items()} == {
        twice.patient_id: (clinic, "BAD"),
        once.patient_id: (other_clinic, "BAD"),
    }
    assert told[twice.patient_id].used_at == at(in_days(0), 8)
    here = inventory.client(Role.FRONT_DESK, clinics=[clinic])
    assert [each["patient_id"] for each in await letters(here)] == [str(twice.patient_id)]


async def test_letters_are_released_once_by_a_director_of_the_chain(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    found = await recall(keeper, "BAD")
    for who in (keeper, inventory.client(Role.MEDICAL_DIRECTOR, clinics=[clinic]), inventory.client(Role.FRONT_DESK)):
        assert (await who.post(f"/recalls/{found['id']}/letters")).status_code == 403
    assert await release(director, found) == 0
    again = await director.post(f"/recalls/{found['id']}/letters")
    assert (again.status_code, again.json()["type"]) == (409, "urn:needlepoint:problem:letters-released")
    unknown = await director.post(f"/recalls/{new_id()}/letters")
    assert unknown.status_code == 404


@pytest.mark.parametrize("when", [at(in_days(0), 7), at(in_days(1), 9)])
async def test_who_is_traced_after_the_release_is_written_to_as_well(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, when: Any
) -> None:
    """Used before the recall and consumed after it, which is no incident; or used in spite of it, which is one."""
    await received(keeper, clinic, (scan("BAD"), 2))
    await release(director, await recall(director, "BAD"))
    inventory.clock.set(at(in_days(1)))
    late = Appointment(clinic)
    await inventory.react(late.used("BAD", when))
    assert [each["patient_id"] for each in await letters(director)] == [str(late.patient_id)]


async def test_a_use_of_another_lot_writes_to_nobody(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 2), (scan("GOOD"), 2))
    await release(director, await recall(director, "BAD"))
    await inventory.react(Appointment(clinic).used("GOOD", START))
    assert await letters(director) == []


async def test_it_is_known_of_each_whether_a_message_left_who_spoke_with_them_and_what_they_said(
    inventory: Running,
    keeper: httpx.AsyncClient,
    director: httpx.AsyncClient,
    desk: httpx.AsyncClient,
    clinic: UUID,
) -> None:
    await received(keeper, clinic, (scan("BAD"), 2))
    for _ in range(2):
        await inventory.react(Appointment(clinic).used("BAD", START))
    await release(director, await recall(director, "BAD"))
    first, second = await letters(desk)
    await inventory.react(sent(first))
    await inventory.react(failed(second))
    assert [each["id"] for each in await letters(desk, status="sent")] == [first["id"]]
    [unreached] = await letters(desk, status="unreached")
    assert (unreached["id"], unreached["unreached_because"]) == (second["id"], "no channel is open to the patient")

    spoken = await desk.post(f"/recall-letters/{second['id']}/informed", json={"how": "phone"})
    said = await desk.post(f"/recall-letters/{first['id']}/answered")

    assert (spoken.json()["status"], spoken.json()["informed_how"]) == ("informed", "phone")
    assert (said.json()["status"], said.json()["channel"]) == ("answered", "email")
    ends = await published(inventory, RecallLetterEnded)
    assert [(str(event.letter_id), event.because) for event in ends] == [
        (second["id"], "informed"),
        (first["id"], "answered"),
    ]
    await inventory.react(failed(second))  # delivered late: what a person said stands
    assert [each["id"] for each in await letters(desk, status="informed")] == [second["id"]]


async def test_whom_the_lot_did_not_touch_after_all_is_not_informed(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, desk: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 4))
    mistaken, again = Appointment(clinic), Appointment(clinic)
    uses = [mistaken.used("BAD", START), again.used("BAD", START), again.used("BAD", at(in_days(0), 7))]
    for use in uses:
        await inventory.react(use)
    await release(director, await recall(director, "BAD"))
    await inventory.react(withdrawn(uses[0]))
    await inventory.react(withdrawn(uses[1]))
    [gone] = await letters(desk, status="withdrawn")
    assert (gone["patient_id"], gone["withdrawn_because"]) == (str(mistaken.patient_id), "withdrawn")
    [stays] = await letters(desk, status="released")
    assert stays["patient_id"] == str(again.patient_id)
    refused = await desk.post(f"/recall-letters/{gone['id']}/informed", json={"how": "phone"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:needlepoint:problem:letter-over")
    await inventory.react(mistaken.used("BAD", START))
    assert len(await letters(desk, status="released")) == 2, "it was used on them after all: they are written to"


async def test_two_records_of_one_person_get_one_letter(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, desk: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 3))
    record, other, alone = (Appointment(clinic) for _ in range(3))
    for each in (record, other, alone):
        await inventory.react(each.used("BAD", START))
    await release(director, await recall(director, "BAD"))
    person = new_id()
    for ends, into in ((record, other.patient_id), (alone, person)):
        await inventory.react(PatientMerged(patient_id=ends.patient_id, into=into, merged_at=START))
    standing = await letters(desk, status="released")
    assert {each["patient_id"] for each in standing} == {str(other.patient_id), str(person)}
    assert [event.because for event in await published(inventory, RecallLetterEnded)] == ["merged"]


@pytest.mark.parametrize("merged_further", [False, True], ids=["", "into a third, which came first"])
async def test_when_a_merge_is_undone_each_is_written_to_about_what_was_used_on_them(
    inventory: Running,
    keeper: httpx.AsyncClient,
    director: httpx.AsyncClient,
    desk: httpx.AsyncClient,
    clinic: UUID,
    merged_further: bool,
) -> None:
    await received(keeper, clinic, (scan("BAD"), 3))
    alone, both, other = (Appointment(clinic) for _ in range(3))
    for each in (alone, both, other):
        await inventory.react(each.used("BAD", START))
    untouched, third = new_id(), new_id()
    pairs = [(alone.patient_id, untouched), (both.patient_id, other.patient_id)]
    merges = [PatientMerged(patient_id=ends, into=into, merged_at=START, merge_id=new_id()) for ends, into in pairs]
    for merge in merges:
        await inventory.react(merge)
    await release(director, await recall(director, "BAD"))
    assert {each["patient_id"] for each in await letters(desk, status="released")} == {
        str(untouched),
        str(other.patient_id),
    }
    if merged_further:
        await inventory.react(PatientMerged(patient_id=untouched, into=third, merged_at=START, merge_id=new_id()))
    for merge in (*merges, *merges):
        await inventory.react(undone(merge))
    standing = sorted(each["patient_id"] for each in await letters(desk, status="released"))
    assert standing == sorted(str(each.patient_id) for each in (alone, both, other))


async def test_nobody_is_forgotten_who_is_traced_while_letters_are_released(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 30))
    found = await recall(director, "BAD")
    treated = [Appointment(clinic) for _ in range(12)]
    await asyncio.gather(
        *(inventory.react(each.used("BAD", START)) for each in treated[:6]),
        director.post(f"/recalls/{found['id']}/letters"),
        *(inventory.react(each.used("BAD", START)) for each in treated[6:]),
    )
    assert {each["patient_id"] for each in await letters(director)} == {str(each.patient_id) for each in treated}


async def test_a_letter_of_another_clinic_is_not_found(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 1))
    await inventory.react(Appointment(clinic).used("BAD", START))
    await release(director, await recall(director, "BAD"))
    [letter] = await letters(director)
    elsewhere = inventory.client(Role.FRONT_DESK, clinics=[other_clinic])
    for act, body in (("informed", {"how": "phone"}), ("answered", None)):
        assert (await elsewhere.post(f"/recall-letters/{letter['id']}/{act}", json=body)).status_code in (403, 404)
        assert (await director.post(f"/recall-letters/{new_id()}/{act}", json=body)).status_code == 404


async def test_a_lot_that_touched_thousands_is_written_about_at_once(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 1))
    found = await recall(director, "BAD")
    many = text(
        "INSERT INTO uses (id, gtin, lot, clinic_id, patient_id, session_id, appointment_id, used_at)"
        " SELECT gen_random_uuid(), :gtin, 'BAD', :clinic, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), :at"
        " FROM generate_series(1, 5000)"
    ).bindparams(gtin=PEN, clinic=clinic, at=START)
    async with inventory.work() as work:
        await work.execute(many)
    assert await release(director, found) == 5000
    async with inventory.work() as work:  # the books, which are checked afterwards, know no such uses
        await work.execute(text("DELETE FROM uses"))
