"""A chain's own version adds an overlay for one clinic: it decides there, and nowhere else."""

from contracts.vocabulary import Outcome
from tests.integration.screening.directors import director, drafts, signs
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT
from tests.unit.screening.test_overlays import OVERLAY, RULE


async def test_an_overlay_that_a_director_signs_decides_at_its_clinic_only(signed: Running) -> None:
    there, elsewhere = Patient(signed), Patient(signed)
    overlay = OVERLAY | {"clinics": [str(there.clinic_id)], "clearance_days": 90}
    await drafts(signed, "rule-sets", "our-2026-12", {"overlays": {"north": overlay}, "rules": {"R900": RULE}})
    await signs(signed, "rule-sets/our-2026-12")
    for patient in (there, elsewhere):
        await screened(patient, nsaids=True)
    assert [(await each.decided()).outcome for each in (there, elsewhere)] == [Outcome.REVIEW, Outcome.CLEARED]
    assert [each["code"] for each in (await there.explained())["reasons"]] == ["R900"]
    effects = await director(signed).get("/rule-sets/our-2026-12/effects", params={"device": "exceed"})
    (north,) = effects.json()["overlays"]
    assert (north["clinics"], north["clearance_days"]) == ([str(there.clinic_id)], 90)
    judged = {(each["words"], each["before"], each["result"]["outcome"], each["compared"]) for each in north["effects"]}
    assert judged == {("yes", "cleared", "review", "stricter"), ("not sure", "cleared", "review", "stricter")}
    considered = {each["code"]: each["why_not"] for each in (await elsewhere.explained())["considered"]}
    assert considered["R900"] == "It holds at other clinics."


async def test_a_milder_overlay_cannot_be_signed(signed: Running) -> None:
    overlay = OVERLAY | {"clearance_days": 365}
    form = {"version": "our-2027-01", "title": "Longer", "extends": CURRENT, "changes": {"overlays": {"n": overlay}}}
    assert (await director(signed).post("/reference/rule-sets", json=form)).status_code == 201
    (problem,) = (await director(signed).post("/reference/rule-sets/our-2027-01/check")).json()["problems"]
    assert problem["path"] == "overlays.n.clearance_days"
    assert (await director(signed).post("/reference/rule-sets/our-2027-01/sign", json={})).status_code == 409
