"""How often reactions followed sessions with a device model, a device and a lot: counted, and recounted slowly."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import insert

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.sessions import SessionCartridge, SessionEquipment
from services.screening.tables import patients, reaction_reports, treated_sessions
from tests.integration.screening.patients import Patient, clinic_opened, performed
from tests.support.running import Running

FIRST, LAST = date(2026, 10, 24), date(2026, 10, 26)
"""Over the night on which Lisbon's clocks go back."""
DAYS = {"first": str(FIRST), "last": str(LAST)}
ZONE = ZoneInfo("Europe/Lisbon")


async def figures(client: httpx.AsyncClient, clinic: UUID, by: str, **days: str) -> list[dict[str, Any]]:
    answer = await client.get("/figures/reactions", params={**DAYS, "by": by, "clinic_id": str(clinic), **days})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_report_counts_for_its_sessions_model_device_and_lots_until_it_is_withdrawn(patient: Patient) -> None:
    await patient.screening.react(clinic_opened(patient.clinic_id))
    await patient.registers()
    now = patient.screening.clock.now()
    cartridges = tuple(SessionCartridge(gtin="09506000134352", lot=lot, serial=None) for lot in ("L1", "L1", "L2"))
    equipment = SessionEquipment(
        device_model="skinpen", device_serial="SP-1", depth_mm="1.5", anaesthetic_used=False, cartridges=cartridges
    )
    await patient.screening.react(performed(patient.patient_id, patient.clinic_id, now, equipment=equipment))
    reacted = performed(patient.patient_id, patient.clinic_id, now, equipment=equipment, reaction="serious")
    await patient.screening.react(reacted)
    owner, today = patient.screening.client(Role.OWNER), now.astimezone(ZONE).date().isoformat()
    days = {"first": today, "last": today}
    for by, keys in (("model", ["skinpen"]), ("device", ["skinpen SP-1"]), ("lot", ["L1", "L2"])):
        rows = await figures(owner, patient.clinic_id, by, **days)
        assert [row["key"].removeprefix("09506000134352 ") for row in rows] == keys
        assert [(row["reacted"]["count"], row["reacted"]["of"], row["serious"]) for row in rows] == [(1, 2, 1)] * len(
            keys
        )
    for key, count in ((None, 1), ("skinpen", 1), ("roller", 0)):
        asked = {**days, "clinic_id": str(patient.clinic_id), **({"key": key} if key else {})}
        sessions = (await owner.get("/figures/reactions/sessions", params=asked)).json()["items"]
        assert [(each["patient_id"], each["serious"]) for each in sessions] == [(str(patient.patient_id), True)] * count
    listed = (await owner.get("/reactions", params={"patient_id": str(patient.patient_id)})).json()["items"]
    director = patient.client(Role.MEDICAL_DIRECTOR)
    withdrawn = await director.post(f"/reactions/{listed[0]['id']}/withdraw", json={"reason": "Another patient."})
    assert withdrawn.status_code == 200, withdrawn.text
    (row,) = await figures(owner, patient.clinic_id, "model", **days)
    assert (row["reacted"]["count"], row["serious"]) == (0, 0)
    assert (await owner.get("/figures/reactions/sessions", params=days)).json()["items"] == []


