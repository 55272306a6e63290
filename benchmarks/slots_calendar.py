"""The calendar that ``make bench-slots`` looks for free time in: clinics, staff with shifts, rooms, devices, bookings.

It is written straight into booking's tables, in a second or two where requests would take an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg

CLINICS = 20
STAFF = 10
"""A clinic; and as many rooms and devices."""
DAYS = 30
TURNS = 6
"""A day, an hour and a half each: 30 minutes of numbing, 45 of treatment, 10 of cleaning."""
BOOKED = 80
"""Percent of the turns, which is 40 % of the nine hours of a shift."""
PATIENTS = 2_000
LEAVES = 20
"""Of each practitioner, all of them past: what is over must cost nothing."""

_CHAIN = f"""
INSERT INTO clinics (id, name, address, time_zone, map_link, phone, messages_from, messages_until, stock_contact,
    version)
SELECT gen_random_uuid(), 'Clinic ' || number, '1 Main Street', 'Europe/Lisbon', 'https://maps.example/1',
    '+351210000000', '09:00', '20:00', 'stock@clinic.example', 1 FROM generate_series(1, {CLINICS}) AS number;
INSERT INTO clinic_settings (clinic_id, holiday_region, version) SELECT id, 'none', 1 FROM clinics;
INSERT INTO opening_hours (clinic_id, weekday, opens, closes)
SELECT id, weekday, '09:00', '18:00' FROM clinics, generate_series(0, 6) AS weekday;
INSERT INTO rooms (id, clinic_id, name)
SELECT gen_random_uuid(), id, 'Room ' || number FROM clinics, generate_series(1, {STAFF}) AS number;
INSERT INTO devices (id, clinic_id, model, modality, serial, cartridge_gtin, cartridges_per_session)
SELECT gen_random_uuid(), id, 'skinpen', 'pen', gen_random_uuid(), '00812345000016', 1
FROM clinics, generate_series(1, {STAFF});
INSERT INTO practitioners (id, clinic_id, given_name, family_name, profession)
SELECT gen_random_uuid(), id, 'Ana', 'Reis', 'nurse' FROM clinics, generate_series(1, {STAFF});
INSERT INTO permissions (practitioner_id, modality, max_depth_mm) SELECT id, 'pen', 2.0 FROM practitioners;
INSERT INTO shifts (id, practitioner_id, clinic_id, first_day, weekdays, starts, ends, entered_by)
SELECT gen_random_uuid(), id, clinic_id, '2020-01-01', '{{0,1,2,3,4,5,6}}', array_fill(time '09:00', ARRAY[7]),
    array_fill(time '18:00', ARRAY[7]), 'bench' FROM practitioners;
INSERT INTO unavailabilities (id, clinic_id, resource_kind, resource_id, cause, starts_at, ends_at, entered_by, version)
SELECT gen_random_uuid(), clinic_id, 'practitioner', id, 'leave', now() - number * interval '30 days',
    now() - number * interval '30 days' + interval '5 days', 'bench', 1
FROM practitioners, generate_series(1, {LEAVES}) AS number;
INSERT INTO patients (id, given_name, family_name, date_of_birth, home_clinic_id, phone, channel, marketing, version)
SELECT gen_random_uuid(), 'Ines', 'Sousa', '1990-05-04', (SELECT min(id::text)::uuid FROM clinics), '+351912345678',
    'sms', false, 1 FROM generate_series(1, {PATIENTS});
"""
_COURSE = """
WITH who AS (
    SELECT patients.id AS patient_id, practitioners.clinic_id, practitioners.id AS practitioner_id, rooms.id AS room_id
    FROM practitioners JOIN rooms ON rooms.clinic_id = practitioners.clinic_id, patients LIMIT 1
), visit AS (
    INSERT INTO appointments (id, patient_id, clinic_id, kind, origin, status, starts_at, treatment_starts_at, ends_at,
        practitioner_id, room_id, cartridges, time_set_at, version)
    SELECT gen_random_uuid(), patient_id, clinic_id, 'consult', 'requested', 'performed', now() - interval '9 days',
        now() - interval '9 days', now() - interval '8 days', practitioner_id, room_id, 0, now(), 2 FROM who
    RETURNING *
), consult AS (
    INSERT INTO consults (id, appointment_id, patient_id, clinic_id, practitioner_id, skin_type, suitable, concern,
        area, modality, device_model, depth_mm, completed_at)
    SELECT gen_random_uuid(), id, patient_id, clinic_id, practitioner_id, 3, true, 'acne_scars', 'face', 'pen',
        'skinpen', 1.5, ends_at FROM visit
    RETURNING *
), cleared AS (
    INSERT INTO clearances (screening_id, patient_id, clinic_id, consult_id, stage, outcome, modality, device_model,
        area, max_depth_mm, anaesthetic_allowed, excluded_areas, valid_until, conditions, rule_set, decided_at,
        decided_on)
    SELECT gen_random_uuid(), patient_id, clinic_id, id, 'consult', 'cleared', 'pen', 'skinpen', 'face', 1.5, true,
        '{}', current_date + 300, 0, 'bench', completed_at, completed_at::date FROM consult
)
INSERT INTO courses (id, consult_id, patient_id, clinic_id, protocol, concern, area, modality, device_model, depth_mm,
    sessions, performed, spacing_weeks_min, spacing_weeks_max, review_weeks_min, review_weeks_max, session_minutes,
    numbing_minutes, planned_at)
