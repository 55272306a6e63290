"""The pages behind the links of messages: how they are opened, who they are for, and what they tell nobody."""

from pathlib import Path

import pytest

from services.notifications.domain.links import Act
from tests.integration.console.browser import HOSTILE
from tests.integration.console.conftest import Console, run_console
from tests.integration.console.links import BORN, CLINIC, OPEN, Link, Phone, house, links
from tests.integration.console.visits_by_link import shown
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest

__all__ = ["house", "links"]


async def test_a_scanner_that_reads_the_address_opens_nothing_and_learns_nothing(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links, Act.FORM, proves="first")
    phone = Phone(console)

    for _ in range(3):
        page = await phone.client.get(link.home)

    assert not console.neighbours.posted("/notifications/links/open")
    assert not phone.client.cookies
    assert "<title>Clínica da Avenida</title>" in page.text
    for word in ("health", "form ", "skin", "needl", "consent", link.subject_id, link.patient_id):
        assert word not in page.text.lower().replace("<form ", "")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


async def test_a_visit_opens_with_one_press_and_its_token_stays_with_its_link(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links)
    shown(console, link)
    phone = Phone(console)

    page = await phone.opens(link)

    assert page.status_code == 200
    assert "Rita Nunes" in page.text
    assert "<title>Your visit · Clínica da Avenida</title>" in page.text
    [cookie] = [each for each in phone.client.cookies.jar if each.name == "needlepoint-link"]
    assert cookie.path == link.home
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert "Marta" not in page.text, "who it is for is not said before it is proved"


async def test_the_date_of_birth_is_asked_for_and_a_wrong_one_counts(console: Console, links: LinksUnderTest) -> None:
    link = Link(console, links, Act.ADVICE, proves="first")
    phone = Phone(console)
    page = await phone.client.get(link.home)

    odd = await phone.sends(page, link.home, **{**BORN, "born.month": "13"})
    assert (odd.status_code, console.neighbours.posted("/notifications/links/open")) == (422, [])
    assert "Give day, month and year" in odd.text

    link.is_wrong(tries_left=3)
    wrong = await phone.sends(page, link.home, **BORN)
    assert wrong.status_code == 422
    assert "Tries that are left: 3" in wrong.text
    [(_, body)] = console.neighbours.posted("/notifications/links/open")
    assert body == {"secret": link.secret, "date_of_birth": "1990-05-01"}


@pytest.mark.parametrize(
    ("ended_as", "says"),
    [
        ("tries", "locked"),
        ("replaced", "newest message"),
        ("merged", "newest message"),
        ("cause_gone", "done or has changed"),
        ("by_staff", "clinic has ended it"),
        (None, "time is over"),
    ],
)
async def test_a_link_that_has_ended_says_what_to_do_and_whom_to_call(
    console: Console, links: LinksUnderTest, ended_as: str | None, says: str
) -> None:
    link = Link(console, links)
    link.is_seen("ended", ended_as)
    page = await Phone(console).client.get(link.home)
    assert page.status_code == 410
    assert says in page.text
    assert f'href="tel:{CLINIC["phone"]}"' in page.text


async def test_a_secret_that_nobody_has_and_one_that_is_none_look_alike(
    console: Console, links: LinksUnderTest
) -> None:
    phone = Phone(console)
    console.neighbours.refuses("POST /notifications/links/look", "link-unknown", "No such link.", 404)
    pages = [await phone.client.get(f"/l/{secret}") for secret in ("A" * 22, "short", "x" * 300)]
    assert {each.status_code for each in pages} == {404}
    assert all("may not have been copied whole" in each.text for each in pages)


async def test_it_is_read_in_the_language_of_the_message_and_can_be_read_in_another(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links, language="pt-PT")
    shown(console, link)
    phone = Phone(console, **{"Accept-Language": "en"})
    page = await phone.client.get(link.home)
    assert '<html lang="pt-PT">' in page.text
    english = await phone.client.get(link.home, params={"language": "en"})
    assert '<html lang="en">' in english.text
    assert '<html lang="en">' in (await phone.opens(link)).text, "it stays so"


async def test_a_form_from_elsewhere_and_one_of_another_link_do_nothing(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links)
    shown(console, link)
    phone = Phone(console)
    page = await phone.opens(link)
    asked = len(console.neighbours.asked)

    foreign = await phone.client.post(f"{link.home}/cancel", data={"form_token": "0" * 64, "key": "1"})
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    token = page.text.split('name="form_token" value="')[1].split('"')[0]
    crossed = await phone.client.post(f"{link.home}/cancel", data={"form_token": token}, headers=elsewhere)

    assert (foreign.status_code, crossed.status_code) == (403, 403)
    assert not [each for each in console.neighbours.asked[asked:] if "appointments" in each[1] and each[0] == "POST"]


async def test_what_was_typed_before_the_token_expired_is_sent_with_the_proof(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links)
    visit = shown(console, link)
    phone = Phone(console)
    await phone.opens(link)
    page = await phone.client.get(f"{link.home}/cancel")
    phone.client.cookies.clear()

    again = await phone.sends(page, f"{link.home}/cancel", reason="I am ill & away")
    assert "not lost" in again.text
    link.opens(proved=False)
    done = await phone.sends(again, link.home)

    assert console.neighbours.posted(f"/booking/v1/appointments/{visit['id']}/cancel")[-1][1] == {
        "reason": "I am ill & away"
    }
    assert "is cancelled" in done.text


async def test_pages_of_the_patients_own_record_ask_for_the_date_of_birth_first(
    console: Console, links: LinksUnderTest
) -> None:
    link = Link(console, links)
    shown(console, link)
    phone = Phone(console)
    await phone.opens(link)

    asked = await phone.client.get(f"{link.home}/wishes")

    assert 'name="born.day"' in asked.text
    assert not [each for each in console.neighbours.asked if "contact-preferences" in each[1]]


async def test_who_tries_out_secrets_is_made_to_wait(
    run_service: RunService, keys: Path, links: LinksUnderTest
) -> None:
    async with run_console(run_service, keys, link_jwks=str(links.jwks), limit_address_rate=1) as console:
        console.neighbours.refuses("POST /notifications/links/look", "link-unknown", "No such link.", 404)
        phone = Phone(console)
        answers = [await phone.client.get(f"/l/{number:022}") for number in range(14)]
        assert answers[0].status_code == 404
        assert answers[-1].status_code == 429
        assert "wait 1 second," in answers[-1].text
        assert answers[-1].headers["Retry-After"] == "1", "programs wait as long as people are told to"


async def test_hostile_words_break_out_nowhere(console: Console, links: LinksUnderTest) -> None:
    link = Link(console, links)
    words = dict.fromkeys(("clinic_name", "practitioner_name"), HOSTILE)
    shown(console, link, **words)
    link.is_seen("open", name=HOSTILE, phone='"><img src=x>')
    phone = Phone(console)

    for page in (
        await phone.opens(link),
        await phone.client.get(f"{link.home}/move"),
        await phone.client.get(f"{link.home}/cancel"),
    ):
        assert page.status_code == 200
        assert "&lt;img src=x" in page.text
        assert "<img" not in page.text
        assert "<script" not in page.text


async def test_the_token_is_never_in_a_page(console: Console, links: LinksUnderTest) -> None:
    link = Link(console, links)
    shown(console, link)
    phone = Phone(console)
    page = await phone.opens(link)
    token = console.neighbours.answers[OPEN][1]["access_token"]
    assert token not in page.text
    assert phone.client.cookies.get("needlepoint-link") == token
