"""What a director reads before signing: problems, what each fact changes, and whom it would have judged otherwise."""

from datetime import date

from chassis.access.actors import Role
from tests.integration.screening.directors import director, drafts
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT


async def test_a_draft_with_a_hidden_rule_is_neither_checked_nor_signed(screening: Running) -> None:
    hidden = {
        "stage": "consult",
        "sentence": "A vaccine within the last 1 week.",
        "when": {"yes": "vaccine_on"},
        "outcome": "deferred",
        "wait": {"after": "vaccine_on", "span": {"weeks": 1}},
        "sources": ["policy"],
    }
    form = {"version": "ours", "title": "Ours", "extends": CURRENT, "changes": {"rules": {"R200": hidden}}}
    assert (await director(screening).post("/reference/rule-sets", json=form)).status_code == 201
    checked = (await director(screening).post("/reference/rule-sets/ours/check")).json()
    assert checked["status"] == "draft"
    assert [each["path"] for each in checked["problems"]] == ["rules.R200"]
    assert "R63 holds as well" in checked["problems"][0]["problem"]
    assert (await director(screening).post("/reference/rule-sets/ours/sign", json={})).status_code == 409


async def test_a_draft_says_which_facts_it_judges_more_mildly_and_whom_it_would_have(screening: Running) -> None:
    patient = await screened(Patient(screening), toxin_or_filler_on=date(2026, 11, 20))
    sentence = "Botulinum toxin or filler within 1 week."
    milder = {"rules": {"R51": {"sentence": sentence, "wait": {"span": {"weeks": 1}}}}}
    await drafts(screening, "rule-sets", "ours-milder", milder)
    table = (
        await director(screening).get("/rule-sets/ours-milder/effects", params={"device": "exceed", "against": CURRENT})
    ).json()
    assert (table["against"], table["device"]) == (CURRENT, "exceed")
    assert table["milder"] > 0
    changed = {each["code"] for each in table["effects"] if each["compared"] == "milder"}
    assert changed == {"toxin_or_filler_on"}
    every = (await director(screening).get("/rule-sets/ours-milder/past-decisions")).json()["items"]
    (past,) = [each for each in every if each["patient_id"] == str(patient.patient_id)]
    assert past["compared"] == "milder"
    assert (past["before"]["eligible_from"], past["after"]["eligible_from"]) == ("2026-12-04", "2026-11-27")
    assert past["before"]["rules"] == ["R51"]


async def test_a_device_that_no_label_covers_is_named_by_its_kind(screening: Running) -> None:
    asked = director(screening)
    refused = await asked.get(f"/rule-sets/{CURRENT}/effects", params={"device": "spoon"})
    assert (refused.status_code, "skinpen" in refused.json()["detail"]) == (422, True)
    assert (await asked.get(f"/rule-sets/{CURRENT}/effects", params={"device": "roller"})).status_code == 200


async def test_only_who_signs_for_the_chain_sees_whom_a_draft_is_about(screening: Running) -> None:
    await screened(Patient(screening), toxin_or_filler_on=date(2026, 11, 20))
    for role in (Role.PRACTITIONER, Role.FRONT_DESK, Role.OPERATOR, Role.PATIENT):
        asked = screening.client(role)
        assert (await asked.get(f"/rule-sets/{CURRENT}/past-decisions")).status_code == 403, role
