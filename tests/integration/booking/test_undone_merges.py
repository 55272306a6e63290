"""A merge of two people's records is undone: each has their own again."""

import random
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.merging.recording import rows_about
from contracts.booking.patients import PatientMergeUndone
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.care.store.merges import ORIGINS
from tests.integration.booking.chain import Chain, House, made, refused

WHY = "two sisters with the same birthday"
MERGED = {"reason": "registered twice, by telephone and at the desk"}


APART = ("worklist_items", "contact_changes", "possible_duplicates", "merge_proposals")
"""What is said anew: the two are known to be two people."""


async def merged(chain: Chain, ends: str, stays: str) -> str:
    merge_id: str = made(await chain.director.post(f"/patients/{ends}/merge", json={"into": stays} | MERGED))[
        "merge_id"
    ]
    return merge_id


async def undo(who: httpx.AsyncClient, merge_id: str, *appointments: str) -> httpx.Response:
    return await who.post(f"/merges/{merge_id}/undo", json={"reason": WHY, "appointments": appointments})


async def held_of(chain: Chain, *patients: str) -> dict[str, Any]:
    """All rows about these patients by table and key, without counters and what the calendar works out again."""
    worked_out = {"version", "problems", "held_since", "published_as"}
    kept = [each for each in ORIGINS.found_in if each.table.name not in APART]
    async with chain.booking.work() as work:
        one, other = (UUID(patient) for patient in patients)
        rows = await rows_about(work, kept, (one, other))
    return {
        str(place): {name: said for name, said in row.items() if name not in worked_out}
        for place, (_, row) in rows.items()
    }


async def open_items(chain: Chain, *patients: str) -> set[tuple[str, str, str]]:
    async with chain.booking.work() as work:
        items = next(each.table for each in ORIGINS.tables if each.table.name == "worklist_items")
        rows = await work.execute(select(items).where(items.c.closed_at.is_(None)))
        found = {(row.kind, str(row.subject_id), str(row.patient_id)) for row in rows}
        return {each for each in found if each[2] in patients and each[0] != "possible_duplicate"}


async def to_decide(chain: Chain, *patients: str) -> list[str]:
    """Whose withdrawn consents are work for a director."""
    return [subject for kind, subject, _ in await open_items(chain, *patients) if kind == "consent_withdrawn"]


async def test_what_nobody_touched_is_as_before_the_merge(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon, marketing=True)
    consult, course = await chain.cleared(ends, lisbon)
    session = await chain.treated(consult, await chain.booked(ends, lisbon, "session", course_id=course["id"]))
    await chain.cleared(stays, lisbon)
    for each in (ends, stays):
        made(await chain.desk.post(f"/patients/{each}/notes", json={"text": "comes by train"}))
        said = {"name": "Rui", "relation": "parent", "phone": "+351910000055"}
        made(await chain.desk.post(f"/patients/{each}/guardians", json=said))
    before, items = await held_of(chain, ends, stays), await open_items(chain, ends, stays)
    merge_id = await merged(chain, ends, stays)
    assert await held_of(chain, ends, stays) != before
    undone = made(await undo(chain.director, merge_id))
    assert (undone["patient_id"], undone["parted_from"]) == (ends, stays)
    assert await held_of(chain, ends, stays) == before
    assert await open_items(chain, ends, stays) == items
    [event] = await chain.events("PatientMergeUndone")
    assert isinstance(event, PatientMergeUndone)
    assert (str(event.patient_id), str(event.parted_from), str(event.merge_id)) == (ends, stays, merge_id)
    assert {UUID(each) for each in (consult["id"], course["id"], session["id"])} <= set(event.subjects)
    wishes = [each for each in await chain.events("ContactPreferencesChanged") if str(each.patient_id) == stays]  # type: ignore[attr-defined]
    assert [each.marketing for each in wishes] == [False, True]  # type: ignore[attr-defined]
    assert made(await chain.desk.get(f"/patients/{ends}"))["id"] == ends
    for each, action in ((ends, "patient.merge_undone"), (stays, "patient.gave_back")):
        [entry, *_] = made(await chain.director.get("/audit", params={"subject": f"patient/{each}"}))["items"]
        assert (entry["action"], entry["details"]["reason"]) == (action, WHY)
        [told] = made(await chain.desk.get(f"/patients/{each}/merges"))["items"]
        assert (told["id"], told["undone_because"]) == (merge_id, WHY)


