"""E-mail over real SMTP: it arrives, once; a server that is away is waited for, one that refuses is believed."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr
from structlog.testing import capture_logs

from chassis.access.actors import Role
from chassis.data.database import Database
from chassis.ids import new_id
from contracts.notifications.messages import ContactOptedOut, MessageArrived, MessageFailed, MessageSent
from services.notifications.api import mail_hooks
from services.notifications.app import notifications_through
from services.notifications.channels import carriers_of, mail
from services.notifications.commands import hand_overs
from services.notifications.commands.mail_reports import COMPLAINED
from services.notifications.domain.channels import Accepted, Carriers, Envelope
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.wording import Wording
from services.notifications.settings import mail as settings
from services.notifications.settings.incoming_mail import MAIL_HOOK
from tests.integration.notifications.mailbox import MailServer
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    assert_nothing_was_set_aside,
    one,
    run_until,
)
from tests.integration.notifications.test_opt_out import completed
from tests.support import returned_mails as those
from tests.support.fixtures import RunService
from tests.support.incoming_mail import EXIM, MESSAGE_ID, letter, report
from tests.support.running import Running

SECRET = SecretStr("0123456789abcdef0123456789abcdef")
SENDER = Address("Chiado Skin", "no-reply", "chiado.example")


class DyingMail(mail.Mail):
    """A worker that dies after the hand-over when a test says so."""

    dies_after_hand_over = False

    async def hand_over(self, envelope: Envelope) -> Accepted:
        answer = await super().hand_over(envelope)
        if DyingMail.dies_after_hand_over:
            raise RuntimeError("killed between the server's 250 and the note")
        return answer


def the_chains(server: MailServer) -> settings.MailServer:
    """The mail server as notifications' settings name it."""
    return settings.MailServer("127.0.0.1", server.port, SENDER)


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, mailbox: MailServer) -> AsyncIterator[Running]:
    def open_carriers(_database: Database, _rehearsal: bool) -> Carriers:
        return Carriers({Channel.EMAIL: DyingMail(the_chains(mailbox))})

    async with run_service(notifications_through(open_carriers), start=START) as running:
        yield running
        await assert_nothing_was_set_aside(running)


def said_in(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).strip()


async def confirm(notifications: Running, patient: Patient) -> None:
    """An appointment is booked, and its confirmation is due."""
    await notifications.react(Appointment(patient, START + 3 * DAY).booked())
    await notifications.fire_timers()


