"""Inventory reads of others' events what it states, and publishes what others need."""

from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicChanged
from contracts.booking.patients import PatientMerged, PatientMergeUndone
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    START,
    Appointment,
    in_days,
    opened,
    received,
    scan,
    unopened,
    withdrawn,
)
from tests.integration.inventory.test_levels import set_level
from tests.integration.inventory.test_lot_corrections import correct
from tests.integration.inventory.test_recall_letters import failed, letters, release, sent
from tests.integration.inventory.test_recalls import recall
from tests.integration.inventory.test_withdrawn_recalls import withdraw
from tests.support.consumer_contracts import assert_keeps_its_contracts, assert_needs_what_it_reads, reads_of
from tests.support.running import Running
from tests.support.taken_items import take_and_give_back


async def test_inventory_needs_what_it_reads_and_others_get_what_they_need(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    kept, moved, cancelled, missed = (Appointment(clinic) for _ in range(4))
    with reads_of(inventory) as reads:
        await inventory.react(opened(clinic))
        await inventory.react(ClinicChanged(clinic_id=clinic, details=opened(clinic).details))
        await set_level(keeper, clinic, 3)
        await received(keeper, clinic, (scan("A"), 5))
        for appointment in (kept, moved, cancelled, missed):
            await inventory.react(appointment.booked(in_days(3)))
        await inventory.react(moved.moved(in_days(4)))
        await inventory.react(cancelled.cancelled())
        await inventory.react(cancelled.reinstated(in_days(3)))
        await inventory.react(missed.missed())
        await inventory.react(kept.discarded("A", START, "1"))
        await inventory.react(kept.used("A", START))
        await inventory.react(Appointment(clinic).used("NEVER RECEIVED", START))
        mistake = Appointment(clinic).used("NEVER RECEIVED", START)
        await inventory.react(mistake)
        await inventory.react(withdrawn(mistake))
        fell = Appointment(clinic).discarded("A", START)
        await inventory.react(fell)
        await inventory.react(unopened(fell))
        director = inventory.client(Role.MEDICAL_DIRECTOR)
        found = await recall(keeper, "A")
        await release(director, found)
        [letter] = await letters(director)
        await inventory.react(failed(letter))
        await inventory.react(sent(letter))
        await director.post(f"/recall-letters/{letter['id']}/informed", json={"how": "phone"})
        await withdraw(director, found)
        await received(keeper, clinic, (scan("N", serial="N1"), 1))
        await received(keeper, clinic, (scan("N", serial="N2"), 1))
        number = {"gtin": PEN, "serial": "N2", "stated_lot": "N", "lot": "A", "reason": "The label says so."}
        await keeper.post("/number-corrections", json=number)
        part = {"gtin": PEN, "reason": "a seal may leak", "parts": [{"lot": "N", "serials": ["N1"]}]}
        notice = (await keeper.post("/recall-notices", json=part)).json()
        await director.post(f"/recall-notices/{notice['id']}/withdraw", json={"reason": "N2 is meant."})
        await received(keeper, clinic, (scan("B"), 5))
        await correct(keeper, LATER, in_days(100), "B")
        two = {"patient_id": kept.patient_id, "merged_at": START, "merge_id": new_id()}
        await inventory.react(PatientMerged(**two, into=moved.patient_id))
        await inventory.react(PatientMergeUndone(**two, parted_from=moved.patient_id, undone_at=START))

    await take_and_give_back(inventory)
    assert_needs_what_it_reads("inventory", reads)
    assert_keeps_its_contracts("inventory", await inventory.events())
