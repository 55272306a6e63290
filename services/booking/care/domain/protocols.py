"""Protocols: how many sessions, how far apart, how long. Data, each number with the source that states it.

S0 … S4 are the seed articles; NCT02646917 is the SkinPen trial for acne scars; PMC6122507 is Ablon 2018 (Exceed, ageing
facial skin). Where a source states a range of sessions, the course plans the lower end: whether more are wanted is
decided at the review. Nothing here is ours but two things of scheduling: which length within the stated 30–60 minutes
an area gets, by its size, and how long a talk takes.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from contracts.vocabulary import Area, Concern, Modality
from services.booking.care.domain.refusals import NoProtocol

NUMBING_MINUTES = 30
"""A topical anaesthetic takes about 30 minutes to act (S2)."""


REVIEW_WEEKS = (13, 26)
"""Results are best at 3–6 months (S2); lines and scars take up to 3 months (S4): so a review lies in weeks 13 to 26."""


REVIEW_SOURCE = "S2: best at 3–6 months; S4: lines and scars up to 3 months"


TALK_MINUTES = 30
"""A consult or a review. No source states one: a setting of the chain."""


_LENGTH_SOURCE = "30–60 minutes by area (S2, S3, S4)"


_SMALL = frozenset({Area.PERIORBITAL, Area.HANDS})


_LARGE = frozenset({Area.ABDOMEN, Area.THIGHS})


_FOUR_TO_SIX_WEEKS = "4–6 weeks apart (S2, S4)"


_A_MONTH = "a month apart (S3), read as weeks 4 to 5"


@dataclass(frozen=True)
class Protocol:
    """What a source states for some concerns, on some areas, with one kind of device."""

    code: str
    concerns: frozenset[Concern]
    areas: frozenset[Area]
    modality: Modality
    sessions: int
    sessions_source: str
    spacing_weeks_min: int
    spacing_weeks_max: int
    spacing_source: str
    numbing_minutes: int = NUMBING_MINUTES
    numbing_source: str = "about 30 minutes to act (S2)"
    length_source: str = _LENGTH_SOURCE
    review_weeks_min: int = REVIEW_WEEKS[0]
    review_weeks_max: int = REVIEW_WEEKS[1]
    review_source: str = REVIEW_SOURCE

    def session_minutes(self, area: Area) -> int:
        """Minutes of needling and what belongs to it, numbing not counted."""
        if area in _SMALL:
            return 30
        return 60 if area in _LARGE else 45


_FACE = frozenset({Area.FACE})


_SKIN = frozenset({Area.FACE, Area.PERIORBITAL, Area.NECK, Area.DECOLLETAGE, Area.HANDS, Area.ABDOMEN, Area.THIGHS})
"""Areas that a source names (S0, S2; periorbital: a device label). Lips and the orbital rim have no protocol."""


_ALL = frozenset(Concern)


PROTOCOLS: tuple[Protocol, ...] = (
    Protocol(
        code="acne-scars-face-pen",
        concerns=frozenset({Concern.ACNE_SCARS}),
        areas=_FACE,
        modality=Modality.PEN,
        sessions=3,
        sessions_source="3 sessions a month apart (A, NCT02646917)",
        spacing_weeks_min=4,
        spacing_weeks_max=6,
        spacing_source=_FOUR_TO_SIX_WEEKS,
    ),
    Protocol(
        code="ageing-face-pen",
        concerns=frozenset({Concern.FINE_LINES, Concern.SAGGING, Concern.TEXTURE}),
        areas=_FACE,
        modality=Modality.PEN,
        sessions=4,
        sessions_source="4 sessions 30 days apart (B, PMC6122507)",
        spacing_weeks_min=4,
        spacing_weeks_max=6,
        spacing_source=_FOUR_TO_SIX_WEEKS,
    ),
    Protocol(
        code="skin-pen",
        concerns=_ALL,
        areas=_SKIN,
        modality=Modality.PEN,
        sessions=3,
        sessions_source="3–5 sessions (S4)",
        spacing_weeks_min=4,
        spacing_weeks_max=6,
        spacing_source=_FOUR_TO_SIX_WEEKS,
    ),
    Protocol(
        code="skin-roller",
        concerns=_ALL,
        areas=_SKIN,
        modality=Modality.ROLLER,
        sessions=3,
        sessions_source="3–5 sessions (S4)",
        spacing_weeks_min=4,
        spacing_weeks_max=6,
        spacing_source=_FOUR_TO_SIX_WEEKS,
    ),
    Protocol(
        code="body-rf",
        concerns=_ALL,
        areas=_LARGE,
        modality=Modality.RF,
        sessions=3,
        sessions_source="3–5 sessions on the body (A, InMode)",
        spacing_weeks_min=4,
        spacing_weeks_max=5,
        spacing_source=_A_MONTH,
    ),
    Protocol(
        code="skin-rf",
        concerns=_ALL,
        areas=_SKIN - _LARGE,
        modality=Modality.RF,
        sessions=4,
        sessions_source="4–8 sessions a month apart (S3)",
        spacing_weeks_min=4,
        spacing_weeks_max=5,
        spacing_source=_A_MONTH,
    ),
)
"""From the most particular to the most general: the first that fits is followed."""

VERSION = "2026-11"
"""The version of these protocols, which every course that they plan names."""


def digest_of(protocols: Iterable[Protocol]) -> str:
    """SHA-256 of the protocols' data, hexadecimal: the same on every machine, another for any other figure."""
    data = [asdict(one) for one in protocols]
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=sorted).encode()).hexdigest()


DIGEST = digest_of(PROTOCOLS)


def protocol_for(concern: Concern, area: Area, modality: Modality) -> Protocol | None:
    """The protocol for a plan, or None when no source states one."""
    return next(
        (one for one in PROTOCOLS if modality is one.modality and concern in one.concerns and area in one.areas), None
    )


def require_protocol(concern: Concern, area: Area, modality: Modality) -> Protocol:
    """The protocol for a plan. Raises NoProtocol when no source states one."""
    protocol = protocol_for(concern, area, modality)
    if protocol is None:
        raise NoProtocol(
            f"No source states a protocol for {concern.value.replace('_', ' ')} on the {area.value.replace('_', ' ')} "
            f"with {modality.value}: plan another area or device (GET /v1/protocols lists what there is), "
            "or record the patient as not suitable."
        )
    return protocol
