"""A recall is closed when every cartridge and every patient of it is accounted for."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from tests.integration.inventory.stories import PEN, START, Appointment, received, scan
from tests.integration.inventory.test_recall_letters import letters, release
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


async def reconciled(reader: httpx.AsyncClient, found: dict[str, Any]) -> dict[str, Any]:
    answer = await reader.get(f"/recalls/{found['id']}/reconciliation")
    assert answer.status_code == 200, answer.text
    sheet: dict[str, Any] = answer.json()
    return sheet


async def close(director: httpx.AsyncClient, found: dict[str, Any], **form: Any) -> httpx.Response:
    return await director.post(f"/recalls/{found['id']}/close", json=form)


async def move(keeper: httpx.AsyncClient, clinic: UUID, act: str, quantity: int, **more: Any) -> None:
    form = {"clinic_id": str(clinic), "gtin": PEN, "lot": "BAD", "act": act, "quantity": quantity, **more}
    answer = await keeper.post("/stock-movements", json=form | {"reason": "as the maker asks"})
    assert answer.status_code == 201, answer.text


async def test_each_step_is_named_until_it_is_done(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    director, desk = inventory.client(Role.MEDICAL_DIRECTOR), inventory.client(Role.FRONT_DESK)
    await received(keeper, clinic, (scan("BAD"), 4))
    await received(keeper, other_clinic, (scan("BAD"), 2))
    await inventory.react(Appointment(clinic).used("BAD", START))
    found = await recall(director, "BAD")

    sheet = await reconciled(director, found)
    counts = {each["clinic"]: (each["came"], each["used"], each["quarantine"]) for each in sheet["clinics"]}
    assert counts == {"Chiado": (4, 1, 3), "Ponsonby": (2, 0, 2)}
    assert (sheet["treated"], sheet["informed"], sheet["steps"]) == (1, 0, ["quarantine", "letters"])
    refused = await close(director, found)
    assert (refused.status_code, refused.json()["steps"]) == (409, ["quarantine", "letters"])

    await release(director, found)
    assert (await reconciled(director, found))["steps"] == ["quarantine", "patients"]
    [letter] = await letters(desk)
    await desk.post(f"/recall-letters/{letter['id']}/answered")
    await move(keeper, clinic, "return", 3, reference="RMA 17")
    await move(keeper, other_clinic, "discard", 2)
    sheet = await reconciled(director, found)
    assert (sheet["informed"], sheet["steps"]) == (1, [])

    closed = (await close(director, found)).json()
    assert (closed["closed_at"] is not None, closed["closed_because"]) == (True, None)
    assert [each["id"] for each in (await director.get("/recalls?closed=true")).json()["items"]] == [found["id"]]
    assert (await director.get("/recalls?closed=false")).json()["items"] == []
    assert (await close(director, found)).json()["type"] == "urn:needlepoint:problem:recall-closed"


async def test_what_cannot_be_finished_takes_a_reason_and_is_taken_up_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """A use of a lot that never came: nobody will find the box."""
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    found = await recall(director, "NEVER")
    assert (await close(director, found)).status_code == 200, "nothing of it was ever here"
    assert (await director.post(f"/recalls/{found['id']}/reopen")).json()["closed_at"] is None
    again = await director.post(f"/recalls/{found['id']}/reopen")
    assert again.json()["type"] == "urn:needlepoint:problem:recall-open"

    await inventory.react(Appointment(clinic).used("NEVER", START))
    sheet = await reconciled(director, found)
    assert [(each["clinic"], each["came"], each["unaccounted"]) for each in sheet["clinics"]] == [("Chiado", 0, 1)]
    assert sheet["steps"] == ["unaccounted", "letters"]
    reason = "The box was thrown away unscanned; the patient knows."
    assert (await close(director, found, reason=reason)).json()["closed_because"] == reason


async def test_a_director_of_the_chain_closes(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    found = await recall(keeper, "BAD")
    for who in (keeper, inventory.client(Role.MEDICAL_DIRECTOR, clinics=[clinic])):
        assert (await close(who, found)).status_code == 403
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    for path in ("reconciliation", "close"):
        method = "GET" if path == "reconciliation" else "POST"
        answer = await director.request(method, f"/recalls/{new_id()}/{path}", json={} if method == "POST" else None)
        assert answer.status_code == 404
