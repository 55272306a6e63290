"""Worklists in tests: what is open about a patient, and who takes it."""

from typing import Any

import httpx

from chassis.access.actors import Role
from contracts.screening.worklist import WorklistItemClosed, WorklistItemOpened
from tests.integration.screening.patients import Patient


def director(patient: Patient, name: str = "dr.costa") -> httpx.AsyncClient:
    """A medical director of the patient's clinic."""
    return patient.screening.client(Role.MEDICAL_DIRECTOR, clinics=[patient.clinic_id], subject=name)


async def items(patient: Patient, **query: str) -> list[dict[str, Any]]:
    """What waits at the patient's clinic."""
    answer = await director(patient).get("/worklist", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def kinds(patient: Patient, **query: str) -> list[str]:
    """The kinds of what waits at the patient's clinic, in alphabetical order."""
    return sorted(item["kind"] for item in await items(patient, **query))


async def claims(patient: Patient, item: dict[str, Any], name: str = "dr.costa") -> httpx.Response:
    """A director claims an item."""
    return await director(patient, name).post(f"/worklist/{item['id']}/claim")


async def releases(patient: Patient, item: dict[str, Any], name: str = "dr.costa") -> httpx.Response:
    """A director gives an item back."""
    return await director(patient, name).post(f"/worklist/{item['id']}/release")


async def published(patient: Patient) -> list[str]:
    """The names of the worklist's events about a patient, in order."""
    events = [each for each in await patient.screening.events() if "Worklist" in each.type_name()]
    return [type(each).__name__ for each in events if getattr(each, "patient_id", None) == patient.patient_id]


async def opened_and_closed(patient: Patient) -> list[tuple[str, str]]:
    """What was opened, and what was closed and why, in order."""
    found = []
    for each in await patient.screening.events():
        if isinstance(each, WorklistItemOpened | WorklistItemClosed) and each.patient_id == patient.patient_id:
            found.append((each.kind, each.why if isinstance(each, WorklistItemClosed) else "opened"))
    return found
