"""The page of a review of results: recorded, refused beside its field, put right, void; and calls that are noted."""

from typing import Any
from uuid import uuid4

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE
from tests.integration.console.chair import ChairVisit
from tests.integration.console.conftest import Console
from tests.integration.console.patients import Known, listed
from tests.integration.console.patients import opened as page_opened
from tests.integration.console.visiting import Visit, opened
from tests.support.running import WORK_DAY

AT = WORK_DAY.isoformat()
FOUND = {"improvement": "clear", "next_step": "maintenance", "note": "Scars are flat"}


def recorded(visit: ChairVisit, **changes: Any) -> dict[str, Any]:
    """The review of a visit, as booking shows it from now on."""
    by = {"practitioner_name": "Rita Nunes", "version": 2, "voided_at": None, "reviewed_at": AT}
    of = {"id": str(uuid4()), "appointment_id": visit.id, "patient_id": visit.patient_id}
    earlier = {"version": 1, "amended_because": "Wrong visit", "amended_by": "rita", "amended_at": AT}
    review = {**of, **FOUND, "satisfied": None, **by, "earlier": [earlier], **changes}
    visit.lists("/booking/v1/results-reviews", review)
    visit.says("GET", f"/booking/v1/results-reviews/{review['id']}", review)
    return review


async def test_a_review_is_recorded_and_closes_its_visit(console: Console) -> None:
    visit = ChairVisit(console, "review")
    visit.says("POST", f"{visit.api}/results-review", {"id": str(uuid4())}, 201)
    browser, page = await visit.opened("review")

    done = await browser.sends(page, f"{visit.page}/review", **FOUND, satisfied="yes")
    await browser.sends(page, f"{visit.page}/review", **FOUND, satisfied="")

    assert f"{visit.page}/photos" in page.text
    assert done.headers["Location"] == f"{visit.page}/review"
    asked, not_asked = visit.sent(f"{visit.api}/results-review")
    assert asked == {**FOUND, "satisfied": True}
    assert not_asked == FOUND, "nobody was asked"


async def test_what_is_missing_is_said_beside_its_field_with_what_was_typed(console: Console) -> None:
    visit = ChairVisit(console, "review")
    path = f"{visit.api}/results-review"
    visit.refuses(path, "invalid-request", "Choose one.", 422, improvement="Field required.")
    browser, page = await visit.opened("review")

    refused = await browser.sends(page, f"{visit.page}/review", next_step="doctor", note="A mole")

    assert refused.status_code == 422
    assert 'id="improvement-wrong">Field required.' in refused.text
    assert 'value="A mole"' in refused.text


async def test_a_review_is_put_right_and_voided_with_what_that_takes_back(console: Console) -> None:
    visit = ChairVisit(console, "review", status="performed")
    of = recorded(visit)
    api = f"/booking/v1/results-reviews/{of['id']}"
    for act in ("amend", "void"):
        visit.says("POST", f"{api}/{act}", {})
    browser, page = await visit.opened("review")
    right = {"improvement": "slight", "next_step": "nothing", "note": ""}

    await browser.sends(page, f"{visit.page}/review/amend", **right, satisfied="no", reason="Another patient's")
    await browser.sends(page, f"{visit.page}/review/void", becomes="booked", void_reason="She did not come")

    for said in ("clearly better", "Scars are flat", "Not asked", "Wrong visit", "is due again"):
        assert said in page.text
    [amended] = visit.sent(f"{api}/amend")
    assert amended == {
        "improvement": "slight",
        "next_step": "nothing",
        "satisfied": False,
        "reason": "Another patient's",
    }
    assert visit.sent(f"{api}/void") == [{"reason": "She did not come", "becomes": "booked"}]
    versions = [
        headers["if-match"] for act in ("amend", "void") for headers, _ in console.neighbours.posted(f"{api}/{act}")
    ]
    assert versions == ['"2"', '"2"']


