"""The operator's pages: what is wrong, an event followed, dead letters tried out, replayed and discarded."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from needlepoint.trial.provider import PEOPLE, Person
from tests.integration.console.browser import BY_ROLE, HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.stories import opened
from tests.unit.console.test_trail import event, state, worker

OPERATOR, OWNER = BY_ROLE[Role.OPERATOR], BY_ROLE[Role.OWNER]
NAMED = ("booking", "inventory", "notifications", "screening")


def letter(**changes: Any) -> dict[str, Any]:
    """One dead letter, as a service's API says it."""
    said = {
        "id": 7,
        "event_id": str(new_id()),
        "type": "needlepoint.booking.SessionPerformed.v1",
        "topic": "booking.sessions",
        "key": str(uuid4()),
        "status": "failed",
        "reason": None,
        "attempts": 5,
        "error": "KeyError in keep_session:42",
        "error_type": "KeyError",
        "error_place": "services.screening.reactions.keep_session:42",
        "arrived_at": "2026-11-23T08:00:00Z",
        "first_of_key": 7,
        "behind": 2,
        "correlation_id": "c",
        "causation_id": None,
        "size": 100,
        "content": {"area": "(text)"},
        "content_hidden": True,
    }
    return {**said, **changes}


def replayed(**changes: Any) -> dict[str, Any]:
    effect = {
        "id": 7,
        "type": "needlepoint.booking.SessionPerformed.v1",
        "published": ["needlepoint.screening.IntakeRequested.v1"],
        "changes": [{"table": "sessions", "added": 1, "changed": 0, "deleted": 0}],
        "error": None,
    }
    said = {
        "id": 7,
        "topic": "booking.sessions",
        "key": "k",
        "dry_run": True,
        "handled": 1,
        "waiting": 2,
        "error": None,
        "effects": [effect],
    }
    return {**said, **changes}


def a_chain(console: Console, groups: list[dict[str, Any]] | None = None) -> None:
    """All services are well; screening has these groups of dead letters."""
    for name in NAMED:
        console.neighbours.says(f"GET /{name}/v1/operations", state(service=name))
        console.neighbours.says(f"GET /{name}/v1/dead-letter-groups", groups if groups and name == "screening" else [])


GROUP = {
    "type": "KeyError",
    "place": "services.screening.reactions.keep_session:42",
    "types": ["needlepoint.booking.SessionPerformed.v1"],
    "failed": 1,
    "parked": 2,
    "first": "2026-11-23T08:00:00Z",
    "last": "2026-11-23T08:30:00Z",
}
ITS_PAGE = "/operate/groups?service=screening&type=KeyError&place=services.screening.reactions.keep_session%3A42"


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_the_roles_to_whom_the_apis_open_it_see_the_page(console: Console, person: Person) -> None:
    a_chain(console)
    browser = console.browser()
    await browser.signs_in(person)
    sees = (await browser.client.get("/operate")).status_code
    assert sees == (200 if person.role in (Role.OPERATOR, Role.OWNER, Role.MEDICAL_DIRECTOR) else 403)


async def test_all_services_the_console_among_them_are_on_the_page_and_one_that_is_away_hides_no_other(
    console: Console,
) -> None:
    a_chain(console, [GROUP])
    console.neighbours.says("GET /inventory/v1/operations", {}, 503)
    page = await console.browser().signs_in(OPERATOR, "/operate")
    for name in ("Booking", "Console", "Notifications", "Screening"):
        assert f'<th scope="row">{name}</th>' in page.text
    assert "<strong>Inventory</strong> It does not answer." in page.text
    assert "1 failed, 2 behind them" in page.text
    assert "/operate/groups?service=screening&amp;type=KeyError" in page.text


async def test_each_worker_is_listed_with_what_it_takes_of_kafka_and_when_it_was_heard(console: Console) -> None:
    a_chain(console)
    lost = {**worker(silent=600, partitions=(4, 5)), "host": HOSTILE}
    both = state(service="booking", workers=[worker(waiting=12, partitions=(0, 1, 3)), lost])
    console.neighbours.says("GET /booking/v1/operations", both)
    console.neighbours.says("GET /screening/v1/operations", state(service="screening", workers=[]))

    page = await console.browser().signs_in(OPERATOR, "/operate")

    assert "booking.sessions 0–1, 3: 12" in page.text
    assert "booking.sessions 4–5: 0" in page.text
    assert "Topics: 1, waiting: 12" in page.text
    assert "<strong>Screening</strong> None of its workers is heard" in page.text
    assert "<strong>Booking</strong>" not in page.text, "another of its workers runs"
    assert "<img" not in page.text


async def test_a_replay_is_offered_only_after_it_was_tried_out_and_says_what_it_would_do(console: Console) -> None:
    a_chain(console, [GROUP])
    found = {"items": [letter()], "next": None, "total": 1, "total_at_least": 1}
    console.neighbours.says("GET /screening/v1/dead-letters", found)
    console.neighbours.says("POST /screening/v1/dead-letters/replay", {"keys": [replayed()], "left": 3})
    browser = console.browser()
    page = await browser.signs_in(OPERATOR, ITS_PAGE)
    assert "Replay up to 25 keys" not in page.text

    tried = await browser.sends(page, "/operate/groups/replay")

    assert "would publish IntakeRequested" in tried.text
    assert "sessions, rows: 1 added" in tried.text
    assert "Replay up to 25 keys" in tried.text
    await browser.sends(tried, "/operate/groups/replay", dry_run="")
    sent = [body for _, body in console.neighbours.posted("/screening/v1/dead-letters/replay")]
    assert [body["dry_run"] for body in sent] == [True, False]
    assert {body["type"] for body in sent} == {"KeyError"}