async def test_a_device_whose_serial_number_was_corrected_is_one_device(patient: Patient) -> None:
    await patient.screening.react(clinic_opened(patient.clinic_id))
    await patient.registers()
    now, device_id = patient.screening.clock.now(), new_id()
    for hours, serial in ((2, "SP-1"), (0, "SP-1001")):
        equipment = SessionEquipment(
            device_model="skinpen",
            device_serial=serial,
            device_id=device_id,
            depth_mm="1.5",
            anaesthetic_used=False,
            cartridges=(),
        )
        at = now - timedelta(hours=hours)
        of = (patient.patient_id, patient.clinic_id, at)
        await patient.screening.react(performed(*of, equipment=equipment, reaction="serious"))
    owner, day = patient.screening.client(Role.OWNER), now.astimezone(ZONE).date()
    days = {"first": (day - timedelta(days=1)).isoformat(), "last": day.isoformat()}
    (row,) = await figures(owner, patient.clinic_id, "device", **days)
    assert (row["device_model"], row["device_serial"], row["reacted"]["of"]) == ("skinpen", "SP-1001", 2)
    asked = {**days, "clinic_id": str(patient.clinic_id), "by": "device", "key": row["key"]}
    sessions = (await owner.get("/figures/reactions/sessions", params=asked)).json()["items"]
    assert [each["device_serial"] for each in sessions] == ["SP-1001", "SP-1"], "as it was known then"


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_equal_a_slow_recount(screening: Running, seed: int) -> None:
    dice, clinic, patient = random.Random(seed), new_id(), new_id()
    await screening.react(clinic_opened(clinic))
    begins = datetime.combine(FIRST - timedelta(days=5), time(), UTC)
    counted: dict[bool, dict[str, Counter[str]]] = {True: {}, False: {}}
    sessions, reports = [], []
    for _ in range(150):
        at, void = begins + timedelta(minutes=dice.randrange(0, 10 * 24 * 60, 15)), dice.random() < 0.1
        lots = dice.choices(["A", "B", "C"], k=dice.randrange(3))
        equipment: dict[str, Any] | None
        equipment = None if dice.random() < 0.1 else {"device_model": "pen", "device_serial": "1"}
        if equipment is not None:
            equipment["cartridges"] = [{"gtin": "G", "lot": lot, "serial": None} for lot in lots]
        session = new_id()
        sessions.append(
            {
                "id": session,
                "patient_id": patient,
                "clinic_id": clinic,
                "course_id": new_id(),
                "number": 1,
                "modality": "pen",
                "area": "face",
                "equipment": equipment,
                "performed_at": at,
                "void": void,
            }
        )
        of_session = [(dice.choice(["open", "over", "withdrawn"]), dice.choice(["transient", "serious"]))]
        of_session *= dice.choice([0, 0, 1, 2])
        reports += [report_of(patient, clinic, session, *each) for each in of_session]
        stand = [grade for status, grade in of_session if status != "withdrawn"]
        day = at.astimezone(ZONE).date()
        if void or equipment is None or not FIRST - timedelta(days=3) <= day <= LAST:
            continue
        for lot in set(lots):
            numbers = counted[day < FIRST].setdefault(lot, Counter())
            numbers.update(of=1, reacted=bool(stand), serious="serious" in stand)
    async with screening.work() as work:
        await work.execute(insert(patients), [{"id": patient}])
        await work.execute(insert(treated_sessions), sessions)
        await work.execute(insert(reaction_reports), reports)
    rows = await figures(screening.client(Role.OWNER), clinic, "lot")
    assert {row["lot"] for row in rows} == {*counted[True], *counted[False]}
    for row in rows:
        for earlier, share, serious in ((False, "reacted", "serious"), (True, "before_reacted", "before_serious")):
            slow = counted[earlier].get(row["lot"], Counter())
            assert (row[share]["count"], row[share]["of"]) == (slow["reacted"], slow["of"])
            assert row[serious] == slow["serious"]


def report_of(patient: UUID, clinic: UUID, session: UUID, status: str, grade: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "patient_id": patient,
        "clinic_id": clinic,
        "session_id": session,
        "source": "staff",
        "status": status,
        "findings": {"signs": []},
        "grade": grade,
        "reasons": [],
        "version": 1,
        "reported_at": datetime.combine(FIRST, time(), UTC),
        "reported_by": "maria",
    }


async def test_who_leads_a_clinic_sees_that_one_and_who_treats_sees_none(screening: Running) -> None:
    clinic, other = new_id(), new_id()
    own = screening.client(Role.OWNER, clinics=[clinic])
    nurse = screening.client(Role.PRACTITIONER, clinics=[clinic])
    for path in ("/figures/reactions", "/figures/reactions/sessions"):
        assert (await own.get(path, params={**DAYS, "clinic_id": str(other)})).status_code == 403
        assert (await nurse.get(path, params=DAYS)).status_code == 403
