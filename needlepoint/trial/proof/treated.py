"""Patients who may have a session, so that clients compete for devices too: only where the proof can let time pass."""

import asyncio
from datetime import datetime, timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, PLAN
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.proof.house import House

OF_A_CLINIC = 16
"""Patients of each clinic who get as far as a course."""


async def let_time_pass_until_cleared(world: World, houses: list[House]) -> None:
    """Some patients of each clinic declare, have a consult, are cleared by screening, and have a course planned."""
    await world.caller(Role.STOCK_MANAGER).post(
        "inventory", "/products", {"gtin": GTIN, "name": "Cartridge", "fits": [DEVICE_MODEL]}
    )
    await world.settle()
    consults = [one for house in houses for one in await _consults(world, house)]
    await world.settle()
    await asyncio.gather(*[_declare(world, consult["patient_id"]) for consult in consults])
    await world.settle()
    await world.travel(max(datetime.fromisoformat(consult["ends_at"]) for consult in consults))
    await asyncio.gather(*[_complete(world, consult) for consult in consults])
    await world.settle()
    desk = world.caller(Role.FRONT_DESK)
    for house in houses:
        for patient in house.patients[:OF_A_CLINIC]:
            (course,) = await desk.every("booking", "/courses", patient_id=patient)
            house.courses[patient] = course["id"]


async def _consults(world: World, house: House) -> list[Json]:
    desk = world.caller(Role.FRONT_DESK)
    tomorrow = (world.now.astimezone(house.zone) + timedelta(days=1)).date().isoformat()
    booked = []
    for patient in house.patients[:OF_A_CLINIC]:
        query = {"clinic_id": house.clinic_id, "kind": "consult", "from": tomorrow, "to": tomorrow, "limit": 1}
        (slot, *_) = (await desk.get("booking", "/slots", **query))["items"]
        chosen = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id")}
        form = {"patient_id": patient, "clinic_id": house.clinic_id, "kind": "consult", **chosen}
        booked.append(await desk.post("booking", "/appointments", form))
    return booked


async def _declare(world: World, patient: str) -> None:
    desk = world.caller(Role.FRONT_DESK)
    items = (await desk.get("screening", "/questionnaire"))["items"]
    (intake, *_) = await desk.every("screening", "/intakes", patient_id=patient)
    form = {
        "answers": {item["code"]: False for item in items},
        "signature": {"name": "A receptionist", "signer": "staff"},
    }
    await desk.post("screening", f"/intakes/{intake['id']}/declaration", form)


async def _complete(world: World, consult: Json) -> None:
    treating = world.practitioner(consult["practitioner_id"], consult["clinic_id"])
    form = {"skin_type": 3, "suitable": True, "plan": PLAN}
    await treating.post("booking", f"/appointments/{consult['id']}/consult", form)
