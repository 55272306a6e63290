"""What booking does about patients when others publish an event."""

from sqlalchemy import update

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.notifications.messages import ContactConfirmed, ContactOptedIn, ContactOptedOut
from contracts.vocabulary import MessageScope
from services.booking.people.commands.addresses import apply_confirmed
from services.booking.people.store.patients import lock_person
from services.booking.people.tables import patients

reaction = Reactions()


@reaction
async def respect_stop(work: Work, event: ContactOptedOut) -> None:
    """The patient opted out of messages. The event came from notifications, so nothing is published."""
    patient = await lock_person(work, event.patient_id)
    said_stop = {"opted_out_at": event.opted_out_at} if event.scope is MessageScope.ALL else {}
    await work.execute(
        update(patients)
        .where(patients.c.id == patient.id)
        .values(marketing=False, version=patient.version + 1, **said_stop)
    )


@reaction
async def respect_agreement(work: Work, event: ContactOptedIn) -> None:
    """The patient wants messages again: what they had stopped is lifted. Nothing is published either."""
    patient = await lock_person(work, event.patient_id)
    spoken = {"opted_out_at": None} if event.scope is MessageScope.ALL else {}
    agreed = {"marketing": True} if event.marketing else {}
    values = {**spoken, **agreed, "version": patient.version + 1}
    await work.execute(update(patients).where(patients.c.id == patient.id).values(**values))


@reaction
async def take_the_new_address(work: Work, event: ContactConfirmed) -> None:
    """The code came back over the new number or address: it is the patient's from now on."""
    await apply_confirmed(work, event)
