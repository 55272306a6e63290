"""The page of a consult: what is found and planned is recorded, refused beside its field, and put right."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE, Form
from tests.integration.console.chair import SOURCE, ChairVisit
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY

PLAN = {"skin_type": "3", "suitable": "yes", "concern": "acne_scars", "area": "face", "device": "pen:skinpen"}
PLANNED = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.25"}


def recorded(visit: ChairVisit, **changes: Any) -> dict[str, Any]:
    """The consult of a visit, as booking and screening show it from now on."""
    consult = {
        "id": str(uuid4()),
        "appointment_id": visit.id,
        "patient_id": visit.patient_id,
        "skin_type": 3,
        "suitable": True,
        "plan": {**PLANNED, "zone": None, "left_out": [], "anaesthetic": None, "product": None, "further": []},
        "findings": [{"kind": "lesion", "places": ["nose"]}],
        "version": 2,
        "voided_at": None,
        "earlier": [
            {"version": 1, "amended_because": "Wrong depth", "amended_by": "rita", "amended_at": WORK_DAY.isoformat()}
        ],
        **changes,
    }
    visit.lists("/booking/v1/consults", consult)
    visit.says("GET", f"/booking/v1/consults/{consult['id']}", consult)
    return consult


def decided(consult: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What screening decided, as a clinician sees it."""
    limit = {"code": "x", "max_mm": "1.0", "sentence": "No deeper here.", "sources": [SOURCE], "disagreements": []}
    return {
        "consult_id": consult["id"],
        "outcome": "cleared_with_conditions",
        "eligible_from": None,
        "valid_until": "2027-02-21",
        "conditions": ["Take the antiviral for a week."],
        "limits": {
            "max_depth_mm": "1.0",
            "anaesthetic_allowed": False,
            "excluded_areas": ["lips"],
            "depths": [limit],
            "anaesthetic": [],
        },
        "notes": ["The plan is deeper than the limit."],
        "reasons": [{"decisive": True, "sentence": "Cold sores before.", "sources": [SOURCE]}],
        **changes,
    }


async def test_a_consult_is_recorded_as_it_was_typed_with_the_finding_that_is_still_on_the_drawing(
    console: Console,
) -> None:
    visit = ChairVisit(console)
    visit.says("POST", f"{visit.api}/consult", {"id": str(uuid4())}, 201)
    browser, page = await visit.opened("consult")
    assert 'id="found-nose"' in page.text

    one = {"kind": "lesion", "found-nose": "1"}
    added = await browser.sends(
        page, f"{visit.page}/consult", to=f"{visit.page}/consult/finding", **PLAN, depth="1,25", **one
    )
    assert 'value="lesion:nose"' in added.text
    assert 'value="1,25"' in added.text, "what was typed is kept"
    done = await browser.sends(
        added, f"{visit.page}/consult", **PLAN, depth="1,25", **{"finding-0": "lesion:nose", "kind": "infection"}
    )

    assert (done.status_code, done.headers["Location"]) == (303, f"{visit.page}/consult")
    findings = [{"kind": "lesion", "places": ["nose"]}, {"kind": "infection", "places": []}]
    assert visit.sent(f"{visit.api}/consult") == [
        {"skin_type": 3, "suitable": True, "plan": PLANNED, "findings": findings}
    ]


async def test_a_product_is_picked_from_the_catalogue_by_its_name(console: Console) -> None:
    visit = ChairVisit(console)
    visit.says("POST", f"{visit.api}/consult", {"id": str(uuid4())}, 201)
    visit.lists("/inventory/v1/products", *({"name": name} for name in (f"Vitamin C {HOSTILE}", "Hyaluron")))
    browser, page = await visit.opened("consult")
    assert '<option value="hyaluron">Hyaluron</option>' in page.text
    assert "<img" not in page.text

    typed = {**PLAN, "depth": "1.25", "product_picked": "hyaluron", "product_use": "applied"}
    await browser.sends(page, f"{visit.page}/consult", **typed)
    [sent] = visit.sent(f"{visit.api}/consult")
    assert sent["plan"]["product"] == {"name": "hyaluron", "use": "applied"}

    again = ChairVisit(console, status="performed")
    recorded(again)["plan"] |= {"product": {"name": "of_last_year", "use": "applied", "reason": None}}
    _, page = await again.opened("consult")
    assert '<option value="of_last_year" selected>' in page.text, "what was planned stays, in the catalogue or not"