async def test_an_event_is_discarded_with_a_reason_and_a_refusal_keeps_what_was_typed(console: Console) -> None:
    console.neighbours.says("GET /screening/v1/dead-letters/7", letter())
    console.neighbours.refuses("POST /screening/v1/dead-letters/7/discard", "not-the-first", "It is parked behind 6.")
    browser = console.browser()
    page = await browser.signs_in(OPERATOR, "/operate/letters/screening/7")
    action = "/operate/letters/screening/7/discard"

    refused = await browser.sends(page, action, reason="sent by a test")

    assert refused.status_code == 409
    assert "It is parked behind 6." in refused.text
    assert 'value="sent by a test"' in refused.text
    console.neighbours.says("POST /screening/v1/dead-letters/7/discard", {"id": 7, "behind": 2})
    done = await browser.sends(refused, action, reason="sent by a test")
    assert "Still parked behind it: 2." in done.text


async def test_an_owner_looks_and_settles_nothing(console: Console) -> None:
    console.neighbours.says("GET /screening/v1/dead-letters/7", letter())
    browser = console.browser()
    page = await browser.signs_in(OWNER, "/operate/letters/screening/7")
    assert "Settle it" not in page.text
    token = {"form_token": page.text.partition('name="form_token" value="')[2].partition('"')[0]}
    refused = await browser.client.post("/operate/letters/screening/7/replay", data=token)
    assert refused.status_code == 403


async def test_an_event_is_followed_through_all_services(console: Console) -> None:
    first, second = str(new_id()), str(new_id())
    one, two = event(first, None), event(second, first, 1)
    console.neighbours.says("GET /booking/v1/operations/events", {"events": [one], "coming": []})
    coming = [{"kind": "reminder", "due_at": "2026-11-24T08:00:00Z", "attempts": 2}]
    console.neighbours.says("GET /screening/v1/operations/events", {"events": [two], "coming": coming})
    for name in ("inventory", "notifications"):
        console.neighbours.says(f"GET /{name}/v1/operations/events", {"events": [], "coming": []})
    for name in NAMED:
        console.neighbours.says(f"GET /{name}/v1/operations/deliveries", [])
    parked = [{"event_id": second, "outcome": "parked", "at": "2026-11-23T09:02:00Z", "letter_id": 9}]
    console.neighbours.says("GET /notifications/v1/operations/deliveries", parked)
    page = await console.browser().signs_in(OPERATOR, f"/operate/follow?id={first}")
    assert page.text.index(first) < page.text.index(second)
    assert "/operate/letters/notifications/9" in page.text
    assert "reminder" in page.text
    assert "failed 2 times" in page.text


async def test_the_console_settles_its_own_dead_letters_as_the_others_do(console: Console) -> None:
    """Asked over its own API, in the same process."""
    await console.running.react(opened(uuid4()))
    a_chain(console)
    page = await console.browser().signs_in(OPERATOR, "/operate")
    assert "booking → console" in page.text


@pytest.mark.parametrize("address", ["/operate/letters/elsewhere/1", "/operate/groups?service=..%2Fbooking"])
async def test_a_service_that_is_none_is_refused_in_words(console: Console, address: str) -> None:
    page = await console.browser().signs_in(OPERATOR, address)
    assert page.status_code == 404
    assert "There is no such service" in page.text


async def test_hostile_words_in_an_event_break_out_nowhere(console: Console) -> None:
    long = HOSTILE + "\u202e" + "x" * 4000
    words = dict.fromkeys(("type", "topic", "key", "error", "error_type", "error_place"), long)
    shown = letter(**words, content={long: [long]})
    a_chain(console, [{**GROUP, "type": HOSTILE, "place": HOSTILE, "types": [HOSTILE]}])
    page_of_letters = {"items": [shown], "next": None, "total": 1, "total_at_least": 1}
    console.neighbours.says("GET /screening/v1/dead-letters", page_of_letters)
    console.neighbours.says("GET /screening/v1/dead-letters/7", shown)
    tried = replayed(topic=long, key=long, error=long)
    console.neighbours.says("POST /screening/v1/dead-letters/7/replay", tried)
    for name in NAMED:
        console.neighbours.says(f"GET /{name}/v1/operations/events", {"events": [], "coming": []})
        console.neighbours.says(f"GET /{name}/v1/operations/deliveries", [])
        settled = {**shown, "settled_at": shown["arrived_at"], "outcome": "replayed"}
        console.neighbours.says(f"GET /{name}/v1/settled-dead-letters", {"items": [settled], "next": None})
    browser = console.browser()
    pages = [await browser.signs_in(OPERATOR, "/operate")]
    for path in (ITS_PAGE, "/operate/letters/screening/7", "/operate/settled"):
        pages.append(await browser.client.get(path))
    pages.append(await browser.sends(pages[2], "/operate/letters/screening/7/replay"))
    pages.append(await browser.client.get("/operate/follow", params={"id": HOSTILE}))
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
