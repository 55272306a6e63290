"""What patients agree to: the published documents, and which of them a procedure needs."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import Modality
from services.screening.domain.consents import (
    ConsentDocuments,
    SignedConsent,
    consent_document_problems,
    last_day,
    needs_guardian,
)

CONTENT = json.loads(Path("services/screening/reference/consent-documents/2026-11.json").read_text())["content"]
TODAY = date(2026, 11, 26)


def documents(**changed: Any) -> ConsentDocuments:
    return ConsentDocuments.model_validate_json(json.dumps({**CONTENT, **changed}))


def test_the_published_documents_are_sound_and_there_in_two_languages() -> None:
    found = documents()
    assert list(consent_document_problems(found)) == []
    assert all(set(each.texts) == {"en", "pt"} for each in found.documents.values())


@pytest.mark.parametrize("modality", list(Modality))
def test_every_kind_of_device_has_a_document_for_every_area(modality: Modality) -> None:
    assert documents().covering(modality, "thighs") == modality.value


def test_a_document_that_names_the_area_comes_before_one_for_every_area() -> None:
    neck = {**CONTENT["documents"]["pen"], "areas": ["neck"]}
    found = documents(documents={**CONTENT["documents"], "a_pen_neck": neck})
    assert list(consent_document_problems(found)) == []
    assert (found.covering(Modality.PEN, "neck"), found.covering(Modality.PEN, "face")) == ("a_pen_neck", "pen")


PEN, RF = CONTENT["documents"]["pen"], CONTENT["documents"]["rf"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"other_pen": PEN}, "documents.other_pen.areas"),
        ({"rf": {**RF, "texts": {"pt": RF["texts"]["pt"]}}}, "documents.rf.texts"),
        ({"rf": {**RF, "modality": "pen", "areas": ["lips"]}}, "documents"),
    ],
)
def test_a_mistake_is_found_before_signing(changed: dict[str, Any], path: str) -> None:
    found = documents(documents={**CONTENT["documents"], **changed})
    assert [problem.path for problem in consent_document_problems(found)] == [path]


def test_a_consent_covers_its_kind_of_device_its_areas_and_its_last_day() -> None:
    consent = SignedConsent(Modality.PEN, ("face",), TODAY)
    assert consent.covers(Modality.PEN, "face", TODAY)
    assert not consent.covers(Modality.RF, "face", TODAY)
    assert not consent.covers(Modality.PEN, "neck", TODAY)
    assert not consent.covers(Modality.PEN, "face", date(2026, 11, 27))


def test_who_is_younger_than_18_or_of_unknown_age_does_not_sign() -> None:
    assert [needs_guardian(documents(), age) for age in (17, 18, None)] == [True, False, True]
    assert last_day(documents(), TODAY) == date(2027, 11, 26)
