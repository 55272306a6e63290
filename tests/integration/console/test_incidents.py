"""Incidents of cartridges: an item leads to the page on which somebody says what was found."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from contracts.inventory.worklist import WorklistItemOpened
from needlepoint.trial.provider import PEOPLE, Person
from tests.integration.console.browser import BY_ROLE, HOSTILE, Browser
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import listed
from tests.integration.console.stories import item
from tests.support.running import WORK_DAY

KEEPER = BY_ROLE[Role.STOCK_MANAGER]
LIST = "GET /inventory/v1/incidents"


def incident(words: str = "None of lot NP24A was on the shelf.", **changes: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "gtin": "00812345000016",
        "lot": "NP24A",
        "serial": "0042",
        "appointment_id": str(uuid4()),
        "reason": words,
        "noticed_at": WORK_DAY.isoformat(),
        "closed_at": None,
        "closed_because": None,
        "closed_by": None,
        "closed_note": None,
    }
    return {**said, **changes}


def here(console: Console) -> str:
    return f"/c/{console.clinic}/stock/incidents"


async def opens(console: Console, person: Person, *incidents: dict[str, Any]) -> tuple[Browser, Any]:
    def answer(query: dict[str, str]) -> dict[str, Any]:
        closed = query["closed"] == "true"
        return listed(*(each for each in incidents if bool(each["closed_at"]) is closed))

    console.neighbours.says(LIST, answer)
    browser = console.browser()
    return browser, await browser.signs_in(person, here(console))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_it_is_shown_to_those_to_whom_inventory_shows_it(console: Console, person: Person) -> None:
    _, page = await opens(console, person)

    sees = person.role in (Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER, Role.OPERATOR, Role.OWNER)
    assert page.status_code == (200 if sees else 403)


async def test_an_item_leads_to_its_incident_and_what_was_found_closes_it(console: Console) -> None:
    found = incident()
    said = item(console.clinic, WORK_DAY).model_dump()
    opened = {**said, "kind": "incident_open", "subject_id": found["id"], "patient_id": None}
    await console.running.react(WorklistItemOpened.model_validate(opened))
    browser, page = await opens(console, KEEPER, found)
    worklist = await browser.client.get(f"/c/{console.clinic}/worklists")
    assert f'href="{here(console)}#incident-{found["id"]}"' in worklist.text

    done = await browser.sends(page, f"{here(console)}/{found['id']}/close", note=" The box was in the other drawer. ")

    assert done.headers["Location"] == f"{here(console)}#incident-{found['id']}"
    [(_, body)] = console.neighbours.posted(f"/inventory/v1/incidents/{found['id']}/close")
    assert body == {"note": "The box was in the other drawer."}
    asked = [query["closed"] for path, query in console.neighbours.queries if path == "/inventory/v1/incidents"]
    assert set(asked) == {"true", "false"}


async def test_a_refusal_stands_beside_the_incident_with_what_was_typed(console: Console) -> None:
    found = incident()
    browser, page = await opens(console, KEEPER, found)
    sentence = "Ana works on this."
    console.neighbours.refuses(f"POST /inventory/v1/incidents/{found['id']}/close", "claimed-by-another", sentence)

    answer = await browser.sends(page, f"{here(console)}/{found['id']}/close", note="In the drawer.")

    assert answer.status_code == 409
    assert f'role="alert">{sentence}' in answer.text
    assert ">In the drawer.</textarea>" in answer.text


async def test_what_a_person_closed_is_opened_again_by_a_person_and_what_a_fact_closed_is_not(console: Console) -> None:
    at = WORK_DAY.isoformat()
    by_hand = incident(closed_at=at, closed_because="settled", closed_by="rita", closed_note="In the drawer.")
    by_fact = incident(closed_at=at, closed_because="accounted")
    browser, page = await opens(console, KEEPER, by_hand, by_fact)

    assert f"{by_fact['id']}/reopen" not in page.text
    await browser.sends(page, f"{here(console)}/{by_hand['id']}/reopen")

    assert len(console.neighbours.posted(f"/inventory/v1/incidents/{by_hand['id']}/reopen")) == 1


async def test_an_owner_looks_and_hostile_words_break_out_nowhere(console: Console) -> None:
    found = incident(HOSTILE, lot=HOSTILE, serial=HOSTILE, closed_note=HOSTILE, closed_at=WORK_DAY.isoformat())
    for person in (BY_ROLE[Role.OWNER], KEEPER):
        _, page = await opens(console, person, {**found, "closed_because": "settled", "closed_by": HOSTILE})
        assert page.status_code == 200
        assert "<img" not in page.text
        assert ("/reopen" in page.text) == (person is KEEPER)
