"""The director's pages: what waits, a decision rule by rule, a reaction, and what their forms send to screening."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from chassis.access.actors import Role
from contracts.screening.worklist import WorklistItemOpened
from needlepoint.trial.provider import PEOPLE, Person
from tests.integration.console.browser import BY_ROLE, HOSTILE, Browser, Form
from tests.integration.console.conftest import Console, with_a_clinic
from tests.integration.console.stories import item
from tests.integration.console.test_pages import now
from tests.support.running import WORK_DAY

DIRECTOR = BY_ROLE[Role.MEDICAL_DIRECTOR]
SOURCES = [{"key": "skinpen-label", "source": "SkinPen label", "grade": "A"}]
REASON = "Seen today: the scar is flat."


def waits(console: Console, kind: str = "review_waiting", **about: UUID) -> WorklistItemOpened:
    """An item of screening."""
    said = item(console.clinic, now(console)).model_dump()
    return WorklistItemOpened.model_validate({**said, "kind": kind, "about": about})


class Decision:
    """A decision, as screening would show it, and its page."""

    def __init__(self, console: Console, words: str = "Keloid tendency.", **changes: Any) -> None:
        self.id = str(uuid4())
        self.page = f"/c/{console.clinic}/decisions/{self.id}"
        self.api = f"/screening/v1/screenings/{self.id}"
        self._neighbours = console.neighbours
        rule = {"code": "R08", "sentence": words, "sources": [{**SOURCES[0], "source": words}]}
        reason = {
            **rule,
            "outcome": "review",
            "decisive": True,
            "until": None,
            "overridable": False,
            "condition": words,
            "disagreements": [{**SOURCES[0], "claim": words}],
        }
        account = {**rule, "why": words, "facts": [{"code": "keloid", "words": words}] * 2, "over_since": None}
        standings = ("holds", "wait_over", "other_device")
        decision: dict[str, Any] = {
            "screening_id": self.id,
            "patient_id": str(uuid4()),
            "outcome": "review",
            "stage": "consult",
            "decided_at": WORK_DAY.isoformat(),
            "rule_set": "2026-11.4",
            "signature": words,
            "superseded_by": None,
            "notes": [words],
            "limits": {
                "modality": "pen",
                "device_model": words,
                "area": "face",
                "max_depth_mm": "1.5",
                "excluded_areas": [words],
                "anaesthetic_allowed": False,
                "depths": [{"max_mm": "1.5", "sentence": words, "sources": SOURCES}],
            },
            "planned_depth_mm": "1.5",
            "age": 38,
            "skin_type": 4,
            "eligible_from": "2026-12-24",
            "valid_until": None,
            "ruling": None,
            "reasons": [reason],
            "conditions": [words],
            "awaits_ruling": True,
            "answers": [{"text": words, "answer": each, "details": None} for each in (True, words)],
            **changes,
        }
        self.review: dict[str, Any] = {"proposals": [], "attachments": []}
        console.neighbours.says(f"GET {self.api}", decision)
        console.neighbours.says(
            f"GET {self.api}/explanation",
            {
                "rules": [{**account, "standing": each} for each in standings],
                "alternatives": [{"words": words}],
                "for_the_patient": [words],
            },
        )
        self.belongs()

    def belongs(self, *proposals: dict[str, Any], **changes: Any) -> None:
        """What belongs to its review."""
        self._neighbours.says(f"GET {self.api}/review", {**self.review, "proposals": list(proposals), **changes})

    def sent(self, path: str) -> list[Any]:
        """The bodies that screening was sent."""
        return [body for _, body in self._neighbours.posted(f"{self.api}/{path}")]


def proposal(**changes: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "status": "proposed",
        "outcome": "cleared",
        "overrides": ["R20"],
        "conditions": ["Come with somebody."],
        "reason": REASON,
        "proposed_by": "dr.costa",
    }
    return {**said, **changes}


async def shown(console: Console, path: str, person: Person = DIRECTOR) -> tuple[Browser, httpx.Response]:
    browser = console.browser()
    return browser, await browser.signs_in(person, path)


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


def report_of(console: Console, words: str = "It burns.", **changes: Any) -> dict[str, Any]:
    """A serious report that suspends, as screening shows it."""
    at = WORK_DAY.isoformat()
    said: dict[str, Any] = {
        "id": str(uuid4()),
        "patient_id": str(uuid4()),
        "grade": "serious",
        "status": "open",
        "suspends": True,
        "reported_at": at,
        "reported_by": words,
        "signs": [words],
        "places": [words],
        "began_on": "2026-11-20",
        "ended_on": None,
        "words": words,
        "outcome": None,
        "reasons": [{"grade": "serious", "sentence": words, "sources": [{**SOURCES[0], "source": words}]}],
        "rules": "2026-11",
        "rules_signature": words,
        "session": {
            "performed_at": at,
            "modality": words,
            "area": words,
            "number": 1,
            "equipment": {
                "device_model": words,
                "device_serial": words,
                "depth_mm": "1.5",
                "anaesthetic_used": True,
                "cartridges": [{"lot": words, "gtin": "0560", "serial": words}],
            },
        },
        "suspension": {"ended_at": None, "acknowledged_at": None, "next_at": at},
        "steps": [{"what": "asked", "by": words, "at": at, "details": {"recipient": words, "reason": words}}],
        **changes,
    }
    console.neighbours.says(f"GET /screening/v1/reactions/{said['id']}", said)
    console.neighbours.says("GET /screening/v1/reaction-signs", {"signs": []})
    return said


@pytest.mark.parametrize(
    ("act", "typed", "body"),
    [
        ("acknowledge", {}, None),
        ("decide", {"decision": "lift", "reason": REASON}, {"decision": "lift", "reason": REASON}),
        ("outcome", {"ended_on": "2026-11-23", "scarring": "1"}, {"ended_on": "2026-11-23", "scarring": True}),
        ("withdraw", {"reason": REASON}, {"reason": REASON}),
    ],
)
async def test_a_director_acts_on_a_reaction_and_a_refusal_keeps_what_was_typed(
    console: Console, act: str, typed: dict[str, str], body: Any
) -> None:
    report = report_of(console)
    path, api = f"/c/{console.clinic}/reactions/{report['id']}", f"/screening/v1/reactions/{report['id']}/{act}"
    browser, page = await shown(console, path)

    done = await browser.sends(page, f"{path}/{act}", **typed)
    console.neighbours.refuses(f"POST {api}", "report-closed", "This report was withdrawn.")
    refused = await browser.sends(page, f"{path}/{act}", **typed)

    assert done.headers["Location"] == path
    assert console.neighbours.posted(api)[0][1] == body
    assert refused.status_code == 409
    assert "This report was withdrawn." in refused.text
    assert typed.get("reason", "") in refused.text


async def test_reactions_of_a_clinic_are_listed_as_chosen(console: Console) -> None:
    report = report_of(console)
    console.neighbours.says("GET /screening/v1/reactions", {"items": [report], "next": "more"})

    _, page = await shown(console, f"/c/{console.clinic}/reactions?status=open&grade=serious&x=1")

    assert f"/c/{console.clinic}/reactions/{report['id']}" in page.text
    assert "status=open&amp;grade=serious&amp;after=more" in page.text


PLACED = {"places": ["chin_or_jaw"], "on": None, "over_since": None, "which": ["retinoid_or_acid"]}


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


async def test_a_reaction_says_places_and_the_device_in_words(console: Console) -> None:
    of = {"performed_at": WORK_DAY.isoformat(), "modality": "pen", "area": "periorbital", "number": 1}
    report = report_of(console, places=["perioral", "ears"], session={**of, "equipment": None})

    _, page = await shown(console, f"/c/{console.clinic}/reactions/{report['id']}")

    assert "Around the mouth, Ears<" in page.text
    assert "Pen · Around the eyes · number 1" in page.text


async def test_photos_that_came_with_a_report_lead_whoever_may_see_them_to_them(console: Console) -> None:
    photo, at = str(uuid4()), WORK_DAY.isoformat()
    reported = {"what": "reported", "by": "the patient", "at": at, "details": {"photo_ids": [photo]}}
    report = report_of(console, steps=[reported])
    path = f"/c/{console.clinic}/reactions/{report['id']}"

    _, directors = await shown(console, path)
    _, owners = await shown(console, path, BY_ROLE[Role.OWNER])

    assert f'href="/c/{console.clinic}/patients/{report["patient_id"]}/photos/{photo}">Photo 1</a>' in directors.text
    assert photo not in owners.text


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
        assert page.text.count("<script") == 1, "our own"


async def test_an_item_of_another_day_is_still_due_first(console: Console) -> None:
    late = waits(console, screening_id=uuid4())
    soon = late.model_copy(update={"item_id": uuid4(), "due_at": late.due_at - timedelta(hours=2)})
    for each in (late, soon):
        await console.running.react(each)

    _, page = await shown(console, f"/c/{console.clinic}/director?here=1")

    assert page.text.index(f"item-{soon.item_id}") < page.text.index(f"item-{late.item_id}")


async def test_what_was_set_aside_is_counted_by_rule_and_person_and_shown_for_one_of_them(console: Console) -> None:
    made = {**proposal(), "settled_at": WORK_DAY.isoformat(), "settled_by": "dr.reis"}
    ruling = {**made, "patient_id": str(uuid4()), "screening_id": str(uuid4())}
    overlap = {"at": WORK_DAY.isoformat(), "actor": "ana.reis", "details": {"reason": HOSTILE}}
    console.neighbours.says("GET /screening/v1/proposals", {"items": [ruling], "next": None})
    console.neighbours.says("GET /booking/v1/audit", {"items": [{**overlap, "action": "appointment.overlaps"}]})
    path = f"/c/{console.clinic}/overrides"

    browser, whole = await shown(console, path)
    one = await browser.client.get(f"{path}?what=R20")
    hers = await browser.client.get(f"{path}?who=ana.reis&from=2026-01-01&to=2026-12-01")

    assert "R20 (1)" in whole.text
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
