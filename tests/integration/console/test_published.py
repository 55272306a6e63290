"""Rules, protocols and texts: what is there, what a version changes, drafts, and the signature."""

import html
import json
import re
from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from needlepoint.trial.provider import Person
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.directors import DIRECTOR, shown
from tests.support.running import WORK_DAY

AT = WORK_DAY.isoformat()


class Version:
    """A version of a kind, as its service shows it, and its page."""

    def __init__(
        self,
        console: Console,
        status: str = "draft",
        service: str = "screening",
        kind: str = "rule-sets",
        words: str = "Stricter about keloids",
        before: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        self.page = f"/c/{console.clinic}/published/{service}/{kind}/2027-02"
        self.api = f"/{service}/v1/reference/{kind}/2027-02"
        self.neighbours = console.neighbours
        head = {
            "version": "2027-02",
            "title": words,
            "status": status,
            "in_force_from": "2027-02-01",
            "extends": "2026-11",
            "revision": 3,
            "created_by": words,
            "created_at": AT,
            "checked_by": None,
            "checked_at": None,
            "signed_by": words if status in ("signed", "withdrawn") else None,
            "signed_at": AT,
            "withdrawn_by": words if status == "withdrawn" else None,
            "withdrawn_at": AT,
            "withdrawn_reason": words,
            "digest": "5d" * 32,
        }
        sources = [{"key": "a", "entry": {"title": words, "who": words, "year": 2020, "grade": "A"}}]
        document = {"languages": {"en": {"name": words}}, "policies": {"wait_days": {"value": 7, "sentence": words}}}
        whole = {**head, "changes": {"rules": {"R1": words}}, "document": document, "sources": sources, **changes}
        whole |= {"bibliography": {"own": {"title": words}}}
        differences = [
            {"path": words, "change": "changed", "before": {"a": words}, "after": words},
            {"path": "rules.R2", "change": "removed", "before": words, "after": None},
        ]
        says = console.neighbours.says
        says(f"GET {self.api}", whole)
        says(f"GET /{service}/v1/reference/{kind}/2026-11", {**whole, "document": before or document})
        says(f"GET /{service}/v1/reference/{kind}", {"items": [head, {**head, "version": "2026-11"}]})
        says(f"GET {self.api}/diff", {"against": "2026-11", "differences": differences})
        says(f"GET /{service}/v1/reference", [kind_of(kind)])

    def sent(self, path: str = "", method: str = "POST") -> list[tuple[dict[str, str], Any]]:
        """Headers and bodies of what was sent."""
        wanted = (method, self.api + path)
        return [(headers, body) for how, at, headers, body in self.neighbours.asked if (how, at) == wanted]


def kind_of(name: str, in_force: str | None = "2026-11") -> dict[str, Any]:
    return {"name": name, "summary": "", "in_force": in_force, "signature": "dr.reis", "rehearsal": False}


def nothing_published(console: Console) -> None:
    for service in ("screening", "booking", "notifications"):
        console.neighbours.says(f"GET /{service}/v1/reference", [])


async def test_every_kind_is_listed_with_what_is_in_force_and_what_waits_first(console: Console) -> None:
    nothing_published(console)
    Version(console, "checked")
    _, page = await shown(console, f"/c/{console.clinic}/published")
    assert "In force: 2026-11, signed by dr.reis." in page.text
    assert f"/c/{console.clinic}/published/screening/rule-sets/2027-02" in page.text
    assert "extends=2026-11" in page.text


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", {"check", "edit", "discard"}),
        ("checked", {"sign", "withdraw"}),
        ("signed", {"withdraw"}),
        ("withdrawn", set()),
    ],
)
async def test_only_what_can_be_done_now_is_offered(console: Console, status: str, offered: set[str]) -> None:
    version = Version(console, status)
    _, page = await shown(console, version.page)
    acts = {each.rpartition("/")[2] for each in Form(page.text).fields if each.startswith(version.page + "/")}
    assert acts == offered


@pytest.mark.parametrize(
    "person",
    [
        BY_ROLE[Role.FRONT_DESK],
        BY_ROLE[Role.OWNER],
        Person("one.clinic@example.org", Role.MEDICAL_DIRECTOR, clinics=()),
    ],
    ids=["front desk", "owner", "director of one clinic"],
)
async def test_who_may_not_sign_for_the_chain_reads_and_is_offered_nothing(console: Console, person: Person) -> None:
    if person.clinics == ():
        person = Person(person.subject, person.role, clinics=(console.clinic,))
    version = Version(console, "checked")
    browser, page = await shown(console, version.page, person)
    assert page.status_code == 200
    fields = Form(page.text).fields
    assert not [each for each in fields if each.startswith(version.page + "/")]
    answer = await browser.client.post(
        f"{version.page}/sign", content=f"form_token={fields['/sign-out']['form_token']}"
    )
    assert answer.status_code == 403


