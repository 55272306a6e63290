"""Who is next in line: what was asked, who takes it, and the line as the form says it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE, Person
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.directors import DIRECTOR, shown
from tests.integration.console.stories import item
from tests.support.running import WORK_DAY

AT = WORK_DAY.isoformat()
COSTA = {"name": "Dr Costa", "email": "costa@example.org", "phone": None, "minutes": 20}


def escalation(words: str = "Dr Costa", **changes: Any) -> dict[str, Any]:
    """One that runs, as notifications shows it."""
    said = {
        "id": str(uuid4()),
        "cause": "review",
        "kind": "review_waiting",
        "state": "open",
        "subject_id": str(uuid4()),
        "settled_by": None,
        "next_at": AT,
        "opened_at": AT,
        "steps": [{"what": "asked", "who": words, "ways": ["email"], "at": AT}],
    }
    return {**said, **changes}


def policy(starts_on: str, *people: dict[str, Any], counts: bool = True, by: str = "dr.reis") -> dict[str, Any]:
    lines = [{"cause": "review", "people": list(people)}]
    told = [{"name": "Dr Reis", "email": "reis@example.org"}]
    said = {"id": str(uuid4()), "starts_on": starts_on, "counts": counts, "set_by": by}
    return said | {"lines": lines, "told_of_recalls": told}


def says(console: Console, *found: dict[str, Any], policies: tuple[dict[str, Any], ...] = ()) -> str:
    """What notifications answers; the page's address."""
    console.neighbours.says("GET /notifications/v1/escalations", {"items": list(found), "next": None})
    console.neighbours.says(policies_of(console, "GET"), {"items": list(policies), "next": None})
    return f"/c/{console.clinic}/escalations"


def policies_of(console: Console, method: str) -> str:
    return f"{method} /notifications/v1/clinics/{console.clinic}/escalation-policies"


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_who_may_see_take_and_set_is_as_in_notifications(console: Console, person: Person) -> None:
    asked = escalation()
    path = says(console, asked)
    _, page = await shown(console, path, person)
    if person.role is Role.AUDITOR:
        assert page.status_code == 403
        return
    offered = {each.rpartition("/")[2] for each in Form(page.text).fields if "/escalations/" in each}
    takes = person.role in (Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER)
    sets = person.role in (Role.MEDICAL_DIRECTOR, Role.OPERATOR)
    assert ("acknowledge" in offered, "line" in offered) == (takes, sets)


async def test_it_is_taken_and_a_refusal_stands_beside_it(console: Console) -> None:
    asked = escalation()
    path = says(console, asked)
    api = f"/notifications/v1/escalations/{asked['id']}/acknowledge"
    browser, page = await shown(console, path)

    done = await browser.sends(page, f"{path}/{asked['id']}/acknowledge")
    console.neighbours.refuses(f"POST {api}", "escalation-over", "This is acknowledged already.")
    refused = await browser.sends(page, f"{path}/{asked['id']}/acknowledge")

    assert done.headers["Location"] == f"{path}#escalation-{asked['id']}"
    assert refused.status_code == 409
    assert "This is acknowledged already." in refused.text


async def test_a_text_that_nobody_looked_at_leads_to_the_reports_and_can_be_taken(console: Console) -> None:
    asked = escalation(kind="report_to_look_at")
    _, page = await shown(console, says(console, asked))
    assert "Nobody has looked at a text that may tell of a reaction" in page.text
    assert f"/c/{console.clinic}/reactions?status=to_look_at" in page.text
    assert [each for each in Form(page.text).fields if each.endswith("/acknowledge")]


async def test_a_reaction_leads_to_its_page_and_is_not_taken_here(console: Console) -> None:
    asked = escalation(cause="reaction")
    _, page = await shown(console, says(console, asked))
    assert f"/c/{console.clinic}/reactions/{asked['subject_id']}" in page.text
    assert not [each for each in Form(page.text).fields if each.endswith("/acknowledge")]


