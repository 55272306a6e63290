"""HTTP manners, through a service that only counts."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from chassis.access.actors import Role
from needlepoint.trial.keys import SigningKey
from tests.integration.chassis.consuming import published_by
from tests.integration.chassis.tally import TallyOpened
from tests.support.running import Running


@pytest.fixture
def tally(emptied: Running) -> Running:
    """No worker runs: requests alone."""
    return emptied


@pytest.fixture
def desk(tally: Running) -> httpx.AsyncClient:
    return tally.client(Role.FRONT_DESK)


def refused(response: httpx.Response, status: int, name: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"urn:needlepoint:problem:{name}"
    assert problem["detail"]
    assert problem["status"] == status


async def test_creating_something_answers_with_it_and_publishes_it_once(
    tally: Running, desk: httpx.AsyncClient
) -> None:
    created = await desk.post("/tallies", json={"name": "a"})
    assert created.status_code == 201
    assert (await desk.get(f"/tallies/{created.json()['id']}")).json() == created.json()
    assert await published_by(tally) == [TallyOpened.type_name()]


async def test_the_same_key_and_request_is_answered_as_before(tally: Running, desk: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k1"}
    first = await desk.post("/tallies", json={"name": "b"}, headers=key)
    again = await desk.post("/tallies", json={"name": "b"}, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(await published_by(tally)) == 1


async def test_two_at_once_with_one_key_create_one_thing(tally: Running, desk: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k2"}
    answers = await asyncio.gather(*[desk.post("/tallies", json={"name": "c"}, headers=key) for _ in range(10)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await published_by(tally)) == 1


async def test_what_would_succeed_a_second_time_happens_once_under_one_key(
    tally: Running, desk: httpx.AsyncClient
) -> None:
    counted = {"clinic_id": str(uuid4()), "product": "pen cartridge", "number": 3}
    key = {"Idempotency-Key": "k6"}
    answers = await asyncio.gather(*[desk.post("/counts", json=counted, headers=key) for _ in range(10)])
    late = await desk.post("/counts", json=counted, headers=key)
    assert {answer.status_code for answer in [*answers, late]} == {201}
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 9
    assert late.headers["Idempotency-Replayed"] == "true"
    assert len(await published_by(tally)) == 1
    refused(await desk.post("/counts", json=counted | {"number": 4}, headers=key), 422, "key-reused")
    assert len(await published_by(tally)) == 1


async def test_a_key_is_refused_for_another_request_and_a_missing_one_is_asked_for(desk: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k3"}
    await desk.post("/tallies", json={"name": "d"}, headers=key)
    refused(await desk.post("/tallies", json={"name": "e"}, headers=key), 422, "key-reused")
    refused(await desk.post("/tallies", json={"name": "e"}, headers={"Idempotency-Key": ""}), 422, "key-missing")


async def test_a_refusal_claims_no_key(desk: httpx.AsyncClient) -> None:
    await desk.post("/tallies", json={"name": "f"})
    refused(await desk.post("/tallies", json={"name": "f"}, headers={"Idempotency-Key": "k4"}), 409, "name-taken")
    fine = await desk.post("/tallies", json={"name": "g"}, headers={"Idempotency-Key": "k4"})
    assert fine.status_code == 201


async def test_keys_of_two_people_never_meet(tally: Running, desk: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "k5"}
    mine = await desk.post("/tallies", json={"name": "h"}, headers=key)
    theirs = await tally.client(Role.OPERATOR).post("/tallies", json={"name": "i"}, headers=key)
    assert (mine.json()["name"], theirs.json()["name"]) == ("h", "i")


async def test_the_second_of_two_editors_is_told(desk: httpx.AsyncClient) -> None:
    created = (await desk.post("/tallies", json={"name": "j"})).json()
    path = f"/tallies/{created['id']}"
    etag = (await desk.get(path)).headers["ETag"]
    first = await desk.patch(path, json={"name": "k"}, headers={"If-Match": etag})
    assert first.status_code == 200
    assert first.headers["ETag"] != etag
    refused(await desk.patch(path, json={"name": "l"}, headers={"If-Match": etag}), 412, "stale")
    refused(await desk.patch(path, json={"name": "l"}), 428, "precondition-required")
    for written in ("x", "0" * 5000, '"1", "2"', "*", "-1", "²", "99999999999"):
        refused(
            await desk.patch(path, json={"name": "l"}, headers={b"If-Match": written.encode("latin-1")}),
            422,
            "not-a-version",
        )


async def test_pages_hold_everything_once_in_order(desk: httpx.AsyncClient) -> None:
    names = [f"page-{number:02}" for number in range(7)]
    for name in reversed(names):
        await desk.post("/tallies", json={"name": name})
    found: list[str] = []
    after: str | None = None
    while True:
        response = await desk.get("/tallies", params={"limit": 3} | ({"after": after} if after else {}))
        found += [item["name"] for item in response.json()["items"]]
        after = response.json()["next"]
        if after is None:
            assert "Link" not in response.headers
            break
        by_link = await desk.get(response.links["next"]["url"].removeprefix("/v1"))
        assert by_link.json() == (await desk.get("/tallies", params={"limit": 3, "after": after})).json()
    assert found == sorted(names)
    refused(await desk.get("/tallies", params={"after": "nonsense"}), 422, "not-a-cursor")


async def test_a_caller_without_permission_gets_the_reason(tally: Running, desk: httpx.AsyncClient) -> None:
    refused(await desk.get("/director"), 403, "forbidden")
    refused(await desk.get("/tallies", headers={"Authorization": ""}), 401, "unauthenticated")
    refused(await desk.get("/tallies", headers={"Authorization": "Bearer x.y.z"}), 401, "unauthenticated")
    assert (await tally.client(Role.MEDICAL_DIRECTOR).get("/director")).json() == "welcome"


async def test_an_expired_token_and_a_stranger_s_token_are_refused(
    tally: Running, desk: httpx.AsyncClient, tmp_path: Path
) -> None:
    old = tally.key.token(Role.FRONT_DESK, now=tally.clock.now() - timedelta(days=2))
    refused(await desk.get("/tallies", headers={"Authorization": f"Bearer {old}"}), 401, "unauthenticated")
    foreign = SigningKey(tmp_path).token(Role.FRONT_DESK, now=tally.clock.now())
    refused(await desk.get("/tallies", headers={"Authorization": f"Bearer {foreign}"}), 401, "unauthenticated")


async def test_nonsense_is_refused_in_words_without_echoing_it(desk: httpx.AsyncClient) -> None:
    answer = await desk.post("/tallies", json={"name": 5, "secret": "pregnant"})
    refused(answer, 422, "not-understood")
    assert "pregnant" not in answer.text
    assert answer.json()["errors"] == [
        {"field": "name", "problem": "Give text.", "in": "body"},
        {"field": "secret", "problem": "There is no such field: check its spelling.", "in": "body"},
    ]
    refused(await desk.get("/nowhere"), 404, "no-such-address")
    refused(await desk.delete("/tallies"), 405, "method-not-allowed")
    refused(await desk.get(f"/tallies/{uuid4()}"), 404, "not-found")


async def test_a_body_that_is_no_json_is_refused_with_what_to_send(desk: httpx.AsyncClient) -> None:
    json = {"Content-Type": "application/json"}
    for content, headers, problem in [
        (b"{", json, "The body is not valid JSON: check it near character 1."),
        (b"", json, "Send a body: one JSON object."),
        (b"[]", json, "Give an object: names and values in braces."),
        (b'{"name": NaN}', json, "numbers beyond 1.8e308 are not accepted."),
    ]:
        answer = await desk.post("/tallies", content=content, headers=headers)
        refused(answer, 422, "not-understood")
        [error] = answer.json()["errors"]
        assert (error["field"], error["in"]) == ("", "body")
        assert error["problem"].endswith(problem)


async def test_a_body_of_another_type_is_refused_with_the_right_one(desk: httpx.AsyncClient) -> None:
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
        answer = await desk.post("/tallies", content=b'{"name": "a"}', headers=headers)
        refused(answer, 415, "not-sent-as-json")
        assert answer.json()["detail"].endswith("header Content-Type: application/json.")


async def test_a_query_parameter_that_does_not_exist_is_refused_with_those_that_do(desk: httpx.AsyncClient) -> None:
    answer = await desk.get("/tallies", params={"status": "cancelled", "limit": 5})
    refused(answer, 422, "unknown-parameter")
    assert "after, limit" in answer.json()["detail"]
    assert answer.json()["errors"] == [{"field": "status", "problem": "There is no such parameter.", "in": "query"}]
    refused(await desk.get("/tallies?limit=5&limit=6"), 422, "unknown-parameter")
    refused(await desk.post("/tallies?dry_run=1", json={"name": "m"}), 422, "unknown-parameter")
    assert (await desk.post("/tallies", json={"name": "m"})).status_code == 201


async def test_a_stranger_does_not_learn_the_parameters(desk: httpx.AsyncClient) -> None:
    refused(await desk.get("/tallies?x=1", headers={"Authorization": ""}), 401, "unauthenticated")


async def test_the_character_nul_is_refused_wherever_it_stands(desk: httpx.AsyncClient) -> None:
    for name in ["a\x00b", "\x00"]:
        answer = await desk.post("/tallies", json={"name": name})
        refused(answer, 422, "nul-character")
        assert answer.json()["errors"] == [{"field": "name", "problem": "Leave out the character NUL.", "in": "body"}]
    refused(await desk.post("/tallies", json={"a\x00": [1]}), 422, "nul-character")
    refused(await desk.get("/tallies?after=%00"), 422, "nul-character")
    refused(await desk.get("/tallies/a%00b"), 422, "nul-character")
    assert (await desk.post("/tallies", json={"name": r"a\u0000b"})).status_code == 201  # a backslash, u and zeros


async def test_a_cursor_of_another_list_is_refused(desk: httpx.AsyncClient) -> None:
    for name in "ab":
        await desk.post("/tallies", json={"name": name})
    cursor = (await desk.get("/tallies", params={"limit": 1})).json()["next"]
    assert (await desk.get("/tallies", params={"limit": 1, "after": cursor})).status_code == 200
    refused(await desk.get("/named-tallies", params={"after": cursor}), 422, "not-a-cursor")


async def test_the_answer_carries_the_callers_correlation_id_or_one_of_its_own(desk: httpx.AsyncClient) -> None:
    named = await desk.get("/tallies", headers={"X-Correlation-Id": "call-7"})
    assert named.headers["X-Correlation-Id"] == "call-7"
    refusal = await desk.get("/nowhere")
    assert refusal.json()["correlation_id"] == refusal.headers["X-Correlation-Id"] != ""
    long = await desk.get("/tallies", headers={"X-Correlation-Id": "x" * 101})
    assert len(long.headers["X-Correlation-Id"]) == 36


async def test_a_refusal_comes_in_the_readers_language(tally: Running, desk: httpx.AsyncClient) -> None:
    answer = await desk.get("/tallies", params={"status": "x"}, headers={"Accept-Language": "pt, en;q=0.5"})
    assert answer.json()["detail"] == "Esse parâmetro não existe aqui. Existem: after, limit."
    assert answer.json()["errors"][0]["problem"] == "Este parâmetro não existe."
    assert answer.json()["type"] == "urn:needlepoint:problem:unknown-parameter"
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("pt-PT", "Accept-Language")
    english = await desk.get("/tallies", params={"status": "x"}, headers={"Accept-Language": "fi"})
    assert english.headers["Content-Language"] == "en"


async def test_a_patient_is_answered_in_the_language_of_their_token(tally: Running, desk: httpx.AsyncClient) -> None:
    token = tally.key.token(Role.PATIENT, subject=str(uuid4()), now=tally.clock.now(), language="pt")
    theirs = await desk.get("/director", headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    refused(theirs, 403, "forbidden")
    assert theirs.json()["detail"].startswith("Isto exige a permissão")
    assert theirs.headers["Content-Language"] == "pt-PT"


async def test_a_sentence_without_a_translation_stays_english_and_says_so(desk: httpx.AsyncClient) -> None:
    await desk.post("/tallies", json={"name": "n"})
    answer = await desk.post("/tallies", json={"name": "n"}, headers={"Accept-Language": "pt"})
    refused(answer, 409, "name-taken")
    assert answer.headers["Content-Language"] == "en"
