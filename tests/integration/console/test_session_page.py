"""The page of a session: labels are read, the cream has its clock, what was done is recorded, signed and put right."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE, Browser
from tests.integration.console.chair import ChairVisit
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import PEN, listed, on_shelf
from tests.support.running import WORK_DAY

LABEL = "0100812345000016172801311021A\x1d210042"
READ = {"gtin": "00812345000016", "lot": "21A", "serial": "0042", "expires_on": "2028-01-31"}


def session_of(visit: ChairVisit, course: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The session of a visit, as booking shows it from now on."""
    at = WORK_DAY.isoformat()
    session = {
        "id": str(uuid4()),
        "appointment_id": visit.id,
        "course_id": course["id"],
        "number": 2,
        "practitioner_name": "Rita Nunes",
        "device_id": visit.device["id"],
        "device_name": "skinpen",
        "area": "face",
        "depth_mm": "1.0",
        "anaesthetic_used": True,
        "override_reason": None,
        "why_another_number": None,
        "cartridges": [READ],
        "discarded_cartridges": [{**READ, "serial": "0041", "cause": "dropped"}],
        "details": {
            "zones": [{"zone": "cheeks", "depth_mm": "1.0", "passes": 3, "speed": "5", "pulses": None,
                       "rf_energy_mj": None, "rf_power_w": None}],
            "cream": {"applied_at": at, "removed_at": None, "name": "Emla"},
            "endpoints": ["erythema"],
            "products": [{"name": "Mask", "use": "applied", "lot": "M1", "expires_on": None, "reason": None}],
            "immediate_reaction": "transient",
        },
        "signed_by": "rita",
        "signed_at": at,
        "performed_at": at,
        "late_because": None,
        "version": 3,
        "voided_at": None,
        "earlier": [],
        **changes,
    }  # fmt: skip
    visit.lists("/booking/v1/sessions", session)
    visit.says("GET", f"/booking/v1/sessions/{session['id']}", session)
    return session


async def sends(
    browser: Browser, page: httpx.Response, visit: ChairVisit, to: str = "", **typed: str
) -> httpx.Response:
    """The form of the record, by its main button or by another of its addresses."""
    address = f"{visit.page}/session"
    return await browser.sends(page, address, to=f"{address}{to}", **typed)


