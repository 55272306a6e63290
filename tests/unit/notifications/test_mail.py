"""How a message reads as an e-mail, what an SMTP error means, and which settings make a mail server."""

import html
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import SMTP, default
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from icalendar import Calendar

from services.notifications.channels.mail import failure_of, mail_of, report_options
from services.notifications.channels.mail_parts import page_of
from services.notifications.domain.channels import AddressBad, Envelope, Undeliverable
from services.notifications.domain.invitations import Invitation
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.wording import Wording
from services.notifications.settings.check import check_settings
from services.notifications.settings.incoming_mail import mail_secret
from services.notifications.settings.mail import MailServer, MailSettings, mail_server

SENDER = Address("Chiado Skin", "no-reply", "chiado.example")
MESSAGE = UUID("01936b1e-0000-7000-8000-000000000001")


def envelope(address: str = "ana@example.org", subject: str = "Your session", text: str = "Olá Ana") -> Envelope:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Envelope(MESSAGE, MESSAGE, Route(Channel.EMAIL, address), Wording(subject, text, "pt-PT"), at)


def headers(subject: str, address: str = "ana@example.org") -> dict[str, str]:
    """As whoever receives the bytes reads them."""
    written = mail_of(envelope(address, subject), SENDER).as_bytes(policy=SMTP)
    return dict(message_from_bytes(written, policy=default).items())


def test_a_mail_says_from_whom_to_whom_what_about_and_when_in_plain_text() -> None:
    written = mail_of(envelope(text="Olá Ana, até já – " + "x" * 200), SENDER).as_bytes(policy=SMTP)
    assert max(len(line) for line in written.split(b"\r\n")) <= 78
    mail = message_from_bytes(written, policy=default)
    plain, page = mail.iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().strip() == "Olá Ana, até já – " + "x" * 200
    assert mail["From"] == "Chiado Skin <no-reply@chiado.example>"
    assert mail["To"] == "ana@example.org"
    assert mail["Subject"] == "Your session"
    assert mail["Date"].datetime == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert mail["Content-Language"] == "pt-PT"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_message_has_the_same_message_id_whatever_it_says_and_wherever_it_goes() -> None:
    first, again = mail_of(envelope(), SENDER), mail_of(envelope("new@example.org", "Other", "words"), SENDER)
    assert first["Message-ID"] == again["Message-ID"] == f"<{MESSAGE}@chiado.example>"


def test_the_page_says_the_same_escaped_and_fetches_nothing() -> None:
    text = 'Olá <script>alert(1)</script> & "Ana": https://maps.example/c?a=1&b=2, or https://p.example/#x.'
    page = page_of(Wording('Hello "</title><b>', text, "pt-PT"))
    assert "<script" not in page
    assert "<b>" not in page
    assert '<html lang="pt-PT">' in page
    assert re.findall(r'href="([^"]*)"', page) == ["https://maps.example/c?a=1&amp;b=2", "https://p.example/#x"]
    assert not re.search(r"<(img|link|script|iframe)|src=|url\(|@import", page)
    assert html.unescape(re.sub(r"<[^>]*>", "", page.partition("<body")[2].partition(">")[2])).strip() == text


def test_a_cancelled_appointment_is_cancelled_in_the_calendar_by_part_and_file() -> None:
    at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    gone = Invitation(MESSAGE, 5, True, at, None, ZoneInfo("Europe/Lisbon"), "Session, Chiado", "Rua 1", "+351210")
    written = mail_of(replace(envelope(), invitations=(gone,)), SENDER).as_bytes(policy=SMTP)
    *_, part = message_from_bytes(written, policy=default).iter_parts()
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "CANCEL")
    calendar = Calendar.from_ical(part.get_content())
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 5)
    assert event["UID"] == f"{MESSAGE}@needlepoint"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00"])
def test_no_subject_begins_a_header_of_its_own(end: str) -> None:
    for subject in (f"Chiado{end}Bcc: all@example.org", f"Ché{end}Bcc: all@example.org", f"{'é' * 80}{end} Bcc: x@y"):
        found = headers(subject)
        assert "Bcc" not in found
        assert found["Subject"].startswith(subject.split(end)[0])
        assert found.keys() == headers("Your session").keys()


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@example.org", "a@b.example\r\nBcc: all@example.org", "a@b.example, c@d.example", "Ana <a@b.example>",
     "a@b.example> SIZE=1", "ána@example.org", "a b@example.org", "a@b\x00.example"],
)  # fmt: skip
def test_what_is_no_address_is_never_written_to(address: str) -> None:
    with pytest.raises(Undeliverable) as refusal:
        mail_of(envelope(address), SENDER)
    assert str(refusal.value) == "the e-mail address is not valid"


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    assert headers("Hello", " ana@clínica.example ")["To"] == "ana@xn--clnica-4va.example"


