"""Reports of mails that came back in no standard's form, in the shapes of the programs that write them."""

from tests.support.incoming_mail import MESSAGE_ID, report

RETURNED = (
    f"Received: from chiado.example\nMessage-ID: {MESSAGE_ID}\nSubject: Your session\nTo: ana@example.org\n\nHi\n"
)


def server_wrote(
    text: str, *, sender: str = "MAILER-DAEMON@mail.example", kind: str = "text/plain; charset=utf-8", **more: str
) -> bytes:
    """A mail of a mail server with these words."""
    headers = {"Return-Path": "<>", "From": sender, "To": "no-reply@chiado.example", "Content-Type": kind}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    return ("".join(f"{name}: {value}\n" for name, value in headers.items()) + f"\n{text}").encode()


QMAIL = server_wrote(
    f"""Hi. This is the qmail-send program at mail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 <ana@example.org>: no such user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

{RETURNED}"""
)
QMAIL_EXPIRED = server_wrote(
    f"""Hi. This is the qmail-send program at mail.example.

<ana@example.org>:
CNAME lookup failed temporarily. (#4.4.3)
I'm not going to try again; this message has been in the queue too long.

--- Below this line is a copy of the message.

{RETURNED}""",
    sender="qmail at mail.example <bounces@mail.example>",
)
SENDMAIL = server_wrote(
    f"""The original message was received at Sat, 28 Nov 2026 10:00:00 GMT

   ----- The following addresses had permanent fatal errors -----
<ana@example.org>

   ----- Transcript of session follows -----
... while talking to mx.example.org.:
>>> RCPT To:<ana@example.org>
<<< 550 5.2.1 Mailbox disabled
550 <ana@example.org>... User unknown

   ----- Original message follows -----

{RETURNED}""",
    Subject="Returned mail: User unknown",
)
SENDMAIL_LATE = server_wrote(
    f"""    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

The original message was received at Sat, 28 Nov 2026 10:00:00 GMT
451 <ana@example.org>... mx.example.org.: Name server timeout
Warning: message still undelivered after 4 hours

{RETURNED}""",
    Subject="Warning: could not send message for past 4 hours",
)
EXIM_LATE = server_wrote(
    f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its recipients.

  ana@example.org

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.

{RETURNED}""",
    Subject="Warning: message 1kj delayed 24 hours",
)
EXIM_PLAIN = server_wrote(
    f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.

  ana@example.org
    SMTP error from remote mail server after RCPT TO:<ana@example.org>:
    host mx.example.org [192.0.2.1]: 550 unknown user

------ This is a copy of the message, including all the headers. ------

{RETURNED}""",
    sender="Mail Delivery System <Mailer-Daemon@mail.example>",
)
EXCHANGE_OLD = server_wrote(
    f"""--b
Content-Type: text/plain; charset=iso-8859-1

Your message did not reach some or all of the intended recipients.

      Subject:\tYour session
      Sent:\t28/11/2026 10:00

The following recipient(s) could not be reached:

      ana@example.org on 28/11/2026 10:01
            The e-mail account does not exist at the organization this message was sent to.
            <mail.example #5.1.1>
--b
Content-Type: message/rfc822

{RETURNED}
--b--
""",
    sender="System Administrator <postmaster@mail.example>",
    kind='multipart/mixed; boundary="b"',
)
GERMAN = server_wrote(
    f"""Ihre Nachricht konnte nicht zugestellt werden:

ana@example.org: Postfach voll (552 5.2.2)

{RETURNED}""",
    sender="Mail-Administrator <postmaster@mail.example>",
)
PORTUGUESE = server_wrote(
    "A mensagem não pôde ser entregue a ana@example.org.\n"
    f"O servidor respondeu: 550 Utilizador desconhecido\n\n{RETURNED}",
    sender="Postmaster <postmaster@mail.example>",
)
JAPANESE = server_wrote(
    "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n"
    f"送信先メールアドレス: ana@example.org\n\n{RETURNED}",
    sender="Mail Delivery Subsystem <mailer-daemon@mail.example>",
)
IN_A_PAGE = server_wrote(
    f"""--b
Content-Type: text/html; charset=utf-8

<p>Sua mensagem n&atilde;o foi entregue.</p><p>550 5.1.1 The email account does not exist</p>
--b
Content-Type: message/rfc822

{RETURNED}
--b--
""",
    kind="multipart/mixed; boundary=b",
)
WITHOUT_AN_ID = server_wrote("Не удалось доставить письмо: eva@example.org\n\n550 no such user\n")
WITHOUT_ANYTHING = server_wrote("メールが配信できませんでした。\n")
ABOUT_ANOTHERS = server_wrote(
    "<eva@example.org>: 550 no such user\n\nMessage-ID: <spam.1@other.example>\nSubject: Win\n"
)

IN_A_MIXED_MAIL = (
    report()
    .replace(b'multipart/report; report-type=delivery-status; boundary="b1"', b"multipart/mixed; boundary=b0")
    .replace(b"\n\n--b1\n", b"\n\n--b0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n", 1)
)
IN_OTHER_LETTERS = (
    report(to="anä@example.org")
    .replace(b"message/delivery-status", b"message/global-delivery-status")
    .replace(b"rfc822; an", b"utf-8; an")
)
"""RFC 6533."""


def complaint(*, kind: str = "abuse", returned: str | None = MESSAGE_ID) -> bytes:
    """RFC 5965, as a mailbox provider sends it."""
    named = f"Message-ID: {returned}\n" if returned else ""
    return f"""From: <fbl@provider.example>
To: no-reply@chiado.example
Subject: FW: Your session
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1
Version: 1
Original-Rcpt-To: <redacted@provider.example>

--b
Content-Type: message/rfc822

{named}Subject: Your session

Hello
--b--
""".encode()