async def test_a_version_is_signed_from_a_day_on_and_a_refusal_keeps_it(console: Console) -> None:
    version = Version(console, "checked")
    browser, page = await shown(console, version.page)

    done = await browser.sends(page, f"{version.page}/sign", in_force_from="2027-02-01")
    console.neighbours.refuses(f"POST {version.api}/sign", "already-signed", "It is signed already.")
    refused = await browser.sends(page, f"{version.page}/sign", in_force_from="2027-02-09")

    assert done.headers["Location"] == version.page
    assert version.sent("/sign")[0][1] == {"in_force_from": "2027-02-01"}
    assert "It is signed already." in refused.text
    assert 'value="2027-02-09"' in refused.text


async def test_a_version_is_withdrawn_with_a_reason(console: Console) -> None:
    version = Version(console, "signed")
    browser, page = await shown(console, version.page)
    await browser.sends(page, f"{version.page}/withdraw", reason="The wrong wait")
    assert version.sent("/withdraw")[0][1] == {"reason": "The wrong wait"}


async def test_a_check_shows_every_problem_with_its_path(console: Console) -> None:
    version = Version(console)
    problem = {"path": "rules.R1.wait", "problem": "Say how long."}
    console.neighbours.says(f"POST {version.api}/check", {"status": "draft", "problems": [problem]})
    browser, page = await shown(console, version.page)
    found = await browser.sends(page, f"{version.page}/draft/check")
    assert "rules.R1.wait" in found.text
    assert "Say how long." in found.text


async def test_a_draft_is_edited_as_it_was_read_and_what_is_no_json_stays_to_be_mended(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, version.page)
    typed = {"title": "Stricter", "in_force_from": "2027-03-01"}

    wrong = await browser.sends(page, f"{version.page}/draft/edit", changes='{"rules": ', **typed)
    done = await browser.sends(page, f"{version.page}/draft/edit", changes='{"rules": {"R1": null}}', **typed)

    assert wrong.status_code == 422
    assert "This is no JSON" in wrong.text
    assert "{&#34;rules&#34;: " in wrong.text
    assert done.headers["Location"] == version.page
    [(headers, body)] = version.sent(method="PUT")
    assert headers["if-match"] == '"3"'
    assert body == {**typed, "version": "2027-02", "extends": "2026-11", "changes": {"rules": {"R1": None}}}


async def test_the_sources_that_a_draft_brings_stay_when_it_is_edited(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, version.page)
    [sources] = re.findall(r'<textarea [^>]*name="bibliography"[^>]*>([^<]*)</textarea>', page.text)
    typed = {"title": "Stricter", "changes": "{}", "bibliography": html.unescape(sources)}
    await browser.sends(page, f"{version.page}/draft/edit", **typed)
    [(_, body)] = version.sent(method="PUT")
    assert body["bibliography"] == {"own": {"title": "Stricter about keloids"}}


async def test_what_is_no_json_is_said_in_the_readers_language(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, version.page)
    browser.client.headers["Accept-Language"] = "pt-PT"
    wrong = await browser.sends(page, f"{version.page}/draft/edit", title="Stricter", changes="[]")
    assert "Isto não é JSON: " in wrong.text
    assert re.search(r"<details open>\s*<summary>Editar como JSON", wrong.text), "what was typed is there to be mended"


PART = "policies.wait_days"


async def test_a_part_of_a_draft_is_changed_by_its_fields_and_what_it_changed_before_stays(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, f"{version.page}/part?at={PART}")
    typed = {f"{PART}.sentence": "Wait 9 days.", f"{PART}.value": " 9 "}
    done = await browser.sends(page, f"{version.page}/part/keep", **typed)
    assert done.headers["Location"] == f"{version.page}#changes"
    [(headers, body)] = version.sent(method="PUT")
    assert headers["if-match"] == '"3"'
    part = {"policies": {"wait_days": {"value": 9, "sentence": "Wait 9 days."}}}
    assert body["changes"] == {"rules": {"R1": "Stricter about keloids"}} | part
    assert body["bibliography"] == {"own": {"title": "Stricter about keloids"}}, "nothing else of it is lost"


