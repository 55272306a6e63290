"""What arrives for the sender's address: reports as receipts, people's words, and what no person wrote."""

import base64

import pytest

from services.notifications.domain.carrier_failures import failure_in
from services.notifications.domain.channels import AddressBad, Undeliverable
from services.notifications.domain.hand_overs import DeliveryState
from services.notifications.domain.incoming_mail import is_automatic, letter_in, mail_in
from services.notifications.domain.mail_reports import reports_in
from services.notifications.domain.own_words import own_words
from services.notifications.domain.recipients import Channel
from tests.support.incoming_mail import DELIVERY, EXIM, MESSAGE_ID, letter, report


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind", "said"),
    [
        ("5.1.1", "smtp; 550 5.1.1 User unknown", AddressBad, "the mail came back (5.1.1)"),
        ("5.1.10", "smtp; 556 null MX", AddressBad, "the mail came back: the domain takes no mail (5.1.10)"),
        ("5.4.4", "X-Postfix; Host not found", AddressBad, "the mail came back: its domain has no mail server (5.4.4)"),
        ("5.2.2", "smtp; 552 full", Undeliverable, "the mail came back: the mailbox is full (5.2.2)"),
        ("5.7.1", "smtp; 550 spam", Undeliverable, "the mail came back: it is not wanted there (5.7.1)"),
        ("4.4.7", "smtp; delivery time expired", Undeliverable, "the mail came back (4.4.7)"),
        ("5.0.0", "smtp; 550 5.1.1 <ana@example.org>: no", AddressBad, "the mail came back (5.1.1)"),
        ("5.1.1 (bad destination mailbox)", "", AddressBad, "the mail came back (5.1.1)"),
        ("", "", Undeliverable, "the mail came back"),
        ("nonsense", "x-unix; command died", Undeliverable, "the mail came back"),
    ],
)
def test_a_report_of_a_failure_says_what_failed_by_its_code(
    status: str, diagnostic: str, kind: type[Exception], said: str
) -> None:
    [receipt] = reports_in(mail_in(report(status=status, diagnostic=diagnostic))) or []
    assert (receipt.channel, receipt.state, receipt.provider_id) == (Channel.EMAIL, DeliveryState.FAILED, MESSAGE_ID)
    failure = failure_in(receipt)
    assert (type(failure), str(failure)) == (kind, said)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("delivered", DeliveryState.DELIVERED),
        ("relayed", DeliveryState.SENT),
        ("expanded", DeliveryState.SENT),
        ("Failed", DeliveryState.FAILED),
    ],
)
def test_a_report_says_how_far_a_mail_has_come(action: str, state: DeliveryState) -> None:
    assert [each.state for each in reports_in(mail_in(report(action=action))) or []] == [state]


def test_a_mail_that_is_only_late_has_not_failed() -> None:
    assert reports_in(mail_in(report(action="delayed", status="4.4.1"))) == []


def test_a_report_names_the_hand_over_by_the_envelopes_id_else_by_what_is_returned_of_the_mail() -> None:
    [by_envelope] = reports_in(mail_in(report(envelope_id=str(DELIVERY), returned=None))) or []
    assert (by_envelope.delivery_id, by_envelope.provider_id) == (DELIVERY, None)
    [of_another] = reports_in(mail_in(report(envelope_id="QQ314159"))) or []
    assert (of_another.delivery_id, of_another.provider_id) == (None, MESSAGE_ID)
    assert of_another.address == "ana@example.org"


def test_a_whole_mail_that_is_returned_is_known_by_its_message_id() -> None:
    whole = report(returned=None).replace(
        b"text/rfc822-headers\n\n", f"message/rfc822\n\nMessage-ID: {MESSAGE_ID}\n".encode()
    )
    assert [each.provider_id for each in reports_in(mail_in(whole)) or []] == [MESSAGE_ID]