def refused(code: int, said: str) -> SMTPRecipientRefused:
    return SMTPRecipientRefused(code, said, "ana@example.org")


@pytest.mark.parametrize(
    ("error", "for_good", "words"),
    [
        (
            refused(556, "5.1.10 takes no mail"),
            True,
            "the mail server refuses the address: the domain takes no mail (556 5.1.10)",
        ),
        (
            SMTPDataError(552, "5.2.2 Quota exceeded"),
            True,
            "the mail server refuses the message: the mailbox is full (552 5.2.2)",
        ),
        (refused(452, "4.2.2 Quota exceeded"), False, "the mail server asks to try later (452 4.2.2)"),
        (refused(550, "5.1.1 <ana@example.org> unknown"), True, "the mail server refuses the address (550 5.1.1)"),
        (refused(550, "ana@example.org: no"), True, "the mail server refuses the address (550)"),
        (
            SMTPDataError(554, "5.7.1 Spam"),
            True,
            "the mail server refuses the message: it is not wanted there (554 5.7.1)",
        ),
        (refused(451, "4.7.1 ana@example.org greylisted"), False, "the mail server asks to try later (451 4.7.1)"),
        (SMTPDataError(452, "4.3.1 full"), False, "the mail server asks to try later (452 4.3.1)"),
        (SMTPAuthenticationError(535, "no"), False, "the mail server does not let us send (535)"),
        (SMTPSenderRefused(553, "no", "x"), False, "the mail server does not let us send (553)"),
        (SMTPConnectTimeoutError("x"), False, "the mail server does not answer, or not as a mail server does"),
        (SMTPServerDisconnected("x"), False, "the mail server does not answer, or not as a mail server does"),
        (ConnectionRefusedError("x"), False, "the mail server does not answer, or not as a mail server does"),
    ],
)
def test_only_what_is_wrong_with_this_mail_is_given_up_and_words_hold_no_address(
    error: SMTPException | OSError, for_good: bool, words: str
) -> None:
    failure = failure_of(error)
    assert isinstance(failure, Undeliverable) is for_good
    assert str(failure) == words


@pytest.mark.parametrize("stage", [refused, SMTPDataError])
@pytest.mark.parametrize(
    ("enhanced", "bad"),
    [("5.1.1", True), ("5.1.6", True), ("5.2.1", True), ("5.2.2", False), ("5.7.1", False), ("5.7.26", False)],
)
def test_an_address_is_bad_by_what_is_said_of_it_and_not_by_when(
    stage: Callable[[int, str], SMTPException], enhanced: str, bad: bool
) -> None:
    """Some servers look at the recipient only when they have the text; a full mailbox has somebody who reads it."""
    assert isinstance(failure_of(stage(550, f"{enhanced} no")), AddressBad) is bad


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("NOTIFICATIONS_SMTP_URL", raising=False)
    monkeypatch.setenv("NOTIFICATIONS_MAIL_FROM", "Chiado Skin <no-reply@chiado.example>")
    monkeypatch.setenv("NOTIFICATIONS_ALLOW_PLAINTEXT", "smtp")
    mail_server.cache_clear()
    return monkeypatch