async def test_what_cannot_be_read_is_said_beside_its_field_and_what_was_typed_stays(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, f"{version.page}/part?at={PART}")
    typed = {f"{PART}.sentence": HOSTILE, f"{PART}.value": "soon"}
    wrong = await browser.sends(page, f"{version.page}/part/keep", **typed)
    assert wrong.status_code == 422
    assert re.search(rf'id="about-{PART}.value">\s*<p class="alarm" role="alert">Write a number.', wrong.text)
    assert 'value="soon"' in wrong.text
    assert "<img" not in wrong.text
    assert version.sent(method="PUT") == []
    console.neighbours.refuses(f"PUT {version.api}", "stale", "Somebody else has changed it.", status=412)
    refused = await browser.sends(page, f"{version.page}/part/keep", **{**typed, f"{PART}.value": "8"})
    assert "Somebody else has changed it." in refused.text


async def test_a_field_says_what_it_was_in_the_version_before(console: Console) -> None:
    version = Version(console, before={"policies": {"wait_days": {"value": 5, "sentence": "Five."}}})
    _, page = await shown(console, f"{version.page}/part?at={PART}")
    assert "In 2026-11: 5" in page.text
    assert "In 2026-11: Five." in page.text


async def test_a_part_is_taken_out_and_put_back(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, f"{version.page}/part?at={PART}")
    await browser.sends(page, f"{version.page}/part/take-out")
    assert version.sent(method="PUT")[0][1]["changes"]["policies"] == {"wait_days": None}

    gone = Version(console, document={"policies": {}}, changes={"policies": {"wait_days": None}})
    _, page = await shown(console, gone.page)
    assert "<b>taken out</b>" in page.text
    browser, page = await shown(console, f"{gone.page}/part?at={PART}")
    assert "This draft takes it out." in page.text
    await browser.sends(page, f"{gone.page}/part/take-back")
    assert version.sent(method="PUT")[-1][1]["changes"] == {}


async def test_a_problem_that_a_check_found_leads_to_the_field(console: Console) -> None:
    version = Version(console)
    wrong = {f"{PART}.value": "At least 1.", "rules.R1.wait": "Say how long."}
    problems = [{"path": path, "problem": problem} for path, problem in wrong.items()]
    console.neighbours.says(f"POST {version.api}/check", {"status": "draft", "problems": problems})
    browser, page = await shown(console, version.page)
    found = await browser.sends(page, f"{version.page}/draft/check")
    assert f'href="{version.page}/part?at={PART}.value#{PART}.value"' in found.text
    assert "part?at=rules.R1" not in found.text, "nothing of it can be shown as fields"


@pytest.mark.parametrize("status", ["checked", "signed", "withdrawn"])
async def test_a_part_of_what_is_no_draft_is_read_and_not_changed(console: Console, status: str) -> None:
    version = Version(console, status)
    _, page = await shown(console, f"{version.page}/part?at={PART}")
    assert page.status_code == 200
    assert "<dt>Days</dt><dd>7</dd>" in page.text
    assert not [each for each in Form(page.text).fields if each.startswith(version.page + "/")]


async def test_a_part_that_is_not_there_is_not_found(console: Console) -> None:
    version = Version(console)
    _, page = await shown(console, f"{version.page}/part?at=policies.gone")
    assert page.status_code == 404


async def test_a_draft_is_discarded_by_who_is_sure(console: Console) -> None:
    version = Version(console)
    browser, page = await shown(console, version.page)
    await browser.sends(page, f"{version.page}/draft/discard")
    assert version.sent(method="DELETE") == []
    done = await browser.sends(page, f"{version.page}/draft/discard", sure="1")
    assert done.headers["Location"] == f"/c/{console.clinic}/published"
    assert len(version.sent(method="DELETE")) == 1


async def test_a_draft_is_written_as_a_change_of_what_is_in_force(console: Console) -> None:
    path, api = f"/c/{console.clinic}/published/booking/protocols", "/booking/v1/reference/protocols"
    console.neighbours.says(f"POST {api}", {"version": "2027-05"})
    versions = [{"version": "2026-11", "status": "signed"}, {"version": "2026-12", "status": "draft"}]
    console.neighbours.says(f"GET {api}", {"items": versions})
    browser, page = await shown(console, f"{path}?extends=2026-11")
    typed = {"version": "2027-05", "title": "Fewer weeks", "extends": "2026-11", "in_force_from": "2027-05-01"}

    done = await browser.sends(page, path, changes=json.dumps({"a": 1}), **typed)
    console.neighbours.refuses(f"POST {api}", "version-exists", "2027-05 exists.")
    refused = await browser.sends(page, path, changes=json.dumps({"a": 1}), **typed)

    assert '<option value="2026-11" selected>2026-11</option>' in page.text
    assert "2026-12" not in page.text, "a draft may still change"
    assert done.headers["Location"] == f"{path}/2027-05"
    assert console.neighbours.posted(api)[0][1] == {**typed, "changes": {"a": 1}}
    assert "2027-05 exists." in refused.text
    assert 'value="Fewer weeks"' in refused.text


