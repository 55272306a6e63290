import pytest

from contracts.vocabulary import Area, Concern, Modality
from services.booking.care.domain.protocols import PROTOCOLS, protocol_for, require_protocol
from services.booking.care.domain.refusals import NoProtocol


def test_every_number_names_its_source() -> None:
    known = ("S0", "S1", "S2", "S3", "S4", "NCT02646917", "PMC6122507", "InMode")
    for protocol in PROTOCOLS:
        for source in (
            protocol.sessions_source,
            protocol.spacing_source,
            protocol.numbing_source,
            protocol.length_source,
            protocol.review_source,
        ):
            assert any(name in source for name in known), source


def test_codes_are_unique_and_numbers_lie_within_what_the_sources_state() -> None:
    assert len({protocol.code for protocol in PROTOCOLS}) == len(PROTOCOLS)
    for protocol in PROTOCOLS:
        assert 3 <= protocol.sessions <= 8
        assert 4 <= protocol.spacing_weeks_min <= protocol.spacing_weeks_max <= 6
        assert protocol.numbing_minutes == 30
        assert all(30 <= protocol.session_minutes(area) <= 60 for area in protocol.areas)


def test_the_most_particular_protocol_is_followed() -> None:
    scars = require_protocol(Concern.ACNE_SCARS, Area.FACE, Modality.PEN)
    assert (scars.code, scars.sessions) == ("acne-scars-face-pen", 3)
    lines = require_protocol(Concern.FINE_LINES, Area.FACE, Modality.PEN)
    assert (lines.code, lines.sessions) == ("ageing-face-pen", 4)
    assert require_protocol(Concern.FINE_LINES, Area.NECK, Modality.PEN).code == "skin-pen"


@pytest.mark.parametrize("area", [Area.LIPS, Area.INSIDE_ORBITAL_RIM])
@pytest.mark.parametrize("modality", list(Modality))
def test_where_no_source_states_a_protocol_there_is_none(area: Area, modality: Modality) -> None:
    assert protocol_for(Concern.TEXTURE, area, modality) is None
    with pytest.raises(NoProtocol, match="No source states a protocol"):
        require_protocol(Concern.TEXTURE, area, modality)
