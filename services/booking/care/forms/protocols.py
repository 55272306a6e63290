"""Protocols."""

from datetime import date

from chassis.http import View
from contracts.vocabulary import Modality
from services.booking.care.domain.protocols import Protocols, Stated
from services.booking.care.domain.words import Area, Concern


class LaterReviewView(View):
    """Another review of the same results."""

    weeks_min: int
    """After the last session."""
    weeks_max: int
    source: str


class ProtocolView(View):
    """A protocol, each number with its source. Weeks and minutes."""

    code: str
    precedence: int
    """Of the protocols that fit a plan, the one with the lowest number is followed."""
    concerns: list[Concern]
    areas: list[Area]
    modality: Modality
    sessions: int
    sessions_source: str
    spacing_weeks_min: int
    spacing_weeks_max: int
    spacing_source: str
    numbing_minutes: int
    numbing_source: str
    session_minutes: dict[Area, int]
    length_source: str
    review_weeks_min: int
    review_weeks_max: int
    review_source: str
    later_reviews: list[LaterReviewView]
    """Further reviews after the first, the soonest first."""

    @classmethod
    def of(cls, document: Protocols, code: str) -> "ProtocolView":
        """One protocol with what holds for all of them."""
        protocol = document.protocols[code]
        review, numbing = document.review_of(code), document.numbing_of(code)
        return cls(
            code=code,
            precedence=protocol.precedence,
            concerns=sorted(protocol.concerns),
            areas=sorted(protocol.areas),
            modality=protocol.modality,
            sessions=protocol.sessions.count,
            sessions_source=_source(protocol.sessions),
            spacing_weeks_min=protocol.spacing.first,
            spacing_weeks_max=protocol.spacing.last,
            spacing_source=_source(protocol.spacing),
            numbing_minutes=numbing.minutes,
            numbing_source=_source(numbing),
            session_minutes={area: document.session.minutes[area] for area in sorted(protocol.areas)},
            length_source=_source(document.session),
            review_weeks_min=review.first,
            review_weeks_max=review.last,
            review_source=_source(review),
            later_reviews=[
                LaterReviewView(weeks_min=each.first, weeks_max=each.last, source=_source(each))
                for each in sorted(document.later_reviews.values(), key=lambda one: one.first)
            ],
        )


class ProtocolsView(View):
    """The protocols in force, the lowest precedence first."""

    version: str | None
    """The version that is in force today; null when none is: then no course is planned."""
    in_force_from: date | None
    """Since which local day."""
    signature: str | None
    """Who signed it, or ``unsigned`` (in a rehearsal only)."""
    items: list[ProtocolView]


class CourseProtocolView(View):
    """The protocol that made a course, as it was then."""

    version: str
    """GET /v1/reference/protocols/{version} shows it whole, with its sources."""
    digest: str
    """SHA-256 of that version."""
    signature: str
    """Who had signed it when the course was planned, or ``unsigned``."""
    protocol: ProtocolView


def _source(stated: Stated) -> str:
    return f"{stated.says.removesuffix('.')} ({', '.join(stated.sources)})"