SELECT gen_random_uuid(), id, patient_id, clinic_id, 'bench', concern, area, modality, device_model, depth_mm, 3, 0, 4,
    6, 12, 16, 45, 30, completed_at FROM consult
RETURNING id
"""
_BOOK = f"""
WITH staff AS (
    SELECT clinic_id, id, row_number() OVER (PARTITION BY clinic_id ORDER BY id) AS number FROM practitioners
), places AS (
    SELECT clinic_id, id, row_number() OVER (PARTITION BY clinic_id ORDER BY id) AS number FROM rooms
), pens AS (
    SELECT clinic_id, id, row_number() OVER (PARTITION BY clinic_id ORDER BY id) AS number FROM devices
), people AS (
    SELECT array_agg(id) AS ids FROM patients
), turns AS (
    SELECT gen_random_uuid() AS id, staff.clinic_id, staff.id AS practitioner_id, places.id AS room_id,
        pens.id AS device_id,
        (day + interval '9 hours' + turn * interval '90 minutes') AT TIME ZONE 'Europe/Lisbon' AS at
    FROM staff JOIN places USING (clinic_id, number) JOIN pens USING (clinic_id, number)
    CROSS JOIN generate_series($1::date::timestamp, $2::date::timestamp, '1 day') AS day
    CROSS JOIN generate_series(0, {TURNS - 1}) AS turn
    WHERE abs(hashtextextended(staff.id::text || day || turn, 0)) % 100 < {BOOKED}
), made AS (
    INSERT INTO appointments (id, patient_id, clinic_id, kind, origin, status, starts_at, treatment_starts_at, ends_at,
        practitioner_id, room_id, device_id, cartridges, time_set_at, version)
    SELECT turns.id, people.ids[1 + abs(hashtextextended(turns.id::text, 0)) % {PATIENTS}], clinic_id, 'consult',
        'requested', $3, at, at + interval '30 minutes', at + interval '75 minutes', practitioner_id, room_id,
        device_id, 0, at, 1
    FROM turns, people
)
INSERT INTO occupations (appointment_id, resource_kind, resource_id, during)
SELECT turns.id, taken.kind, taken.resource_id, tstzrange(at + taken.since, at + taken.until)
FROM turns CROSS JOIN LATERAL (VALUES
    ('practitioner', practitioner_id, interval '30 minutes', interval '75 minutes'),
    ('room', room_id, interval '0', interval '85 minutes'),
    ('device', device_id, interval '30 minutes', interval '85 minutes')
) AS taken(kind, resource_id, since, until)
"""
"""The patients' own occupations are left out: nobody would be in two places at once, at that price."""


@dataclass(frozen=True)
class Calendar:
    """What was written."""

    clinics: Sequence[UUID]
    first_day: date
    last_day: date
    appointments: int


async def write_calendar(dsn: str, first_day: date) -> Calendar:
    """The chain, and 30 days of it, 40 % booked."""
    last_day = first_day + timedelta(days=DAYS - 1)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_CHAIN)
        await connection.execute(_BOOK, first_day, last_day, "booked", timeout=600)
        await connection.execute("VACUUM ANALYZE")
        clinics = [row["id"] for row in await connection.fetch("SELECT id FROM clinics ORDER BY name")]
        return Calendar(clinics, first_day, last_day, await _count(connection))
    finally:
        await connection.close()


async def add_history(dsn: str, calendar: Calendar, appointments: int) -> int:
    """The days before, until there are so many appointments. How many there are then."""
    connection = await asyncpg.connect(dsn)
    try:
        stored = await _count(connection)
        a_day = CLINICS * STAFF * TURNS * BOOKED / 100
        until = calendar.first_day - timedelta(days=2)
        while stored < appointments:
            days = max(1, min(int((appointments - stored) / a_day), 365))
            await connection.execute(_BOOK, until - timedelta(days=days - 1), until, "performed", timeout=3600)
            until -= timedelta(days=days)
            stored = await _count(connection)
        await connection.execute("VACUUM ANALYZE appointments, occupations", timeout=3600)
        return stored
    finally:
        await connection.close()


async def _count(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    return int(await connection.fetchval("SELECT count(*) FROM appointments"))


async def course_of_a_patient(dsn: str) -> UUID:
    """A patient who was screened, and whose course's first session may be booked now."""
    connection = await asyncpg.connect(dsn)
    try:
        return UUID(str(await connection.fetchval(_COURSE)))
    finally:
        await connection.close()
