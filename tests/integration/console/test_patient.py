"""The page of a patient, and what is done with the record."""

import json
from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.patients import Known, course, found, listed, opened
from tests.support.running import WORK_DAY

AT = WORK_DAY.isoformat()


def session(**changes: Any) -> dict[str, Any]:
    said = {
        "appointment_id": str(uuid4()),
        "clinic_id": str(uuid4()),
        "performed_at": AT,
        "area": "face",
        "depth_mm": "1.5",
        "device_name": "SkinPen 7",
        "practitioner_name": "Rita Nunes",
        "cartridges": [{"gtin": "05600000000017", "lot": "L77", "serial": None}],
        "overridden": False,
        "voided_at": None,
    }
    return {**said, **changes}


def decision(**changes: Any) -> dict[str, Any]:
    said = {"screening_id": str(uuid4()), "clinic_id": str(uuid4()), "decided_at": AT, "stage": "consult"}
    return {**said, "outcome": "cleared", "superseded_by": None, **changes}


def message(**changes: Any) -> dict[str, Any]:
    kept = {"id": str(uuid4()), "called": []}
    said = {"settled_at": AT, "planned_for": AT, "status": "failed", "channel": "sms", "reason": "no such number"}
    return {**said, "subject": None, "text": "Your session is on Tuesday", "language": "en", **kept, **changes}


def photo(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "area": "face", "angle": "front", "stage": "before", "taken_at": AT}
    return {**said, "withdrawn_at": None, "width": 400, "height": 300, **changes}


@pytest.fixture
def known(console: Console) -> Known:
    """With something in every list that the page reads."""
    patient, says = Known(console), console.neighbours.says
    patient.says("/courses", listed({**course(planned_at=AT, stopped_because=None), "consent_missing": True}))
    patient.says("/sessions", listed(session()))
    patient.says("/photos", listed(photo(), photo(stage="after")))
    says("GET /screening/v1/screenings", listed(decision()))
    says("GET /notifications/v1/messages", listed(message()))
    note = {"id": str(uuid4()), "text": "Prefers mornings", "written_by": "desk@example.org", "written_at": AT}
    patient.says(f"/patients/{patient.id}/notes", listed(note))
    for path in ("results-reviews", "consults", "possible-duplicates", f"patients/{patient.id}/merges"):
        patient.says(f"/{path}", listed())
    for path in ("screening/v1/reactions", "screening/v1/intakes", "screening/v1/consents", "notifications/v1/texts"):
        says(f"GET /{path}", listed())
    says("GET /inventory/v1/uses", listed())
    reach = {"opted_out": [{"scope": "marketing"}], "bad": []}
    says(f"GET /notifications/v1/patients/{patient.id}/reachability", reach)
    return patient


async def test_a_practitioner_sees_all_that_happened_with_the_ways_to_it(console: Console, known: Known) -> None:
    _, page = await opened(known.page, console, Role.PRACTITIONER)

    assert page.status_code == 200
    care = ("Session recorded", "1.5 mm", "L77", "Screening decided", "Cleared")
    for said in (*care, "did not arrive", "Prefers mornings"):
        assert said in page.text
    assert "Has stopped messages: news and offers" in page.text
    assert "Face, from the front" in page.text
    assert f'src="{known.page}/photos/' in page.text
    assert "/decisions/" in page.text


async def test_the_desk_is_shown_no_session_and_no_photo_and_nothing_is_asked_that_it_may_not_know(
    console: Console, known: Known
) -> None:
    _, page = await opened(known.page, console)

    assert "Session recorded" not in page.text
    assert "/decisions/" not in page.text, "the page behind it is for clinicians"
    asked = {path for _, path, _, _ in console.neighbours.asked}
    assert not asked & {f"/booking/v1/{each}" for each in ("sessions", "photos", "consults", "results-reviews")}
    assert not [path for path in asked if "access-log" in path or "uses" in path]


