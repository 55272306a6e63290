"""What is open on other services' worklists, counted for digests; and when each clinic's next digest is due."""

from typing import Any

from chassis.work import Work
from contracts.booking import worklist as booking
from contracts.booking.clinics import ClinicChanged, ClinicOpened, ClosedDaysChanged
from contracts.inventory import worklist as inventory
from contracts.screening import worklist as screening
from services.notifications.commands.digests import set_timers
from services.notifications.domain.digests import OpenItem
from services.notifications.reactions.listening import reaction
from services.notifications.store.open_items import drop_closed, keep_open


@reaction.projection
async def keep_open_in_booking(work: Work, event: booking.WorklistItemOpened) -> None:
    """It is there, or its due time changed."""
    await _keep(work, "booking", event)


@reaction.projection
async def drop_closed_in_booking(work: Work, event: booking.WorklistItemClosed) -> None:
    """It is not counted any longer."""
    await drop_closed(work, event.item_id)


@reaction.projection
async def keep_open_in_inventory(work: Work, event: inventory.WorklistItemOpened) -> None:
    """It is there, or its due time changed."""
    await _keep(work, "inventory", event)


@reaction.projection
async def drop_closed_in_inventory(work: Work, event: inventory.WorklistItemClosed) -> None:
    """It is not counted any longer."""
    await drop_closed(work, event.item_id)


@reaction.projection
async def keep_open_in_screening(work: Work, event: screening.WorklistItemOpened) -> None:
    """It is there, or its due time changed."""
    await _keep(work, "screening", event)


@reaction.projection
async def drop_closed_in_screening(work: Work, event: screening.WorklistItemClosed) -> None:
    """It is not counted any longer."""
    await drop_closed(work, event.item_id)


@reaction
async def plan_digests_of_opened(work: Work, event: ClinicOpened) -> None:
    """A new clinic has its digests from its next opening day on."""
    await set_timers(work, event.clinic_id)


@reaction
async def plan_digests_of_changed(work: Work, event: ClinicChanged) -> None:
    """Its zone or its opening days may be others."""
    await set_timers(work, event.clinic_id)


@reaction
async def plan_digests_on_open_days(work: Work, event: ClosedDaysChanged) -> None:
    """A day on which a digest would be made is closed, or is not any longer."""
    await set_timers(work, event.clinic_id)


async def _keep(work: Work, service: str, event: Any) -> None:
    await keep_open(work, service, event.item_id, event.clinic_id, OpenItem(event.kind, event.due_at))