async def test_a_place_without_a_finding_is_refused_and_nothing_typed_is_lost(console: Console) -> None:
    visit = ChairVisit(console)
    browser, page = await visit.opened("consult")
    fields = {**PLAN, "depth": "1", "found-nose": "1"}

    refused = await browser.sends(page, f"{visit.page}/consult", to=f"{visit.page}/consult/finding", **fields)

    assert refused.status_code == 422
    assert refused.text.count("Choose what was found there.") == 2, "in the list on top, beside the field"
    assert 'name="found-nose" value="1" data-place="nose" checked' in refused.text


async def test_what_booking_refuses_stands_beside_its_field_and_what_was_typed_is_kept(console: Console) -> None:
    visit = ChairVisit(console)
    browser, page = await visit.opened("consult")
    visit.refuses(
        f"{visit.api}/consult",
        "not-understood",
        "plan.depth_mm: at most 10.",
        422,
        plan__depth_mm="Give at most 10.",
        plan__further__0__depth_mm="Give a depth.",
    )

    refused = await browser.sends(page, f"{visit.page}/consult", **PLAN, depth="100", late_because="It was forgotten")

    assert refused.status_code == 422
    assert '<p class="alarm refused" id="depth-wrong">Give at most 10.</p>' in refused.text
    assert 'href="#also"' in refused.text
    assert 'value="100"' in refused.text
    assert 'value="It was forgotten"' in refused.text


async def test_a_refusal_that_names_no_field_stands_beside_the_one_that_it_is_about(console: Console) -> None:
    visit = ChairVisit(console)
    browser, page = await visit.opened("consult")
    visit.refuses(f"{visit.api}/consult", "no-protocol", "No protocol covers it.")

    refused = await browser.sends(page, f"{visit.page}/consult", **PLAN, depth="1")

    assert (refused.status_code, refused.text.count("No protocol covers it.")) == (409, 2)
    assert 'id="concern-wrong"' in refused.text


async def test_limits_and_protocol_are_shown_with_their_sources_for_what_is_planned_so_far(console: Console) -> None:
    visit = ChairVisit(console)
    browser, page = await visit.opened("consult")
    assert "Limits and protocol are shown when" in page.text

    shown = await browser.sends(
        page, f"{visit.page}/consult", to=f"{visit.page}/consult/figures", **PLAN, depth="2", **{"also-neck": "1"}
    )

    sessions = "Three sessions (Seed article S4, on rollers, contraindications and the series)"
    for words in (sessions, "4 to 6 weeks", "≤ 1.5 mm", "SkinPen label (A)", "The plan is 2 mm deep"):
        assert words in shown.text
    asked = [each for each in console.neighbours.asked if each[1] == "/screening/v1/depth-limits"]
    assert len(asked) == 2, "of each area"


async def test_without_screening_a_consult_is_recorded_all_the_same(console: Console) -> None:
    visit = ChairVisit(console)
    for path in ("depth-limits", "intakes", "screenings"):
        visit.says("GET", f"/screening/v1/{path}", "away", 503)
    visit.says("POST", f"{visit.api}/consult", {"id": str(uuid4())}, 201)
    browser, page = await visit.opened("consult")

    assert (await browser.sends(page, f"{visit.page}/consult", **PLAN, depth="1")).status_code == 303


async def test_what_screening_decided_is_shown_with_limits_reasons_and_sources(console: Console) -> None:
    visit = ChairVisit(console, status="performed")
    consult = recorded(visit)
    visit.lists("/screening/v1/screenings", decided(consult), decided({"id": "another"}, outcome="declined"))

    _, page = await visit.opened("consult")

    for words in ("Cleared with conditions", "No deeper than 1.0 mm", "Cold sores before.", "SkinPen label (A)"):
        assert words in page.text
    for words in ("No anaesthetic cream.", "Take the antiviral for a week.", "Wrong depth"):
        assert words in page.text
    assert "Declined" not in page.text, "that is another consult's"


