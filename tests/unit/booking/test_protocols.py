from typing import Any

import pytest

from bibliography import SOURCES
from chassis.reference.documents import Problem
from chassis.reference.kinds import Reference
from chassis.reference.shipped import newest_shipped
from chassis.reference.written import Content
from contracts.vocabulary import Modality
from services.booking.app import service
from services.booking.care.domain.protocols import Protocols
from services.booking.care.domain.refusals import NoProtocol
from services.booking.care.domain.words import Area, Concern
from services.booking.care.reference import PROTOCOLS

SHIPPED = newest_shipped(service.reference, PROTOCOLS)


@pytest.fixture
def document() -> dict[str, Any]:
    """The shipped version, to be changed by a test."""
    return dict(PROTOCOLS.read(SHIPPED.content.document).model_dump(mode="json", exclude_none=True))


def read(document: dict[str, Any]) -> Protocols:
    return PROTOCOLS.read(document)


def found_in(document: dict[str, Any]) -> list[Problem]:
    content = Content("Ours", document, {})
    return Reference(kinds=(PROTOCOLS,), bibliography=SOURCES).check(PROTOCOLS, content, {})


def test_the_shipped_version_has_no_problems(document: dict[str, Any]) -> None:
    assert found_in(document) == []


def test_its_numbers_lie_within_what_the_sources_state(document: dict[str, Any]) -> None:
    protocols = read(document)
    assert protocols.numbing.minutes == 30
    assert (protocols.review.first, protocols.review.last) == (4, 6)
    assert protocols.later_review_weeks == [(13, 16), (26, 30)]
    assert all(30 <= minutes <= 60 for minutes in protocols.session.minutes.values())
    for protocol in protocols.protocols.values():
        assert 3 <= protocol.sessions.count <= 8
        assert 4 <= protocol.spacing.first <= protocol.spacing.last <= 6


@pytest.mark.parametrize(
    ("concern", "area", "code", "sessions"),
    [
        (Concern.ACNE_SCARS, Area.FACE, "acne-scars-face-pen", 3),
        (Concern.FINE_LINES, Area.FACE, "ageing-face-pen", 4),
        (Concern.FINE_LINES, Area.NECK, "skin-pen", 3),
    ],
)
def test_the_protocol_that_goes_before_the_others_is_followed(
    document: dict[str, Any], concern: Concern, area: Area, code: str, sessions: int
) -> None:
    protocols = read(document)
    assert protocols.require(concern, area, Modality.PEN) == code
    assert protocols.protocols[code].sessions.count == sessions


@pytest.mark.parametrize("area", [Area.LIPS, Area.INSIDE_ORBITAL_RIM])
@pytest.mark.parametrize("modality", list(Modality))
def test_where_no_source_states_a_protocol_there_is_none(
    document: dict[str, Any], area: Area, modality: Modality
) -> None:
    with pytest.raises(NoProtocol, match="No source states a protocol"):
        read(document).require(Concern.TEXTURE, area, modality)


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    *parents, last = path.split("/")
    part = document
    for name in parents:
        part = part[name]
    part[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "where", "words"),
    [
        ("protocols/skin-pen/precedence", 1, "protocols.acne-scars-face-pen.precedence", "fits skin-pen as well"),
        ("protocols/skin-pen/areas", ["face", "scalp"], "protocols.skin-pen.areas", "Input should be"),
        ("protocols/skin-pen/sesions", 3, "protocols.skin-pen.sesions", "Nothing reads this key"),
        ("protocols/skin-pen/spacing/first", 7, "protocols.skin-pen.spacing", "before it begins"),
        ("protocols/skin-pen/sessions/count", "3", "protocols.skin-pen.sessions.count", "integer"),
        ("protocols/skin-pen/sessions/count", 0, "protocols.skin-pen.sessions.count", "greater than or equal to 1"),
        ("protocols/skin-pen/sessions/sources", ["hearsay"], "protocols.skin-pen.sessions.sources.0", "hearsay"),
        ("protocols/skin-pen/sessions/sources", [], "protocols.skin-pen.sessions.sources", "at least 1"),
        ("protocols/skin-rf/areas", ["lips"], "protocols.skin-rf.areas", "How long is a session on lips"),
        ("session/minutes/lips", 30, "session.minutes.lips", "No protocol treats this area"),
    ],
)
def test_what_a_director_must_not_sign_is_named_by_path(
    document: dict[str, Any], path: str, value: Any, where: str, words: str
) -> None:
    found = found_in(changed(document, path, value))
    assert any(each.path.startswith(where) and words in each.problem for each in found), found


def test_a_protocol_that_is_never_followed_is_named(document: dict[str, Any]) -> None:
    document["protocols"]["face-pen"] = {
        **document["protocols"]["skin-pen"],
        "areas": ["face"],
        "precedence": 3,
    }
    assert [each.path for each in found_in(document)] == ["protocols.face-pen"]
