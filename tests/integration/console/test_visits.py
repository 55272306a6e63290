"""The page of one visit: what was noted is taken back, the patient leaves, and another time is chosen."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.stories import opened as clinic_opened
from tests.integration.console.visiting import CANCELLATION, OFFER, STARTS, Visit, noted, opened

DESK = BY_ROLE[Role.FRONT_DESK]


async def test_what_was_noted_last_is_taken_back_with_the_reason(console: Console) -> None:
    first, last = noted("arrived"), noted("numbing")
    visit = Visit(console, first, last, noted("in_treatment", withdrawn=True))
    browser, page = await opened(console, visit)

    for _ in range(2):
        done = await browser.sends(page, f"{visit.page}/take-back", reason="It was another patient")
        assert (done.status_code, done.headers["Location"]) == (303, visit.page)

    path = f"stations/{last['id']}/withdraw"
    assert visit.sent(path) == [{"reason": "It was another patient"}] * 2
    keys = {headers["idempotency-key"] for headers, _ in console.neighbours.posted(f"{visit.api}/{path}")}
    assert len(keys) == 1, "booking does it once for each form"
    assert "In treatment" not in page.text, "what was taken back is not shown as noted"


async def test_a_patient_leaves_without_a_treatment_with_the_reason(console: Console) -> None:
    visit = Visit(console, noted("arrived"))
    browser, page = await opened(console, visit)

    done = await browser.sends(page, f"{visit.page}/leave", reason="Could not wait any longer")

    assert (done.status_code, done.headers["Location"]) == (303, visit.page)
    assert visit.sent("stations") == [{"station": "left", "reason": "Could not wait any longer"}]


@pytest.mark.parametrize(("act", "path"), [("leave", "stations"), ("take-back", "stations/{last}/withdraw")])
async def test_a_reason_that_booking_refuses_is_refused_in_its_words_on_the_page(
    console: Console, act: str, path: str
) -> None:
    last = noted("arrived")
    visit = Visit(console, last)
    browser, page = await opened(console, visit)
    visit.refuses(path.format(last=last["id"]), "invalid-request", "reason: give at least 5 characters.", 422)

    answer = await browser.sends(page, f"{visit.page}/{act}", reason="?")

    assert answer.status_code == 422
    assert 'role="alert">reason: give at least 5 characters.' in answer.text
    assert f"{visit.page}/{act}" in Form(answer.text).fields, "the form is there to be sent again"


@pytest.mark.parametrize(
    ("stations", "status", "offered"),
    [
        ((), "booked", {"cancel", "move"}),
        (("arrived",), "booked", {"leave", "move", "take-back"}),
        (("arrived", "in_treatment"), "booked", {"move", "take-back"}),
        (("arrived", "left"), "cancelled", {"reinstate", "take-back"}),
        ((), "missed", {"reinstate"}),
    ],
    ids=["expected", "waiting", "in treatment", "left", "missed"],
)
async def test_only_what_can_be_done_now_is_offered(
    console: Console, stations: tuple[str, ...], status: str, offered: set[str]
) -> None:
    visit = Visit(console, *map(noted, stations), status=status)

    _, page = await opened(console, visit)

    actions = Form(page.text).fields
    assert {each.rpartition("/")[2] for each in actions if each.startswith(f"{visit.page}/")} == offered


async def test_who_may_only_look_is_offered_nothing_and_can_send_nothing(console: Console) -> None:
    visit = Visit(console, noted("arrived"))
    browser, page = await opened(console, visit, Role.OWNER)
    assert set(Form(page.text).fields) == {"/sign-out"}

    token = Form(page.text).fields["/sign-out"]["form_token"]
    for act in ("leave", "take-back", "move", "swap", "cancel", "reinstate"):
        answer = await browser.client.post(f"{visit.page}/{act}", content=f"form_token={token}&reason=Left+early")
        assert answer.status_code == 403

    assert not [each for each in console.neighbours.asked if each[0] == "POST"]


async def test_a_visit_is_moved_to_the_offer_as_it_was_when_the_page_was_read(console: Console) -> None:
    visit = Visit(console)
    browser, page = await opened(console, visit)
    offer = "|".join(str(OFFER[name] or "") for name in ("starts_at", "practitioner_id", "room_id", "device_id"))

    done = await browser.sends(page, f"{visit.page}/move", offer=offer, by_patient="1")

    assert done.headers["Location"] == f"/c/{console.clinic}/today?day=2026-11-24#visit-{visit.id}"
    wanted = {name: OFFER[name] for name in ("starts_at", "practitioner_id", "room_id")}
    assert visit.sent("move") == [{**wanted, "by_patient": True}]
    [(headers, _)] = console.neighbours.posted(f"{visit.api}/move")
    assert headers["if-match"] == '"7"'


async def test_an_offer_that_is_taken_by_then_or_none_is_refused_beside_new_offers(console: Console) -> None:
    visit = Visit(console)
    browser, page = await opened(console, visit)

    nothing = await browser.sends(page, f"{visit.page}/move")
    visit.refuses("move", "slot-taken", "Somebody else has this time now.", 409)
    taken = await browser.sends(page, f"{visit.page}/move", offer=f"{OFFER['starts_at']}|a|b|")

    assert (nothing.status_code, taken.status_code) == (422, 409)
    assert "Choose one of the times first." in nothing.text
    assert "Somebody else has this time now." in taken.text
    assert 'name="offer"' in nothing.text
    assert 'name="offer"' in taken.text


async def test_what_somebody_called_off_meanwhile_is_refused_although_its_place_is_gone(console: Console) -> None:
    visit = Visit(console)
    browser, page = await opened(console, visit)
    sentence = "This appointment is cancelled: it cannot be moved."
    visit.refuses("move", "wrong-appointment-state", sentence, 409)
    visit.becomes(status="cancelled")

    refused = await browser.sends(page, f"{visit.page}/move", offer=f"{OFFER['starts_at']}|a|b|")

    assert (refused.status_code, refused.text.count(sentence)) == (409, 1)
    assert 'name="offer"' not in refused.text


def another(**changes: Any) -> dict[str, Any]:
    """An appointment of the same day, of ``GET /appointments``."""
    return {
        "id": str(uuid4()),
        "patient_id": str(uuid4()),
        "patient_name": "Rui Melo",
        "starts_at": (STARTS + timedelta(hours=2)).isoformat(),
        "practitioner_name": "Eva Luz",
        "room_name": "Room 2",
        "station": None,
        "version": 3,
        **changes,
    }


async def test_a_visit_changes_places_with_another_of_the_day_as_both_were_when_the_page_was_read(
    console: Console,
) -> None:
    visit, other = Visit(console), another()
    here = another(patient_name="Is Here", station="arrived")
    console.neighbours.says("GET /booking/v1/appointments", {"items": [other, here]})
    swapped = {"id": visit.id, "clinic_id": str(console.clinic), "starts_at": other["starts_at"]}
    console.neighbours.says(f"POST {visit.api}/swap", {"appointments": [{**other}, swapped]})
    browser = console.browser()
    page = await browser.signs_in(DESK, f"{visit.page}?with={other['id']}")
    assert f'value="{other["id"]}|3" selected' in page.text, "who was dropped on it is chosen"
    assert "Is Here" not in page.text, "who has arrived keeps their time"

    done = await browser.sends(page, f"{visit.page}/swap", **{"with": f"{other['id']}|3", "reason": ""})

    assert done.headers["Location"] == f"/c/{console.clinic}/today?day=2026-11-23#visit-{visit.id}"
    assert visit.sent("swap") == [{"with_appointment_id": other["id"], "version": 3, "reason": None}]
    [(headers, _)] = console.neighbours.posted(f"{visit.api}/swap")
    assert headers["if-match"] == '"7"'


async def test_a_swap_that_booking_refuses_is_refused_in_its_words_beside_the_form(console: Console) -> None:
    visit, other = Visit(console), another()
    console.neighbours.says("GET /booking/v1/appointments", {"items": [other]})
    visit.refuses("swap", "not-qualified", "Eva Luz may not do this treatment.", 409)
    browser, page = await opened(console, visit)

    nobody = await browser.sends(page, f"{visit.page}/swap", **{"with": ""})
    refused = await browser.sends(page, f"{visit.page}/swap", **{"with": f"{other['id']}|3", "reason": "They asked"})

    assert (nobody.status_code, refused.status_code) == (422, 409)
    assert "Choose with whom first." in nobody.text
    beside = refused.text.split('aria-labelledby="swap"')[1].split("</section>")[0]
    assert "Eva Luz may not do this treatment." in beside
    assert 'value="They asked"' in beside, "what was typed is there to be sent again"


async def test_a_visit_is_cancelled_with_who_asked_and_why_after_the_page_said_what_it_means(console: Console) -> None:
    visit = Visit(console)
    browser, page = await opened(console, visit)
    assert CANCELLATION["sentence"] in page.text
    assert "waived_because" not in page.text, "the desk lets nothing pass"

    done = await browser.sends(page, f"{visit.page}/cancel", code="patient_asked", reason="Has to work")

    assert (done.status_code, done.headers["Location"]) == (303, visit.page)
    assert visit.sent("cancel") == [{"code": "patient_asked", "reason": "Has to work"}]


async def test_a_director_lets_a_late_cancellation_pass_and_says_why(console: Console) -> None:
    visit = Visit(console)
    browser, page = await opened(console, visit, Role.MEDICAL_DIRECTOR)
    given = {"code": "patient_asked", "reason": "Ill", "waived_because": "Was in hospital"}

    await browser.sends(page, f"{visit.page}/cancel", **given)

    assert visit.sent("cancel") == [given]


async def test_what_was_cancelled_by_mistake_stands_again_or_the_page_says_why_not(console: Console) -> None:
    visit = Visit(console, status="cancelled", cancel_reason="Has to work")
    browser, page = await opened(console, visit)
    assert "Has to work" in page.text

    done = await browser.sends(page, f"{visit.page}/reinstate", reason="It was another patient")
    visit.refuses("reinstate", "slot-taken", "Somebody else has this time now.", 409)
    taken = await browser.sends(page, f"{visit.page}/reinstate", reason="It was another patient")

    assert (done.status_code, done.headers["Location"]) == (303, visit.page)
    assert visit.sent("reinstate") == [{"reason": "It was another patient"}] * 2
    assert taken.status_code == 409
    assert "Somebody else has this time now." in taken.text


async def test_hostile_words_in_a_visit_break_out_nowhere(console: Console) -> None:
    words = dict.fromkeys(("patient_name", "practitioner_name", "room_name", "kind"), HOSTILE)
    problems = [{"sentence": HOSTILE}]
    visit = Visit(console, {**noted("arrived"), "noted_by": HOSTILE}, problems=problems, **words)
    expected = Visit(console, cancel_reason=HOSTILE, problems=problems, **words)
    other = another(**dict.fromkeys(("patient_name", "practitioner_name", "room_name"), HOSTILE))
    console.neighbours.says("GET /booking/v1/appointments", {"items": [other]})
    hostile = {**CANCELLATION, "sentence": HOSTILE, "deposit": HOSTILE}
    console.neighbours.says(f"GET {expected.api}/cancellation", hostile)

    browser, page = await opened(console, visit)
    more = await browser.client.get(f"{expected.page}?with={HOSTILE}&near={HOSTILE}")

    assert page.text.count("&lt;img src=x") >= len(words) + 2
    assert more.text.count("&lt;img src=x") >= len(words) + 5
    assert "<img" not in more.text
    assert "<img" not in page.text
    assert page.text.count("<script") == 2, "our own"


async def test_a_visit_that_took_place_says_so_and_leads_on(console: Console) -> None:
    _, page = await opened(console, visit := Visit(console, status="performed"))
    assert "It took place." in page.text
    patient = f"/c/{console.clinic}/patients/"
    assert f'href="{patient}' in page.text
    assert "/book" in page.text, visit.page


async def test_a_problem_is_said_in_the_readers_language_and_bookings_sentence_is_marked_as_english(
    console: Console,
) -> None:
    problem = {"code": "clearance_suspended", "sentence": "The clearance is suspended until the director decides."}
    browser, page = await opened(console, visit := Visit(console, problems=[problem]))
    translated = await browser.client.get(visit.page, headers={"Accept-Language": "pt-PT"})

    assert problem["sentence"] in page.text
    assert "in-english" not in page.text
    assert "A autorização está suspensa." in translated.text
    assert f'lang="en">{problem["sentence"]}' in translated.text


async def test_what_is_booked_at_another_clinic_is_moved_and_called_off_by_the_home_clinic_in_its_times(
    console: Console,
) -> None:
    azores = str(uuid4())
    place = {"clinic_id": azores, "clinic_name": "Ponta Delgada"}
    there = clinic_opened(UUID(azores), "Ponta Delgada")
    details = there.details.model_copy(update={"time_zone": "Atlantic/Azores"})
    await console.running.react(there.model_copy(update={"details": details}))
    visit = Visit(console, **place)
    browser, page = await opened(console, visit)

    assert "This is at Ponta Delgada." in page.text
    assert f"{STARTS.astimezone(ZoneInfo('Atlantic/Azores')):%H:%M}" in page.text
    forms = {each.rsplit("/", 1)[-1] for each in Form(page.text).fields if each.startswith(f"{visit.page}/")}
    assert forms == {"cancel", "move"}
    offer = "|".join(str(OFFER[name] or "") for name in ("starts_at", "practitioner_id", "room_id", "device_id"))
    done = await browser.sends(page, f"{visit.page}/move", offer=offer)
    assert (done.status_code, done.headers["Location"]) == (303, visit.page)
