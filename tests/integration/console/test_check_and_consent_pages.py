"""The pages of the day's check and of the consent, as they are done before a session."""

import re
from typing import Any
from uuid import uuid4

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE, Form
from tests.integration.console.chair import ChairVisit
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY


def question(code: str, **changes: Any) -> dict[str, Any]:
    """One of a form."""
    plain = {"code": code, "place": 10, "text": f"About {code}?", "language": "en", "section": None}
    return {**plain, "kind": "yes_no", "details": [], "choices": [], **changes}


def form_of(visit: ChairVisit, *today: dict[str, Any], changes: tuple[dict[str, Any], ...] = (), **more: Any) -> None:
    """The form that screening shows for the patient."""
    empty = {"language": "en", "languages": ["en", "pt"], "numbers": [], "texts": [], "places": []}
    weight = {**question("weight", place=5), "unit": "kg", "least": "1", "most": "400", "decimals": 0}
    visit.says("GET", f"/screening/v1/patients/{visit.patient_id}/day-of-questionnaire", {
        "edition": "e1", "declared_at": WORK_DAY.isoformat(),
        "today": {**empty, "items": list(today), "numbers": [weight]},
        "changes": {**empty, "items": list(changes), "places": [{"code": "lips", "text": "Lips", "language": "en"}]},
        **more,
    })  # fmt: skip


async def test_the_day_is_checked_with_what_is_seen_and_what_has_changed(console: Console) -> None:
    visit = ChairVisit(console, "session")
    course = visit.with_course(checked=False)
    sores = question("cold_sores", details=["places", "on"], kind="yes_no")
    form_of(visit, question("sunburn"), changes=(sores, question("vaccine_on", kind="date_or_no"), question("same")))
    visit.says("POST", "/screening/v1/day-of-checks", {}, 201)
    browser, page = await visit.opened("check")

    done = await browser.sends(
        page, f"{visit.page}/check?language=en",
        **{"a-sunburn": "no", "a-weight-figure": "61", "c-cold_sores": "yes", "c-cold_sores-at-lips": "1",
           "c-cold_sores-on": "2026-11-20", "c-vaccine_on": "yes", "c-vaccine_on-on": "2026-11-02",
           "asked": "1", "signature": "Ana Reis", "signer": "patient"},
    )  # fmt: skip

    assert done.headers["Location"] == f"{visit.page}/check"
    assert visit.sent("/screening/v1/day-of-checks") == [{
        "patient_id": visit.patient_id, "clinic_id": str(console.clinic), "consult_id": course["consult_id"],
        "answers": {"sunburn": False, "weight": 61},
        "changes": {
            "cold_sores": {"answer": True, "places": ["lips"], "on": "2026-11-20"}, "vaccine_on": "2026-11-02",
        },
        "asked": "e1", "signature": {"name": "Ana Reis", "signer": "patient"},
    }]  # fmt: skip


