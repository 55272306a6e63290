"""The director's pages: what waits, a decision rule by rule, and what their forms send to screening."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE, Person
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console, with_a_clinic
from tests.integration.console.directors import DIRECTOR, REASON, Decision, proposal, report_of, shown, waits
from tests.support.running import WORK_DAY

PLACED = {"places": ["chin_or_jaw"], "on": None, "over_since": None, "which": ["retinoid_or_acid"]}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_each_role_sees_what_screening_would_show_it(console: Console, person: Person) -> None:
    decision = Decision(console)
    browser, _ = await shown(console, "/clinics", person)
    pages = {"director": f"/c/{console.clinic}/director", "decision": decision.page}
    sees = {name: (await browser.client.get(path)).status_code for name, path in pages.items()}

    directs = person.role in (Role.MEDICAL_DIRECTOR, Role.OWNER)
    explained = directs or person.role is Role.PRACTITIONER
    assert sees == {"director": 200 if directs else 403, "decision": 200 if explained else 403}


async def test_what_waits_leads_to_where_it_is_decided_reactions_first(console: Console) -> None:
    report, decision = uuid4(), uuid4()
    review = waits(console, screening_id=decision)
    reaction = waits(console, "reaction_to_acknowledge", report_id=report)
    other = waits(console, "declaration_missing")
    for each in (review, reaction, other):
        await console.running.react(each)

    _, page = await shown(console, f"/c/{console.clinic}/director?here=1")

    assert f"/c/{console.clinic}/decisions/{decision}" in page.text
    assert page.text.index(f"/reactions/{report}") < page.text.index(f"/decisions/{decision}")
    assert str(other.item_id) not in page.text, "the desk's"


async def test_all_clinics_of_the_person_are_on_the_page_unless_one_is_chosen(console: Console) -> None:
    here = waits(console, screening_id=uuid4())
    await console.running.react(here)
    elsewhere = await with_a_clinic(Console(console.running, console.provider, console.neighbours, uuid4()))

    browser, page = await shown(elsewhere, f"/c/{elsewhere.clinic}/director")
    alone = await browser.client.get(f"/c/{elsewhere.clinic}/director?here=1")

    assert f"item-{here.item_id}" in page.text
    assert f"item-{here.item_id}" not in alone.text


async def test_a_director_of_one_clinic_sees_nothing_of_another(console: Console) -> None:
    hidden = waits(console, screening_id=uuid4())
    await console.running.react(hidden)
    other = await with_a_clinic(Console(console.running, console.provider, console.neighbours, uuid4()))
    person = Person("local.director@example.org", Role.MEDICAL_DIRECTOR, clinics=(other.clinic,))

    _, page = await shown(other, f"/c/{other.clinic}/director", person)

    assert page.status_code == 200
    assert f"item-{hidden.item_id}" not in page.text


async def test_an_item_is_taken_and_a_refusal_stands_beside_it(console: Console) -> None:
    review = waits(console, screening_id=uuid4())
    await console.running.react(review)
    browser, page = await shown(console, f"/c/{console.clinic}/director?here=1")
    action = f"/c/{console.clinic}/director/items/{review.item_id}/claim"

    taken = await browser.sends(page, action)
    api = f"/screening/v1/worklist/{review.item_id}/claim"
    console.neighbours.refuses(f"POST {api}", "claimed-by-another", "Dr Costa works on it.")
    refused = await browser.sends(page, action)

    assert taken.headers["Location"] == f"/c/{console.clinic}/director?here=1#item-{review.item_id}"
    assert refused.status_code == 409
    assert "Dr Costa works on it." in refused.text


async def test_a_review_is_ruled_on_as_the_form_says(console: Console) -> None:
    decision, made = Decision(console), str(uuid4())
    console.neighbours.says(f"POST {decision.api}/review", {"screening_id": made})
    browser, page = await shown(console, decision.page)

    done = await browser.sends(
        page,
        f"{decision.page}/rule",
        outcome="cleared_with_conditions",
        reason=f" {REASON} ",
        conditions="Come with somebody.\r\n\r\nNo sun.",
        eligible_from="2026-12-24",
    )

    assert done.headers["Location"] == f"/c/{console.clinic}/decisions/{made}"
    [sent] = decision.sent("review")
    assert sent.pop("conditions") == ["Come with somebody.", "No sun."]
    assert sent == {"outcome": "cleared_with_conditions", "reason": REASON}


async def test_what_sets_a_rule_aside_is_proposed_after_the_refusal_and_what_was_typed_stays(console: Console) -> None:
    decision = Decision(console)
    sentence = "This ruling sets aside R20, which is no review: propose it."
    console.neighbours.refuses(f"POST {decision.api}/review", "needs-second-clinician", sentence)
    console.neighbours.says(f"POST {decision.api}/proposals", {"screening_id": decision.id})
    browser, page = await shown(console, decision.page)
    assert 'name="propose"' not in page.text

    refused = await browser.sends(page, f"{decision.page}/rule", outcome="cleared", reason=REASON)
    done = await browser.sends(refused, f"{decision.page}/rule", outcome="cleared", reason=REASON, propose="1")

    assert refused.status_code == 409
    assert sentence in refused.text
    assert REASON in refused.text
    assert 'name="propose"' in refused.text
    assert done.headers["Location"] == decision.page
    assert decision.sent("proposals") == [{"outcome": "cleared", "reason": REASON, "conditions": []}]


@pytest.mark.parametrize(("act", "body"), [("confirm", None), ("reject", {"reason": REASON})])
async def test_a_practitioner_confirms_or_rejects_what_a_director_proposed(
    console: Console, act: str, body: Any
) -> None:
    decision, made = Decision(console), proposal()
    decision.belongs(made)
    path = f"/screening/v1/proposals/{made['id']}/{act}"
    console.neighbours.says(f"POST {path}", {"screening_id": decision.id})
    browser, page = await shown(console, decision.page, BY_ROLE[Role.PRACTITIONER])
    assert f"{decision.page}/rule" not in Form(page.text).fields, "a practitioner does not rule"

    done = await browser.sends(page, f"{decision.page}/proposals/{made['id']}/{act}", reason=REASON)

    assert done.headers["Location"] == decision.page
    assert [sent for _, sent in console.neighbours.posted(path)] == [body]


async def test_nobody_is_offered_to_confirm_what_they_proposed(console: Console) -> None:
    decision, own = Decision(console), proposal(proposed_by=DIRECTOR.subject)
    decision.belongs(own)

    _, page = await shown(console, decision.page)

    offered = {each.rpartition("/")[2] for each in Form(page.text).fields if own["id"] in each}
    assert offered == {"reject"}


@pytest.mark.parametrize("act", ["end", "keep"])
async def test_a_ruling_that_lasts_is_ended_or_kept_with_a_reason(console: Console, act: str) -> None:
    ruling = {"by": "dr.costa", "reason": REASON, "ended_at": None, "kept_at": None}
    decision = Decision(console, ruling=ruling, awaits_ruling=False)
    console.neighbours.says(f"POST {decision.api}/ruling/{act}", {"screening_id": decision.id})
    browser, page = await shown(console, decision.page)
    assert f"{decision.page}/rule" not in Form(page.text).fields

    await browser.sends(page, f"{decision.page}/ruling/{act}", reason=REASON)

    assert decision.sent(f"ruling/{act}") == [{"reason": REASON}]


async def test_a_document_is_named(console: Console) -> None:
    decision = Decision(console)
    browser, page = await shown(console, decision.page)

    await browser.sends(page, f"{decision.page}/documents", title="Letter", reference="documents/2026/1")

    assert decision.sent("attachments") == [{"title": "Letter", "reference": "documents/2026/1"}]


async def test_who_may_only_look_is_offered_nothing(console: Console) -> None:
    decision = Decision(console)
    decision.belongs(proposal())

    _, page = await shown(console, decision.page, BY_ROLE[Role.OWNER])

    assert set(Form(page.text).fields) == {"/sign-out"}


async def test_a_decision_says_places_devices_and_answers_in_words(console: Console) -> None:
    limits = {
        "modality": "rf",
        "device_model": "exceed",
        "area": "decolletage",
        "max_depth_mm": "1.5",
        "excluded_areas": ["inside_orbital_rim", "lips"],
        "anaesthetic_allowed": True,
        "depths": [],
    }
    answers = [
        {"text": "Keloids?", "answer": True, "details": PLACED},
        {"text": "Fever?", "answer": "not_sure", "details": None},
    ]
    decision = Decision(console, limits=limits, answers=answers)

    browser, page = await shown(console, decision.page)
    portuguese = await browser.client.get(decision.page, headers={"Accept-Language": "pt-PT"})

    assert "RF, exceed · Décolletage" in page.text
    assert "never: Inside the orbital rim, Lips<" in page.text
    assert "Yes · Chin or jaw · Retinoid or acid<" in page.text
    assert "<dt>Fever?</dt><dd>Not sure</dd>" in page.text
    assert "nunca: Dentro do rebordo orbital, Lábios<" in portuguese.text


async def test_letters_of_a_recall_are_released_by_who_says_that_they_are_sure(console: Console) -> None:
    recall = {"id": str(uuid4()), "lot": "K1", "gtin": "0560", "reason": HOSTILE, "letters_released_at": None}
    console.neighbours.says("GET /inventory/v1/recalls", {"items": [recall]})
    console.neighbours.says(f"GET /inventory/v1/recalls/{recall['id']}/reconciliation", {"treated": 3})
    action = f"/c/{console.clinic}/director/recalls/{recall['id']}/letters"
    browser, page = await shown(console, f"/c/{console.clinic}/director")

    unsure = await browser.sends(page, action)
    done = await browser.sends(page, action, sure="1")

    assert "Used on 3 patients." in page.text
    assert "<img" not in page.text
    assert unsure.status_code == 422
    assert done.status_code == 303
    assert len(console.neighbours.posted(f"/inventory/v1/recalls/{recall['id']}/letters")) == 1


async def test_hostile_words_break_out_of_no_page_of_the_director(console: Console) -> None:
    ruling = {"by": HOSTILE, "reason": HOSTILE, "ended_at": None, "kept_at": None}
    decision = Decision(console, HOSTILE, ruling=ruling)
    document = {"title": HOSTILE, "reference": HOSTILE, "added_by": HOSTILE, "added_at": WORK_DAY.isoformat()}
    decision.belongs(proposal(reason=HOSTILE, proposed_by=HOSTILE, conditions=[HOSTILE]), attachments=[document])
    report = report_of(console, HOSTILE)
    console.neighbours.says("GET /screening/v1/reactions", {"items": [report], "next": HOSTILE})

    for path in (decision.page, f"/c/{console.clinic}/reactions/{report['id']}", f"/c/{console.clinic}/reactions"):
        _, page = await shown(console, path)
        assert page.status_code == 200
        assert "<img" not in page.text
        assert "&lt;img src=x" in page.text
        assert page.text.count("<script") == 2, "our own"


async def test_an_item_of_another_day_is_still_due_first(console: Console) -> None:
    late = waits(console, screening_id=uuid4())
    soon = late.model_copy(update={"item_id": uuid4(), "due_at": late.due_at - timedelta(hours=2)})
    for each in (late, soon):
        await console.running.react(each)

    _, page = await shown(console, f"/c/{console.clinic}/director?here=1")

    assert page.text.index(f"item-{soon.item_id}") < page.text.index(f"item-{late.item_id}")


def left(**changes: Any) -> dict[str, Any]:
    """What booking says a clinic leaves behind."""
    lists = ("holds", "waitlist_entries", "follow_ups", "courses", "shifts", "practitioners", "rooms", "devices")
    visit = {"id": str(uuid4()), "clinic_id": str(uuid4()), "kind": "session", "starts_at": WORK_DAY.isoformat()}
    said = {"closed_from": "2027-05-03", "reason": "The lease ends.", "home_patients": 41}
    listed = {name: {"in_all": 2, "ids": []} for name in lists}
    return {**said, **listed, "appointments": {"in_all": 1, "appointments": [visit]}, **changes}


async def test_a_clinic_is_closed_for_good_after_a_look_and_that_is_taken_back(console: Console) -> None:
    path, api = f"/c/{console.clinic}/closing", f"/booking/v1/clinics/{console.clinic}/end"
    console.neighbours.refuses(f"GET {api}", "not-found", "This clinic is not to be closed for good.", 404)
    console.neighbours.says(f"POST {api}/touched", left())
    console.neighbours.says(f"PUT {api}", left())
    console.neighbours.says(f"POST {api}/withdraw", {})
    typed = {"closed_from": "2027-05-03", "reason": "The lease ends."}
    browser, page = await shown(console, path)
    assert "stays open" in page.text

    seen = await browser.sends(page, f"{path}/look", **typed)

    assert "41 patients have this clinic as their home" in seen.text
    assert "Nothing has changed yet." in seen.text
    assert not [each for each in console.neighbours.asked if each[:2] == ("PUT", api)], "a look changes nothing"
    done = await browser.sends(seen, path)
    assert done.headers["Location"] == path
    [put] = [each for each in console.neighbours.asked if each[:2] == ("PUT", api)]
    assert put[3] == typed

    console.neighbours.says(f"GET {api}", left(reason=HOSTILE))
    closed = await browser.client.get(path)
    assert "is closed for good from" in closed.text
    assert "<img src=x" not in closed.text
    console.neighbours.refuses(f"POST {api}/touched", "in-the-past", "That day has passed at the clinic.")
    refused = await browser.sends(closed, f"{path}/look", closed_from="2026-01-01", reason="Sooner than that")
    assert (refused.status_code, "That day has passed" in refused.text) == (409, True)
    assert 'value="Sooner than that"' in refused.text, "what was typed is kept"
    await browser.sends(closed, f"{path}/withdraw", reason="The lease goes on.")
    assert [body for _, body in console.neighbours.posted(f"{api}/withdraw")] == [{"reason": "The lease goes on."}]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.OWNER, Role.OPERATOR])
async def test_a_closing_is_looked_at_by_the_clinic_and_said_by_who_opens_clinics(console: Console, role: Role) -> None:
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/end", left())
    _, page = await shown(console, f"/c/{console.clinic}/closing", BY_ROLE[role])
    assert page.status_code == 200
    assert (f"/c/{console.clinic}/closing/withdraw" in Form(page.text).fields) == (role is Role.OPERATOR)