@pytest.mark.parametrize("seed", range(3))
async def test_what_nobody_touched_is_as_before_whatever_else_was_done_meanwhile(
    chain: Chain, lisbon: House, seed: int
) -> None:
    """A property: any acts on the record that held everything; what they did not touch is as it was."""
    chosen = random.Random(seed)  # no secret
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    booked = [await chain.booked(each, lisbon, "consult") for each in (ends, stays, ends)]
    for each in (ends, stays):
        made(await chain.desk.post(f"/patients/{each}/notes", json={"text": "comes by train"}))
    before = await held_of(chain, ends, stays)
    merge_id = await merged(chain, ends, stays)
    touched: set[str] = set()
    for number, act in enumerate(chosen.choices(["note", "guardian", "book", "cancel"], k=6)):
        if act == "note":
            made(await chain.desk.post(f"/patients/{stays}/notes", json={"text": f"note {number}"}))
        elif act == "guardian":
            said = {"name": f"Rui {number}", "relation": "parent", "phone": f"+35191000010{number}"}
            made(await chain.desk.post(f"/patients/{stays}/guardians", json=said))
        elif act == "cancel" and booked:
            of = booked.pop(chosen.randrange(len(booked)))["id"]
            made(await chain.desk.post(f"/appointments/{of}/cancel", json={"reason": "cannot come"}))
            touched.add(of)
        else:
            await chain.booked(stays, lisbon, "consult")
    made(await undo(chain.director, merge_id))
    after = await held_of(chain, ends, stays)
    untouched = {place for place in before if not any(each in f"{place} {before[place]}" for each in touched)}
    assert {place: after.get(place) for place in untouched} == {place: before[place] for place in untouched}
    for each in touched:
        assert (await chain.appointment(each))["patient_id"] == next(
            row["patient_id"] for place, row in before.items() if each in place and "'appointments'" in place
        ), "whose it is goes back, though it was cancelled"


@pytest.mark.parametrize("agrees", [True, False])
async def test_who_agrees_to_nothing_is_decided_about_again_and_nobody_else(
    chain: Chain, lisbon: House, agrees: bool
) -> None:
    ends = await chain.register_alike(lisbon, consent_wording="v1")
    stays = await chain.register_alike(lisbon, **({"consent_wording": "v1"} if agrees else {}))
    [consent] = made(await chain.desk.get(f"/patients/{ends}/processing-consents"))["items"]
    made(await chain.desk.post(f"/processing-consents/{consent['id']}/withdraw", json={"reason": WHY}))
    assert await to_decide(chain, ends, stays) == [ends]
    merge_id = await merged(chain, ends, stays)
    assert await to_decide(chain, ends, stays) == ([] if agrees else [stays]), "one person"
    made(await undo(chain.director, merge_id))
    assert await to_decide(chain, ends, stays) == [ends]


async def test_what_was_booked_for_a_course_goes_back_with_it_and_the_rest_stays_or_is_named(
    chain: Chain, lisbon: House
) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult, course = await chain.cleared(ends, lisbon)
    merge_id = await merged(chain, ends, stays)
    of_course = await chain.booked(stays, lisbon, "session", course_id=course["id"])
    named = await chain.booked(stays, lisbon, "consult")
    made(await chain.desk.post(f"/patients/{stays}/notes", json={"text": "prefers mornings"}))
    told = made(await chain.director.get(f"/merges/{merge_id}"))
    assert {each["id"]: each["goes"] for each in told["since"] if each["kind"] == "appointment"} == {
        of_course["id"]: "back",
        named["id"]: "either",
    }
    assert [each["goes"] for each in told["since"] if each["kind"] == "note"] == ["stays"]
    assert told["goes_back"]["courses"] == 1
    refused(await undo(chain.director, merge_id, str(new_id())), "invalid", "no appointment that may go back", 422)
    made(await undo(chain.director, merge_id, named["id"]))
    for each in (of_course, named):
        found = await chain.appointment(each["id"])
        assert found["patient_id"] == ends
    [event] = await chain.events("PatientMergeUndone")
    assert {UUID(of_course["id"]), UUID(named["id"])} <= set(event.subjects)  # type: ignore[attr-defined]
    made(await chain.desk.post(f"/appointments/{named['id']}/cancel", json={"reason": "cannot come"}))
    cancelled = (await chain.events("AppointmentCancelled"))[-1]
    assert str(cancelled.patient_id) == stays, "it goes on being published as it began"  # type: ignore[attr-defined]
    decision = await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    clearances = made(await chain.director.get(f"/patients/{ends}/clearances"))["items"]
    assert str(decision.screening_id) in {each["screening_id"] for each in clearances}


