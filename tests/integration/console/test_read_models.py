"""The read models: equal after they were lost and made again, and without those who are erased."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from chassis.ids import new_id
from contracts.booking.appointments import AppointmentCancelled, AppointmentMoved
from contracts.booking.patients import PatientErased, PatientMerged, PatientMergeUndone
from contracts.event import Event
from services.console.tables import appointments, clinics, people, worklist_items
from tests.integration.console.conftest import Console
from tests.integration.console.stories import HOUR, arrived, booked, claimed, closed, item, opened
from tests.support.orders import ORDERS, in_order
from tests.support.running import WORK_DAY, Running

MODELS = (appointments, clinics, people, worklist_items)


async def rows_of(running: Running) -> dict[str, list[dict[str, Any]]]:
    async with running.work() as work:
        return {
            table.name: [dict(row._mapping) for row in await work.execute(select(table).order_by(table.c.id))]
            for table in MODELS
        }


def moved(of: Any) -> AppointmentMoved:
    time = of.time.model_copy(update={"starts_at": of.time.starts_at + HOUR})
    said = {**of.model_dump(), "previous_starts_at": of.time.starts_at, "time": time.model_dump()}
    return AppointmentMoved.model_validate({name: said[name] for name in AppointmentMoved.model_fields})


def cancelled(of: Any) -> AppointmentCancelled:
    said = {**of.model_dump(), "starts_at": of.time.starts_at, "reason": "patient_asked"}
    return AppointmentCancelled.model_validate({name: said[name] for name in AppointmentCancelled.model_fields})


def a_history(clinic: UUID) -> list[Event]:
    """Of several patients, one of whom was merged and one erased."""
    one, other, gone, twin = (booked(clinic, WORK_DAY + timedelta(hours=each)) for each in range(4))
    work, done = item(clinic, WORK_DAY), item(clinic, WORK_DAY)
    return [
        opened(clinic, "Before"),
        one,
        moved(one),
        arrived(one),
        other,
        cancelled(other),
        gone,
        item(clinic, WORK_DAY, gone.patient_id),
        twin,
        item(clinic, WORK_DAY, twin.patient_id),
        work,
        claimed(work, "rita@example.org"),
        done,
        closed(done),
        PatientMerged(patient_id=twin.patient_id, into=one.patient_id, merged_at=WORK_DAY, merge_id=new_id()),
        PatientErased(patient_id=gone.patient_id, erased_at=WORK_DAY),
        opened(clinic, "Avenida"),
    ]


async def test_what_was_lost_is_the_same_when_it_is_made_again_from_history(lone: Console) -> None:
    history = a_history(lone.clinic)
    for event in history:
        await lone.running.react(event)
    before = await rows_of(lone.running)
    async with lone.running.work() as work:
        for table in MODELS:
            await work.execute(delete(table))

    async with lone.running.work() as work:
        for event in history:
            await lone.running.service.reactions.project_again(work, event.type_name(), event.model_dump_json())

    assert await rows_of(lone.running) == before
    assert [row["name"] for row in before["clinics"]] == ["Avenida"]


async def test_projecting_twice_changes_nothing(lone: Console) -> None:
    history = a_history(lone.clinic)
    for event in [*history, *history]:
        async with lone.running.work() as work:
            if event.type_name() in lone.running.service.reactions._projections:
                await lone.running.service.reactions.project_again(work, event.type_name(), event.model_dump_json())
    once = await rows_of(lone.running)
    assert len(once["appointments"]) == 3
    assert len(once["worklist_items"]) == 2


async def test_nothing_of_an_erased_patient_stays_or_comes_back(lone: Console) -> None:
    visit = booked(lone.clinic, WORK_DAY)
    for event in (visit, item(lone.clinic, WORK_DAY, visit.patient_id)):
        await lone.running.react(event)

    await lone.running.react(PatientErased(patient_id=visit.patient_id, erased_at=WORK_DAY))
    late = item(lone.clinic, WORK_DAY, visit.patient_id)
    await lone.running.react(late)

    rows = await rows_of(lone.running)
    assert rows["appointments"] == []
    assert rows["worklist_items"] == []


async def test_what_arrives_late_about_a_record_that_ended_belongs_to_the_one_that_goes_on(lone: Console) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    await lone.running.react(PatientMerged(patient_id=first, into=second, merged_at=WORK_DAY, merge_id=new_id()))
    await lone.running.react(PatientMerged(patient_id=second, into=third, merged_at=WORK_DAY, merge_id=new_id()))

    await lone.running.react(booked(lone.clinic, WORK_DAY, first))
    await lone.running.react(item(lone.clinic, WORK_DAY, second))

    rows = await rows_of(lone.running)
    assert {row["patient_id"] for name in ("appointments", "worklist_items") for row in rows[name]} == {third}


async def test_merges_that_arrive_the_other_way_round_lead_to_the_same_person(lone: Console) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    await lone.running.react(booked(lone.clinic, WORK_DAY, first))
    await lone.running.react(PatientMerged(patient_id=second, into=third, merged_at=WORK_DAY))
    await lone.running.react(PatientMerged(patient_id=first, into=second, merged_at=WORK_DAY))
    await lone.running.react(PatientErased(patient_id=third, erased_at=WORK_DAY))

    rows = await rows_of(lone.running)
    assert rows["appointments"] == []


async def test_what_had_been_a_persons_is_theirs_again_when_a_merge_is_undone_also_made_again_of_history(
    lone: Console,
) -> None:
    one, other, merge_id = uuid4(), uuid4(), new_id()
    theirs, since = booked(lone.clinic, WORK_DAY, one), booked(lone.clinic, WORK_DAY, other)
    own = booked(lone.clinic, WORK_DAY, other)
    merge = PatientMerged(patient_id=one, into=other, merged_at=WORK_DAY, merge_id=merge_id)
    undone = PatientMergeUndone(
        patient_id=one,
        merge_id=merge_id,
        parted_from=other,
        merged_at=WORK_DAY,
        undone_at=WORK_DAY,
        subjects=(theirs.appointment_id, since.appointment_id),
    )
    for history in ((theirs, merge, since, own, undone, undone), (merge, undone, theirs, since, own)):
        for event in history:
            await lone.running.react(event)
        rows = (await rows_of(lone.running))["appointments"]
        whose = {row["id"]: row["patient_id"] for row in rows if row["patient_id"] in (one, other)}
        assert whose == {theirs.appointment_id: one, since.appointment_id: one, own.appointment_id: other}


@pytest.mark.parametrize("order", ORDERS)
async def test_whose_it_is_does_not_depend_on_which_comes_first_or_on_who_has_the_other_at_the_same_time(
    lone: Console, order: str
) -> None:
    one, other = uuid4(), uuid4()
    since, later = booked(lone.clinic, WORK_DAY, other), booked(lone.clinic, WORK_DAY, one)
    to_do = item(lone.clinic, WORK_DAY, one)
    for event, subjects in ((since, (since.appointment_id,)), (later, ()), (to_do, ())):
        merge = PatientMerged(patient_id=one, into=other, merged_at=WORK_DAY, merge_id=new_id())
        undone = PatientMergeUndone(
            patient_id=one,
            merge_id=merge.merge_id or new_id(),
            parted_from=other,
            merged_at=WORK_DAY,
            undone_at=WORK_DAY,
            subjects=subjects,
        )
        await lone.running.react(merge)
        await in_order(lone.running, order, event, undone)
    rows = await rows_of(lone.running)
    found = {row["id"]: row["patient_id"] for name in ("appointments", "worklist_items") for row in rows[name]}
    assert {found[each] for each in (since.appointment_id, later.appointment_id, to_do.item_id)} == {one}