async def test_a_service_that_does_not_answer_says_so_and_leaves_the_others(console: Console, known: Known) -> None:
    console.neighbours.says("GET /screening/v1/screenings", {"detail": "?"}, 503)

    _, page = await opened(known.page, console, Role.PRACTITIONER)

    assert page.status_code == 200
    assert "Screening does not answer at the moment" in page.text
    assert "What it knows is missing below." in page.text
    assert "Session recorded" in page.text


async def test_one_group_of_what_happened_is_shown_alone(console: Console, known: Known) -> None:
    _, page = await opened(f"{known.page}?of=messages", console, Role.PRACTITIONER)

    assert "Message to the patient" in page.text
    assert "Session recorded" not in page.text


async def test_what_is_older_is_shown_by_a_press_that_leads_to_where_one_was(console: Console, known: Known) -> None:
    texts = [{"received_at": AT, "text": f"text {number:03}"} for number in range(120)]
    console.neighbours.says("GET /notifications/v1/texts", listed(*texts))

    browser, page = await opened(f"{known.page}?of=messages", console, Role.PRACTITIONER)
    way = f"{known.page}?of=messages&amp;shown=150#entry-51"
    older = (await browser.client.get(f"{known.page}?of=messages&shown=150")).text

    assert page.text.count('class="said') - older.count('class="said') == 50 - 121
    assert way in page.text
    assert 'id="entry-51"' in older
    assert "Show older ones" not in older


async def test_what_is_written_in_another_language_says_so_and_numbers_are_the_readers(
    console: Console, known: Known
) -> None:
    rule = {"sentence": "A keloid in the area.", "decisive": True}
    console.neighbours.says("GET /screening/v1/screenings", listed(decision(reasons=[rule])))

    browser, _ = await opened(known.page, console, Role.PRACTITIONER)
    page = await browser.client.get(known.page, headers={"Accept-Language": "pt-PT"})

    assert '<span lang="en">A keloid in the area.</span>' in page.text
    assert '<p class="break" lang="en">Your session is on Tuesday</p>' in page.text
    assert "1,5 mm" in page.text


async def test_who_looked_is_shown_to_who_may_know_it(console: Console, known: Known) -> None:
    look = {"at": AT, "actor": "desk@example.org", "outcome": "read", "operation": "read_patient", "reason": "staff"}
    console.neighbours.says("GET /booking/v1/access-log", listed(look))

    _, page = await opened(f"{known.page}?of=looked", console, Role.MEDICAL_DIRECTOR)
    _, other = await opened(f"{known.page}?of=looked", console, Role.PRACTITIONER)

    assert "read_patient" in page.text
    assert "read_patient" not in other.text


async def test_a_patient_of_another_clinic_or_of_a_merged_record_is_refused_in_bookings_words(console: Console) -> None:
    gone = str(uuid4())
    sentence = "This record was merged into another one."
    console.neighbours.refuses(f"GET /booking/v1/patients/{gone}", "record-merged", sentence, 410)

    _, page = await opened(f"/c/{console.clinic}/patients/{gone}", console)

    assert page.status_code == 410
    assert sentence in page.text


async def test_notes_are_written_changed_and_removed_and_a_refusal_keeps_what_was_typed(
    console: Console, known: Known
) -> None:
    api = f"/booking/v1/patients/{known.id}/notes"
    for path in (api, f"{api}/x/amend"):
        console.neighbours.says(f"POST {path}", {}, 201)
    browser, page = await opened(known.page, console)
    note = page.text.partition(f"{known.page}/notes/")[2][:36]

    await browser.sends(page, f"{known.page}/notes", text="Calls first", amends="")
    await browser.sends(page, f"{known.page}/notes", text="Calls later", amends=note)
    await browser.sends(page, f"{known.page}/notes/{note}/remove")
    console.neighbours.refuses(f"POST {api}", "not-understood", "text: too long.", 422)
    refused = await browser.sends(page, f"{known.page}/notes", text="Far too long", amends="")

    assert known.sent(f"/patients/{known.id}/notes")[0] == {"text": "Calls first"}
    assert known.sent(f"/patients/{known.id}/notes/{note}/amend") == [{"text": "Calls later"}]
    assert len(known.sent(f"/patients/{known.id}/notes/{note}/remove")) == 1
    assert refused.status_code == 422
    assert 'role="alert">text: too long.' in refused.text
    assert "Far too long" in refused.text


