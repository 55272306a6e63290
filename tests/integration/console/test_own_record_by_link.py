"""A patient who gave the date of birth: form, consents, aftercare, how the skin is, wishes, and what is stored."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.notifications.domain.links import Act
from tests.integration.console.browser import HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.links import BORN, Link, Phone, house, links
from tests.support.links import LinksUnderTest
from tests.support.running import WORK_DAY

__all__ = ["house", "links"]
DOCUMENT = {"code": "pen", "title": "Consent to needling", "language": "en", "paragraphs": ["A pen with needles."]}
SESSION = {"id": "s1", "area": "face", "voided_at": None}
DOCUMENTS = {"version": "2026-11", "digest": "ab" * 32, "documents": [DOCUMENT]}


def asked(code: str, place: int, **more: Any) -> dict[str, Any]:
    """A question as screening asks it."""
    plain = {"code": code, "place": place, "text": f"About {code}?", "language": "en", "section": "skin"}
    return {**plain, "kind": "yes_no", "details": [], "choices": [], **more}


QUESTIONS = {
    "items": [asked("keloid", 1), asked("vaccine", 2, kind="date_or_no"), asked("allergy", 3, section="history")],
    "numbers": [asked("weight", 4, section=None, least="30", most="300", decimals=0, unit="kg")],
    "texts": [asked("more", 5, section=None, longest=500)],
    "sections": [{"code": "skin", "text": "Your skin"}, {"code": "history", "text": "Before"}],
    "places": [{"code": "face", "text": "Face", "language": "en"}],
}
SAVED = {
    "answers": {"keloid": False},
    "asked": ["keloid", "vaccine", "allergy", "weight", "more"],
    "missing": ["vaccine", "allergy"],
    "version": 3,
    "state": "begun",
}


class Patient:
    """Somebody who has proved who they are, with a link to their health form."""

    def __init__(self, console: Console, link: Link) -> None:
        self.console, self.link, self.phone = console, link, Phone(console)
        self.form = f"/screening/v1/intakes/{link.subject_id}"
        self.of = f"/v1/patients/{link.patient_id}"
        self.says(f"GET {self.form}/questionnaire", QUESTIONS)
        self.says(f"GET {self.form}/answers", SAVED)
        self.says("GET /screening/v1/consent-documents", DOCUMENTS)
        self.says("GET /screening/v1/reaction-signs", {"signs": [{"code": "redness", "name": "Redness"}]})

    def says(self, call: str, content: Any) -> None:
        """What a service answers from now on."""
        self.console.neighbours.says(call, content)

    async def opens(self) -> None:
        """With the date of birth."""
        page = await self.phone.client.get(self.link.home)
        await self.phone.sends(page, self.link.home, **BORN)

    async def sees(self, page: str, **query: str) -> httpx.Response:
        """A page of the link."""
        return await self.phone.client.get(f"{self.link.home}/{page}", params=query)

    async def sends(self, page: httpx.Response, to: str, **fields: Any) -> httpx.Response:
        """A form of a page."""
        return await self.phone.sends(page, f"{self.link.home}/{to}", **fields)

    def sent(self, method: str, path: str) -> list[Any]:
        """The bodies that a service was sent."""
        return [each[3] for each in self.console.neighbours.asked if each[:2] == (method, path)]


@pytest.fixture
def patient(console: Console, links: LinksUnderTest) -> Patient:
    return Patient(console, Link(console, links, Act.FORM, proves="first"))


async def test_a_form_goes_on_where_it_was_left_one_part_a_screen(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("form")
    assert "0 of 3 parts" not in page.text
    assert "1 of 3 parts is complete" in page.text, "what may be left open is complete"
    part = await patient.sees("part", of="skin")
    assert "About keloid?" in part.text
    assert 'href="?of=skin&amp;language=pt-PT"' in part.text, "another language shows the same part"
    assert (await patient.sees("part", of="skin", language="en")).url.params["of"] == "skin"
    assert "About allergy?" not in part.text

    patient.says(f"PATCH {patient.form}/answers", SAVED)
    after = await patient.sends(part, "part", **{"vaccine": "yes", "vaccine.value": "2026-11-02", "keloid": "not_sure"})

    [body] = patient.sent("PATCH", f"{patient.form}/answers")
    assert body == {"answers": {"keloid": "not_sure", "vaccine": "2026-11-02"}, "language": "en"}
    assert after.url.params["of"] == "history", "the next part follows"


async def test_a_part_that_is_refused_or_was_changed_elsewhere_keeps_what_was_typed(patient: Patient) -> None:
    await patient.opens()
    part = await patient.sees("part", of="rest")
    console, path = patient.console, f"PATCH {patient.form}/answers"

    console.neighbours.refuses(path, "answers-not-understood", "weight: give 30 to 300.", 422)
    odd = await patient.sends(part, "part", **{"weight": "yes", "weight.value": "9000", "more.value": 'My "words"'})
    console.neighbours.refuses(path, "stale", "Read it again.", 412)
    stale = await patient.sends(part, "part", **{"weight": "yes", "weight.value": "70"})

    assert (odd.status_code, stale.status_code) == (422, 412)
    assert "weight: give 30 to 300." in odd.text
    assert 'value="9000"' in odd.text
    assert "My &#34;words&#34;" in odd.text
    assert "changed elsewhere" in stale.text
    assert 'value="70"' in stale.text


async def test_it_is_read_once_more_and_signed_in_the_version_that_was_read(patient: Patient) -> None:
    await patient.opens()
    lacking = await patient.sees("sign")
    assert "Questions that wait for an answer: 2." in lacking.text
    assert not [each for each in Form(lacking.text).fields if each.endswith("/sign")]

    patient.says(f"GET {patient.form}/answers", {**SAVED, "missing": [], "version": 4})
    page = await patient.sees("sign")
    patient.console.neighbours.refuses(f"POST {patient.form}/signature", "guardian-needed", "A guardian signs.")
    minor = await patient.sends(page, "sign", name="Rosa")
    assert (minor.status_code, "A guardian signs." in minor.text, 'value="Rosa"' in minor.text) == (409, True, True)

    patient.says(f"POST {patient.form}/signature", {})
    done = await patient.sends(page, "sign", name="Rosa Sousa", guardian="1")
    assert patient.sent("POST", f"{patient.form}/signature")[-1] == {"name": "Rosa Sousa", "signer": "guardian"}
    assert "the form is signed" in done.text


async def test_a_consent_is_signed_in_the_version_that_was_read_and_withdrawn(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("consent", of="pen")
    assert "A pen with needles." in page.text
    path = f"/screening{patient.of}/consents"
    patient.console.neighbours.refuses(f"POST {path}", "document-replaced", "Another one is in force.")
    replaced = await patient.sends(page, "consent", name="Rosa Sousa")
    assert "Read the new one, please." in replaced.text

    patient.says(f"POST {path}", {})
    signed = {"id": str(uuid4()), "document": "pen", "signatory": "Rosa Sousa", "valid_until": "2027-11-01"}
    patient.says("GET /screening/v1/consents", {"items": [{**signed, "ended_at": None}]})
    done = await patient.sends(page, "consent", name="Rosa Sousa")
    body = patient.sent("POST", path)[-1]
    assert (body["version"], body["digest"]) == (DOCUMENTS["version"], DOCUMENTS["digest"])
    assert body["signature"] == {"kind": "typed", "value": "Rosa Sousa"}
    assert "valid until Monday, 1 November 2027" in done.text

    await patient.sends(done, "withdraw", reason="Not any more")
    assert patient.sent("POST", f"/screening/v1/consents/{signed['id']}/withdraw") == [{"reason": "Not any more"}]


async def test_how_the_skin_is_goes_to_screening_and_who_is_worse_is_told_to_call(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("skin")
    nothing = await patient.sends(page, "skin", words="It itches")
    assert nothing.status_code == 422
    assert ">It itches</textarea>" in nothing.text

    patient.says("POST /screening/v1/reactions", {"grade": "serious", "suspends": True})
    worse = await patient.sends(page, "skin", signs="redness", began_on="2026-11-22", words="It itches")
    patient.says("POST /screening/v1/reactions", {"grade": "transient", "suspends": False})
    again = await patient.sends(await patient.sees("skin"), "skin", signs="redness")

    first, second = patient.sent("POST", "/screening/v1/reactions")
    expected = {"signs": ["redness"], "began_on": "2026-11-22", "words": "It itches", "photo_ids": []}
    assert first == {"patient_id": patient.link.patient_id, **expected}
    assert second["began_on"] is None
    assert "This may need help soon." in worse.text
    assert "Somebody of the clinic reads it." in again.text
    keys = {
        each[2]["idempotency-key"]
        for each in patient.console.neighbours.asked
        if each[:2] == ("POST", "/screening/v1/reactions")
    }
    assert len(keys) == 2, "the second report is another one"


async def photographed(patient: Patient, page: httpx.Response, **fields: str) -> httpx.Response:
    """The report with a photo, as a browser sends it."""
    to = f"{patient.link.home}/skin"
    form = {**Form(page.text).fields[to], **fields}
    return await patient.phone.client.post(to, data=form, files={"photo": ("skin.jpg", b"JPEG", "image/jpeg")})


async def test_a_photo_is_kept_with_the_last_session_and_named_in_the_report(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("skin")
    patient.says("GET /booking/v1/sessions", {"items": []})
    nowhere = await photographed(patient, page, signs="redness", words="It itches")
    assert "No session of yours is known here" in nowhere.text
    assert ">It itches</textarea>" in nowhere.text

    patient.says("GET /booking/v1/sessions", {"items": [{**SESSION, "id": "s0", "voided_at": "2026-11-01"}, SESSION]})
    patient.says("POST /screening/v1/reactions", {"grade": "transient", "suspends": False})
    patient.console.neighbours.refuses("POST /booking/v1/photos", "not-a-photo", "Send a JPEG.", 422)
    odd = await photographed(patient, page, signs="redness")
    assert "Send a JPEG." in odd.text
    assert not patient.sent("POST", "/screening/v1/reactions"), "nothing is reported before all of it can be"

    patient.says("POST /booking/v1/photos", {"id": "p1"})
    await photographed(patient, page, signs="redness")
    [report] = patient.sent("POST", "/screening/v1/reactions")
    assert report["photo_ids"] == ["p1"]
    assert patient.sent("POST", "/booking/v1/photos")[-1] == b"JPEG"

    foreign = await photographed(patient, page, signs="redness", form_token="0" * 64)
    assert foreign.status_code == 403


async def test_wishes_are_changed_and_messages_stopped_and_wanted_again(patient: Patient) -> None:
    reached = {"opted_out": [{"scope": "all"}], "bad": []}
    contact = {"phone": "+351910000000", "email": None, "channel": "sms", "language": "en", "marketing": False}
    patient.says(f"GET /booking{patient.of}", {**contact, "version": 5})
    patient.says(f"GET /notifications{patient.of}/reachability", {**reached, "opted_out": []})
    patient.says(f"PATCH /booking{patient.of}/contact-preferences", {"version": 6})
    await patient.opens()
    page = await patient.sees("wishes")

    saved = await patient.sends(page, "wishes", channel="whatsapp", read_in="pt-PT", marketing="1")
    assert patient.sent("PATCH", f"/booking{patient.of}/contact-preferences") == [
        {"channel": "whatsapp", "marketing": True}
    ]
    assert patient.sent("PATCH", f"/booking{patient.of}") == [{"language": "pt-PT"}]
    assert "Saved." in saved.text

    patient.says(f"GET /notifications{patient.of}/reachability", reached)
    stopped = await patient.phone.client.post(
        f"{patient.link.home}/stop", data={**Form(page.text).fields[f"{patient.link.home}/stop"], "scope": "all"}
    )
    assert patient.sent("POST", f"/notifications{patient.of}/stop-messages") == [{"scope": "all"}]
    assert "You stopped all messages." in stopped.text
    await patient.sends(stopped, "resume")
    assert len(patient.sent("POST", f"/notifications{patient.of}/resume-messages")) == 1


@pytest.mark.parametrize(
    ("present", "shown"),
    [
        ("en", {"en": "English", "pt-PT": "Português"}),
        ("pt", {"en": "English", "pt": "Português"}),
        ("es", {"en": "English", "es": "Español", "pt-PT": "Português"}),
    ],
)
async def test_each_language_is_offered_once_and_by_its_own_name(
    patient: Patient, present: str, shown: dict[str, str]
) -> None:
    contact = {"phone": None, "email": None, "channel": "sms", "language": present, "marketing": False, "version": 5}
    patient.says(f"GET /booking{patient.of}", contact)
    patient.says(f"GET /notifications{patient.of}/reachability", {"opted_out": [], "bad": []})
    await patient.opens()

    options = re.findall(r'<option value="(.+?)".*?>(.+?)</option>', (await patient.sees("wishes")).text)

    assert sorted(options) == sorted(shown.items())


def message(template: str, days: int, text: str, status: str = "sent") -> dict[str, Any]:
    """An aftercare message, planned so many days from now."""
    at = WORK_DAY.replace(day=WORK_DAY.day + days).isoformat()
    plain = {"id": str(uuid4()), "template": template, "status": status, "text": text, "language": "en"}
    return {**plain, "planned_for": at, "settled_at": None}


async def test_aftercare_is_shown_day_by_day_and_what_was_called_off_is_not(patient: Patient) -> None:
    messages = [
        message("aftercare_day_3", 3, "No sun.", "planned"),
        message("aftercare_evening", 0, "Keep it clean."),
        message("aftercare_day_1", 1, "Not true any more.", "cancelled"),
        message("appointment_reminder", 1, "Tomorrow."),
    ]
    patient.says("GET /notifications/v1/messages", {"items": messages})
    await patient.opens()
    page = await patient.sees("advice")
    assert page.text.index("Keep it clean.") < page.text.index("No sun.")
    assert page.text.count('aria-current="date"') == 1
    assert "Not true any more." not in page.text
    assert "Tomorrow." not in page.text


async def test_what_is_stored_is_counted_and_kept_whole_as_a_file(patient: Patient) -> None:
    parts = [{"name": "visits", "title": "Appointments", "rows": [{"id": 1}, {"id": 2}]}]
    for service in ("booking", "screening", "notifications"):
        patient.says(f"GET /{service}{patient.of}/archive", {"service": service, "parts": parts})
    patient.console.neighbours.refuses(f"GET /inventory{patient.of}/archive", "not-found", "Nothing is held.", 404)
    await patient.opens()
    page = await patient.sees("stored")
    assert page.text.count("<dd>2</dd>") == 3
    whole = await patient.sees("archive")
    assert set(whole.json()) == {"booking", "screening", "notifications"}
    assert "attachment" in whole.headers["Content-Disposition"]
    assert whole.headers["Cache-Control"] == "no-store"


async def test_hostile_words_break_out_nowhere(patient: Patient) -> None:
    questions = [asked("keloid", 1, text=HOSTILE, details=["places", "on"], choices=[{"code": "a", "text": HOSTILE}])]
    questions[0]["choices"][0]["language"] = "en"
    shown = {**QUESTIONS, "items": questions, "sections": [{"code": "skin", "text": HOSTILE}]}
    patient.says(f"GET {patient.form}/questionnaire", shown)
    patient.says(f"GET {patient.form}/answers", {**SAVED, "answers": {"more": HOSTILE}, "missing": []})
    documents = [{**DOCUMENT, "title": HOSTILE, "paragraphs": [HOSTILE]}]
    patient.says("GET /screening/v1/consent-documents", {**DOCUMENTS, "documents": documents})
    patient.says("GET /screening/v1/reaction-signs", {"signs": [{"code": "redness", "name": HOSTILE}]})
    patient.says("GET /notifications/v1/messages", {"items": [message("aftercare_evening", 0, HOSTILE)]})
    await patient.opens()
    for name in ("form", "part?of=skin", "part?of=rest", "sign", "consents", "consent?of=pen", "skin", "advice"):
        page = await patient.phone.client.get(f"{patient.link.home}/{name}")
        assert page.status_code == 200, name
        assert "&lt;img src=x" in page.text, name
        assert "<img" not in page.text, name
        assert "<script" not in page.text, name


OF_DAY = {
    "day": "2026-11-24",
    "opens_on": "2026-11-23",
    "handed_in": None,
    "form": {
        "edition": "e1",
        "today": {**QUESTIONS, "language": "en", "items": [asked("sunburn", 1)], "numbers": [], "texts": []},
        "changes": {**QUESTIONS, "language": "en", "items": [asked("allergy", 1)], "numbers": [], "texts": []},
    },
}


@pytest.fixture
def before_session(console: Console, links: LinksUnderTest) -> Patient:
    """Somebody who was asked for the form of the day."""
    found = Patient(console, Link(console, links, Act.DAY, proves="first"))
    found.says(f"GET {of_day(found)}", OF_DAY)
    return found


def of_day(patient: Patient) -> str:
    return f"/screening/v1/appointments/{patient.link.subject_id}/day-of-answers"


async def test_the_form_of_the_day_is_handed_in_and_can_be_changed(before_session: Patient) -> None:
    patient = before_session
    await patient.opens()
    page = await patient.sees("day")
    assert "About sunburn?" in page.text
    patient.says(f"POST {of_day(patient)}", {})
    handed_in = {"look_first": True, "answers": {"sunburn": True}, "changes": {"allergy": False}}
    patient.says(f"GET {of_day(patient)}", {**OF_DAY, "handed_in": handed_in})
    after = await patient.sends(page, "day", **{"a-sunburn": "yes", "name": "Ana Reis"})
    [body] = patient.sent("POST", of_day(patient))
    assert body == {
        "answers": {"sunburn": True},
        "changes": {},
        "asked": "e1",
        "language": "en",
        "signature": {"name": "Ana Reis", "signer": "patient"},
    }
    assert "the clinic has your answers" in after.text
    assert "please call the clinic before you come" in after.text
    assert 'name="a-sunburn" value="yes" checked' in after.text
    assert 'name="c-allergy" value="no" checked' in after.text


async def test_a_refused_form_of_the_day_keeps_what_was_typed(before_session: Patient) -> None:
    patient = before_session
    await patient.opens()
    page = await patient.sees("day")
    patient.console.neighbours.refuses(f"POST {of_day(patient)}", "day-form-outdated", "The questions have changed.")
    refused = await patient.sends(page, "day", **{"a-sunburn": "no", "name": "Ana Reis"})
    assert "The questions have changed." in refused.text
    assert 'name="a-sunburn" value="no" checked' in refused.text
    assert 'value="Ana Reis"' in refused.text


async def test_the_form_of_the_day_says_when_it_opens_and_when_there_is_none(before_session: Patient) -> None:
    patient = before_session
    await patient.opens()
    patient.says(f"GET {of_day(patient)}", {**OF_DAY, "opens_on": "2027-01-02"})
    early = await patient.sees("day")
    assert "2 January 2027" in early.text
    assert not [each for each in Form(early.text).fields if each.endswith("/day")]
    patient.console.neighbours.refuses(f"GET {of_day(patient)}", "not-found", "There is none.", 404)
    none = await patient.sees("day")
    assert (none.status_code, "There is nothing to answer ahead" in none.text) == (200, True)


async def test_of_a_link_about_no_appointment_there_is_no_form_of_the_day(patient: Patient) -> None:
    await patient.opens()
    assert (await patient.sees("day")).url.path == f"{patient.link.home}/form"


@pytest.mark.parametrize("name", ["form", "consents", "skin", "wishes", "stored", "advice"])
async def test_a_service_that_is_away_is_said_in_words(patient: Patient, name: str) -> None:
    await patient.opens()
    answers = dict(patient.console.neighbours.answers)
    try:
        for call in answers:
            if call.startswith("GET ") and "/v1/" in call:
                patient.says(call, {"odd": True})
                patient.console.neighbours.answers[call] = (503, {"detail": "Busy."})
        for service in ("booking", "screening", "notifications", "inventory"):
            patient.console.neighbours.answers[f"GET /{service}{patient.of}/archive"] = (503, {"detail": "Busy."})
        patient.console.neighbours.answers[f"GET /booking{patient.of}"] = (503, {"detail": "Busy."})
        patient.console.neighbours.answers["GET /notifications/v1/messages"] = (503, {"detail": "Busy."})
        page = await patient.sees(name)
    finally:
        patient.console.neighbours.answers = answers
    assert page.status_code == 503
    assert "does not answer at the moment" in page.text
    assert "Retry-After" in page.headers


async def test_a_photo_that_came_after_the_quarter_of_an_hour_is_chosen_again(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("skin")
    patient.says("GET /booking/v1/sessions", {"items": [SESSION]})
    patient.says("POST /screening/v1/reactions", {"grade": "transient", "suspends": False})
    patient.says("POST /booking/v1/photos", {"id": "p1"})
    patient.phone.client.cookies.clear()

    asked = await photographed(patient, page, signs="redness", words="It itches")

    assert "The photo is not kept: choose it again below" in asked.text
    home = patient.link.home
    form = {**Form(asked.text).fields[home], **BORN}
    await patient.phone.client.post(home, data=form, files={"photo": ("skin.jpg", b"AGAIN", "image/jpeg")})
    [report] = patient.sent("POST", "/screening/v1/reactions")
    assert (report["words"], report["photo_ids"]) == ("It itches", ["p1"])
    assert patient.sent("POST", "/booking/v1/photos")[-1] == b"AGAIN"


async def test_what_was_typed_is_sent_without_the_photo_by_who_does_not_choose_it_again(patient: Patient) -> None:
    await patient.opens()
    page = await patient.sees("skin")
    patient.says("POST /screening/v1/reactions", {"grade": "transient", "suspends": False})
    patient.phone.client.cookies.clear()
    asked = await photographed(patient, page, signs="redness", words="It itches")

    await patient.phone.sends(asked, patient.link.home, **BORN)

    [report] = patient.sent("POST", "/screening/v1/reactions")
    assert (report["words"], report["photo_ids"]) == ("It itches", [])


async def test_a_refused_report_says_that_its_photo_is_chosen_again(patient: Patient) -> None:
    await patient.opens()
    answer = await photographed(patient, await patient.sees("skin"), words="It itches")
    assert answer.status_code == 422
    assert "Choose the photo again: it is not kept." in answer.text