async def test_a_recorded_consult_is_put_right_as_a_whole_with_the_reason_and_its_version(console: Console) -> None:
    visit = ChairVisit(console, status="performed")
    consult = recorded(visit)
    api = f"/booking/v1/consults/{consult['id']}/amend"
    visit.says("POST", api, consult)
    browser, page = await visit.opened("consult")
    assert 'value="lesion:nose"' in page.text
    typed = {**PLAN, "depth": "1.0", "finding-0": "lesion:nose", "reason": "Measured again"}

    done = await browser.sends(page, f"{visit.page}/consult/amend", **typed)

    assert done.headers["Location"] == f"{visit.page}/consult"
    [(headers, body)] = console.neighbours.posted(api)
    assert headers["if-match"] == '"2"'
    assert body["reason"] == "Measured again"
    assert body["plan"] == {**PLANNED, "depth_mm": "1.0"}


async def test_voiding_a_consult_says_before_what_it_takes_back_and_after_which_photos_are_left(
    console: Console,
) -> None:
    visit = ChairVisit(console, status="performed")
    consult = recorded(visit)
    path = f"/booking/v1/consults/{consult['id']}/void"
    browser, page = await visit.opened("consult")
    assert "what is booked in it is called off" in page.text

    visit.refuses(path, "void-that-first", "Void the session of its course first.")
    refused = await browser.sends(page, f"{visit.page}/consult/void", becomes="missed", void_reason="Her sister")
    visit.says("POST", path, {"photo_ids": ["a"]})
    done = await browser.sends(page, f"{visit.page}/consult/void", becomes="missed", void_reason="Her sister")

    assert "Void the session of its course first." in refused.text
    assert 'value="Her sister"' in refused.text
    assert done.headers["Location"] == f"{visit.page}/consult?photos=1"
    assert visit.sent(path)[-1] == {"reason": "Her sister", "becomes": "missed"}
    recorded(visit, voided_at=WORK_DAY.isoformat())
    after = await browser.client.get(done.headers["Location"])
    for words in ("is void since", "1 photo of that consult is still shown", "Record the consult"):
        assert words in after.text


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.OWNER, Role.STOCK_MANAGER])
async def test_who_may_not_write_into_the_record_of_care_sees_no_such_page(console: Console, role: Role) -> None:
    visit = ChairVisit(console)
    _, page = await visit.opened("consult", role)
    assert page.status_code == 403


async def test_a_visit_of_another_clinic_or_of_another_kind_is_not_recorded_here(console: Console) -> None:
    visit = ChairVisit(console, clinic_id=str(uuid4()))
    _, page = await visit.opened("consult")
    assert page.status_code == 404
    _, other = await ChairVisit(console, kind="review").opened("consult")
    assert "Nothing of this kind is recorded at such a visit." in other.text


async def test_hostile_words_in_a_consult_break_out_nowhere(console: Console) -> None:
    visit = ChairVisit(console, status="performed", patient_name=HOSTILE, problems=[{"sentence": HOSTILE}])
    consult = recorded(visit, findings=[{"kind": HOSTILE, "places": [HOSTILE]}])
    consult["plan"] |= {"concern": HOSTILE, "device_model": HOSTILE, "product": {"name": HOSTILE, "use": HOSTILE}}
    consult["plan"]["product"]["reason"] = "\u202e" + "w" * 4000
    consult["earlier"][0] |= {"amended_because": HOSTILE, "amended_by": HOSTILE}
    visit.says("GET", f"/booking/v1/consults/{consult['id']}", consult)
    visit.lists("/screening/v1/screenings", decided(consult, conditions=[HOSTILE], notes=[HOSTILE]))

    _, page = await visit.opened("consult")

    assert page.status_code == 200
    assert page.text.count("&lt;img src=x") >= 8
    assert "<img" not in page.text
    assert page.text.count("<script") == 3, "our own"
    assert set(Form(page.text).fields) >= {"/sign-out", f"{visit.page}/consult/amend"}
