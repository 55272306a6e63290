"""An erased patient is written to no more, and what was written is deleted."""

from uuid import UUID

from sqlalchemy import func, select, text

from contracts.booking.patients import PatientErased
from services.notifications.tables import channel_journal, messages, opt_outs, patients
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, run_until
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running


async def test_messages_addresses_and_opt_outs_of_an_erased_patient_are_deleted(
    notifications: Running, clinic: UUID
) -> None:
    ana, rui = Patient(clinic), Patient(clinic, phone="+351910000002", email=None)
    for who in (ana, rui):
        await notifications.react(who.registered())
        await notifications.react(Appointment(who, START + 3 * DAY).booked())
    await run_until(notifications, START + HOUR)
    await says(notifications, "STOPALL")

    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START + HOUR))

    async with notifications.work() as work:
        for table in (messages, opt_outs):
            assert await work.scalar(select(func.count()).where(table.c.patient_id == ana.id)) == 0, table.name
        assert await work.scalar(select(func.count()).where(patients.c.id == ana.id)) == 0
        assert await work.scalar(select(func.count()).where(channel_journal.c.address == ana.phone)) == 0
        assert await work.scalar(select(func.count()).where(channel_journal.c.address == rui.phone)) > 0


async def test_what_arrives_later_about_an_erased_patient_reaches_nobody(notifications: Running, clinic: UUID) -> None:
    ana = Patient(clinic)
    await notifications.react(ana.registered())
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    await notifications.react(Appointment(ana, START + 2 * DAY).booked())
    await run_until(notifications, START + 4 * DAY)
    async with notifications.work() as work:
        sent = select(func.count()).where(messages.c.patient_id == ana.id, messages.c.status == "sent")
        assert await work.scalar(sent) == 0
        assert await work.scalar(text("SELECT count(*) FROM dead_letters")) == 0
