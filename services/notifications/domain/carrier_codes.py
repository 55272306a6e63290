"""What the codes of carriers mean, whether they answer a hand-over with one or say it later in a receipt.

Sources: RFC 3463 and IANA's registry of SMTP enhanced status codes; Meta, "Error codes" of the WhatsApp Cloud API
(developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes), and Twilio, "Error and Warning Dictionary"
(twilio.com/docs/api/errors), these two as others quote them on 2026-11-28: compare them with the vendors' own pages
before a carrier is connected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Means(StrEnum):
    """What follows from a failure."""

    ELSEWHERE = "elsewhere"
    """Not to this person by this channel: the next way, or a call."""
    ADDRESS_BAD = "address_bad"
    """Nobody is reached at this address: nothing goes there, and somebody asks for another one."""
    TEMPLATE = "template"
    """The template is refused, whoever it is for."""
    LATER = "later"
    """This message may be handed over again, a few times."""
    WINDOW_CLOSED = "window_closed"
    """Only a template may be sent: it goes again, as one."""
    EVERYTHING_WAITS = "everything_waits"
    """The whole account is to wait."""
    NUMBER_WAITS = "number_waits"
    """What leaves from our number is to wait."""
    NEW_WAITS = "new_waits"
    """Our number may begin no conversations for a while."""
    RECIPIENT_WAITS = "recipient_waits"
    """Messages of our number to this recipient are to wait."""
    CARRIER = "carrier"
    """The carrier is out of service, or lets nobody of us send: an operator can mend it."""


@dataclass(frozen=True)
class Meaning:
    """What one code means."""

    means: Means
    words: str = ""
    """Why, in a sentence's end; empty where the kind says enough."""


def _all(means: Means, *codes: int) -> dict[int, Meaning]:
    return dict.fromkeys(codes, Meaning(means))


WHATSAPP: Mapping[int, Meaning] = {
    130472: Meaning(Means.ELSEWHERE, "WhatsApp does not deliver it, as part of an experiment of its own"),
    131021: Meaning(Means.ELSEWHERE, "it is our own number"),
    131026: Meaning(Means.ELSEWHERE, "this person cannot get it by WhatsApp"),
    131030: Meaning(Means.ELSEWHERE, "the account may not write to this number yet"),
    131049: Meaning(Means.ELSEWHERE, "WhatsApp holds it back, because they get too much of this kind"),
    131050: Meaning(Means.ELSEWHERE, "they stopped marketing in WhatsApp"),
    131051: Meaning(Means.ELSEWHERE, "WhatsApp takes no message of this kind"),
    131047: Meaning(Means.WINDOW_CLOSED, "more than 24 hours have gone since they wrote, and it is no template"),
    **_all(
        Means.TEMPLATE, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069
    ),  # parameters, name, length, policy, format, paused, disabled, and those of flows
    **_all(Means.EVERYTHING_WAITS, 4, 80007),  # calls of the app, and of the account
    130429: Meaning(Means.NUMBER_WAITS),  # messages a second of one number
    131048: Meaning(Means.NEW_WAITS),  # too many were blocked or marked as spam
    131056: Meaning(Means.RECIPIENT_WAITS),  # of one number to one recipient
    131000: Meaning(Means.LATER),  # it failed, and why is not said
    **dict.fromkeys((1, 2, 131016, 131057, 133004), Meaning(Means.CARRIER, "is out of service")),
    **_all(Means.CARRIER, 0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 133010),  # token, rights, lock, payment
}
SMS: Mapping[int, Meaning] = {
    **_all(Means.ADDRESS_BAD, 21211, 21214, 21217, 21614),  # no number, or not one of a mobile telephone
    30005: Meaning(Means.ADDRESS_BAD, "its network does not know the number"),
    30006: Meaning(Means.ADDRESS_BAD, "it is a landline, or takes no SMS"),
    **_all(Means.ELSEWHERE, 21265, 21408, 21602, 21612, 21617, 21635),
    21610: Meaning(Means.ELSEWHERE, "they wrote STOP, and the gateway keeps to it"),
    30003: Meaning(Means.ELSEWHERE, "the telephone is switched off or out of reach"),
    30004: Meaning(Means.ELSEWHERE, "it is blocked on this telephone or by its network"),
    30007: Meaning(Means.ELSEWHERE, "the network takes it for spam"),
    30001: Meaning(Means.LATER, "too many were waiting"),
    30008: Meaning(Means.LATER, "the network does not say why"),
    30410: Meaning(Means.LATER, "the network did not answer"),
    30002: Meaning(Means.CARRIER, "the account is suspended"),
    **_all(Means.CARRIER, 30032, 30034),  # our number is not registered with the networks
}
MAIL: Mapping[str, Meaning] = {
    "5.1.1": Meaning(Means.ADDRESS_BAD),
    "5.1.2": Meaning(Means.ADDRESS_BAD),
    "5.1.3": Meaning(Means.ADDRESS_BAD),
    "5.1.6": Meaning(Means.ADDRESS_BAD, "they moved, and left no other address"),
    "5.1.10": Meaning(Means.ADDRESS_BAD, "the domain takes no mail"),  # RFC 7505
    "5.2.1": Meaning(Means.ADDRESS_BAD, "the mailbox is disabled"),
    "5.2.2": Meaning(Means.ELSEWHERE, "the mailbox is full"),
    "5.2.3": Meaning(Means.ELSEWHERE, "it is too long for this mailbox"),
    "5.3.4": Meaning(Means.ELSEWHERE, "it is too long for this server"),
    "5.4.4": Meaning(Means.ADDRESS_BAD, "its domain has no mail server"),
    "5.7.1": Meaning(Means.ELSEWHERE, "it is not wanted there"),
    **dict.fromkeys(
        ("5.7.20", "5.7.21", "5.7.22", "5.7.23", "5.7.24", "5.7.25", "5.7.26", "5.7.27"),
        Meaning(Means.ELSEWHERE, "it is not believed to be ours: set up SPF, DKIM and DMARC of the sender's domain"),
    ),
}
"""Those that end in failure whenever they are said; what begins with 4 is tried again."""
