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

REPORTED = ("confirmation", "supplier", "effect")


async def reconciled(reader: httpx.AsyncClient, found: dict[str, Any]) -> dict[str, Any]:
    answer = await reader.get(f"/recalls/{found['id']}/reconciliation")
    assert answer.status_code == 200, answer.text
    sheet: dict[str, Any] = answer.json()
    return sheet


async def close(director: httpx.AsyncClient, found: dict[str, Any], **form: Any) -> httpx.Response:
    return await director.post(f"/recalls/{found['id']}/close", json=form)


async def confirm(
    keeper: httpx.AsyncClient, found: dict[str, Any], clinic: UUID, counted: int, **more: str
) -> httpx.Response:
    path = f"/recalls/{found['id']}/clinics/{clinic}/confirm"
    return await keeper.post(path, json={"counted": counted, **more})


async def report_steps(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, found: dict[str, Any], counted: dict[UUID, int]
) -> None:
    """Each clinic counted, the supplier knows, and somebody checked the effect."""
    for clinic, count in counted.items():
        answer = await confirm(keeper, found, clinic, count)
        assert answer.status_code == 200, answer.text
    informed = await keeper.post(f"/recalls/{found['id']}/supplier-informed", json={"reference": "by e-mail, RMA 17"})
    checked = await director.post(f"/recalls/{found['id']}/effect-checked", json={"found": "all clinics answered"})
    assert (informed.status_code, checked.status_code) == (200, 200), informed.text + checked.text


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
    assert sheet["reports"] == [*REPORTED]
    refused = await close(director, found)
    assert (refused.status_code, refused.json()["steps"]) == (409, ["quarantine", "letters", *REPORTED])

    await release(director, found)
    assert (await reconciled(director, found))["steps"] == ["quarantine", "patients"]
    await report_steps(keeper, director, found, {clinic: 3, other_clinic: 2})
    assert (await reconciled(director, found))["reports"] == []
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
    assert sheet["reports"] == ["supplier", "effect"]
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


async def test_a_count_that_differs_from_the_books_stays_to_be_done_until_it_is_put_right(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, (scan("BAD"), 4))
    found = await recall(director, "BAD")
    said = (await confirm(keeper, found, clinic, 3, note="one is missing")).json()
    assert (said["counted"], said["expected"], said["confirmed_note"]) == (3, 4, "one is missing")
    sheet = await reconciled(director, found)
    assert "confirmation" in sheet["reports"]
    [here] = sheet["clinics"]
    assert (here["counted"], here["expected"], here["confirmed_note"]) == (3, 4, "one is missing")
    assert (await confirm(keeper, found, clinic, 4)).status_code == 200
    assert "confirmation" not in (await reconciled(director, found))["reports"]


async def test_whoever_counted_other_than_the_books_say_is_asked_again_when_the_recall_is_reopened(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """Also where none of the lot ever came by the books."""
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    found = await recall(director, "BAD")
    assert (await confirm(keeper, found, clinic, 1, note="a box nobody scanned")).json()["expected"] == 0
    assert (await reconciled(director, found))["reports"] == ["confirmation"]
    assert (await close(director, found, reason="The box was sent back.")).status_code == 200
    assert (await director.post(f"/recalls/{found['id']}/reopen")).status_code == 200
    assert (await reconciled(director, found))["reports"] == ["confirmation"]
    [item] = (await keeper.get("/worklist", params={"kind": "recall_to_confirm", "state": "open"})).json()["items"]
    assert (item["clinic_id"], item["about"]) == (str(clinic), {"recall_id": found["id"]})


async def test_the_sheet_adds_up_at_each_clinic_and_in_total_and_is_read_as_csv(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 4))
    await received(keeper, other_clinic, (scan("BAD"), 2))
    await inventory.react(Appointment(clinic).used("BAD", START))
    found = await recall(keeper, "BAD")
    await confirm(keeper, found, clinic, 3)
    sheet = await reconciled(keeper, found)
    total = sheet["total"]
    assert (sheet["adds_up"], total["came"], total["used"], total["quarantine"]) == (True, 6, 1, 5)
    answer = await keeper.get(f"/recalls/{found['id']}/reconciliation/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    header, here, there, all_of_it = [line.split(",") for line in answer.text.split("\r\n")[:4]]
    assert (here[0], there[0], all_of_it[0]) == ("Chiado", "Ponsonby", "total")
    assert dict(zip(header, here, strict=True))["counted"] == "3"
    assert dict(zip(header, all_of_it, strict=True))["came"] == "6"


async def test_only_the_clinic_itself_counts_and_only_what_stands_is_counted(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    found = await recall(keeper, "BAD")
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await confirm(elsewhere, found, clinic, 0)).status_code == 403
    nowhere = await confirm(keeper, found, new_id(), 0)
    assert nowhere.json()["type"] == "urn:needlepoint:problem:clinic-unknown"
    assert (await confirm(keeper, {"id": new_id()}, clinic, 0)).status_code == 404
    assert (await close(director, found)).status_code == 200
    over = await confirm(keeper, found, clinic, 0)
    assert over.json()["type"] == "urn:needlepoint:problem:recall-closed"
