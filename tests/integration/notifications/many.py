"""Many messages that are due at one moment, written without the events that would cause them."""

from uuid import UUID

from sqlalchemy import text

from services.notifications.commands.plans import DELIVER
from services.notifications.domain.recipients import Channel
from tests.integration.notifications.stories import DAY, Appointment, Patient
from tests.support.running import Running

_COPIES = """
    WITH said AS (SELECT m.* FROM messages m WHERE m.template = 'appointment_confirmed'),
    copies AS MATERIALIZED (
        SELECT said.id AS of, n, gen_random_uuid() AS patient, gen_random_uuid() AS message
        FROM said, generate_series(1, :number) n),
    people AS (
        INSERT INTO patients (id, given_name, home_clinic_id, phone, email, channel, marketing, language)
        SELECT copies.patient, p.given_name, p.home_clinic_id,
            CASE WHEN p.phone IS NOT NULL THEN '+35192' || 1000000 + n END,
            CASE WHEN p.email IS NOT NULL THEN n || '@example.org' END, p.channel, p.marketing, p.language
        FROM copies JOIN said ON said.id = copies.of JOIN patients p ON p.id = said.patient_id),
    written AS (
        INSERT INTO messages (id, cause_id, template, recipient, patient_id, clinic_id, appointment_id, about,
            happened_at, starts_at, not_after, facts, status, planned_for, template_version, template_digest)
        SELECT message, cause_id, template, 'patient/' || patient, patient, clinic_id, appointment_id, about,
            happened_at, starts_at, not_after, facts, status, planned_for, template_version, template_digest
        FROM copies JOIN said ON said.id = copies.of)
    INSERT INTO timers (kind, key, due_at, retry_at, payload, headers, attempts)
    SELECT :kind, message::text, :now, :now, '{}', '{}', 0 FROM copies
"""
"""Of each confirmation that is planned, with a patient of its own, as many more."""


def only_by(channel: Channel, clinic: UUID, number: int = 1) -> Patient:
    """A patient who has one way only."""
    if channel is Channel.EMAIL:
        return Patient(clinic, phone=None, email=f"p{number}@example.org", channel=channel)
    return Patient(clinic, phone=f"+3519{number:08}", email=None)


async def booked(notifications: Running, patient: Patient) -> None:
    """A confirmation for somebody new, due at once, and nothing else before the day before the consult."""
    await notifications.react(patient.registered())
    await notifications.react(Appointment(patient, notifications.clock.now() + 3 * DAY, kind="consult").booked())


async def many_are_due(notifications: Running, clinic: UUID, number: int) -> None:
    """So many confirmations, half of them by SMS and half by e-mail, each for somebody else who has no other way."""
    for channel in (Channel.SMS, Channel.EMAIL):
        await booked(notifications, only_by(channel, clinic))
    async with notifications.work() as work:
        asked = {"number": number // 2 - 1, "kind": DELIVER, "now": work.now}
        await work.execute(text(_COPIES), asked)