async def test_only_what_is_changed_of_the_contact_is_sent_with_the_version_that_was_read(
    console: Console, known: Known
) -> None:
    api = f"/booking/v1/patients/{known.id}"
    known.says(f"/patients/{known.id}/contact-preferences", {"channel": "sms", "marketing": False, "version": 4})
    browser, page = await opened(f"{known.page}/edit", console)
    typed = {name: str(known.row[name]) for name in ("given_name", "family_name", "date_of_birth", "email", "language")}

    done = await browser.sends(page, f"{known.page}/edit", **typed, phone="+351911111111", reason="Showed it here")
    await browser.sends(page, f"{known.page}/preferences", channel="email")

    assert done.headers["Location"] == known.page
    asked = console.neighbours.asked
    assert [(path, headers["if-match"], body) for method, path, headers, body in asked if method == "PATCH"] == [
        (api, '"3"', {"phone": "+351911111111", "reason": "Showed it here"}),
        (f"{api}/contact-preferences", '"4"', {"channel": "email", "marketing": False}),
    ]


async def test_an_edit_of_an_older_version_is_refused_with_what_was_typed(console: Console, known: Known) -> None:
    known.says(f"/patients/{known.id}/contact-preferences", {"channel": "sms", "marketing": False, "version": 4})
    browser, page = await opened(f"{known.page}/edit", console)
    sentence = "Somebody has changed it meanwhile: read it again."
    console.neighbours.refuses(f"PATCH /booking/v1/patients/{known.id}", "changed-meanwhile", sentence, 412)

    answer = await browser.sends(page, f"{known.page}/edit", family_name="Lima")

    assert answer.status_code == 412
    assert sentence in answer.text
    assert 'value="Lima"' in answer.text


@pytest.mark.parametrize(
    ("role", "act", "path"),
    [(Role.FRONT_DESK, "merge", "merge-proposals"), (Role.MEDICAL_DIRECTOR, "merge/now", "merge")],
)
async def test_two_records_are_compared_and_proposed_or_made_one(
    console: Console, known: Known, role: Role, act: str, path: str
) -> None:
    other = found(console.clinic, family_name="Reys")
    known.says(f"/patients/{other['id']}", other)
    known.says("/patients", listed(other))
    console.neighbours.says(f"POST /booking/v1/patients/{known.id}/{path}", {}, 201)
    browser, listing = await opened(f"{known.page}/merge?q=reys", console, role)
    assert f"{known.page}/merge?into={other['id']}" in listing.text

    both = await browser.client.get(f"{known.page}/merge?into={other['id']}")
    done = await browser.sends(both, f"{known.page}/{act}", reason="Same passport")

    assert "This record goes on, with its name and contact" in both.text
    assert done.status_code == 303
    assert known.sent(f"/patients/{known.id}/{path}") == [{"into": other["id"], "reason": "Same passport"}]
    assert ("merge/now" in both.text) == (role is Role.MEDICAL_DIRECTOR)


async def test_a_director_sees_both_records_of_a_proposal_or_rejects_it_with_a_reason(
    console: Console, known: Known
) -> None:
    into, proposal = str(uuid4()), str(uuid4())
    proposed = {"id": proposal, "into": into, "patient_id": known.id, "proposed_by": HOSTILE, "reason": HOSTILE}
    other = {**proposed, "id": str(uuid4()), "patient_id": str(uuid4()), "reason": "Of somebody else"}
    known.says("/merge-proposals", listed(proposed, other))
    console.neighbours.refuses(f"GET /booking/v1/patients/{into}", "not-found", "There is no such patient.", 404)
    console.neighbours.says(f"POST /booking/v1/merge-proposals/{proposal}/reject", {})
    browser, page = await opened(f"{known.page}/merge", console, Role.MEDICAL_DIRECTOR)
    assert f"{known.page}/merge?into={into}" in page.text
    assert "Of somebody else" not in page.text
    assert "<img src=x" not in page.text

    unseen = await browser.client.get(f"{known.page}/merge?into={into}")
    done = await browser.sends(page, f"{known.page}/merge/proposals/{proposal}/reject", reason="Two sisters")

    assert "There is no such patient." in unseen.text, "another clinic's: the page says so and is there"
    assert done.headers["Location"] == known.page
    assert known.sent(f"/merge-proposals/{proposal}/reject") == [{"reason": "Two sisters"}]


