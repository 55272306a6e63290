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
