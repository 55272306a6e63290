"""The floor: reading a patient and booking an appointment with FastAPI and asyncpg, and nothing around them.

What it keeps: a signed token is checked, a booking is one transaction that locks the patient, takes practitioner, room
and patient under one exclusion constraint, and appends an event's row. What it leaves out is what the product is for:
roles, opening hours, permissions, idempotency, audit, an outbox in order.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
import jwt
import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel

SECRET = "the floor's own, for one run on one machine"
TABLES = """
CREATE TABLE patients (id uuid PRIMARY KEY, given_name text, family_name text, phone text, email text);
CREATE TABLE appointments (
    id uuid PRIMARY KEY, patient_id uuid NOT NULL REFERENCES patients, clinic_id uuid NOT NULL, kind text NOT NULL,
    status text NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
    practitioner_id uuid NOT NULL, room_id uuid NOT NULL
);
CREATE TYPE uuid_span AS RANGE (subtype = uuid);
CREATE TABLE occupations (
    appointment_id uuid NOT NULL REFERENCES appointments, who uuid NOT NULL, during tstzrange NOT NULL,
    EXCLUDE USING gist (uuid_span(who, who, '[]') WITH &&, during WITH &&)
);
CREATE TABLE events (id uuid PRIMARY KEY, topic text NOT NULL, key text NOT NULL, body jsonb NOT NULL);
"""


class Patient(BaseModel):
    """As answered."""

    id: UUID
    given_name: str
    family_name: str
    phone: str | None
    email: str | None


class Booking(BaseModel):
    """As asked for."""

    patient_id: UUID
    clinic_id: UUID
    kind: str
    starts_at: datetime
    practitioner_id: UUID
    room_id: UUID


class Booked(BaseModel):
    """As answered."""

    id: UUID
    starts_at: datetime
    ends_at: datetime


class AppointmentBooked(BaseModel):
    """The event."""

    appointment_id: UUID
    booking: Booking


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(os.environ["FLOOR_DSN"], min_size=10, max_size=10)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=_lifespan)
Token = Annotated[str, Header(alias="authorization")]


def _check(token: str) -> None:
    jwt.decode(token.removeprefix("Bearer "), SECRET, algorithms=["HS256"], audience="floor")


@app.get("/v1/patients/{id}")
async def show_patient(id: UUID, token: Token) -> Patient:
    """One statement."""
    _check(token)
    row = await app.state.pool.fetchrow(
        "SELECT id, given_name, family_name, phone, email FROM patients WHERE id = $1", id
    )
    if row is None:
        raise HTTPException(404)
    return Patient(**row)


@app.post("/v1/appointments", status_code=201)
async def book(booking: Booking, token: Token) -> Booked:
    """One transaction of four statements."""
    _check(token)
    id, ends_at = uuid4(), booking.starts_at + timedelta(minutes=30)
    during = asyncpg.Range(booking.starts_at, ends_at)
    event = AppointmentBooked(appointment_id=id, booking=booking)
    try:
        async with app.state.pool.acquire() as connection, connection.transaction():
            locked = await connection.fetchval("SELECT 1 FROM patients WHERE id = $1 FOR UPDATE", booking.patient_id)
            if locked is None:
                raise HTTPException(404)
            await connection.execute(
                "INSERT INTO appointments VALUES ($1, $2, $3, $4, 'booked', $5, $6, $7, $8)",
                *(id, booking.patient_id, booking.clinic_id, booking.kind, booking.starts_at, ends_at),
                *(booking.practitioner_id, booking.room_id),
            )
            await connection.executemany(
                "INSERT INTO occupations VALUES ($1, $2, $3)",
                [(id, who, during) for who in (booking.practitioner_id, booking.room_id, booking.patient_id)],
            )
            await connection.execute(
                "INSERT INTO events VALUES ($1, 'appointments', $2, $3)",
                *(uuid4(), str(booking.patient_id), event.model_dump_json()),
            )
    except asyncpg.ExclusionViolationError as error:
        raise HTTPException(409) from error
    return Booked(id=id, starts_at=booking.starts_at, ends_at=ends_at)


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["FLOOR_PORT"]), access_log=False, log_level="warning",
        loop="uvloop", http="httptools",
    )  # fmt: skip