def made_one(known: Known, **changes: Any) -> dict[str, Any]:
    """Another record that became one with this patient's, and what goes back when that is undone."""
    said = {"patient_id": str(uuid4()), "patient_name": HOSTILE, "into": known.id, "clinic_id": str(known.clinic)}
    undone = {"undone_at": None, "undone_by": None, "undone_because": None}
    since = [
        {"id": str(uuid4()), "kind": kind, "clinic_id": str(known.clinic), "at": AT, "goes": goes}
        for kind, goes in (("appointment", "either"), ("session", "back"), ("note", "stays"))
    ]
    shown = {"goes_back": {"appointments": 2, "worklist_items": 1}, "since": since, "holds": known.id}
    why = {"merged_at": AT, "merged_by": "dr.reis", "reason": HOSTILE}
    return {"id": str(uuid4()), **said, **why, **undone, **shown, **changes}


async def test_a_director_looks_at_what_goes_back_and_gives_each_their_own_record(
    console: Console, known: Known
) -> None:
    merge = made_one(known)
    known.says(f"/patients/{known.id}/merges", listed(merge))
    known.says(f"/merges/{merge['id']}", merge)
    console.neighbours.says(f"POST /booking/v1/merges/{merge['id']}/undo", {"patient_id": merge["patient_id"]})
    browser, both = await opened(f"{known.page}/merge", console, Role.MEDICAL_DIRECTOR)
    at = f"{known.page}/merges/{merge['id']}"
    assert at in both.text

    page = await browser.client.get(at)
    assert "<img src=x" not in both.text + page.text
    for said in ("Appointments: 2", "stays, unless you choose it", "goes back with what it belongs to"):
        assert said in page.text, said
    assert "worklist_items" not in page.text
    [named] = [each["id"] for each in merge["since"] if each["goes"] == "either"]
    assert page.text.count('type="checkbox"') == 1
    done = await browser.sends(page, at, reason="Two sisters", **{f"also-{named}": "1"})

    assert done.headers["Location"].endswith(f"patients/{merge['patient_id']}")
    assert known.sent(f"/merges/{merge['id']}/undo") == [{"reason": "Two sisters", "appointments": [named]}]


async def test_a_refused_parting_keeps_what_was_typed_and_one_that_was_done_asks_for_nothing(
    console: Console, known: Known
) -> None:
    merge = made_one(known)
    known.says(f"/merges/{merge['id']}", merge)
    sentence = "This merge was undone already."
    console.neighbours.refuses(f"POST /booking/v1/merges/{merge['id']}/undo", "already-settled", sentence, 409)
    at = f"{known.page}/merges/{merge['id']}"
    browser, page = await opened(at, console, Role.MEDICAL_DIRECTOR)
    refused = await browser.sends(page, at, reason="Two sisters")
    assert (refused.status_code, sentence in refused.text, 'value="Two sisters"' in refused.text) == (409, True, True)

    known.says(f"/merges/{merge['id']}", {**merge, "undone_at": AT, "undone_by": "dr.reis", "undone_because": HOSTILE})
    over = await browser.client.get(at)
    assert "That was undone on" in over.text
    assert 'name="reason"' not in over.text


async def test_both_records_tell_that_they_were_one_and_the_desk_cannot_part_them(
    console: Console, known: Known
) -> None:
    merge = made_one(known, undone_at=AT, undone_by="dr.reis", undone_because="Two sisters")
    known.says(f"/patients/{known.id}/merges", listed(merge))
    browser, page = await opened(known.page, console, Role.FRONT_DESK)
    assert "Two records were made one" in page.text
    assert "They are two people: each has their own record again" in page.text
    assert (await browser.client.get(f"{known.page}/merges/{merge['id']}")).status_code == 403


