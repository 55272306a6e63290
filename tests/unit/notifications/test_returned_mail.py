"""Mails that come back in other forms than RFC 3464: codes and ids decide, in any language; the rest a person reads."""

import pytest

from services.notifications.domain.carrier_failures import failure_in
from services.notifications.domain.channels import AddressBad, Undeliverable
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.incoming_mail import is_automatic, letter_in, mail_in
from services.notifications.domain.mail_complaints import complaint_in
from services.notifications.domain.mail_reports import OUR_ID, reports_in, returns_another
from services.notifications.domain.mail_returns import Unreadable, returned_in
from tests.support import returned_mails as those
from tests.support.incoming_mail import DELIVERY, EXIM, MESSAGE_ID, letter, report


@pytest.mark.parametrize(
    ("mail", "status", "kind"),
    [
        (those.QMAIL, "5.1.1", AddressBad),
        (those.SENDMAIL, "5.2.1", AddressBad),
        (those.EXIM_PLAIN, None, Undeliverable),
        (those.EXCHANGE_OLD, "5.1.1", AddressBad),
        (those.GERMAN, "5.2.2", Undeliverable),
        (those.PORTUGUESE, None, Undeliverable),
        (those.IN_A_PAGE, "5.1.1", AddressBad),
    ],
    ids=["qmail", "Sendmail", "Exim", "Exchange", "German", "Portuguese", "a page"],
)
def test_a_code_in_any_language_is_a_failure_of_the_mail_that_is_returned(
    mail: bytes, status: str | None, kind: type[Exception]
) -> None:
    found = mail_in(mail)
    assert reports_in(found) is None
    receipt = returned_in(found)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.status, receipt.provider_id) == (DeliveryState.FAILED, status, MESSAGE_ID)
    assert (type(failure_in(receipt)), receipt.address) == (
        kind,
        "ana@example.org" if mail != those.IN_A_PAGE else None,
    )


@pytest.mark.parametrize("mail", [those.QMAIL_EXPIRED, those.JAPANESE], ids=["qmail gave up", "Japanese"])
def test_without_a_final_code_it_is_in_doubt_whether_it_arrived(mail: bytes) -> None:
    receipt = returned_in(mail_in(mail))
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.provider_id) == (DeliveryState.DOUBTFUL, MESSAGE_ID)


@pytest.mark.parametrize("mail", [those.SENDMAIL_LATE, those.EXIM_LATE], ids=["Sendmail", "Exim"])
def test_a_warning_that_a_mail_is_late_says_nothing_yet(mail: bytes) -> None:
    assert returned_in(mail_in(mail)) is None


def test_a_report_that_returns_no_mail_is_read_by_a_person_without_what_it_quotes() -> None:
    named = returned_in(mail_in(those.WITHOUT_AN_ID))
    assert isinstance(named, Unreadable)
    assert named.addresses == ("eva@example.org",)
    unnamed = returned_in(mail_in(those.WITHOUT_ANYTHING + b"X-Spam: no\n" + b"x" * 5000))
    assert unnamed == Unreadable("メールが配信できませんでした。", ())


def test_what_strangers_send_in_our_name_and_comes_back_to_us_is_nobodys_work() -> None:
    assert returned_in(mail_in(those.ABOUT_ANOTHERS)) is None
    backscatter = mail_in(report(returned="<spam.1@other.example>"))
    assert (returns_another(backscatter), returns_another(mail_in(report()))) == (True, False)
    assert not returns_another(mail_in(report(envelope_id=str(DELIVERY), returned=None)))
    assert not returns_another(mail_in(EXIM))


@pytest.mark.parametrize(
    "mail", [those.IN_A_MIXED_MAIL, those.IN_OTHER_LETTERS], ids=["in a mixed mail", "in other letters"]
)
def test_a_standard_report_is_found_wherever_it_stands(mail: bytes) -> None:
    [receipt] = reports_in(mail_in(mail)) or []
    assert (receipt.state, receipt.status, receipt.provider_id) == (DeliveryState.FAILED, "5.1.1", MESSAGE_ID)
    assert receipt.address in ("ana@example.org", "anä@example.org")


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [
        ("", "5.1.1", DeliveryState.FAILED),
        ("undeliverable", "5.2.2", DeliveryState.FAILED),
        ("", "4.4.1", DeliveryState.DOUBTFUL),
        ("unheard-of", "", DeliveryState.DOUBTFUL),
    ],
)
def test_an_action_that_no_standard_knows_is_read_by_its_status_or_is_in_doubt(
    action: str, status: str, state: DeliveryState
) -> None:
    found = reports_in(mail_in(report(action=action, status=status, diagnostic="")))
    assert [each.state for each in found or []] == [state]


