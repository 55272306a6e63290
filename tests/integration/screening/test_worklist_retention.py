"""Closed items of the worklist are deleted when the chain says so; what is open stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.run.pruning import Pruning
from services.screening.tables import worklist_items
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running


async def prune(screening: Running, keep_days: int) -> None:
    settings = screening.settings.model_copy(update={"keep_worklist_days": keep_days})
    await Pruning(screening.service, screening.worker.transactions, settings).run(datetime.now(UTC))


async def kept(patient: Patient) -> list[Any]:
    rows = select(worklist_items).where(worklist_items.c.patient_id == patient.patient_id)
    async with patient.screening.work() as work:
        return [(row.kind, row.closed_why) for row in await work.execute(rows.order_by(worklist_items.c.opened_at))]


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
async def test_a_closed_item_stays_for_as_long_as_the_setting_says(signed: Running, days: int, stays: bool) -> None:
    patient = await screened(Patient(signed), keloid=True)
    assert (await patient.reviews((await patient.decided()).screening_id, "cleared")).status_code == 200
    closed = [("review_waiting", "ruled")]
    assert await kept(patient) == closed
    signed.clock.advance(timedelta(days=days))
    await prune(signed, keep_days=30)
    assert await kept(patient) == (closed if stays else [])


async def test_an_open_item_stays_however_old_it_is(signed: Running) -> None:
    patient = await screened(Patient(signed), keloid=True)
    signed.clock.advance(timedelta(days=4000))
    await prune(signed, keep_days=30)
    assert await kept(patient) == [("review_waiting", None)]