async def test_a_mail_arrives_once_with_its_headers_and_is_noted(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    await notifications.fire_timers()
    [received] = mailbox.mails
    sent = await one(notifications, "appointment_confirmed")
    assert mailbox.to == ["eva@example.org"]
    assert received["From"] == "Chiado Skin <no-reply@chiado.example>"
    assert received["To"] == "eva@example.org"
    assert received["Subject"] == "Your review at Chiado Skin is booked"
    assert received["Message-ID"] == f"<{sent['id']}@chiado.example>"
    assert received["Date"].datetime - START < timedelta(minutes=5)
    assert [each.get_content_type() for each in received.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert said_in(received) == sent["text"]
    assert (sent["status"], sent["channel"]) == ("sent", "email")
    [event] = await notifications.events()
    assert isinstance(event, MessageSent)


async def test_what_goes_by_a_channel_that_nobody_carries_goes_another_way(
    notifications: Running, ana: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, ana)
    assert mailbox.to == [ana.email]
    assert (await one(notifications, "appointment_confirmed"))["channel"] == "email"


async def test_what_nobody_carries_is_not_said_to_be_sent_and_somebody_calls(
    notifications: Running, clinic: UUID, mailbox: MailServer
) -> None:
    rui = Patient(clinic, email=None)
    await notifications.react(rui.registered())
    await confirm(notifications, rui)
    unsent = await one(notifications, "appointment_confirmed")
    assert (unsent["status"], unsent["reason"]) == ("failed", "not sent: no SMS gateway is set up")
    [failed] = await notifications.events()
    assert isinstance(failed, MessageFailed)


@pytest.mark.parametrize(("rehearsal", "caught"), [(True, False), (False, True), (False, False)])
async def test_only_a_rehearsal_or_a_demonstration_writes_into_the_journal_what_nobody_carries(
    notifications: Running, rehearsal: bool, caught: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.channels.catches_messages", lambda: caught)
    carriers = carriers_of(notifications.worker.transactions.database, rehearsal)
    assert set(carriers.by_channel) == (set(Channel) if rehearsal or caught else set())


async def test_a_worker_that_dies_after_the_servers_250_sends_no_second_mail_and_says_that_it_is_doubtful(
    notifications: Running, eva: Patient, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(DyingMail, "dies_after_hand_over", True)
        await confirm(notifications, eva)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sending"
    await run_until(notifications, START + HOUR)
    doubtful = await one(notifications, "appointment_confirmed")
    assert (doubtful["status"], doubtful["reason"]) == ("doubtful", mail.UNANSWERED)
    assert len(mailbox.mails) == 1
    [failed] = await notifications.events()
    assert isinstance(failed, MessageFailed)
    assert failed.doubtful


async def test_a_server_that_answers_late_has_the_mail_once(
    notifications: Running, eva: Patient, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 0.2)
    mailbox.answers_after = 0.6
    await confirm(notifications, eva)
    await run_until(notifications, START + HOUR)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    assert len(mailbox.mails) == 1


async def test_a_server_that_takes_the_text_and_says_nothing_leaves_it_doubtful_and_is_not_asked_again(
    notifications: Running, eva: Patient, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "ANSWER_SECONDS", 0.2)
    mailbox.answers_after = 1
    await confirm(notifications, eva)
    await run_until(notifications, START + HOUR)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "doubtful"
    assert len(mailbox.mails) <= 1


async def test_a_server_that_is_away_gets_the_mail_once_when_it_is_back(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await mailbox.stop()
    await confirm(notifications, eva)
    waiting = await one(notifications, "appointment_confirmed")
    assert waiting["status"] == "planned"
    assert waiting["reason"] == "the mail server does not answer, or not as a mail server does"
    await mailbox.start()
    await run_until(notifications, START + HOUR)
    sent = await one(notifications, "appointment_confirmed")
    assert (sent["status"], sent["reason"]) == ("sent", None)
    assert len(mailbox.mails) == 1


async def test_a_server_that_never_speaks_holds_the_worker_no_longer_than_is_allowed(
    notifications: Running, eva: Patient, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.silent = True
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 0.2)
    await confirm(notifications, eva)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "planned"
    mailbox.silent = False
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 10)
    await run_until(notifications, START + HOUR)
    assert len(mailbox.mails) == 1


async def test_a_server_that_asks_to_try_later_is_tried_later(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    mailbox.refuses_recipients_with = "451 4.7.1 Greylisted"
    await confirm(notifications, eva)
    waiting = await one(notifications, "appointment_confirmed")
    assert (waiting["status"], waiting["reason"]) == ("planned", "the mail server asks to try later (451 4.7.1)")
    mailbox.refuses_recipients_with = None
    await run_until(notifications, START + HOUR)
    assert len(mailbox.mails) == 1


async def test_a_refused_address_fails_at_once_and_booking_gets_the_reason_without_it(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    mailbox.refuses_recipients_with = "550 5.1.1 Unknown"
    with capture_logs() as logs:
        await confirm(notifications, eva)
    [failed] = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert failed.reason == "the mail server refuses the address (550 5.1.1)"
    mailbox.refuses_recipients_with = None
    await run_until(notifications, START + 12 * HOUR)
    assert mailbox.mails == []
    assert "mail_not_taken" in [line["event"] for line in logs]
    assert "eva@" not in str(logs)


async def test_the_service_as_shipped_learns_of_its_mail_server_from_the_environment(
    notifications: Running, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
    monkeypatch.setenv("NOTIFICATIONS_ALLOW_PLAINTEXT", "smtp")
    monkeypatch.setenv("NOTIFICATIONS_MAIL_FROM", str(SENDER))
    monkeypatch.setattr("services.notifications.channels.mail_server", lambda: settings.MailSettings().server)
    letter = Envelope(new_id(), new_id(), Route(Channel.EMAIL, "eva@example.org"), Wording("Hello", "Eva", "en"), START)
    carriers = carriers_of(notifications.worker.transactions.database, False)
    await carriers.by_channel[Channel.EMAIL].hand_over(letter)
    assert [received["Subject"] for received in mailbox.mails] == ["Hello"]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_hooks, "mail_secret", lambda: SECRET)


async def comes(running: Running, body: bytes, *, status: int = 204) -> httpx.Response:
    """The mail server hands in what arrived for the sender's address."""
    headers = {"X-Needlepoint-Signature": mail_hooks.signature(SECRET, body), "Content-Type": "message/rfc822"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url="http://inside") as client:
        answer = await client.post(MAIL_HOOK, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer


async def bad_addresses(running: Running) -> list[str]:
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "address_bad", "state": "open"})
    return [each["patient_id"] for each in answer.json()["items"]]


async def read_by_the_desk(running: Running) -> list[tuple[str, str | None, bool]]:
    answer = await running.client(Role.FRONT_DESK).get("/texts")
    assert answer.status_code == 200, answer.text
    return [(each["text"], each["taken_for"], each["known"]) for each in answer.json()["items"]][::-1]


@pytest.mark.usefixtures("hook")
async def test_a_mail_that_comes_back_for_an_unknown_address_is_not_sent_and_the_desk_asks_for_another_one(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    [mail] = mailbox.mails
    for _ in range(2):
        await comes(notifications, report(to="eva@example.org", returned=str(mail["Message-ID"])))
    message = await one(notifications, "appointment_confirmed")
    assert [each["state"] for each in message["deliveries"]] == ["failed"]
    assert message["deliveries"][0]["reason"] == "the mail came back (5.1.1)"
    await notifications.fire_timers()
    assert len([each for each in await notifications.events() if isinstance(each, MessageFailed)]) == 1
    assert await bad_addresses(notifications) == [str(eva.id)]


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("status", ["5.2.2", "4.4.7", ""])
async def test_a_full_mailbox_or_a_server_that_gave_up_is_a_call_and_no_bad_address(
    notifications: Running, eva: Patient, mailbox: MailServer, status: str
) -> None:
    await confirm(notifications, eva)
    bounced = report(status=status, diagnostic="", returned=str(mailbox.mails[0]["Message-ID"]))
    await comes(notifications, bounced)
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "failed"
    assert await bad_addresses(notifications) == []


@pytest.mark.usefixtures("hook")
async def test_a_mail_that_is_late_or_was_delivered_has_not_failed_whatever_comes_after(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    returned = str(mailbox.mails[0]["Message-ID"])
    await comes(notifications, report(action="delayed", status="4.4.1", returned=returned))
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    await comes(notifications, report(action="delivered", status="2.0.0", returned=returned))
    await comes(notifications, report(action="failed", returned=returned))
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], [each["state"] for each in message["deliveries"]]) == ("sent", ["delivered"])
    assert [type(each) for each in await notifications.events()] == [MessageSent, MessageArrived]


@pytest.mark.usefixtures("hook")
async def test_a_report_of_no_mail_of_ours_and_an_automatic_answer_change_nothing(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    await comes(notifications, report())
    await comes(notifications, report(envelope_id=str(new_id()), returned=None))
    await comes(notifications, EXIM.replace(MESSAGE_ID.encode(), b""))
    away = letter("STOP. I am away until 5 January.", sender="eva@example.org", Auto_Submitted="auto-replied")
    await comes(notifications, away)
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], await read_by_the_desk(notifications)) == ("sent", [])
    assert [type(each) for each in await notifications.events()] == [MessageSent]


@pytest.mark.usefixtures("hook")
async def test_an_answer_by_mail_is_taken_as_a_text_once_and_what_it_quotes_asks_for_nothing(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    quoted = "\r\n\r\nOn 23 Nov 2026 at 09:00, Chiado Skin <no-reply@chiado.example>\r\nwrote:\r\n> STOP"
    asks = letter(f"Where do I park?{quoted}", sender="Eva <EVA@example.org>", id="<2@example.org>")
    for _ in range(2):
        await comes(notifications, asks)
    [(text, taken_for, known)] = await read_by_the_desk(notifications)
    assert (text.splitlines()[0], taken_for, known) == ("Where do I park?", None, True)
    await comes(notifications, letter("", sender="eva@example.org", subject="STOP", id="<3@example.org>"))
    assert [each[1] for each in await read_by_the_desk(notifications)] == [None, "stop"]


@pytest.mark.usefixtures("hook")
async def test_what_its_domain_disowns_silences_nobody_and_a_mail_without_a_sender_is_refused(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    forged = letter(
        "STOPALL", sender="eva@example.org", Authentication_Results="mx; dmarc=fail header.from=example.org"
    )
    await comes(notifications, forged)
    assert await read_by_the_desk(notifications) == [("STOPALL", None, False)]
    answer = await comes(notifications, letter(sender=""), status=422)
    assert answer.json()["errors"][0]["field"] == "From"
    for odd in ("\0", "\ud800", "é", "x" * 3000, "", "<>", "=?utf-8?B?!!?="):
        to = odd.encode("utf-8", "replace").decode()
        await comes(notifications, report(to=to, returned=f"<01936b1e-0000-7000-8000-000000000001@{to}>", status=to))
        await comes(notifications, letter(to, sender="odd@example.org", subject=to, id=f"<{to}@example.org>"))
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(9000))
    await comes(notifications, b"From: a@b.example\r\n" + nested, status=422)


@pytest.mark.usefixtures("hook")
async def test_a_report_in_no_standards_form_closes_the_way_by_its_code_and_is_a_call_without_one(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    returned = str(mailbox.mails[0]["Message-ID"]).encode()
    for _ in range(2):
        await comes(notifications, those.JAPANESE.replace(MESSAGE_ID.encode(), returned))
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], [each["state"] for each in message["deliveries"]]) == ("doubtful", ["doubtful"])
    failed = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert [each.doubtful for each in failed] == [True]
    await comes(notifications, those.QMAIL.replace(MESSAGE_ID.encode(), returned))
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "failed"
    assert await bad_addresses(notifications) == [str(eva.id)]
    await comes(notifications, report(action="delivered", status="2.0.0", returned=returned.decode()))
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent", "it arrived after all"
    assert await bad_addresses(notifications) == []


@pytest.mark.usefixtures("hook")
async def test_a_report_that_does_not_name_the_mail_is_a_call_or_is_read_by_the_desk_and_never_a_patients_words(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await comes(notifications, those.WITHOUT_ANYTHING)
    await comes(notifications, those.WITHOUT_AN_ID)
    await comes(notifications, those.ABOUT_ANOTHERS)
    read = await read_by_the_desk(notifications)
    assert [(text.splitlines()[0], known) for text, _, known in read] == [("[mailer-daemon]", False)] * 2
    await confirm(notifications, eva)
    await comes(notifications, those.ABOUT_ANOTHERS)
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    for _ in range(2):
        await comes(notifications, those.WITHOUT_AN_ID)
        await comes(notifications, report(to="EVA@example.org", returned=None))
    message = await one(notifications, "appointment_confirmed")
    assert (message["status"], await bad_addresses(notifications)) == ("doubtful", [])
    assert len(await read_by_the_desk(notifications)) == 2


@pytest.mark.usefixtures("hook")
async def test_a_complaint_about_a_mail_of_ours_stops_marketing_and_nothing_else(
    notifications: Running, eva: Patient, mailbox: MailServer
) -> None:
    await confirm(notifications, eva)
    returned = str(mailbox.mails[0]["Message-ID"])
    for other in (those.complaint(returned=None), those.complaint(), those.complaint(kind="virus", returned=returned)):
        await comes(notifications, other)
    assert not [each for each in await notifications.events() if isinstance(each, ContactOptedOut)]
    for _ in range(2):
        await comes(notifications, those.complaint(returned=returned))
    stopped = [each for each in await notifications.events() if isinstance(each, ContactOptedOut)]
    assert [(each.patient_id, each.scope) for each in stopped] == [(eva.id, "marketing")]
    steps = await notifications.client(Role.FRONT_DESK).get(f"/patients/{eva.id}/opt-outs")
    assert [(each["how"], each["note"]) for each in steps.json()["items"]] == [("in_writing", COMPLAINED)]
    assert await read_by_the_desk(notifications) == []


@pytest.mark.parametrize("reads", [True, False], ids=["it is read", "nobody reads it"])
async def test_marketing_names_the_address_for_a_stop_where_that_is_read(
    notifications: Running, clinic: UUID, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch, reads: bool
) -> None:
    monkeypatch.setattr(hand_overs, "mail_secret", lambda: SECRET if reads else None)
    agreed = Patient(clinic, email="eva@example.org", channel=Channel.EMAIL, marketing=True)
    await notifications.react(agreed.registered())
    await confirm(notifications, agreed)
    await completed(notifications, agreed)
    notifications.clock.set(START + 181 * DAY)
    await notifications.fire_timers()
    headers = [mail["List-Unsubscribe"] for mail in mailbox.mails]
    assert headers[0] is None, "a confirmation is no marketing"
    assert [each for each in headers if each] == (["<mailto:no-reply@chiado.example?subject=STOP>"] if reads else [])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + signed.public_bytes(Encoding.PEM))
    return file


async def test_over_starttls_a_known_server_gets_password_and_mail_and_an_unknown_one_neither(
    notifications: Running, eva: Patient, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with AsyncExitStack() as stack:
        server = MailServer(context, login=(b"chain", b"secret"))
        stack.push_async_callback(server.stop)
        await server.start()
        chains = settings.MailServer(
            "127.0.0.1", server.port, SENDER, starttls=True, user="chain", password=SecretStr("secret")
        )
        monkeypatch.setattr("tests.integration.notifications.test_mail.the_chains", lambda _: chains)
        await confirm(notifications, eva)
        assert server.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await run_until(notifications, START + HOUR)
        assert len(server.mails) == 1
