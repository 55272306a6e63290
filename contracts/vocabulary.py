"""Words of events, as enums.

Closed vocabularies (Modality, Outcome, ScreeningStage, MessageScope): every reader decides by them, so a new word needs
a new version of the event. The compatibility check refuses it otherwise.

Open vocabularies (Area, Concern, AppointmentKind, AppointmentOrigin, Channel): in events they are text, and a publisher
may use a new word at any time (docs/decisions/0016).
"""

from enum import StrEnum


class Modality(StrEnum):
    """How the skin is needled (S0, S1, S3, S4)."""

    ROLLER = "roller"
    PEN = "pen"
    RF = "rf"


class Area(StrEnum):
    """Where it is needled (S0: face, neck, décolletage, hands; S2: abdomen, thighs; device labels: the rest)."""

    FACE = "face"
    PERIORBITAL = "periorbital"
    INSIDE_ORBITAL_RIM = "inside_orbital_rim"
    LIPS = "lips"
    NECK = "neck"
    DECOLLETAGE = "decolletage"
    HANDS = "hands"
    ABDOMEN = "abdomen"
    THIGHS = "thighs"


class Concern(StrEnum):
    """What the patient comes for (S0 … S4)."""

    ACNE_SCARS = "acne_scars"
    OTHER_SCARS = "other_scars"
    FINE_LINES = "fine_lines"
    UNEVEN_TONE = "uneven_tone"
    LARGE_PORES = "large_pores"
    TEXTURE = "texture"
    STRETCH_MARKS = "stretch_marks"
    ACNE_MARKS = "acne_marks"
    SAGGING = "sagging"


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    CONSULT = "consult"
    SESSION = "session"
    REVIEW = "review"


class AppointmentOrigin(StrEnum):
    """Who chose the time: a person who asked for it, or booking itself when it held a follow-up."""

    REQUESTED = "requested"
    FOLLOW_UP = "follow_up"


class Outcome(StrEnum):
    """What screening decided, mildest first. The order is that of severity: docs/domain.md."""

    CLEARED = "cleared"
    CLEARED_WITH_CONDITIONS = "cleared_with_conditions"
    DEFERRED = "deferred"
    REVIEW = "review"
    DECLINED = "declined"


class ScreeningStage(StrEnum):
    """A consult screening allows a course to be planned; a day-of check allows one day's session."""

    CONSULT = "consult"
    DAY_OF = "day_of"


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


class MessageScope(StrEnum):
    """What an opt-out silences. Marketing opt-outs never silence confirmations and aftercare."""

    MARKETING = "marketing"
    ALL = "all"


CLOSED: tuple[type[StrEnum], ...] = (Modality, Outcome, ScreeningStage, MessageScope)
"""The only enums that an event may have. Each new word of one is a new version of the events that use it."""