def test_without_a_url_or_with_an_empty_one_there_is_no_mail_server(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("NOTIFICATIONS_MAIL_FROM")
    assert MailSettings().server is None
    environment.setenv("NOTIFICATIONS_SMTP_URL", "")
    assert MailSettings().server is None


def test_a_url_says_where_how_and_as_whom(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NOTIFICATIONS_SMTP_URL", "smtp://mail:1025")
    assert MailSettings().server == MailServer("mail", 1025, SENDER)
    environment.setenv("NOTIFICATIONS_SMTP_URL", "smtp+starttls://chain%40mail:p%2Fw@mail.example")
    server = MailSettings().server
    assert server is not None
    assert (server.host, server.port, server.starttls, server.tls) == ("mail.example", 587, True, False)
    assert server.user == "chain@mail"
    assert server.password is not None
    assert server.password.get_secret_value() == "p/w"
    assert "p/w" not in repr(server)
    environment.setenv("NOTIFICATIONS_SMTP_URL", "smtps://mail.example")
    assert MailSettings().server == MailServer("mail.example", 465, SENDER, tls=True)


@pytest.mark.parametrize(
    ("url", "sender", "words"),
    [
        ("mail:1025", "a@b.example", "NOTIFICATIONS_SMTP_URL: Value error, write it as smtp://host:25"),
        ("smtp://", "a@b.example", "NOTIFICATIONS_SMTP_URL: Value error, write it as smtp://host:25"),
        ("smtps://user:secret/x@mail", "a@b.example", "special signs %-encoded"),
        ("smtps://user@mail", "a@b.example", "give both user and password"),
        ("smtp://user:secret@mail", "a@b.example", "a password would travel in the clear"),
        ("smtp://mail", "", "NOTIFICATIONS_MAIL_FROM: Value error, write one sender"),
        ("smtp://mail", "nobody", "NOTIFICATIONS_MAIL_FROM: Value error, write one sender"),
        ("smtp://mail", "a@b.example, c@d.example", "NOTIFICATIONS_MAIL_FROM: Value error, write one sender"),
        ("smtp://mail", "a@b.example\nBcc: c@d.example", "NOTIFICATIONS_MAIL_FROM: Value error, write one sender"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_words_and_without_the_password(
    environment: pytest.MonkeyPatch, url: str, sender: str, words: str
) -> None:
    environment.setenv("NOTIFICATIONS_SMTP_URL", url)
    environment.setenv("NOTIFICATIONS_MAIL_FROM", sender)
    with pytest.raises(ValueError, match="Settings are wrong") as refusal:
        check_settings()
    assert words in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_the_service_does_not_start_with_such_settings(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NOTIFICATIONS_SMTP_URL", "http://mail")
    started = subprocess.run([sys.executable, "-m", "services.notifications", "worker"], capture_output=True, text=True)
    assert started.returncode == 1
    assert started.stderr.startswith("Settings are wrong: NOTIFICATIONS_SMTP_URL: ")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("ana@MÜNCHEN.example", "ana@xn--mnchen-3ya.example"),
        ("ana@xn--mnchen-3ya.example", "ana@xn--mnchen-3ya.example"),
        ("ana@日本.example", "ana@xn--wgv71a.example"),
        ("ana+clinic@example.org", "ana+clinic@example.org"),
        ('"ana, costa"@example.org', '"ana, costa"@example.org'),
        (" ana@example.org ", "ana@example.org"),
    ],
)
def test_the_address_is_the_one_that_was_given(given: str, written: str) -> None:
    assert mail_of(envelope(given), SENDER)["To"].addresses[0].addr_spec == written


@pytest.mark.parametrize(
    "address",
    [
        "a@b@example.org",
        "ana@example..org",
        "a@x.org, b@x.org",
        "Ana, Dr <a@x.org>",
        "a@x.org\nBcc: b@x.org",
    ],
)
def test_what_is_no_single_address_leaves_no_mail(address: str) -> None:
    with pytest.raises(Undeliverable):
        mail_of(envelope(address), SENDER)


def test_a_mail_that_can_be_stopped_says_where_in_words_that_are_read_as_a_stop() -> None:
    plain = mail_of(envelope(), SENDER)
    assert plain["List-Unsubscribe"] is None
    stopped = mail_of(replace(envelope(), can_be_stopped=True), SENDER)
    assert stopped["List-Unsubscribe"] == "<mailto:no-reply@chiado.example?subject=STOP>"


class Server:
    """What a server says that it can do."""

    def __init__(self, *extensions: str) -> None:
        self.supports_extension = extensions.__contains__


def test_a_server_that_writes_reports_names_the_hand_over_in_them_and_returns_no_words() -> None:
    assert report_options(Server("dsn"), MESSAGE) == ["RET=HDRS", f"ENVID={MESSAGE}"]
    assert report_options(Server("size"), MESSAGE) == []


def test_a_short_secret_of_the_mail_hook_is_refused_with_what_to_take(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NOTIFICATIONS_MAIL_SECRET", "short")
    mail_secret.cache_clear()
    with pytest.raises(ValueError, match="NOTIFICATIONS_MAIL_SECRET: Value error, take 32 random characters or more"):
        check_settings()
    environment.setenv("NOTIFICATIONS_MAIL_SECRET", "0" * 32)
    mail_secret.cache_clear()
    assert mail_secret() is not None
    mail_secret.cache_clear()
