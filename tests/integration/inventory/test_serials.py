"""A product's serial number names one cartridge, and its life is read in one call."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import PEN, START, Appointment, at, in_days, received, scan, withdrawn
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


async def life(reader: httpx.AsyncClient, serial: str) -> dict[str, Any]:
    answer = await reader.get(f"/serials/{PEN}/{serial}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def steps(found: dict[str, Any]) -> list[str]:
    return [step["what"] for step in found["steps"]]


async def test_a_cartridge_is_followed_from_its_box_to_the_patient_of_another_clinic(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, (scan("A", serial="n/1"), 1))
    [came] = (await life(director, "n/1"))["steps"]
    assert (came["what"], came["clinic_id"], came["by"] is not None) == ("received", str(clinic), True)

    there = Appointment(other_clinic)
    await inventory.react(there.used("A", at(in_days(0), 7), "n/1"))
    inventory.clock.set(at(in_days(1)))
    await recall(director, "A")

    found = await life(director, "n/1")
    assert (found["status"], found["lot"], found["clinic_id"]) == ("used", "A", str(other_clinic))
    assert sorted(steps(found)) == ["moved", "recalled", "received", "used"]
    assert steps(found)[0] == "recalled"
    [used] = [step for step in found["steps"] if step["what"] == "used"]
    assert (used["patient_id"], used["cause"]) == (str(there.patient_id), str(there.session_id))
    [unnamed] = [step for step in (await life(keeper, "n/1"))["steps"] if step["what"] == "used"]
    assert unnamed["patient_id"] is None


async def test_what_was_taken_back_stays_readable_and_the_cartridge_is_on_the_shelf(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    mistake = Appointment(clinic).used("A", START, "1")
    await inventory.react(mistake)
    assert (await life(keeper, "1"))["status"] == "used"
    await inventory.react(withdrawn(mistake))
    found = await life(keeper, "1")
    assert found["status"] == "on_shelf"
    assert sorted(steps(found)) == ["received", "use_withdrawn", "used"]
    await recall(keeper, "A")
    assert (await life(keeper, "1"))["status"] == "recalled"


async def test_one_that_fell_and_numbers_that_look_alike(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="x1"), 1), (scan("A", serial="X1"), 1))
    await inventory.react(Appointment(clinic).discarded("A", START, "x1"))
    found = await life(keeper, "x1")
    assert (found["status"], found["like"]) == ("discarded", ["X1"])
    assert [step["note"] for step in found["steps"] if step["what"] == "discarded"] == ["dropped"]
    assert (await life(keeper, "X1"))["status"] == "on_shelf"


async def test_a_cartridge_of_another_clinic_is_not_found(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    elsewhere = inventory.client(Role.MEDICAL_DIRECTOR, clinics=[other_clinic])
    for who, serial in ((elsewhere, "1"), (keeper, "2")):
        answer = await who.get(f"/serials/{PEN}/{serial}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:needlepoint:problem:serial-unknown")


async def test_a_number_is_text_and_may_have_a_slash(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """InvenTree 1893: numbers that are no whole numbers could not be read any more."""
    await received(keeper, clinic, *((scan("A", serial=each), 1) for each in ("007", "7", "S/1-b", "9" * 20)))
    for serial in ("007", "7", "S/1-b", "9" * 20):
        life = await keeper.get(f"/serials/{PEN}/{serial}")
        assert (life.status_code, life.json()["serial"]) == (200, serial), life.text