async def test_a_patient_is_erased_after_it_was_shown_what_it_touches_and_the_name_was_written(
    console: Console, known: Known
) -> None:
    known.says("/appointments", {**listed(), "total": 2})
    kept = {"patient_id": known.id, "erased_at": AT, "kept": ["Treatment records, by law"]}
    console.neighbours.says(f"POST /booking/v1/patients/{known.id}/erase", kept)
    browser, page = await opened(f"{known.page}/erase", console, Role.MEDICAL_DIRECTOR)

    wrong = await browser.sends(page, f"{known.page}/erase", reason="They asked for it", family_name="Lima")
    assert known.sent(f"/patients/{known.id}/erase") == []
    right = await browser.sends(page, f"{known.page}/erase", reason="They asked for it", family_name="Reis")

    assert "Appointments: 2, of them ahead: 2." in page.text
    assert wrong.status_code == 422
    assert "nothing was removed" in wrong.text
    assert "Treatment records, by law" in right.text
    assert (await opened(f"{known.page}/erase", console))[1].status_code == 403


async def test_all_that_is_stored_is_given_as_one_file_or_not_at_all(console: Console, known: Known) -> None:
    for service in ("booking", "inventory", "notifications", "screening"):
        console.neighbours.says(f"GET /{service}/v1/patients/{known.id}/archive", {"of": service})
    browser, page = await opened(f"{known.page}/archive", console, Role.MEDICAL_DIRECTOR)
    assert json.loads(page.text)["screening"] == {"of": "screening"}
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Disposition"].startswith("attachment")

    console.neighbours.says(f"GET /inventory/v1/patients/{known.id}/archive", {"detail": "?"}, 503)
    assert (await browser.client.get(f"{known.page}/archive")).status_code == 503


async def test_a_picture_is_shown_and_anything_else_is_not(console: Console, known: Known) -> None:
    browser, _ = await opened(known.page, console, Role.PRACTITIONER)
    picture = f"{known.page}/photos/{uuid4()}"
    assert (await browser.client.get(picture)).status_code == 404, "the stand-in answers JSON"


def address(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "channel": "sms", "address": "+351912345678", "whose": "own", "given_at": AT}
    nothing = {"proven_at": None, "proven_how": None, "ended_at": None, "ended_because": None}
    return {**said, **nothing, **changes}


async def test_how_a_patient_is_reached_is_shown_in_order_with_what_does_not_work(
    console: Console, known: Known
) -> None:
    own, past = address(proven_at=AT, proven_how="desk"), address(ended_at=AT, ended_because="She has a new one")
    mother = address(address="+351910000021", whose="guardian")
    known.says(f"/patients/{known.id}/addresses", listed(own, mother, {**past, "address": "+351910000099"}))
    bad = [{"channel": "sms", "address": "+351910000021", "reason": "unknown number", "since": AT}]
    reach = {"opted_out": [], "bad": bad}
    console.neighbours.says(f"GET /notifications/v1/patients/{known.id}/reachability", reach)

    _, page = await opened(known.page, console)
    _, of_practitioner = await opened(known.page, console, Role.PRACTITIONER)

    assert page.text.index("+351912345678") < page.text.index("+351910000021")
    for said in ("of a guardian", "does not work:", "unknown number", "tried by a colleague", "She has a new one"):
        assert said in page.text
    assert f"/addresses/{mother['id']}/first" in page.text
    assert f"/addresses/{own['id']}/first" not in page.text, "it is the first"
    assert "/addresses" not in of_practitioner.text.replace('id="addresses', ""), "the desk changes it"


