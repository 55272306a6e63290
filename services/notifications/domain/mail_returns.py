"""A mail that came back with a report in no standard's form: what a program can read of it. Pure.

Sources: QSBMF (D. J. Bernstein, "The qmail-send Bounce Message Format"), RFC 3463 (enhanced status codes), RFC 5321
(reply codes), and how Sendmail, Exim and Exchange wrote before RFC 3464. Only codes and ids decide, in whatever
language the rest is. What has none is in doubt, and a person asks.
"""

import re
from dataclasses import dataclass
from email.message import Message

from services.notifications.domain.carrier_codes import MAIL
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.incoming_mail import header, is_from_mail_server, words_in
from services.notifications.domain.mail_reports import receipt_of, returns_another, statuses_in

LONGEST_REPORT = 1000
"""Characters of a report that a person is shown."""
ADDRESSES_AT_MOST = 10
"""That are looked for in a report; one of a mail of ours names its recipient, and some of the servers' own."""
_RETURNED = re.compile(
    r"^(?:-+ ?.*(?:below this line|is a copy of|original message|unsent message|returned message).*"
    r"|(?:received|return-path|message-id|mime-version|dkim-signature|x-[a-z-]+):\s.*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""From such a line on it is our own mail."""
_REFUSED = re.compile(r"(?<![\w.#-])5[0-5]\d(?=[ \-:])")
"""A reply code of SMTP."""
_STILL_TRYING = ("this is a warning message only", "delivery attempts will continue")
"""Sendmail's and Exim's own words in a report that a mail is late; those have no code."""
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]{1,64}@[^\s<>()\[\]\",;:@]{1,253}")


@dataclass(frozen=True)
class Unreadable:
    """A mail server wrote about a mail, and does not say which."""

    words: str
    """What it wrote, without what it returns of the mail."""
    addresses: tuple[str, ...]
    """Those that it names: the recipient's may be among them."""


def returned_in(mail: Message) -> Receipt | Unreadable | None:
    """What a mail server says in a form of its own; None when it is of none, is about another's mail, or only late.

    A receipt is ``DOUBTFUL`` where no code says what became of the mail.
    """
    if not is_from_mail_server(mail):
        return None
    words = words_in(mail)
    before = _RETURNED.split(words, maxsplit=1)[0]
    if any(each in before.lower() for each in _STILL_TRYING):
        return None
    state, status = _verdict(before)
    addresses = _addresses(mail, before)
    receipt = receipt_of(mail, state, status=status, address=next(iter(addresses), None))
    if receipt.provider_id:
        return receipt
    return None if returns_another(mail) else Unreadable(before.strip()[:LONGEST_REPORT], addresses)


def _verdict(words: str) -> tuple[DeliveryState, str | None]:
    """The other server's own code counts more than one that says nothing."""
    final = [each for each in statuses_in(words) if each.startswith("5")]
    if final:
        return DeliveryState.FAILED, next((each for each in final if each in MAIL), final[0])
    return (DeliveryState.FAILED if _REFUSED.search(words) else DeliveryState.DOUBTFUL), None


def _addresses(mail: Message, words: str) -> tuple[str, ...]:
    """In their order, without the one to which it was returned."""
    ours = {header(mail, name).strip("<> ").lower() for name in ("To", "Delivered-To")}
    named = dict.fromkeys(each.rstrip(".") for each in _ADDRESS.findall(words))
    return tuple(each for each in named if each.lower() not in ours)[:ADDRESSES_AT_MOST]