async def test_a_void_review_is_said_and_another_one_can_be_recorded(console: Console) -> None:
    visit = ChairVisit(console, "review")
    recorded(visit, voided_at=AT)

    _, page = await visit.opened("review")

    assert "was entered in error" in page.text
    assert "Record the review" in page.text


async def test_hostile_words_of_a_review_break_out_nowhere(console: Console) -> None:
    visit = ChairVisit(console, "review", status="performed")
    recorded(visit, **dict.fromkeys(("improvement", "next_step", "note", "practitioner_name"), HOSTILE))

    _, page = await visit.opened("review")

    assert page.text.count("&lt;img src=x") >= 4
    assert page.text.count("<img src=x") == 0


async def test_a_review_visit_leads_to_its_page_at_the_chair(console: Console) -> None:
    visit = Visit(console, kind="review")

    _, page = await opened(console, visit, Role.PRACTITIONER)

    assert f'href="{visit.page}/review"' in page.text


async def test_who_called_a_patient_whom_no_message_reached_says_so_at_the_visit(console: Console) -> None:
    why = "The patient has opted out of all messages: call them."
    visit = Visit(console, could_not_reach=why)
    console.neighbours.says(f"POST {visit.api}/call", {})
    browser, page = await opened(console, visit)
    _, of_owner = await opened(console, visit, Role.OWNER)

    done = await browser.sends(page, f"{visit.page}/called")

    assert why in page.text
    assert done.headers["Location"] == visit.page
    assert visit.sent("call") == [None]
    assert f"{visit.page}/called" not in of_owner.text


async def test_a_call_that_a_colleague_noted_meanwhile_is_said(console: Console) -> None:
    visit = Visit(console, could_not_reach="no phone number is known")
    browser, page = await opened(console, visit)
    sentence = "Messages about this appointment reach the patient: nobody has to be called."
    visit.refuses("call", "nobody-to-call", sentence, 409)
    visit.becomes(could_not_reach=None)

    refused = await browser.sends(page, f"{visit.page}/called")

    assert (refused.status_code, refused.text.count(sentence)) == (409, 1)


async def test_what_came_of_a_call_is_noted_beside_the_message_that_did_not_arrive(console: Console) -> None:
    known = Known(console)
    for path in ("intakes", "screenings"):
        console.neighbours.says(f"GET /screening/v1/{path}", listed())
    failed: dict[str, Any] = {
        "id": str(uuid4()),
        "settled_at": AT,
        "planned_for": AT,
        "status": "failed",
        "channel": "sms",
    }
    failed |= {"reason": "unknown number", "subject": None, "text": "Your session", "language": "en", "called": []}
    earlier = {"by": "desk@example.org", "at": AT, "note": "Nobody answered"}
    again = {**failed, "id": str(uuid4()), "called": [earlier]}
    console.neighbours.says("GET /notifications/v1/messages", listed(failed, again))
    reach: dict[str, Any] = {"opted_out": [], "bad": []}
    console.neighbours.says(f"GET /notifications/v1/patients/{known.id}/reachability", reach)
    api = f"/notifications/v1/messages/{failed['id']}/settle"
    console.neighbours.says(f"POST {api}", {})
    browser, page = await page_opened(known.page, console)
    there = f"{known.page}/messages/{failed['id']}/called"

    done = await browser.sends(page, there, note="Told her the hour")
    console.neighbours.refuses(f"POST {api}", "claimed-by-another", "Rita has taken this.")
    refused = await browser.sends(page, there, note="Told her the hour")

    assert "Nobody answered" in page.text
    assert done.headers["Location"] == f"{known.page}?of=messages#message-{failed['id']}"
    assert console.neighbours.posted(api)[0][1] == {"note": "Told her the hour"}
    assert (refused.status_code, "Rita has taken this." in refused.text) == (409, True)
    assert 'value="Told her the hour"' in refused.text