async def test_texts_are_shown_filled_in_with_their_parts(console: Console) -> None:
    version = Version(console, kind="templates", service="notifications")
    message = {
        "template": "reminder",
        "subject": "Tomorrow",
        "text": HOSTILE,
        "linked": True,
        "sms_parts": 2,
        "sms_alphabet": "UCS-2",
        "sms_widens": ["ã"],
        "whatsapp_name": "reminder_5d3e91aa",
        "whatsapp_state": "rejected",
    }
    preview = {"language": "en", "sms_segments_at_most": 3, "messages": [message]}
    console.neighbours.says("GET /notifications/v1/templates/2027-02/preview", preview)
    _, page = await shown(console, version.page)
    assert "2 parts as SMS, UCS-2" in page.text
    assert "WhatsApp: rejected <code>reminder_5d3e91aa</code>" in page.text
    assert "<img" not in page.text


async def test_whom_a_draft_would_have_judged_otherwise_is_listed(console: Console) -> None:
    version = Version(console)
    decision: dict[str, Any] = {
        "screening_id": str(uuid4()),
        "patient_id": str(uuid4()),
        "clinic_id": str(console.clinic),
        "decided_at": AT,
        "rule_set": "2026-11",
        "ruled": True,
        "before": {"outcome": "cleared_with_conditions"},
        "after": {"outcome": None},
        "compared": "asks_first",
        "rules_added": ["R9"],
        "rules_gone": [],
        "missing": [HOSTILE],
    }
    same: dict[str, Any] = {**decision, "compared": "same", "screening_id": str(uuid4())}
    found = {"items": [decision, same], "next": "more"}
    console.neighbours.says("GET /screening/v1/rule-sets/2027-02/past-decisions", found)
    _, page = await shown(console, f"{version.page}/past")
    assert "1 of 2 decisions on this page would be otherwise." in page.text
    assert f"/decisions/{decision['screening_id']}" in page.text
    assert same["screening_id"] not in page.text
    assert "Cleared with conditions → <b>answers are missing</b>" in page.text
    assert "<img" not in page.text
    assert "after=more" in page.text


@pytest.mark.parametrize("path", ["inventory/rule-sets/2027-02", "screening/rule-sets/2027@02", "screening/.../..."])
async def test_an_address_that_is_not_ours_is_not_found(console: Console, path: str) -> None:
    _, page = await shown(console, f"/c/{console.clinic}/published/{path}")
    assert page.status_code == 404


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    nothing_published(console)
    for status in ("draft", "withdrawn"):
        version = Version(console, status, words=HOSTILE)
        for path in (version.page, f"{version.page}/part?at={PART}", f"/c/{console.clinic}/published"):
            _, page = await shown(console, path, DIRECTOR)
            assert page.status_code == 200
            assert "<img" not in page.text
            assert page.text.count("<script") == 2, "our own"


RULE = {"sentence": "Wait.", "outcome": "deferred", "when": {"yes": "keloid"}}
ASKED = {"rules": {"R1": RULE}, "questions": {"consult": {"keloid": {"text": HOSTILE}, "gout": {"text": "Gout?"}}}}


async def test_what_a_rule_asks_is_changed_by_fields(console: Console) -> None:
    version = Version(console, document=ASKED, changes={}, before={"rules": {"R1": RULE}})
    console.neighbours.says(f"PUT {version.api}", {})
    browser, page = await shown(console, f"{version.page}/part?at=rules.R1")
    assert page.text.count("<script") == 2
    called = re.findall(r'<label[^>]* class="unseen"[^>]*>(.*?)</label>', page.text)
    assert called
    assert len(called) == len(set(called)), "lines of when and of unless are named apart"
    typed = {"rules.R1.sentence": "Wait.", "rules.R1.outcome": "deferred", "when-join": "any"}
    lines = {"when-of-0": "answer:keloid", "when-test-0": "yes", "when-of-2": "fact:age", "when-test-2": "below"}

    wrong = await browser.sends(page, f"{version.page}/part/keep", **typed, **lines, **{"when-value-2": "young"})
    done = await browser.sends(page, f"{version.page}/part/keep", **typed, **lines, **{"when-value-2": "18"})

    assert wrong.status_code == 422
    assert re.search(r'id="when-wrong-2" role="alert">Write a number.', wrong.text)
    assert 'name="when-value-2" value="young"' in wrong.text
    assert done.is_redirect
    [(_, body)] = version.sent(method="PUT")
    asks = {"any": [{"yes": "keloid"}, {"fact": "age", "below": 18}], "yes": None}
    assert body["changes"] == {"rules": {"R1": {"when": asks}}}


