"""What an operator sees and does over HTTP, the same in every service."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.tables import audit_log, event_log
from chassis.ids import new_id
from tests.integration.chassis.consuming import consumed_by, letters, publish
from tests.integration.chassis.tally import ECHOING, count, poisoned
from tests.support.running import Running, delivery_of


@pytest.fixture
def tally(emptied: Running) -> Running:
    """No worker runs: batches are handed to the inbox."""
    return emptied


@pytest.fixture
def operator(tally: Running) -> httpx.AsyncClient:
    return tally.client(Role.OPERATOR)


async def poison(tally: Running, *clinics: UUID, product: str = "poison") -> None:
    """Of each clinic number 1 fails, and 2 and 3 are parked behind it."""
    poisoned.add(product)
    for clinic in clinics:
        await tally.deliver(*[(new_id(), count(clinic, number, product)) for number in (1, 2, 3)])


async def listed(client: httpx.AsyncClient, path: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_the_state_says_what_flows_what_waits_and_what_failed(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    await publish(tally, new_id(), [1, 2])
    await poison(tally, new_id())
    await tally.react(count(new_id(), 7))
    async with tally.work() as work:
        await work.set_timer("consume", str(new_id()), work.now, {"number": 1, "product": "pen"})
    state = (await operator.get("/operations")).json()
    flows = {each["name"]: each["hour"] for each in state["published"]}
    assert flows == {"tally.counts": 2, "tally.tallies": 0}
    assert [(each["name"], each["hour"]) for each in state["handled"]] == [("/needlepoint/tally", 4)]
    assert (state["outbox_waiting"], state["failed"], state["parked"], state["set_aside"]) == (2, 1, 2, 0)
    assert [(each["kind"], each["late"]) for each in state["late"]] == [("timers", 1)]
    assert state["service"] == "tally"


async def test_a_request_is_followed_to_what_came_of_it(tally: Running, operator: httpx.AsyncClient) -> None:
    first = new_id()
    await tally.react(count(new_id(), 1, ECHOING), event_id=first)
    async with tally.work() as work:
        echo = (await work.execute(select(event_log))).one()
    one = (await operator.get("/operations/events", params={"event_id": str(echo.id)})).json()["events"][0]
    assert (one["causation_id"], one["correlation_id"], one["sent"]) == (str(first), str(first), False)
    asked = {"correlation_id": str(first), "around": str(first)}
    whole = (await operator.get("/operations/events", params=asked)).json()
    assert [each["id"] for each in whole["events"]] == [str(echo.id)]
    never = new_id()
    came = (await operator.get("/operations/deliveries", params={"ids": f"{first},{never}"})).json()
    assert [(each["event_id"], each["outcome"]) for each in came] == [(str(first), "handled")]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ({}, "invalid"),
        ({"event_id": str(new_id()), "correlation_id": "a"}, "invalid"),
        ({"correlation_id": "a", "from": "2026-01-01T00:00Z", "to": "2026-11-01T00:00Z"}, "period-too-long"),
    ],
)
async def test_a_search_without_an_end_is_refused(
    operator: httpx.AsyncClient, query: dict[str, str], kind: str
) -> None:
    answer = await operator.get("/operations/events", params=query)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, kind)


@pytest.mark.parametrize("ids", ["me", ",".join(str(new_id()) for _ in range(201))], ids=["no id", "too many"])
async def test_deliveries_are_asked_for_by_a_few_ids(operator: httpx.AsyncClient, ids: str) -> None:
    assert (await operator.get("/operations/deliveries", params={"ids": ids})).status_code == 422


async def test_an_event_says_nothing_of_people_to_an_operator_and_all_to_the_director(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    clinic = new_id()
    await poison(tally, clinic)
    (group,) = (await operator.get("/dead-letter-groups")).json()
    assert (group["failed"], group["parked"], group["types"]) == (1, 2, ["needlepoint.tally.Counted.v1"])
    found = await listed(operator, "/dead-letters", error_type=group["type"], error_place=group["place"])
    assert [each["status"] for each in found] == ["failed"]
    shown = (await operator.get(f"/dead-letters/{found[0]['id']}")).json()
    assert (shown["first_of_key"], shown["behind"]) == (found[0]["id"], 2)
    assert shown["content"] == {"clinic_id": str(clinic), "product": "(text)", "number": "(number)"}
    assert shown["content_hidden"]
    whole = (await tally.client(Role.MEDICAL_DIRECTOR).get(f"/dead-letters/{found[0]['id']}")).json()
    assert (whole["content"]["product"], whole["content_hidden"]) == ("poison", False)


async def test_a_dry_run_says_what_each_event_would_do_and_changes_nothing(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    clinic = new_id()
    await poison(tally, clinic, product=ECHOING)
    first = (await listed(operator, "/dead-letters"))[0]["id"]
    refused = (await operator.post(f"/dead-letters/{first}/replay", json={"dry_run": True})).json()
    assert (refused["handled"], refused["waiting"]) == (0, 3)
    assert refused["error"].startswith("Poison in consume")
    poisoned.clear()
    tried = (await operator.post(f"/dead-letters/{first}/replay", json={"dry_run": True})).json()
    assert (tried["handled"], tried["waiting"], tried["error"]) == (3, 0, None)
    for effect in tried["effects"]:
        assert effect["published"] == ["needlepoint.tally.Counted.v1"]
        assert effect["changes"] == [{"table": "consumed", "added": 1, "changed": 0, "deleted": 0}]
    assert await consumed_by(tally) == {}
    assert len(await letters(tally)) == 3
    async with tally.work() as work:
        assert (await work.execute(select(event_log))).all() == []


async def test_a_group_is_replayed_key_by_key_and_the_audit_log_says_by_whom(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    clinics = [new_id(), new_id()]
    await poison(tally, *clinics)
    (group,) = (await operator.get("/dead-letter-groups")).json()
    poisoned.clear()
    which = {"type": group["type"], "place": group["place"]}
    done = (await operator.post("/dead-letters/replay", json=which)).json()
    assert [(each["key"], each["handled"], each["waiting"]) for each in done["keys"]] == [
        (str(each), 3, 0) for each in clinics
    ]
    assert done["left"] == 0
    assert await consumed_by(tally) == {each: [1, 2, 3] for each in clinics}
    settled = await listed(operator, "/settled-dead-letters")
    assert {each["outcome"] for each in settled} == {"replayed"}
    async with tally.work() as work:
        audited = (await work.execute(select(audit_log))).all()
    assert {each.action for each in audited} == {"dead_letters_replayed"}
    assert {each.actor for each in audited} == {"operator@example.org"}


async def test_a_record_whose_key_is_blocked_keeps_no_other_of_its_group_from_being_replayed(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    ill, well = new_id(), new_id()
    tomorrow = tally.clock.now() + timedelta(days=1)
    early = [delivery_of(count(clinic, 4), new_id(), at=tomorrow) for clinic in (ill, well)]
    await tally.worker.inbox.take(early)
    await poison(tally, ill)
    tally.clock.set(tomorrow)
    first, second = [each["id"] for each in await listed(operator, "/dead-letters") if each["status"] == "set_aside"]
    tried = await operator.post(f"/dead-letters/{first}/replay", json={"dry_run": True})
    assert (tried.status_code, tried.json()["type"].rpartition(":")[2]) == (409, "key-is-blocked")
    (group,) = [each for each in (await operator.get("/dead-letter-groups")).json() if not each["parked"]]
    which = {"type": group["type"], "place": group["place"]}
    for dry_run in (True, False):
        done = (await operator.post("/dead-letters/replay", json={**which, "dry_run": dry_run})).json()
        assert [(each["id"], each["handled"], each["waiting"]) for each in done["keys"]] == [
            (first, 0, 1),
            (second, 1, 0),
        ]
        waits = f"Other events of its key are dead letters: replay these first, then {first}."
        assert [each["error"] for each in done["keys"]] == [waits, None]
    assert done["left"] == 1
    assert await consumed_by(tally) == {well: [4]}


async def test_a_dry_run_of_a_record_that_was_handled_meanwhile_says_that_nothing_changes(
    tally: Running, operator: httpx.AsyncClient
) -> None:
    event_id = new_id()
    tomorrow = tally.clock.now() + timedelta(days=1)
    early = delivery_of(count(new_id(), 1), event_id, at=tomorrow)
    await tally.worker.inbox.take([early])
    tally.clock.set(tomorrow)
    await tally.worker.inbox.take([early])
    (letter,) = await listed(operator, "/dead-letters")
    tried = (await operator.post(f"/dead-letters/{letter['id']}/replay", json={"dry_run": True})).json()
    assert [(each["published"], each["changes"], each["error"]) for each in tried["effects"]] == [([], [], None)]


async def test_two_operators_who_replay_at_once_do_it_once(tally: Running, operator: httpx.AsyncClient) -> None:
    clinic = new_id()
    await poison(tally, clinic)
    first = (await listed(operator, "/dead-letters"))[0]["id"]
    poisoned.clear()
    answers = await asyncio.gather(
        *[operator.post(f"/dead-letters/{first}/replay", json={}) for _ in range(4)], return_exceptions=False
    )
    assert {each.status_code for each in answers} <= {200, 404}  # 404: it was settled before this one looked
    assert await consumed_by(tally) == {clinic: [1, 2, 3]}


async def test_the_first_of_a_key_is_discarded_with_a_reason(tally: Running, operator: httpx.AsyncClient) -> None:
    clinic = new_id()
    await poison(tally, clinic)
    first, second, _ = [each["id"] for each in await listed(operator, "/dead-letters", key=str(clinic))]
    why = {"reason": "sent by a broken test"}
    refused = await operator.post(f"/dead-letters/{second}/discard", json=why)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "not-the-first")
    assert (await operator.post(f"/dead-letters/{first}/discard", json={"reason": ""})).status_code == 422
    assert (await operator.post(f"/dead-letters/{first}/discard", json=why)).json() == {"id": first, "behind": 2}
    assert (await operator.post(f"/dead-letters/{first}/discard", json=why)).status_code == 404
    async with tally.work() as work:
        audited = (await work.execute(select(audit_log))).one()
    assert (audited.actor, audited.action, audited.details["reason"]) == (
        "operator@example.org",
        "dead_letter_discarded",
        "sent by a broken test",
    )


async def test_who_only_looks_settles_nothing(tally: Running) -> None:
    await poison(tally, new_id())
    owner = tally.client(Role.OWNER)
    first = (await listed(owner, "/dead-letters"))[0]["id"]
    for path, body in (("replay", {}), ("discard", {"reason": "mine"})):
        assert (await owner.post(f"/dead-letters/{first}/{path}", json=body)).status_code == 403
    assert (await tally.client(Role.OPERATOR, clinics=[new_id()]).get("/operations")).status_code == 403
    assert (await tally.client(Role.FRONT_DESK).get("/operations")).status_code == 403