async def test_a_number_is_added_tried_first_known_to_work_and_taken_away(console: Console, known: Known) -> None:
    own, mother = address(), address(address="+351910000021")
    known.says(f"/patients/{known.id}/addresses", listed(own, mother))
    api = f"/booking/v1/patients/{known.id}/addresses"
    order = f"PUT /booking/v1/patients/{known.id}/address-order"
    one = f"{api}/{mother['id']}"
    for path in (f"POST {api}", f"POST {one}/prove", f"POST {one}/end", order):
        console.neighbours.says(path, {})
    browser, page = await opened(known.page, console)
    there = f"{known.page}/addresses"
    form = {"channel": "sms", "address": "+351910000021", "whose": "guardian"}

    await browser.sends(page, there, **form)
    await browser.sends(page, f"{there}/{mother['id']}/first")
    await browser.sends(page, f"{there}/{mother['id']}/prove", note="Called: she answered")
    await browser.sends(page, f"{there}/{mother['id']}/end", reason="She has another")

    assert known.sent(f"/patients/{known.id}/addresses") == [form]
    assert known.sent(f"/patients/{known.id}/addresses/{mother['id']}/prove") == [{"note": "Called: she answered"}]
    assert known.sent(f"/patients/{known.id}/addresses/{mother['id']}/end") == [{"reason": "She has another"}]
    [put] = [each for each in console.neighbours.asked if each[0] == "PUT"]
    assert put[3] == {"address_ids": [mother["id"], own["id"]]}

    sentence = "The patient has this number or address already."
    console.neighbours.refuses(f"POST {api}", "address-known", sentence)
    refused = await browser.sends(page, there, **form)
    assert refused.status_code == 409
    assert sentence in refused.text
    assert 'value="+351910000021"' in refused.text, "what was typed is kept"


async def test_a_guardian_is_put_right_with_what_was_wrong(console: Console, known: Known) -> None:
    mother = {"id": str(uuid4()), "name": "Marta Prova", "relation": "parent", "phone": "+351910000021"}
    known.says(f"/patients/{known.id}/guardians", listed(mother))
    api, there = f"/patients/{known.id}/guardians/{mother['id']}/amend", f"{known.page}/guardians/{mother['id']}/amend"
    console.neighbours.says(f"POST /booking/v1{api}", {})
    browser, page = await opened(known.page, console)
    assert 'value="Marta Prova"' in page.text, "what is recorded is there to be changed"
    right = {"name": "Marta Prova", "relation": "parent", "phone": "+351910000022", "reason": "Two digits were swapped"}

    done = await browser.sends(page, there, **right)

    assert done.headers["Location"] == f"{known.page}#guardians"
    assert known.sent(api) == [right]
    sentence = "This guardian is recorded already, with the same data: list them."
    console.neighbours.refuses(f"POST /booking/v1{api}", "entered-already", sentence)
    refused = await browser.sends(page, there, **right)
    assert (refused.status_code, sentence in refused.text) == (409, True)
    assert refused.text.count('value="+351910000022"') == 1, "in the form that was sent, and not in that of a new one"
    _, of_practitioner = await opened(known.page, console, Role.PRACTITIONER)
    assert "/amend" not in of_practitioner.text


async def test_hostile_words_break_out_nowhere(console: Console, known: Known) -> None:
    words = dict.fromkeys(("given_name", "family_name", "phone", "email", "language", "channel"), HOSTILE)
    known.says(f"/patients/{known.id}", known.row | words)
    known.says("/sessions", listed(session(practitioner_name=HOSTILE, device_name=HOSTILE, area=HOSTILE)))
    note = {"id": str(uuid4()), "text": HOSTILE, "written_by": HOSTILE, "written_at": AT}
    known.says(f"/patients/{known.id}/notes", listed(note))
    guardian = {"id": str(uuid4()), "name": HOSTILE, "relation": HOSTILE, "phone": HOSTILE}
    known.says(f"/patients/{known.id}/guardians", listed(guardian))
    hostile = dict.fromkeys(("channel", "address", "whose", "proven_how", "ended_because"), HOSTILE)
    ended = address(**hostile, ended_at=AT)
    known.says(f"/patients/{known.id}/addresses", listed(address(**hostile, proven_at=AT), ended))
    console.neighbours.says("GET /notifications/v1/messages", listed(message(text=HOSTILE, reason=HOSTILE)))

    browser, page = await opened(known.page, console, Role.PRACTITIONER)
    merge = await browser.client.get(f"{known.page}/merge")

    assert page.text.count("&lt;img src=x") >= 15
    for each in (page, merge):
        assert each.text.count("<img src=x") == 0
        assert each.text.count("<script") == 2, "our own"


