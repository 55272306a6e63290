"""The inbox: what its forms send, what is kept when they are refused, and hostile words."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.test_pages import DESK, now

THREADS = "/notifications/v1/threads"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONG = "x" * 4000 + "\u202eabc"


def a_thread(console: Console, **changes: Any) -> dict[str, Any]:
    """One of Ana's that waits, as notifications says it; its conversation and the inbox's numbers too."""
    patient = str(uuid4())
    at = now(console).isoformat()
    thread = {
        "id": str(uuid4()),
        "patient_id": patient,
        "people": [{"patient_id": patient, "given_name": "Ana", "clinic_id": str(console.clinic)}],
        "clinic_id": str(console.clinic),
        "channel": "sms",
        "sender": "+351912345678",
        "state": "open",
        "since": at,
        "due_at": at,
        "waiting": 1,
        "soon": False,
        "asked": False,
        "appointment_id": None,
        "assigned_to": None,
        "claimed_by": None,
        "last_text": "Can I come at three?",
        "last_text_at": at,
        "steps": [],
        **changes,
    }
    line = {"id": str(uuid4()), "at": at, "by": "patient", "channel": "sms", "text": thread["last_text"]}
    line |= {"state": "open", "template": None, "shared": False}
    page = {"next": None, "total": 1, "total_at_least": 1}
    says = console.neighbours.says
    says(f"GET {THREADS}", {"items": [thread], **page})
    says(f"GET {THREADS}/{thread['id']}", thread)
    says(f"GET {THREADS}/{thread['id']}/conversation", {"items": [line], **page})
    counts = {"open": 1, "mine": 0, "nobodys": 1, "waiting": 0, "unknown": 0, "oldest": at, "colleagues": ["joana"]}
    says(f"GET /notifications/v1/clinics/{console.clinic}/inbox", counts)
    says("GET /booking/v1/patients/names", {"items": [{"patient_id": patient, "name": "Ana Reis"}]})
    return thread


async def test_each_role_sees_the_inbox_that_answers_patients(console: Console) -> None:
    thread, sees = a_thread(console), set()
    for person in PEOPLE:
        browser = console.browser()
        await browser.signs_in(person)
        pages = [await browser.client.get(f"/c/{console.clinic}/inbox{each}") for each in ("", f"/{thread['id']}")]
        assert len({page.status_code for page in pages}) == 1
        if pages[0].status_code == 200:
            sees.add(person.role)
            assert ("Take the next one" in pages[0].text) == (person.role is not Role.OWNER)
            assert ("Send" in pages[1].text) == (person.role is not Role.OWNER)
    assert sees == {Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OWNER}


async def test_the_list_names_who_waits_and_a_tab_asks_for_what_it_says(console: Console) -> None:
    a_thread(console, soon=True, assigned_to="joana")
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/inbox?tab=nonsense")
    for words in ("Ana Reis", "Can I come at three?", "Words about the skin", "joana works on it", "To answer (1)"):
        assert words in page.text
    unknown = await browser.client.get(f"/c/{console.clinic}/inbox?tab=unknown")
    assert unknown.status_code == 200


async def test_an_answer_is_previewed_then_sent_and_a_refusal_keeps_what_was_typed(console: Console) -> None:
    thread = a_thread(console)
    here, path = f"/c/{console.clinic}/inbox/{thread['id']}", f"{THREADS}/{thread['id']}"
    browser = console.browser()
    page = await browser.signs_in(DESK, here)
    said = {"text": "Chiado: at three.", "channel": "sms", "address": "+351912345678", "sms_parts": 1}
    console.neighbours.says(f"POST {path}/preview", {**said, "sms_widens": ["ã"]})
    previewed = await browser.sends(page, f"{here}/reply", to=f"{here}/preview", text="at three.")
    for words in ("Chiado: at three.", "SMS parts: 1", ">at three.</textarea>"):
        assert words in previewed.text

    console.neighbours.refuses(f"POST {path}/reply", "health-words", "A message must not say: wound.")
    refused = await browser.sends(page, f"{here}/reply", text="the wound")
    assert refused.status_code == 409
    assert ">the wound</textarea>" in refused.text
    assert 'role="alert" id="wrong-reply">A message must not say: wound.' in refused.text


async def test_what_each_form_says_is_sent_with_the_persons_own_token(console: Console) -> None:
    thread = a_thread(console, asked=True)
    here, path = f"/c/{console.clinic}/inbox/{thread['id']}", f"{THREADS}/{thread['id']}"
    browser = console.browser()
    page = await browser.signs_in(DESK, here)
    for act in ("assign", "close"):
        console.neighbours.says(f"POST {path}/{act}", thread)
    ours = {name: Form(page.text).fields[f"{here}/assign"][name] for name in ("form_token", "key")}
    handed = urlencode({**ours, "colleague": "joana", "note": "My shift ends."})  # the other form there takes it
    await browser.client.post(f"{here}/assign", content=handed, headers=FORM)
    done = await browser.sends(page, f"{here}/close", reason="called", note="Called.", meant="stop", no_reaction="1")
    assert done.headers["Location"] == here
    [(headers, assigned)], [(_, closed)] = (console.neighbours.posted(f"{path}/{act}") for act in ("assign", "close"))
    assert assigned == {"to": "joana", "note": "My shift ends."}
    assert closed == {"reason": "called", "note": "Called.", "no_reaction": True, "meant": "stop"}
    assert headers["authorization"].startswith("Bearer eyJ")


async def test_who_wrote_is_looked_for_and_said_and_the_page_goes_to_that_patients_thread(console: Console) -> None:
    thread = a_thread(console, patient_id=None, people=[])
    here, found = f"/c/{console.clinic}/inbox/{thread['id']}", str(uuid4())
    born = {"date_of_birth": "1985-05-02"}
    patient = {"id": found, "given_name": "Rui", "family_name": "Sá", **born, "home_clinic_name": "Av"}
    console.neighbours.says("GET /booking/v1/patients", {"items": [patient], "next": None})
    browser = console.browser()
    page = await browser.signs_in(DESK, f"{here}?find=Rui")
    assert "Rui Sá" in page.text
    assert "2 May 1985" in page.text
    assert "Send" not in page.text, "nobody is known who could be answered"
    console.neighbours.says(f"POST {THREADS}/{thread['id']}/attribute", {**thread, "id": found})
    done = await browser.sends(page, f"{here}/attribute", patient_id=found, note="Called.")
    assert done.headers["Location"] == f"/c/{console.clinic}/inbox/{found}"


async def test_the_next_one_is_taken_and_opened_and_of_two_people_the_second_gets_another(console: Console) -> None:
    thread = a_thread(console)
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/inbox")
    console.neighbours.says(f"POST {THREADS}/{thread['id']}/assign", thread)
    taken = await browser.sends(page, f"/c/{console.clinic}/inbox/next")
    assert taken.headers["Location"] == f"/c/{console.clinic}/inbox/{thread['id']}"
    console.neighbours.refuses(f"POST {THREADS}/{thread['id']}/assign", "thread-is-closed", "Closed.")
    nothing = await browser.sends(page, f"/c/{console.clinic}/inbox/next")
    assert "There is nothing that you could take now." in nothing.text


async def test_words_of_patients_colleagues_and_names_break_out_of_no_page(console: Console) -> None:
    for hostile in (HOSTILE, LONG):
        step = {"what": "closed", "by": hostile, "at": now(console).isoformat(), "note": hostile}
        step |= {"to": hostile, "reason": hostile, "address": hostile}
        thread = a_thread(console, last_text=hostile, sender=hostile, assigned_to=hostile, steps=[step])
        console.neighbours.says(
            "GET /booking/v1/patients/names", {"items": [{"patient_id": thread["patient_id"], "name": hostile}]}
        )
        browser = console.browser()
        await browser.signs_in(BY_ROLE[Role.FRONT_DESK])
        for path in ("inbox", f"inbox/{thread['id']}", f"inbox/{thread['id']}?find={hostile[:60]}"):
            page = await browser.client.get(f"/c/{console.clinic}/{path}")
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "<img" not in page.text