async def test_what_the_patient_answered_ahead_is_filled_in_and_not_yet_checked(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course(checked=False)
    sores = question("cold_sores", details=["places", "on"])
    form_of(visit, question("sunburn"), changes=(sores, question("vaccine_on", kind="date_or_no"), question("same")))
    on_lips = {"answer": True, "places": ["lips"], "on": "2026-11-20"}
    changes = {"cold_sores": on_lips, "vaccine_on": "2026-11-02", "gone": True}
    said = {"handed_in_at": WORK_DAY.isoformat(), "answers": {"sunburn": False, "weight": 61}, "changes": changes}
    visit.lists("/screening/v1/day-of-answers", said)

    _, page = await visit.opened("check")

    assert "The patient answered this ahead" in page.text
    for field in ("a-sunburn", "c-cold_sores", "c-vaccine_on"):
        assert re.search(f'name="{field}" value="(yes|no)" checked', page.text), field
    typed = {"a-weight-figure": "61", "c-cold_sores-on": "2026-11-20", "c-vaccine_on-on": "2026-11-02"}
    for field, value in typed.items():
        assert re.search(f'name="{field}"[^>]*value="{value}"', page.text), field
    assert 'name="c-cold_sores-at-lips" value="1" checked' in page.text
    assert 'name="c-same" value="" checked' in page.text
    assert 'name="asked" value="1" checked' not in page.text


async def test_an_answer_that_is_missing_is_named_beside_its_question(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    form_of(visit, question("sunburn"), question("rash"))
    browser, page = await visit.opened("check")
    visit.refuses(
        "/screening/v1/day-of-checks", "answers-missing", "Some are missing.", 422, answers__rash="Answer this as well."
    )

    refused = await browser.sends(page, f"{visit.page}/check?language=en", **{"a-sunburn": "yes"})

    assert '<p class="alarm refused" id="a-rash-wrong">Answer this as well.</p>' in refused.text
    assert 'name="a-sunburn" value="yes" checked' in refused.text


async def test_what_was_decided_today_is_shown_with_the_next_step(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course(consented=False)
    form_of(visit, question("sunburn"))
    at = WORK_DAY.isoformat()
    today = {"screening_id": str(uuid4()), "stage": "day_of", "outcome": "cleared", "decided_at": at}
    before = {**today, "outcome": "declined", "decided_at": "2026-11-01T10:00:00+00:00"}
    visit.lists("/screening/v1/screenings", {**today, "eligible_from": None, "conditions": ["Sunscreen."]}, before)

    _, page = await visit.opened("check")

    assert "Sunscreen." in page.text
    assert f'href="{visit.page}/consent"' in page.text
    assert "Declined" not in page.text


async def test_a_plan_that_was_cleared_today_is_no_check_of_the_day(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course(checked=False)
    form_of(visit, question("sunburn"))
    plan = {"screening_id": str(uuid4()), "stage": "consult", "outcome": "cleared", "eligible_from": None}
    visit.lists("/screening/v1/screenings", {**plan, "decided_at": WORK_DAY.isoformat(), "conditions": ["Sunscreen."]})

    _, page = await visit.opened("check")

    assert "Decided today at" not in page.text
    assert "Sunscreen." in page.text
    assert "Do the check" in page.text
    ended: dict[str, Any] = {**plan, "outcome": "deferred", "decided_at": WORK_DAY.isoformat(), "conditions": []}
    visit.lists("/screening/v1/screenings", ended)
    _, page = await visit.opened("check")
    assert "ended the clearance itself: no session today" in page.text


async def test_a_director_who_may_not_check_the_day_sees_what_was_found(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    _, page = await visit.opened("check", Role.MEDICAL_DIRECTOR)
    assert "is done by a practitioner or the front desk" in page.text
    assert set(Form(page.text).fields) == {"/sign-out"}


def documents_of(visit: ChairVisit, **changes: Any) -> None:
    """What is signed today: one for all areas, and one for the face."""
    pen = {"code": "pen", "modality": "pen", "areas": [], "edition": 1, "language": "pt", "title": "Everywhere"}
    face = {**pen, "code": "pen_face", "areas": ["face"], "title": "On the face", **changes}
    documents = [{**pen, "paragraphs": ["All."]}, {"paragraphs": ["I have read it."], **face}]
    visit.says(
        "GET", "/screening/v1/consent-documents", {"version": "2026-11", "digest": "d" * 64, "documents": documents}
    )


async def test_a_consent_is_signed_on_glass_or_by_a_typed_name(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course(consented=False)
    documents_of(visit)
    path = f"/screening/v1/patients/{visit.patient_id}/consents"
    visit.says("POST", path, {}, 201)
    browser, page = await visit.opened("consent")
    assert "On the face" in page.text
    assert "Everywhere" not in page.text
    form, who = f"{visit.page}/consent?language=pt", {"signatory": "Ana Reis", "tablet": "Tablet 2"}

    nothing = await browser.sends(page, form, **who)
    drawn = await browser.sends(page, form, **who, drawing="M 1 2 L 3 4")
    await browser.sends(page, form, **who, agrees="1", signed_as="guardian", relation="mother")

    assert nothing.status_code == 422
    assert 'value="Tablet 2"' in nothing.text
    assert drawn.headers["Location"] == f"{visit.page}/consent"
    said = {"document": "pen_face", "version": "2026-11", "digest": "d" * 64, "language": "pt", "device": "Tablet 2"}
    said["signatory"] = "Ana Reis"
    assert visit.sent(path) == [
        {**said, "signed_as": "patient", "signature": {"kind": "drawn", "value": "M 1 2 L 3 4"}},
        {**said, "signed_as": "guardian", "relation": "mother", "signature": {"kind": "typed", "value": "Ana Reis"}},
    ]


def signed(visit: ChairVisit, **changes: Any) -> dict[str, Any]:
    """A consent that counts, as screening shows it."""
    return {
        "id": str(uuid4()),
        "document": "pen",
        "edition": 1,
        "signatory": "Ana Reis",
        "relation": None,
        "signed_at": WORK_DAY.isoformat(),
        "valid_until": "2027-11-23",
        "ended_at": None,
        "ended_why": None,
        "signature_kind": "drawn",
        "signature": "M 1 2 L 3 4",
        **changes,
    }


async def test_what_was_signed_is_shown_as_it_was_drawn_and_withdrawn_with_what_was_said(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    documents_of(visit)
    consent = signed(visit)
    visit.lists("/screening/v1/consents", consent, signed(visit, ended_at=WORK_DAY.isoformat(), ended_why="replaced"))
    visit.says("GET", f"/screening/v1/consents/{consent['id']}", consent)
    path = f"/screening/v1/consents/{consent['id']}/withdraw"
    visit.says("POST", path, consent)
    browser, page = await visit.opened("consent")
    assert '<path d="M 1 2 L 3 4"/>' in page.text

    done = await browser.sends(page, f"{visit.page}/consent/withdraw", withdraw_reason="No more needling")

    assert done.status_code == 303
    assert visit.sent(path) == [{"reason": "No more needling"}]


async def test_hostile_words_in_questions_and_consents_break_out_nowhere(console: Console) -> None:
    visit = ChairVisit(console, "session", patient_name=HOSTILE)
    visit.with_course()
    form_of(visit, question("x", text=HOSTILE, choices=[{"code": "y", "text": HOSTILE, "language": "en"}]))
    documents_of(visit, title=HOSTILE, paragraphs=[HOSTILE, "\u202e" + "w" * 4000])
    consent = signed(visit, signatory=HOSTILE, document=HOSTILE, signature=f'M 1"/>{HOSTILE}')
    visit.lists("/screening/v1/consents", consent)
    visit.says("GET", f"/screening/v1/consents/{consent['id']}", consent)
    for step in ("check", "consent"):
        _, page = await visit.opened(step)
        assert page.status_code == 200
        assert page.text.count("&lt;img src=x") >= 4
        assert "<img" not in page.text
        assert page.text.count("<script") == 3, "our own"