async def test_what_was_decided_from_two_peoples_answers_holds_nothing(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult, course = await chain.cleared(ends, lisbon)
    booked = await chain.booked(ends, lisbon, "session", course_id=course["id"])
    merge_id = await merged(chain, ends, stays)
    await chain.decide(consult, ScreeningStage.CONSULT)
    made(await undo(chain.director, merge_id))
    assert (await chain.appointment(booked["id"]))["problems"] != []
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert (await chain.appointment(booked["id"]))["problems"] == []


async def test_of_two_merges_either_is_undone_and_merged_again(chain: Chain, lisbon: House) -> None:
    one, two, three = [await chain.register_alike(lisbon) for _ in range(3)]
    booked = await chain.booked(one, lisbon, "consult")
    first, second = await merged(chain, one, two), await merged(chain, two, three)
    made(await undo(chain.director, second))
    assert (await chain.appointment(booked["id"]))["patient_id"] == two
    refused(await chain.desk.get(f"/patients/{one}"), "record-merged", f"merged into patient {two}", 410)
    again = await merged(chain, two, three)
    assert made(await undo(chain.director, first))["parted_from"] == three
    assert (await chain.appointment(booked["id"]))["patient_id"] == one
    made(await undo(chain.director, again))
    assert (await chain.appointment(booked["id"]))["patient_id"] == one
    assert made(await chain.desk.get(f"/patients/{two}"))["id"] == two
    refused(await undo(chain.director, again), "already-settled", "undone already")
    last = await merged(chain, one, two)
    assert (await chain.appointment(booked["id"]))["patient_id"] == two
    made(await undo(chain.director, last))
    assert (await chain.appointment(booked["id"]))["patient_id"] == one


async def test_a_director_of_both_clinics_undoes_and_nobody_else_and_never_of_who_is_erased(
    chain: Chain, lisbon: House
) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    merge_id = await merged(chain, ends, stays)
    refused(await undo(chain.desk, merge_id), "forbidden", status=403)
    other = chain.booking.client(Role.MEDICAL_DIRECTOR, clinics=[new_id()])
    refused(await undo(other, merge_id), "forbidden", status=403)
    refused(await other.get(f"/merges/{merge_id}"), "forbidden", status=403)
    refused(await undo(chain.director, str(new_id())), "not-found", "register the person again", 404)
    made(await chain.director.post(f"/patients/{stays}/erase", json={"reason": "asked for in writing"}))
    refused(await undo(chain.director, merge_id), "not-found", "was removed", 404)


@pytest.mark.parametrize("kind", ["consult"])
async def test_the_pair_is_of_two_people_from_then_on(chain: Chain, lisbon: House, kind: str) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    proposal = {"into": stays, "reason": "both names are the same"}
    made(await chain.desk.post(f"/patients/{ends}/merge-proposals", json=proposal))
    merge_id = await merged(chain, ends, stays)
    made(await undo(chain.director, merge_id))
    found = made(await chain.desk.get("/merge-proposals", params={"status": "rejected"}))["items"]
    assert [each["settled_because"] for each in found if each["patient_id"] == ends] == [WHY]
    booked = await chain.booked(ends, lisbon, kind)
    assert booked["patient_id"] == ends