async def test_it_says_whom_it_is_about_and_leads_there_and_shows_no_reference_that_is_read_out(
    console: Console,
) -> None:
    patient, due = uuid4(), WORK_DAY + timedelta(hours=1)
    open_item = item(console.clinic, due, patient, kind="report_to_look_at")
    await console.running.react(open_item)
    asked, over = escalation(subject_id=str(open_item.item_id)), escalation(state="ended")
    console.neighbours.says(
        "GET /booking/v1/patients/names", {"items": [{"patient_id": str(patient), "name": "Rosa Prova"}]}
    )
    _, page = await shown(console, says(console, asked, over))
    read = re.sub("<[^>]+>", " ", page.text)
    assert f'href="/c/{console.clinic}/patients/{patient}">Rosa Prova</a>' in page.text
    assert f'href="/c/{console.clinic}/patients/{patient}/reactions/{open_item.subject_id}"' in page.text
    assert f"its reference ends with {asked['id'][-6:]}" in read
    for each in (asked, over):
        assert each["id"] not in read


async def test_a_line_is_set_from_a_day_on_without_empty_rows_and_causes_that_are_not_ticked(console: Console) -> None:
    path = says(console, policies=(policy("2026-11-01", COSTA),))
    browser, page = await shown(console, path)
    for known in ("costa@example.org", "reis@example.org"):
        assert f'value="{known}"' in page.text, "what counts is there to be changed"

    typed = {
        "starts_on": "2026-12-01",
        "ask-review": "1",
        "review-0-name": "Dr Costa",
        "review-0-email": "costa@example.org",
        "review-0-phone": "",
        "review-0-minutes": "15",
        "review-1-name": "",
        "review-2-name": "Dr Silva",
        "review-2-phone": "+351 210 000 002",
        "review-2-minutes": "30",
        "told-0-name": "Dr Reis",
        "told-0-email": "reis@example.org",
        "told-1-name": "",
        "recall-0-name": "Nobody",
        "recall-0-minutes": "1",
    }
    done = await browser.sends(page, f"{path}/line", **typed)

    assert done.headers["Location"] == f"{path}#line"
    [(_, body)] = console.neighbours.posted(policies_of(console, "").strip())
    assert body == {
        "starts_on": "2026-12-01",
        "lines": [
            {
                "cause": "review",
                "people": [
                    {"name": "Dr Costa", "email": "costa@example.org", "phone": None, "minutes": 15},
                    {"name": "Dr Silva", "email": None, "phone": "+351210000002", "minutes": 30},
                ],
            }
        ],
        "told_of_recalls": [{"name": "Dr Reis", "email": "reis@example.org"}],
    }


async def test_a_line_that_is_refused_keeps_what_was_typed(console: Console) -> None:
    path = says(console)
    console.neighbours.refuses(policies_of(console, "POST"), "policy-in-the-past", "2020-01-01 is over.", 422)
    browser, page = await shown(console, path)

    typed = {"starts_on": "2020-01-01", "ask-review": "1", "review-0-name": "Dr Typed", "review-0-minutes": "many"}
    refused = await browser.sends(page, f"{path}/line", **typed)

    assert refused.status_code == 422
    assert "2020-01-01 is over." in refused.text
    assert 'value="Dr Typed"' in refused.text


async def test_a_line_that_lies_ahead_is_taken_back(console: Console) -> None:
    ahead = policy("2099-01-01", COSTA, counts=False)
    path = says(console, policies=(ahead, policy("2026-11-01", COSTA)))
    browser, page = await shown(console, path)

    done = await browser.sends(page, f"{path}/line/{ahead['id']}/take-back")

    assert done.headers["Location"] == f"{path}#line"
    deleted = [at for method, at, _, _ in console.neighbours.asked if method == "DELETE"]
    assert deleted == [f"{policies_of(console, '').strip()}/{ahead['id']}"]


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    hostile = {"name": HOSTILE, "email": HOSTILE, "phone": HOSTILE, "minutes": 1}
    asked = escalation(HOSTILE, settled_by=HOSTILE, state="acknowledged")
    path = says(console, asked, policies=(policy("2026-11-01", hostile, by=HOSTILE),))
    for person in (DIRECTOR, BY_ROLE[Role.OWNER]):
        _, page = await shown(console, path, person)
        assert page.status_code == 200
        assert "<img" not in page.text
        assert page.text.count("<script") == 2, "our own"