def test_a_report_whose_fields_are_encoded_is_read() -> None:
    fields = b"Reporting-MTA: dns; m\n\nFinal-Recipient: rfc822; ana@example.org\nAction: failed\nStatus: 5.2.2\n"
    head, _, rest = report(encoding="base64").partition(b"base64\n\n")
    mail = head + b"base64\n\n" + base64.b64encode(fields) + b"\n" + rest[rest.index(b"--b1") :]
    assert [(each.status, each.address) for each in reports_in(mail_in(mail)) or []] == [("5.2.2", "ana@example.org")]


def test_an_alias_of_which_one_member_got_it_has_arrived() -> None:
    two = report().replace(
        b"\n--b1\nContent-Type: text/rfc822",
        b"\nFinal-Recipient: rfc822; b@x\nAction: delivered\nStatus: 2.0.0\n\n--b1\nContent-Type: text/rfc822",
    )
    assert [each.state for each in reports_in(mail_in(two)) or []] == [DeliveryState.DELIVERED]


def test_exims_own_form_is_a_failure_without_a_code() -> None:
    [receipt] = reports_in(mail_in(EXIM)) or []
    assert (receipt.state, receipt.status, receipt.provider_id) == (DeliveryState.FAILED, None, MESSAGE_ID)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Auto_Submitted": "Auto-Notified"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": ""},
        {"Return_Path": "<>"},
        {"List_Id": "<news.example.org>"},
        {"From": "MAILER-DAEMON@mail.example"},
        {"From": "No Reply <no-reply@shop.example>"},
        {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=b"},
    ],
)
def test_what_no_person_wrote_is_automatic(headers: dict[str, str]) -> None:
    sender = headers.pop("From", "ana@example.org")
    assert is_automatic(mail_in(letter("I am out of the office until 5 January.", sender=sender, **headers)))


@pytest.mark.parametrize(
    "headers", [{}, {"Auto_Submitted": "no"}, {"Precedence": "normal"}, {"Return_Path": "<ana@example.org>"}]
)
def test_what_a_person_wrote_is_not(headers: dict[str, str]) -> None:
    assert not is_automatic(mail_in(letter(**headers)))


PARTS = """--b
Content-Type: text/plain; charset=utf-8

Sim, lá estarei
--b
Content-Type: image/jpeg
Content-Disposition: attachment; filename="face.jpg"

AAAA
--b--
"""
PAGE = (
    "<html><head><title>x</title><style>p{color:red}</style></head><body><p>Yes&nbsp;please</p><div>Ana &amp; Rui</div>"
    "<blockquote>Reply STOP to <blockquote>end</blockquote> messages</blockquote></body></html>"
)


@pytest.mark.parametrize(
    ("mail", "text"),
    [
        (letter("Yes"), "Yes"),
        (letter("Yes", subject="Appointment"), "Appointment\nYes"),
        (letter("", subject="STOP"), "STOP"),
        (letter("", subject="Re: Your session"), "Re: Your session"),
        (letter("Sim", subject="=?utf-8?Q?RE:_Sess=C3=A3o?="), "Sim"),
        (letter("Sim", subject="Your session", In_Reply_To=MESSAGE_ID), "Sim"),
        (letter(PARTS, Content_Type="multipart/mixed; boundary=b"), "Sim, lá estarei\n[image/jpeg]"),
        (
            letter(PARTS.partition("--b\nContent-Type: image")[0], Content_Type="multipart/mixed; boundary=b"),
            "Sim, lá estarei",
        ),
        (letter(PAGE, Content_Type="text/html; charset=utf-8"), "Yes please\n\nAna & Rui"),
        (letter("U2lt", Content_Transfer_Encoding="base64"), "Sim"),
        (
            letter(
                "N=E3o", Content_Type="text/plain; charset=iso-8859-1", Content_Transfer_Encoding="quoted-printable"
            ),
            "Não",
        ),
        (letter("Sim", Content_Type="text/plain; charset=klingon"), "Sim"),
    ],
)
def test_a_letter_has_the_words_of_who_wrote_it(mail: bytes, text: str) -> None:
    found = letter_in(mail_in(mail), mail)
    assert (found.text, found.sender, found.believed) == (text, "ana@example.org", True)