def test_a_report_that_a_person_attaches_is_what_they_show_us() -> None:
    forwarded = f"""From: Ana <ana@example.org>
Subject: What is this?
Content-Type: multipart/mixed; boundary=b0

--b0
Content-Type: text/plain

I got this from you
--b0
Content-Type: message/rfc822

{report().decode()}
--b0--
""".encode()
    found = mail_in(forwarded)
    assert (reports_in(found), returned_in(found), is_automatic(found)) == (None, None, False)
    assert letter_in(found, forwarded).text == "What is this?\nI got this from you\n[message/rfc822]"


def test_a_mail_that_a_provider_sent_on_under_an_id_of_its_own_is_known_by_ours_beside_it() -> None:
    """Amazon SES does; without it such a report looked as one about a stranger's mail."""
    headers = f"Message-ID: <0100018f@email.amazonses.example>\n{OUR_ID}: {MESSAGE_ID}\n"
    for kind in ("text/rfc822-headers", "message/rfc822"):
        mail = report().replace(b"text/rfc822-headers", kind.encode())
        found = mail_in(mail.replace(f"Message-ID: {MESSAGE_ID}\n".encode(), headers.encode()))
        assert not returns_another(found)
        assert [each.provider_id for each in reports_in(found) or []] == [MESSAGE_ID]


FAULTS_OF_OTHERS = [
    # freescout #4250, chatwoot #5131, frappe/helpdesk #3628: a report or an automatic answer began a conversation
    (those.server_wrote("550 5.1.1 no such user\n\n" + those.RETURNED), DeliveryState.FAILED),
    # mautic #2480: a domain that does not exist (5.4.4) was passed over
    (report(status="5.4.4", diagnostic="DNS; Host not found"), DeliveryState.FAILED),
    # postal #60, #786: a reply of several lines; 5.7.1 is no address that is bad
    (
        those.server_wrote("550-5.7.1 [192.0.2.1] blocked\n550 5.7.1 see help\n\n" + those.RETURNED),
        DeliveryState.FAILED,
    ),
    # listmonk #1334: what is late counted as what failed
    (report(action="delayed", status="4.2.2"), None),
    # listmonk #2193: only mails of campaigns were known again when they came back
    (report(), DeliveryState.FAILED),
]


@pytest.mark.parametrize(("mail", "state"), FAULTS_OF_OTHERS)
def test_what_other_products_took_for_another_thing_is_what_it_is(mail: bytes, state: DeliveryState | None) -> None:
    found = mail_in(mail)
    reports = reports_in(found)
    said = returned_in(found) if reports is None else next(iter(reports), None)
    assert is_automatic(found), "it begins no conversation"
    assert (said.state if isinstance(said, Receipt) else None) == state
    if isinstance(said, Receipt) and b"5.7.1" in mail:
        assert type(failure_in(said)) is Undeliverable


@pytest.mark.parametrize("kind", ["abuse", "Fraud", "opt-out"])
def test_a_complaint_names_the_mail_that_is_unwanted(kind: str) -> None:
    found = complaint_in(mail_in(those.complaint(kind=kind)))
    assert found is not None
    assert (found.message_id, found.unwanted) == (MESSAGE_ID, True)


@pytest.mark.parametrize("kind", ["not-spam", "virus", "auth-failure", "", "x" * 1000])
def test_other_feedback_asks_for_nothing(kind: str) -> None:
    found = complaint_in(mail_in(those.complaint(kind=kind)))
    assert found is not None
    assert not found.unwanted


def test_a_complaint_without_our_mail_names_nobody() -> None:
    found = complaint_in(mail_in(those.complaint(returned=None)))
    assert found is not None
    assert found.message_id is None
    assert complaint_in(mail_in(report())) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your session",
        "Out of Office: Your session",
        "Automatische Antwort: Ihr Termin",
        "Réponse automatique : Votre séance",
        "Respuesta automática: Su sesión",
        "Resposta automática: A sua sessão",
        "=?utf-8?Q?Resposta_autom=C3=A1tica:_A_sua_sess=C3=A3o?=",
        "Risposta automatica: La seduta",
        "Automatisch antwoord: Uw afspraak",
        "Autosvar: Din tid",
        "Odpowiedź automatyczna: Wizyta",
        "Автоматический ответ: Приём",
        "自動応答: ご予約",
        "自动回复：预约",
    ],
)
def test_an_automatic_answer_without_its_header_is_known_by_how_its_subject_begins(subject: str) -> None:
    assert is_automatic(mail_in(letter("STOP. I am away.", subject=subject)))


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: Your session",
        "Automatic reply",
        "I am out of office on Monday: can we move?",
        "Fora do escritório na segunda",
        "Autosvar",
    ],
)
def test_a_person_who_writes_of_being_away_is_read(subject: str) -> None:
    assert not is_automatic(mail_in(letter("Can we move it?", subject=subject)))


def test_a_receipt_of_reading_is_no_report_of_a_mail_server() -> None:
    read = report().replace(b"report-type=delivery-status", b"report-type=disposition-notification")
    read = read.replace(b"message/delivery-status", b"message/disposition-notification")
    found = mail_in(read)
    assert (reports_in(found), returned_in(found), is_automatic(found)) == (None, None, True)
