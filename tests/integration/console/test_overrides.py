"""What was set aside: by rule and by person."""

from uuid import uuid4

from tests.integration.console.browser import HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.directors import proposal, shown
from tests.support.running import WORK_DAY


async def test_what_was_set_aside_is_counted_by_rule_and_person_and_shown_for_one_of_them(console: Console) -> None:
    made = {**proposal(), "settled_at": WORK_DAY.isoformat(), "settled_by": "dr.reis"}
    ruling = {**made, "patient_id": str(uuid4()), "screening_id": str(uuid4())}
    overlap = {"at": WORK_DAY.isoformat(), "actor": "ana.reis", "details": {"reason": HOSTILE}}
    console.neighbours.says("GET /screening/v1/proposals", {"items": [ruling], "next": None})
    console.neighbours.says("GET /booking/v1/audit", {"items": [{**overlap, "action": "appointment.overlaps"}]})
    explained = {"rules": [{"code": "R20", "sentence": "No needling over cold sores."}]}
    console.neighbours.says(f"GET /screening/v1/screenings/{ruling['screening_id']}/explanation", explained)
    path = f"/c/{console.clinic}/overrides"

    browser, whole = await shown(console, path)
    one = await browser.client.get(f"{path}?what=R20")
    hers = await browser.client.get(f"{path}?who=ana.reis&from=2026-01-01&to=2026-12-01")

    assert "R20 No needling over cold sores. (1)" in whole.text
    assert "No needling over cold sores. <small" in whole.text, "a rule by what it says"
    assert "dr.costa (1)" in whole.text
    assert "Two appointments at once, by agreement" in whole.text
    assert "agreed: dr.reis" in one.text
    assert "&lt;img" not in one.text
    assert "agreed: dr.reis" not in hers.text
    assert "<img" not in hers.text


async def test_a_director_of_one_clinic_is_told_that_the_diarys_overrides_are_the_chains(console: Console) -> None:
    console.neighbours.says("GET /screening/v1/proposals", {"items": [], "next": None})
    console.neighbours.refuses("GET /booking/v1/audit", "forbidden", "For the whole chain.", 403)
    _, page = await shown(console, f"/c/{console.clinic}/overrides")
    assert "What the diary set aside is shown to whose account is for all clinics." in page.text


async def test_withdrawn_consents_are_listed_and_what_is_kept_is_noted(console: Console) -> None:
    consent = {
        "id": str(uuid4()),
        "patient_id": str(uuid4()),
        "patient_name": HOSTILE,
        "wording": "privacy-2026-11",
        "withdrawn_at": WORK_DAY.isoformat(),
        "withdrawn_by": "desk.lisbon",
        "withdrawn_because": HOSTILE,
        "settled_at": None,
    }
    console.neighbours.says("GET /booking/v1/processing-consents", {"items": [consent], "next": "further"})
    path = f"/c/{console.clinic}/consents"
    to = f"/booking/v1/processing-consents/{consent['id']}/settle"

    browser, page = await shown(console, path)
    assert "privacy-2026-11" in page.text
    assert "desk.lisbon" in page.text
    assert f"{path}?after=further" in page.text
    assert f"/patients/{consent['patient_id']}/erase" in page.text
    assert "<img" not in page.text
    console.neighbours.refuses(f"POST {to}", "already-settled", "dr.reis has decided.", 409)
    refused = await browser.sends(page, f"{path}/{consent['id']}/settle", note="Kept by law.")
    assert refused.status_code == 409
    assert "dr.reis has decided." in refused.text
    assert "Kept by law.</textarea>" in refused.text
    console.neighbours.says(f"POST {to}", consent)
    done = await browser.sends(page, f"{path}/{consent['id']}/settle", note="Kept by law.")
    assert done.headers["location"] == path
    assert [body for _, body in console.neighbours.posted(to)] == [{"note": "Kept by law."}] * 2

    settled = {**consent, "settled_at": WORK_DAY.isoformat(), "settled_by": "dr.reis", "settled_note": HOSTILE}
    console.neighbours.says("GET /booking/v1/processing-consents", {"items": [settled], "next": None})
    noted = await browser.client.get(f"{path}?settled=1")
    assert "dr.reis" in noted.text
    assert "<textarea" not in noted.text
