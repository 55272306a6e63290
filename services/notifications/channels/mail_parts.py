"""The parts of an e-mail beside its plain text: the same as a page, and a calendar's entry."""

import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from calendar_files import Entry, Method, Party, invitation, uid_of
from services.notifications.domain.channels import Envelope
from services.notifications.domain.invitations import Invitation
from services.notifications.domain.wording import Wording

_ADDRESS = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;:!?)]")
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="font-family: sans-serif; font-size: 1em; line-height: 1.5; max-width: 40em">
{paragraphs}
</body>
</html>
"""
"""Nothing in it is fetched from elsewhere; colours and sizes are the reader's own."""


def add_parts(mail: EmailMessage, envelope: Envelope, sender: Address) -> None:
    """Add them to the plain text: the page and one calendar entry as alternatives, several entries as parts each."""
    mail.add_alternative(page_of(envelope.wording), subtype="html", cte="quoted-printable")
    alone = len(envelope.invitations) == 1
    for given in envelope.invitations:
        entry: dict[str, Any] = {"subtype": "calendar", "cte": "base64", "params": {"method": _method(given)}}
        content = _entry(mail, envelope, given, sender)
        if alone:
            mail.add_alternative(content, **entry)
        else:
            mail.add_attachment(content, filename=f"{given.appointment_id}.ics", **entry)


def page_of(wording: Wording) -> str:
    """The text as a page: escaped, its addresses as links."""
    paragraphs = [f"<p>{_linked(each)}</p>" for each in wording.text.splitlines() if each.strip()]
    return _PAGE.format(
        language=html.escape(wording.language), title=html.escape(wording.subject), paragraphs="\n".join(paragraphs)
    )


def _linked(text: str) -> str:
    shown, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = html.escape(found[0])
        shown += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*shown, html.escape(text[end:])])


def _method(given: Invitation) -> Method:
    return "CANCEL" if given.cancelled else "REQUEST"


def _entry(mail: EmailMessage, envelope: Envelope, given: Invitation, sender: Address) -> str:
    """RFC 6047: the part that holds it names the method that the file names."""
    entry = Entry(
        uid=uid_of(given.appointment_id),
        sequence=given.change,
        stamp=envelope.handed_over_at,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        zone=given.zone,
        summary=given.summary,
        location=given.location,
        description=given.description,
    )
    organizer, attendee = Party(sender.addr_spec, sender.display_name), Party(mail["To"].addresses[0].addr_spec)
    return invitation(entry, _method(given), organizer=organizer, attendee=attendee).decode()