async def test_of_a_minor_it_is_said_that_nobody_is_named_who_decides(console: Console, known: Known) -> None:
    born = {**known.row, "date_of_birth": "2013-01-01"}
    known.says(f"/patients/{known.id}", born)
    browser, page = await opened(known.page, console)
    assert "They are a minor, and nobody is named who decides for them." in page.text
    assert "<details open><summary>Add a guardian" in page.text

    registered = await browser.client.get(f"{known.page}/book?registered=1")
    assert f'href="{known.page}#guardians">They are a minor' in registered.text

    known.says(f"/patients/{known.id}", known.row)
    grown = await browser.client.get(known.page)
    assert "<p>The patient.</p>" in grown.text


async def test_that_messages_are_wanted_again_is_noted_with_how_the_patient_said_so(
    console: Console, known: Known
) -> None:
    api = f"/notifications/v1/patients/{known.id}/agree"
    browser, page = await opened(known.page, console)
    _, of_owner = await opened(known.page, console, Role.OWNER)
    said = {"how": "phone", "note": "Called, and asked for offers again."}

    done = await browser.sends(page, f"{known.page}/agree", **said)
    console.neighbours.refuses(f"POST {api}", "nothing-stopped", "The patient has stopped nothing of this kind.")
    refused = await browser.sends(page, f"{known.page}/agree", **said)

    assert done.headers["Location"] == f"{known.page}#who"
    assert console.neighbours.posted(api)[0][1] == {"scope": "marketing", **said}
    assert "The patient has stopped nothing of this kind." in refused.text
    assert "Called, and asked for offers again." in refused.text
    assert "/agree" not in of_owner.text


async def test_a_form_that_is_sent_twice_with_other_words_is_explained(console: Console, known: Known) -> None:
    sentence = "This Idempotency-Key was sent before with another request: use a new key for a new request."
    browser, page = await opened(known.page, console)
    console.neighbours.refuses(f"POST /booking/v1/patients/{known.id}/notes", "key-reused", sentence, 422)

    refused = await browser.sends(page, f"{known.page}/notes", amends="", text="Prefers evenings")

    assert "This form was sent before with something else in it" in refused.text
    assert "Idempotency" not in refused.text
    assert "Prefers evenings" in refused.text


async def test_a_consent_to_processing_is_noted_and_withdrawn_with_how(console: Console, known: Known) -> None:
    stands = {"id": str(uuid4()), "wording": "v2", "agreed_at": "2026-10-01T09:00:00Z", "withdrawn_at": None}
    ended = stands | {"id": str(uuid4()), "wording": "v1", "withdrawn_at": "2026-11-02T09:00:00Z"}
    ended["withdrawn_because"] = "her letter"
    known.says(f"/patients/{known.id}/processing-consents", listed(stands, ended))
    api = f"/booking/v1/processing-consents/{stands['id']}/withdraw"
    console.neighbours.says(f"POST {api}", {})
    console.neighbours.says(f"POST /booking/v1/patients/{known.id}/processing-consents", {})
    browser, page = await opened(known.page, console)
    for said in ("v2", "withdrawn on", "her letter"):
        assert said in page.text
    assert f"/consents/{ended['id']}/withdraw" not in page.text
    await browser.sends(page, f"{known.page}/consents/{stands['id']}/withdraw", reason="She wrote a letter")
    await browser.sends(page, f"{known.page}/consents", wording="v3")
    assert known.sent(f"/processing-consents/{stands['id']}/withdraw") == [{"reason": "She wrote a letter"}]
    assert known.sent(f"/patients/{known.id}/processing-consents") == [{"wording": "v3"}]
