"""Protocols: how many sessions, how far apart, how long. A document of reference data that a medical director signs.

Each number says in words what its sources state. Where a source states a range of sessions, the shipped version plans
the lower end: whether more are wanted is decided at the review.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.reference.documents import Cited, Document, Problem
from contracts.vocabulary import Modality
from services.booking.care.domain.refusals import NoProtocol
from services.booking.care.domain.words import Area, Concern

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""The code of a protocol, for ever, e.g. ``skin-pen``."""
Minutes = Annotated[int, Field(ge=1, le=240)]
Weeks = Annotated[int, Field(ge=1, le=104)]


class Stated(Document):
    """Something that sources state."""

    says: Annotated[str, StringConstraints(min_length=10)]
    """What they state, in our words, as a sentence."""
    sources: Annotated[tuple[Cited, ...], Field(min_length=1)]
    """Keys of the bibliography."""


class Length(Stated):
    """How long something takes."""

    minutes: Minutes


class LengthByArea(Stated):
    """How long needling takes with what belongs to it, numbing not counted."""

    minutes: dict[Area, Minutes]


class Count(Stated):
    """How many sessions are planned."""

    count: Annotated[int, Field(ge=1, le=12)]


class Window(Stated):
    """A window in weeks after a session, both included."""

    first: Weeks
    last: Weeks


class Protocol(Document):
    """What sources state for some concerns, on some areas, with one kind of device."""

    precedence: Annotated[int, Field(ge=1, le=100)]
    """Of the protocols that fit a plan, the one with the lowest number is followed."""
    concerns: Annotated[frozenset[Concern], Field(min_length=1)]
    areas: Annotated[frozenset[Area], Field(min_length=1)]
    modality: Modality
    sessions: Count
    spacing: Window
    """When the next session lies after one."""
    review: Window | None = None
    """When the review lies after the last session; left out: as for all protocols."""
    numbing: Length | None = None
    """How long the anaesthetic acts before the needling; left out: as for all protocols."""

    def fits(self, concern: Concern, area: Area, modality: Modality) -> bool:
        """True when the protocol is for such a plan."""
        return modality is self.modality and concern in self.concerns and area in self.areas

    def overlaps(self, other: "Protocol") -> bool:
        """True when there is a plan that both fit."""
        same_kind = self.modality is other.modality
        return same_kind and bool(self.concerns & other.concerns) and bool(self.areas & other.areas)


class Protocols(Document):
    """Every protocol, and what holds for all of them."""

    talk: Length
    """A consult or a review."""
    numbing: Length
    """How long the anaesthetic acts before the needling."""
    review: Window
    """When the review lies after the last session; the first one, where there are several."""
    later_reviews: dict[Code, Window] = Field(default_factory=dict)
    """Further reviews of the same results, each later than the one before it."""
    session: LengthByArea
    """How long a session takes."""
    protocols: dict[Code, Protocol]

    def chosen(self, concern: Concern, area: Area, modality: Modality) -> str | None:
        """The code of the protocol for a plan; None when there is none."""
        fitting = [(one.precedence, code) for code, one in self.protocols.items() if one.fits(concern, area, modality)]
        return min(fitting)[1] if fitting else None

    def require(self, concern: Concern, area: Area, modality: Modality) -> str:
        """The same. Raises NoProtocol."""
        code = self.chosen(concern, area, modality)
        if code is None:
            raise NoProtocol(
                f"No source states a protocol for {concern.value.replace('_', ' ')} on the "
                f"{area.value.replace('_', ' ')} with {modality.value}: plan another area or device "
                "(GET /v1/protocols lists what there is), or record the patient as not suitable."
            )
        return code

    def review_of(self, code: str) -> Window:
        """When the review of a course by this protocol lies."""
        return self.protocols[code].review or self.review

    @property
    def later_review_weeks(self) -> list[tuple[int, int]]:
        """The weeks after the last session in which each further review is wanted, the soonest first."""
        return sorted((each.first, each.last) for each in self.later_reviews.values())

    def numbing_of(self, code: str) -> Length:
        """How long the anaesthetic acts in a course by this protocol."""
        return self.protocols[code].numbing or self.numbing


def problems_of(document: Protocols) -> Iterator[Problem]:
    """What is wrong with protocols beyond their types: windows, precedence, lengths that are missing."""
    yield from _windows(document)
    yield from _contradictions(document)
    yield from _never_followed(document)
    for code, protocol in document.protocols.items():
        for area in sorted(protocol.areas - document.session.minutes.keys()):
            yield Problem(
                f"protocols.{code}.areas", f"How long is a session on {area.value}? Add it to session.minutes."
            )
    used = frozenset[Area]().union(*(one.areas for one in document.protocols.values()))
    for area in sorted(document.session.minutes.keys() - used):
        yield Problem(f"session.minutes.{area.value}", "No protocol treats this area: remove it, or add a protocol.")


def _windows(document: Protocols) -> Iterator[Problem]:
    windows = {"review": document.review}
    for code, protocol in document.protocols.items():
        windows[f"protocols.{code}.spacing"] = protocol.spacing
        if protocol.review is not None:
            windows[f"protocols.{code}.review"] = protocol.review
    for code, window in document.later_reviews.items():
        windows[f"later_reviews.{code}"] = window
        if window.first <= document.review.last:
            yield Problem(f"later_reviews.{code}", "It begins before the first review has to be over.")
    for path, window in windows.items():
        if window.last < window.first:
            yield Problem(path, f"The window ends in week {window.last}, before it begins in week {window.first}.")


def _contradictions(document: Protocols) -> Iterator[Problem]:
    for (code, one), (other_code, other) in combinations(sorted(document.protocols.items()), 2):
        if one.precedence == other.precedence and one.overlaps(other):
            concern, area = min(one.concerns & other.concerns), min(one.areas & other.areas)
            yield Problem(
                f"protocols.{code}.precedence",
                f"{concern.value} on {area.value} fits {other_code} as well, of the same precedence: "
                "give the one that is to be followed a lower number.",
            )


def _never_followed(document: Protocols) -> Iterator[Problem]:
    for code, protocol in document.protocols.items():
        plans: Iterable[tuple[Concern, Area]] = product(protocol.concerns, protocol.areas)
        if all(document.chosen(concern, area, protocol.modality) != code for concern, area in plans):
            yield Problem(f"protocols.{code}", "Other protocols go before it for every plan: it is never followed.")
