"""Incidents: reported by what was opened, closed by a fact or by a person, each with an item on the worklist."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeUsed
from contracts.inventory.stock import CartridgeMisuseClosed, CartridgeMisused, Misuse
from services.inventory.domain.due_times import incident_due
from services.inventory.domain.incidents import misuses_in
from services.inventory.domain.refusals import IncidentClosed, IncidentOpen, IncidentUnknown
from services.inventory.forms.incidents import IncidentView
from services.inventory.store.clinics import lock_clinics
from services.inventory.tables import incidents
from services.inventory.worklist import INCIDENT_OPEN, WORKLIST

ACCOUNTED = "accounted"
"""Why an incident is closed: the ledger can account for it now."""
WITHDRAWN = "withdrawn"
"""There was no such use."""
CORRECTED = "lot_corrected"
"""A date of its lot had been stated wrongly: what is wrong now, if anything, is another incident."""
SETTLED = "settled"
"""A person looked into it, and wrote down what was found."""


async def report_incident(work: Work, event: CartridgeUsed | CartridgeDiscarded | Row, reason: str) -> UUID:
    """Keep and publish what is wrong with a cartridge that was opened (a row is one of `uses`), and list it.

    Answers the incident.
    """
    incident_id = new_id()
    about: dict[str, Any] = {
        "clinic_id": event.clinic_id,
        "gtin": event.gtin,
        "lot": event.lot,
        "session_id": event.session_id,
        "reason": reason,
        "noticed_at": work.now,
    }
    of_cartridge = {"serial": event.serial, "appointment_id": event.appointment_id}
    await work.execute(insert(incidents).values(id=incident_id, **about, **of_cartridge))
    misuses = tuple(Misuse.model_validate(each) for each in misuses_in(reason))
    work.publish(CartridgeMisused(**about, misuses=misuses))
    await _list(work, incident_id, event.clinic_id, event.session_id)
    return incident_id


async def close_by_fact(work: Work, incident_id: UUID | None, because: str) -> None:
    """Nobody has to look at an incident any longer; it stays readable. One that is closed stays as it is.

    None: what was opened is no incident. Under the clinic's lock.
    """
    if incident_id is not None:
        await _close(work, incident_id, closed_because=because)


async def find_incident(work: Work, incident_id: UUID | None) -> Row | None:
    """An incident; None for what was opened and is none."""
    this = select(incidents).where(incidents.c.id == incident_id)
    return None if incident_id is None else (await work.execute(this)).first()


async def close_incident(work: Work, incident_id: UUID, note: str) -> IncidentView:
    """A person says what was found of an incident that no fact closes.

    Raises IncidentUnknown, IncidentClosed, ClaimedByAnother.
    """
    await _lock(work, incident_id)
    await WORKLIST.require_free(work, INCIDENT_OPEN, incident_id)
    closed = await _close(work, incident_id, closed_because=SETTLED, closed_by=work.actor.subject, closed_note=note)
    if closed is None:
        raise IncidentClosed("This incident is closed already: it says why.")
    work.audit("incident closed", str(incident_id), note=note)
    return IncidentView.model_validate(closed)


async def reopen_incident(work: Work, incident_id: UUID) -> IncidentView:
    """It was closed by a person by mistake: somebody has to look at it again.

    Raises IncidentUnknown, and IncidentOpen for one that is open or that a fact closed.
    """
    await _lock(work, incident_id)
    opened: dict[str, Any] = dict.fromkeys(("closed_at", "closed_because", "closed_by", "closed_note"))
    this = (incidents.c.id == incident_id) & (incidents.c.closed_because == SETTLED)
    found = (await work.execute(update(incidents).where(this).values(opened).returning(*incidents.c))).first()
    if found is None:
        raise IncidentOpen("Only an incident that a person closed can be opened again: look at how this one stands.")
    await _list(work, incident_id, found.clinic_id, found.session_id)
    work.audit("incident reopened", str(incident_id))
    return IncidentView.model_validate(found)


async def _lock(work: Work, incident_id: UUID) -> None:
    found = await work.scalar(select(incidents.c.clinic_id).where(incidents.c.id == incident_id))
    if found is None:
        raise IncidentUnknown("There is no such incident: look at the list of incidents.")
    work.access.authorize(where=found)
    await lock_clinics(work, [found])


async def _list(work: Work, incident_id: UUID, clinic_id: UUID, session_id: UUID) -> None:
    await WORKLIST.open(
        work,
        INCIDENT_OPEN,
        incident_id,
        clinic_id=clinic_id,
        patient_id=None,
        due_at=incident_due(work.now),
        about={"session_id": session_id},
    )


async def _close(work: Work, incident_id: UUID, closed_because: str, **how: str) -> Row | None:
    this = (incidents.c.id == incident_id) & incidents.c.closed_at.is_(None)
    closed = {"closed_at": work.now, "closed_because": closed_because, **how}
    found = (await work.execute(update(incidents).where(this).values(closed).returning(*incidents.c))).first()
    if found is None:
        return None
    await WORKLIST.close(work, INCIDENT_OPEN, incident_id, why=closed_because)
    work.publish(
        CartridgeMisuseClosed(
            clinic_id=found.clinic_id,
            gtin=found.gtin,
            lot=found.lot,
            session_id=found.session_id,
            because=closed_because,
            closed_at=work.now,
        )
    )
    return found