async def test_what_the_session_stands_on_is_shown_with_limits_and_sources(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course(consented=False, checked=False)

    _, page = await visit.opened("session")

    for words in ("Clearance: Cleared", "The check of the day is not done.", "The consent is not signed."):
        assert words in page.text
    for words in ("No deeper here.", "SkinPen label (A)", "Sunscreen every day.", "session 2 of 3"):
        assert words in page.text
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert f'value="{visit.device["id"]}" selected' in page.text, "the device that is booked"
    assert 'name="depth_mm" type="text" value=""' in page.text, "what was done is never filled in"


async def test_a_label_is_read_by_a_scanner_that_ends_with_enter_and_nothing_is_recorded(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    visit.says("GET", f"{visit.api}/cartridge", READ)
    browser, page = await visit.opened("session")
    assert page.text.index(f'formaction="{visit.page}/session/scan"') < page.text.index("Record and sign")

    read = await sends(browser, page, visit, "/scan", scan=LABEL, depth_mm="1,0")
    assert "Lot 21A" in read.text
    assert "serial number 0042" in read.text
    assert 'value="1,0"' in read.text
    visit.refuses(f"{visit.api}/session", "nothing", "nothing")
    visit.says("GET", f"{visit.api}/cartridge", {
        "type": "urn:needlepoint:problem:cartridge-like-another", "status": 409, "detail": "One like it was opened.",
    }, 409)  # fmt: skip
    like = await sends(browser, read, visit, "/scan", **{"scan-0": LABEL, "scan": "another"})

    assert like.text.count("One like it was opened.") == 2
    assert 'name="why_like_another"' in like.text, "it has to be answered"
    assert visit.sent(f"{visit.api}/session") == []


async def test_cartridges_are_called_as_the_catalogue_does_or_by_their_gtin(console: Console) -> None:
    visit = ChairVisit(console, "session", cartridges={"gtin": PEN, "quantity": 1, "substitute_gtin": READ["gtin"]})
    visit.with_course()
    visit.says("GET", f"{visit.api}/cartridge", {**READ, "gtin": PEN})
    has_on_shelf(console)
    browser, page = await visit.opened("session")
    assert f"1 of Pen cartridge for this session; {READ['gtin']} is held instead" in page.text

    read = await sends(browser, page, visit, "/scan", scan=LABEL)
    assert f"Pen cartridge, {PEN}" in read.text


async def test_a_session_is_recorded_as_it_was_typed(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    visit.says("GET", f"{visit.api}/cartridge", READ)
    visit.says("POST", f"{visit.api}/session", {"id": str(uuid4())}, 201)
    browser, page = await visit.opened("session")

    done = await sends(
        browser, page, visit,
        device_id=visit.device["id"], area="face", depth_mm="1,0", anaesthetic="yes", cream_applied="08:10",
        **{"scan-0": LABEL, "fate-0": "dropped", "scan": "second", "zone-0": "cheeks", "zdepth-0": "0,5",
           "passes-0": "3", "speed-0": "5", "endpoint-erythema": "1", "product-0": "Mask", "use-0": "applied",
           "lot-0": "M1", "reaction": "none"},
    )  # fmt: skip

    assert (done.status_code, done.headers["Location"]) == (303, f"{visit.page}/session")
    [body] = visit.sent(f"{visit.api}/session")
    assert body == {
        "device_id": visit.device["id"],
        "area": "face",
        "depth_mm": "1.0",
        "anaesthetic_used": True,
        "cartridges": ["second"],
        "discarded_cartridges": [{"scan": LABEL, "cause": "dropped"}],
        "details": {
            "zones": [{"zone": "cheeks", "depth_mm": "0.5", "passes": 3, "speed": "5"}],
            "cream": {"applied_at": f"{WORK_DAY.date()}T08:10:00+00:00"},
            "endpoints": ["erythema"],
            "products": [{"name": "Mask", "use": "applied", "lot": "M1"}],
            "immediate_reaction": "none",
        },
    }


async def test_what_booking_refuses_stands_beside_its_field_with_a_way_to_give_the_reason(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    browser, page = await visit.opened("session")
    visit.refuses(f"{visit.api}/session", "depth-above-limit", "2 mm is deeper than 1 mm.")

    refused = await sends(browser, page, visit, depth_mm="2", **{"zone-4": "nose", "product-0": "Mask"})

    assert refused.status_code == 409
    assert '<p class="alarm refused" id="depth_mm-wrong">2 mm is deeper than 1 mm.</p>' in refused.text
    assert '<details class="card more" id="against" open>' in refused.text
    assert 'value="nose" selected' in refused.text
    assert 'name="product-1"' in refused.text, "room for another"


async def test_what_is_wrong_with_a_zone_or_a_product_stands_beside_that_one(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    browser, page = await visit.opened("session")
    wrong = {"details__zones__1__depth_mm": "Give at most 10.", "details__products__0__use": "Say how it was used."}
    visit.refuses(f"{visit.api}/session", "not-understood", "Some fields are wrong.", 422, **wrong)

    refused = await sends(
        browser, page, visit, **{"zone-0": "nose", "zone-1": "cheeks", "zdepth-1": "99", "product-0": "Mask"}
    )

    assert '<p class="alarm refused" id="zdepth-1-wrong">Give at most 10.</p>' in refused.text
    assert '<p class="alarm refused" id="use-0-wrong">Say how it was used.</p>' in refused.text
    assert '<a href="#zdepth-1">Depth 2: Give at most 10.</a>' in refused.text, "above the form, by the field's name"
    assert "<title>Session record · " in page.text


async def test_the_creams_clock_runs_by_what_was_noted_and_the_protocol(console: Console) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    now = console.running.clock.now()
    visit.stands(("arrived", now - timedelta(minutes=20)), ("numbing", now - timedelta(minutes=12)))
    visit.says("POST", f"{visit.api}/stations", {})
    browser, page = await visit.opened("session")
    assert "18 minutes left" in page.text or "19 minutes left" in page.text
    assert "About half an hour (Seed article S2, on the consult, the treatment and its results)" in page.text

    begun = await sends(browser, page, visit, "/station", station="in_treatment", depth_mm="0,5")

    assert visit.sent(f"{visit.api}/stations") == [{"station": "in_treatment"}]
    assert 'value="0,5"' in begun.text


async def test_a_record_of_somebody_else_is_signed_and_the_refusal_stands_beside_the_reason(console: Console) -> None:
    visit = ChairVisit(console, "session", status="performed")
    session = session_of(visit, visit.with_course(), signed_at=None, signed_by=None)
    browser, page = await visit.opened("session", Role.MEDICAL_DIRECTOR)
    assert "It waits for Rita Nunes." in page.text
    path = f"/booking/v1/sessions/{session['id']}/sign"
    visit.refuses(path, "forbidden", "Another practitioner did it: say why you sign for them.", 403)

    refused = await browser.sends(page, f"{visit.page}/session/sign")
    visit.says("POST", path, session)
    done = await browser.sends(page, f"{visit.page}/session/sign", sign_reason="She is on leave")

    assert refused.text.index("say why you sign for them") < refused.text.index('id="sign_reason"')
    assert done.status_code == 303
    assert visit.sent(path) == [{}, {"reason": "She is on leave"}]


async def test_a_session_is_put_right_with_its_cartridges_as_they_were_unless_they_are_scanned_anew(
    console: Console,
) -> None:
    visit = ChairVisit(console, "session", status="performed")
    session = session_of(visit, visit.with_course())
    visit.says("GET", f"{visit.api}/cartridge", READ)
    path = f"/booking/v1/sessions/{session['id']}/amend"
    visit.says("POST", path, session)
    browser, page = await visit.opened("session")
    assert 'name="zdepth-0" type="text" value="1.0"' in page.text
    form, typed = f"{visit.page}/session/amend", {"area": "face", "reason": "The ruler was read wrongly"}

    await browser.sends(page, form, **typed)
    await browser.sends(page, form, **typed, scan=LABEL)

    plain, anew = visit.sent(path)
    assert plain == {"area": "face", "reason": "The ruler was read wrongly"}
    assert anew == {**plain, "cartridges": [LABEL], "discarded_cartridges": []}
    assert console.neighbours.posted(path)[0][0]["if-match"] == '"3"'


async def test_voiding_says_before_what_it_takes_back_and_after_what_went_with_it(console: Console) -> None:
    visit = ChairVisit(console, "session", status="performed")
    ahead = {**visit.appointment, "id": str(uuid4()), "origin": "follow_up", "starts_at": "2027-01-04T10:00:00+00:00"}
    visit.says("GET", f"/booking/v1/appointments/{ahead['id']}", ahead)
    session = session_of(visit, visit.with_course(next_appointment_id=ahead["id"]))
    path = f"/booking/v1/sessions/{session['id']}/void"
    browser, page = await visit.opened("session")
    assert "The follow-up that booking held for Mon 4 Jan 2027" in page.text
    assert "count as not used (2)" in page.text

    visit.refuses(path, "void-that-first", "Void the session after it first.")
    refused = await browser.sends(page, f"{visit.page}/session/void", becomes="missed", void_reason="Never came")
    visit.says("POST", path, {"withdrawn_appointment_id": ahead["id"]})
    done = await browser.sends(page, f"{visit.page}/session/void", becomes="missed", void_reason="Never came")

    assert "Void the session after it first." in refused.text
    assert 'value="Never came"' in refused.text
    assert done.headers["Location"] == f"{visit.page}/session?withdrawn={ahead['id']}"
    assert visit.sent(path)[-1] == {"reason": "Never came", "becomes": "missed"}


async def test_hostile_words_in_a_session_break_out_nowhere(console: Console) -> None:
    visit = ChairVisit(console, "session", patient_name=HOSTILE, status="performed")
    course = visit.with_course(device_model=HOSTILE, concern=HOSTILE)
    session = session_of(visit, course, practitioner_name=HOSTILE, late_because=HOSTILE, override_reason=HOSTILE)
    session["cartridges"] = [{**READ, "lot": HOSTILE, "serial": HOSTILE}]
    session["details"]["products"][0] |= {"name": HOSTILE, "lot": "w" * 4000, "reason": "\u202e"}
    visit.says("GET", f"/booking/v1/sessions/{session['id']}", session)
    browser, page = await visit.opened("session")
    shown = await browser.sends(
        page, f"{visit.page}/session/amend", to=f"{visit.page}/session/scan", scan=HOSTILE, cream_name=HOSTILE
    )
    for each in (page, shown):
        assert each.status_code == 200
        assert each.text.count("&lt;img src=x") >= 6
        assert "<img" not in each.text
        assert each.text.count("<script") == 3, "our own"


def has_on_shelf(console: Console, name: str = "Hyaluron serum", **lot: Any) -> None:
    """A serum, a cream and cartridges, as inventory has them."""
    kinds = {"serum": "05600123450017", "numbing_cream": "05600123450024"}

    def products(query: dict[str, str]) -> dict[str, Any]:
        return listed({"gtin": kinds[query["kind"]]})

    lots = [{"lot": "S9", "expires_on": "2027-04-08", "expired": False, "recall_id": None, "on_hand": 2, "reserved": 0}]
    lots.append({**lots[0], "lot": "S1", **lot})
    console.neighbours.says("GET /inventory/v1/products", products)
    shelf = [on_shelf(console.clinic, gtin=gtin, product=f"{name} {kind}", lots=lots) for kind, gtin in kinds.items()]
    console.neighbours.says("GET /inventory/v1/stock", listed(*shelf, on_shelf(console.clinic)))


async def test_a_product_is_picked_from_what_is_on_the_shelf_and_its_empty_fields_are_filled_in(
    console: Console,
) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    has_on_shelf(console, recall_id=str(uuid4()))
    browser, page = await visit.opened("session")
    offered = [html.unescape(each) for each in re.findall(r'<option value="({.*?})"', page.text)]
    assert [json.loads(each)["lot"] for each in offered] == ["S9"], "what is recalled is not offered"
    assert '<option value="Hyaluron serum numbing_cream">' in page.text

    await sends(browser, page, visit, **{"shelf-0": offered[0], "use-0": "applied"})
    await sends(browser, page, visit, **{"shelf-0": offered[0], "product-0": "Another", "use-0": "applied"})

    sent = [body["details"]["products"] for _, body in console.neighbours.posted(f"{visit.api}/session")]
    picked = {"name": "Hyaluron serum serum", "lot": "S9", "expires_on": "2027-04-08", "use": "applied"}
    assert sent == [[picked], [{"name": "Another", "use": "applied"}]]


@pytest.mark.parametrize("said", [{"expired": True}, {"on_hand": 0}])
async def test_what_may_not_be_used_is_not_offered(console: Console, said: dict[str, Any]) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    has_on_shelf(console, **said)

    _, page = await visit.opened("session")

    assert page.text.count("&#34;lot&#34;") == 1


async def test_names_are_typed_while_inventory_does_not_answer_and_hostile_ones_break_out_nowhere(
    console: Console,
) -> None:
    visit = ChairVisit(console, "session")
    visit.with_course()
    has_on_shelf(console, HOSTILE)
    browser, page = await visit.opened("session")
    assert "<img" not in page.text
    for wrong in ("{", "[" * 3000, '"a"', '{"name": 7}'):
        answer = await sends(browser, page, visit, "/scan", **{"shelf-0": wrong})
        assert answer.status_code == 200

    console.neighbours.says("GET /inventory/v1/products", {"detail": "?"}, 503)

    page = await browser.client.get(f"{visit.page}/session")
    assert page.status_code == 200
    assert "On the shelf here" not in page.text
