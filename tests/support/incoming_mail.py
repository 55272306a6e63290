"""Reports of mail servers, as the usual ones write them (RFC 3464), and mails that people and programs send."""

from uuid import UUID

DELIVERY = UUID("01936b1e-0000-7000-8000-00000000000d")
MESSAGE_ID = "<01936b1e-0000-7000-8000-000000000001@chiado.example>"


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    to: str = "ana@example.org",
    envelope_id: str | None = None,
    returned: str | None = MESSAGE_ID,
    encoding: str = "7bit",
) -> bytes:
    """As Postfix writes it; ``returned`` is the Message-ID in the headers that it gives back."""
    fields = f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"
    about = "Reporting-MTA: dns; mail.example\n"
    about += f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    mail = f"""Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: no-reply@chiado.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <20261128100000.1@mail.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
Reply STOP to end messages.

--b1
Content-Type: message/delivery-status
Content-Transfer-Encoding: {encoding}

{about}
{fields}
--b1
Content-Type: text/rfc822-headers

"""
    mail += f"Message-ID: {returned}\n" if returned else ""
    return (mail + "Subject: Your session\nTo: ana@example.org\n\n--b1--\n").encode()


EXIM = f"""Return-Path: <>
X-Failed-Recipients: ana@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.example>
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

  ana@example.org
    all relevant MX records point to non-existent hosts

------ This is a copy of the message, including all the headers. ------

Message-ID: {MESSAGE_ID}
Subject: Your session
""".encode()
"""As Exim wrote before it knew RFC 3464."""


def letter(
    text: str = "Yes",
    *,
    sender: str = "Ana <ana@example.org>",
    subject: str = "Re: Your session",
    id: str = "<1@example.org>",
    **more: str,
) -> bytes:
    """A mail of a person, or of a program if its headers say so."""
    headers = {"From": sender, "Subject": subject, "Message-ID": id, **more}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{text}\r\n").encode()