async def test_a_new_rule_begins_as_a_copy_and_its_name_is_refused_beside_its_field(console: Console) -> None:
    rule = {"sentence": "Wait.", "outcome": "deferred", "when": {"yes": "keloid"}}
    rules = {"rules": {"R1": rule, "R2": rule}}
    version = Version(
        console, document=rules, before={"rules": {"R1": rule, "R3": rule}}, changes={"rules": {"R2": rule}}
    )
    browser, page = await shown(console, f"{version.page}/part?at=rules.R1")
    for name, fault in (("R 1", "begin with a letter"), ("R2", "There is one of this name"), ("R3", "There is one of")):
        wrong = await browser.sends(page, f"{version.page}/part/copy", new_name=name)
        assert wrong.status_code == 422
        assert re.search(f'id="about-new_name">.*role="alert">[^<]*{fault}', wrong.text, re.DOTALL)
        assert f'name="new_name" value="{name}"' in wrong.text
        assert ">Wait.<" in wrong.text or 'value="Wait."' in wrong.text, "the fields above are as they were"
    assert version.sent(method="PUT") == []

    done = await browser.sends(page, f"{version.page}/part/copy", new_name="R4")

    assert done.headers["Location"] == f"{version.page}/part?at=rules.R4"
    assert version.sent(method="PUT")[0][1]["changes"] == {"rules": {"R2": rule, "R4": rule}}


async def test_what_lifts_a_rule_is_changed_by_fields(console: Console) -> None:
    rule = {"sentence": "Wait.", "outcome": "deferred", "when": {"yes": "rash"}}
    version = Version(console, document={"rules": {"R1": rule}}, before={"rules": {"R1": rule}}, changes={})
    browser, page = await shown(console, f"{version.page}/part?at=rules.R1")
    assert "What lifts it, when it is certain" in page.text
    typed = {"rules.R1.sentence": "Wait.", "rules.R1.outcome": "deferred", "when-join": "all", "unless-join": "all"}
    line = {"when-of-0": "answer:rash", "when-test-0": "yes", "unless-of-0": "answer:rash"}

    wrong = await browser.sends(page, f"{version.page}/part/keep", **typed, **line, **{"unless-test-0": "says"})
    await browser.sends(page, f"{version.page}/part/keep", **typed, **line, **{"unless-test-0": "elsewhere"})

    assert re.search(r'id="unless-wrong-0" role="alert">Write one or several', wrong.text)
    assert version.sent(method="PUT")[0][1]["changes"] == {"rules": {"R1": {"unless": {"elsewhere": "rash"}}}}
    nothing = {"when-of-0": "answer:rash", "when-test-0": "yes"}
    await browser.sends(page, f"{version.page}/part/keep", **typed, **nothing)
    assert version.sent(method="PUT")[1][1]["changes"] == {}, "nothing is removed where there was nothing"


async def test_what_lines_cannot_show_is_shown_as_it_is_written_and_left_alone(console: Console) -> None:
    deep = {**RULE, "when": {"not": {"all": [{"yes": "keloid"}, {"yes": "gout"}]}}}
    version = Version(console, document={**ASKED, "rules": {"R1": deep}}, changes={}, before={"rules": {"R1": RULE}})
    console.neighbours.says(f"PUT {version.api}", {})
    browser, page = await shown(console, f"{version.page}/part?at=rules.R1")
    assert "more than lines can show" in page.text
    assert "when-of-0" not in page.text
    typed = {"rules.R1.sentence": "Wait longer.", "rules.R1.outcome": "deferred"}
    await browser.sends(page, f"{version.page}/part/keep", **typed)
    [(_, body)] = version.sent(method="PUT")
    assert body["changes"] == {"rules": {"R1": {"sentence": "Wait longer."}}}


async def test_what_a_published_rule_asks_is_read_in_words(console: Console) -> None:
    version = Version(console, status="signed", document=ASKED, changes={})
    _, page = await shown(console, f"{version.page}/part?at=rules.R1")
    assert "is answered with yes" in page.text
    assert "<img" not in page.text
