"""The page of one course, and that of what a patient owes for appointments that were given up."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.patients import Known, course, listed, opened
from tests.support.running import WORK_DAY

AT = WORK_DAY.isoformat()
WHY = {"reason": "She wants no more sessions"}


@pytest.fixture
def known(console: Console) -> Known:
    patient = Known(console)
    reach: dict[str, Any] = {"opted_out": [], "bad": []}
    console.neighbours.says(f"GET /notifications/v1/patients/{patient.id}/reachability", reach)
    return patient


def shown(known: Known, **changes: Any) -> dict[str, Any]:
    """The course, as booking says it in the list and by itself."""
    more = {"patient_id": known.id, "depth_mm": "1.5", "planned_at": AT, "stopped_because": None}
    weeks: dict[str, Any] = {"review_from": None, "review_until": None, "extensions": [], "skipped_reviews": []}
    found = course(**{**more, **weeks, "consent_missing": False, **changes})
    known.says("/courses", listed(found))
    known.says(f"/courses/{found['id']}", found)
    return found


def extension(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "kind": "maintenance", "sessions": 2, "weeks_min": 12, "weeks_max": 26}
    by = {"reason": "Scars are deep", "extended_by": "rita@example.org", "extended_at": AT}
    return {**said, **by, "ended_at": None, "ended_because": None, **changes}


def skip(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "reason": "She lives abroad", "skipped_by": "rita@example.org", "skipped_at": AT}
    return {**said, "withdrawn_at": None, "withdrawn_because": None, **changes}


def fact(known: Known, **changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "appointment_id": str(uuid4()), "patient_id": known.id, "fact": "missed", "at": AT}
    of = {"clinic_id": str(known.clinic), "spared": False, "state": "stands", "reference": None}
    return {**said, **of, "settled_at": None, "settled_because": None, **changes}


async def test_a_course_is_stopped_after_the_page_said_what_is_called_off(console: Console, known: Known) -> None:
    of = shown(known)
    ahead = {"id": str(uuid4()), "course_id": of["id"], "kind": "session", "starts_at": AT}
    other = {**ahead, "id": str(uuid4()), "course_id": str(uuid4())}
    known.says("/appointments", listed(*[{**each, "clinic_id": str(console.clinic)} for each in (ahead, other)]))
    here = f"{known.page}/courses/{of['id']}"
    console.neighbours.says(f"POST /booking/v1/courses/{of['id']}/stop", {})

    browser, page = await opened(here, console, Role.PRACTITIONER)
    done = await browser.sends(page, f"{here}/stop", **WHY)

    assert f"/visits/{ahead['id']}" in page.text
    assert other["id"] not in page.text, "it is of another course"
    assert done.headers["Location"] == here
    assert known.sent(f"/courses/{of['id']}/stop") == [WHY]


async def test_a_stopped_course_is_found_with_why_and_goes_on(console: Console, known: Known) -> None:
    of = shown(known, stopped_at=AT, stopped_because="She moved away")
    here = f"{known.page}/courses/{of['id']}"
    api = f"POST /booking/v1/courses/{of['id']}/resume"
    sentence = "The plan of this course was amended: another course takes its place."
    console.neighbours.refuses(api, "wrong-course-state", sentence)

    browser, record = await opened(known.page, console, Role.PRACTITIONER)
    page = await browser.client.get(here)
    refused = await browser.sends(page, f"{here}/resume", reason="She is back in town")
    console.neighbours.says(api, {})
    done = await browser.sends(page, f"{here}/resume", reason="She is back in town")

    assert f'href="{here}"' in record.text
    assert "Book the next one" not in record.text, "nothing can be booked in it"
    for each in (record, page):
        assert "She moved away" in each.text
    assert f"{here}/stop" not in page.text
    assert (refused.status_code, sentence in refused.text) == (409, True)
    assert 'value="She is back in town"' in refused.text, "what was typed is kept"
    assert done.headers["Location"] == here


async def test_a_course_gets_more_sessions_and_gives_back_those_that_are_left(console: Console, known: Known) -> None:
    stands, ended = extension(), extension(ended_at=AT, ended_because="Not needed")
    of = shown(known, extensions=[stands, ended])
    here, api = f"{known.page}/courses/{of['id']}", f"/courses/{of['id']}/extensions"
    console.neighbours.says(f"POST /booking/v1{api}", {})
    console.neighbours.says(f"POST /booking/v1{api}/{stands['id']}/end", {})
    form = {"kind": "maintenance", "sessions": "2", "weeks_from": "12", "weeks_until": "", **WHY}

    browser, page = await opened(here, console, Role.PRACTITIONER)
    unread = await browser.sends(page, f"{here}/extend", **{**form, "weeks_until": "half a year"})
    await browser.sends(page, f"{here}/extend", **form)
    await browser.sends(page, f"{here}/extensions/{stands['id']}/end", **WHY)

    assert "12 to 26 weeks apart" in page.text
    assert f"/extensions/{ended['id']}/end" not in page.text
    assert unread.status_code == 422, "what is no number is not left out in silence"
    assert 'value="half a year"' in unread.text
    assert known.sent(api) == [{"kind": "maintenance", "sessions": 2, "weeks_from": 12, "weeks_until": None, **WHY}]
    assert known.sent(f"{api}/{stands['id']}/end") == [WHY]


async def test_a_review_is_left_out_and_wanted_after_all(console: Console, known: Known) -> None:
    left_out = skip()
    of = shown(known, review_due=True, review_from="2026-12-01", skipped_reviews=[left_out])
    here, api = f"{known.page}/courses/{of['id']}", f"/courses/{of['id']}/skipped-reviews"
    for path in (api, f"{api}/{left_out['id']}/withdraw"):
        console.neighbours.says(f"POST /booking/v1{path}", {})

    browser, page = await opened(here, console, Role.PRACTITIONER)
    await browser.sends(page, f"{here}/skip-review", **WHY)
    await browser.sends(page, f"{here}/skipped-reviews/{left_out['id']}/withdraw", **WHY)

    assert "She lives abroad" in page.text
    assert known.sent(api) == known.sent(f"{api}/{left_out['id']}/withdraw") == [WHY]


async def test_the_desk_sees_a_course_and_changes_nothing_of_it(console: Console, known: Known) -> None:
    of = shown(known, review_due=True, extensions=[extension()], skipped_reviews=[skip()])
    here = f"{known.page}/courses/{of['id']}"

    _, page = await opened(here, console)

    assert "Scars are deep" in page.text
    assert f'action="{here}' not in page.text


async def test_a_course_is_shown_among_those_of_its_own_patient(console: Console, known: Known) -> None:
    other = str(uuid4())
    of = shown(known, patient_id=other)

    browser, _ = await opened(known.page, console)
    page = await browser.client.get(f"{known.page}/courses/{of['id']}")

    assert page.headers["Location"] == f"/c/{console.clinic}/patients/{other}/courses/{of['id']}"


async def test_what_a_patient_owes_is_paid_let_pass_and_opened_again(console: Console, known: Known) -> None:
    missed, paid = fact(known), fact(known, fact="deposit", state="paid", reference="T-11", settled_at=AT)
    known.says("/attendance-facts", listed(missed, paid))
    counted = {"missed": 1, "cancelled_late": 0, "deposits_open": 0, "since": AT}
    known.says(f"/patients/{known.id}/attendance", counted)
    here, api = f"{known.page}/attendance", "/attendance-facts"
    for path in (f"{missed['id']}/pay", f"{missed['id']}/waive", f"{paid['id']}/reopen"):
        console.neighbours.says(f"POST /booking/v1{api}/{path}", {})

    _, of_desk = await opened(here, console)
    browser, page = await opened(here, console, Role.MEDICAL_DIRECTOR)
    done = await browser.sends(page, f"{here}/{missed['id']}/pay", reference=" T-12 ")
    await browser.sends(page, f"{here}/{missed['id']}/waive", **WHY)
    await browser.sends(page, f"{here}/{paid['id']}/reopen", **WHY)

    for said in ("Did not come", "A deposit was asked", "T-11"):
        assert said in of_desk.text
    assert f"{here}/{missed['id']}/pay" in of_desk.text
    assert "/waive" not in of_desk.text
    assert "/reopen" not in of_desk.text
    assert done.headers["Location"] == f"{here}#fact-{missed['id']}"
    assert known.sent(f"{api}/{missed['id']}/pay") == [{"reference": "T-12"}]
    assert known.sent(f"{api}/{missed['id']}/waive") == known.sent(f"{api}/{paid['id']}/reopen") == [WHY]


async def test_what_somebody_else_settled_meanwhile_is_said_beside_it(console: Console, known: Known) -> None:
    stands, sentence = (
        fact(known, fact="cancelled_late"),
        "This is paid already: reopen it first if that was a mistake.",
    )
    known.says("/attendance-facts", listed(stands))
    counted = {"missed": 0, "cancelled_late": 1, "deposits_open": 0, "since": AT}
    known.says(f"/patients/{known.id}/attendance", counted)
    here = f"{known.page}/attendance"
    browser, page = await opened(here, console)
    console.neighbours.refuses(f"POST /booking/v1/attendance-facts/{stands['id']}/pay", "fact-settled", sentence)
    known.says("/attendance-facts", listed({**stands, "state": "paid", "reference": "T-9"}))

    refused = await browser.sends(page, f"{here}/{stands['id']}/pay", reference="T-10")

    assert (refused.status_code, refused.text.count(sentence)) == (409, 1)
    assert "T-9" in refused.text


async def test_hostile_words_of_a_course_and_of_what_is_owed_break_out_nowhere(console: Console, known: Known) -> None:
    words = dict.fromkeys(("area", "concern", "modality", "hold", "stopped_because"), HOSTILE)
    said = dict.fromkeys(("kind", "reason", "extended_by", "ended_because"), HOSTILE)
    skipped = skip(reason=HOSTILE, skipped_by=HOSTILE, withdrawn_because=HOSTILE, withdrawn_at=AT)
    of = shown(known, **words, stopped_at=AT, extensions=[extension(**said, ended_at=AT)], skipped_reviews=[skipped])
    owed = fact(known, fact=HOSTILE, state="paid", reference=HOSTILE, settled_because=HOSTILE)
    known.says("/attendance-facts", listed(owed))
    counted = {"missed": 0, "cancelled_late": 0, "deposits_open": 1, "since": AT}
    known.says(f"/patients/{known.id}/attendance", counted)

    browser, page = await opened(f"{known.page}/courses/{of['id']}", console, Role.PRACTITIONER)
    facts = await browser.client.get(f"{known.page}/attendance")

    for each, most in ((page, 8), (facts, 3)):
        assert each.text.count("&lt;img src=x") >= most
        assert each.text.count("<img src=x") == 0