def test_a_letter_that_its_domain_disowns_is_not_believed() -> None:
    mail = letter(
        "STOPALL", Authentication_Results="mx.chiado.example; spf=fail; dmarc=fail (p=none) header.from=example.org"
    )
    assert not letter_in(mail_in(mail), mail).believed


def test_a_mail_without_an_id_has_the_same_one_each_time_it_is_handed_in() -> None:
    mail = letter().replace(b"Message-ID: <1@example.org>\r\n", b"")
    first, again = (letter_in(mail_in(mail), mail).id for _ in range(2))
    assert first == again != letter_in(mail_in(mail + b"x"), mail + b"x").id


@pytest.mark.parametrize(
    "head",
    [
        "On Sat, Nov 28, 2026 at 9:00 AM Chiado Skin Clinic of Lisbon <no-reply@chiado.example>\nwrote:",
        "Em sáb., 28 de nov. de 2026 às 10:00, Chiado Skin <a@b.example> escreveu:",
        "Chiado Skin <a@b.example> escreveu (sábado, 28/11/2026 à(s)\n10:00):",
        "No dia 28/11/2026, às 10:00, Chiado Skin <a@b.example> escreveu:",
        "Le sam. 28 nov. 2026 à 10:00, Chiado <a@b.example> a écrit\u00a0:",
        "Am Sa., 28. Nov. 2026 um 10:00 Uhr schrieb Chiado <a@b.example>:",
        "________________________________",
        "From: Chiado Skin <a@b.example>\nSent: Saturday, 28 November 2026 10:00\nTo: Ana\nSubject: Your session",
        "De: Chiado Skin <a@b.example>\nEnviado: sábado, 28 de novembro de 2026 10:00\nPara: Ana",
        "*From:* Chiado Skin <a@b.example>\n*Date:* Saturday",
    ],
)
def test_what_mail_programs_write_before_a_quotation_ends_the_writers_words(head: str) -> None:
    assert own_words(f"Yes\n\n{head}\n\nReply STOP to end messages") == "Yes"


@pytest.mark.parametrize(
    "text",
    [
        "No dia 28 vou estar fora.\nA Ana escreveu: olá",
        "Call me on 28 November\nThe doctor wrote: yes",
        "From: 10 to 11?\nSend it",
    ],
)
def test_words_that_only_look_like_it_stay(text: str) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00\xff\xfe",
        b"\r\n\r\n",
        b"From: =?utf-8?B?!!!?=\r\nSubject: =?klingon?Q?=FF?=\r\n\r\nHello",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n--b--",
        b"From: a@b\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: \xc3\xa9@b\r\nSubject: \xff\r\n\r\n\xff",
        report(to="\x00" * 50, status="5." * 500),
    ],
)
def test_odd_bytes_are_read_without_a_fault(mail: bytes) -> None:
    found = mail_in(mail)
    assert reports_in(found) is None or isinstance(reports_in(found), list)
    assert isinstance(is_automatic(found), bool)
    assert isinstance(letter_in(found, mail).text, str)


HOSTILE = (
    b"<script",
    b"<blockquote>",
    b"&",
    b"<!--",
    b"On 1 ",
    b"On 1\n",
    b"From: a@\n",
    b"\n",
    b"--b\n",
    b"=?",
    b"> ",
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", HOSTILE, ids=lambda part: part.decode().strip() or "line ends")
def test_a_long_mail_that_was_made_to_hold_up_the_reader_does_not(part: bytes) -> None:
    """Reading takes a tenth of a second; what grows with the square of the length does not end in a minute."""
    for kind in (b"text/html", b"text/plain", b"multipart/mixed; boundary=b"):
        mail = b"From: a@b.example\r\nContent-Type: " + kind + b"\r\n\r\n" + part * (200_000 // len(part))
        found = mail_in(mail)
        assert reports_in(found) is None
        own_words(letter_in(found, mail).text[:5000])
