"""No message says anything about a patient's health, and every message says who wants it said."""

import re

import pytest

from contracts.vocabulary import Concern
from services.notifications.domain.catalogue import TEMPLATES
from services.notifications.domain.catalogue.appointments import VISIT
from services.notifications.domain.template import Audience, Template

CONDITIONS = {
    "acne", "scar", "scars", "wrinkle", "wrinkles", "lines", "pigment", "pigmentation", "hyperpigmentation", "pores",
    "texture", "stretch", "sagging", "tone", "spots", "eczema", "psoriasis", "rosacea", "rash", "infection",
    "infected", "wound", "keloid", "herpes", "sores", "sore", "scleroderma", "lupus", "cancer", "mole", "moles",
    "allergy", "allergic", "pregnant", "pregnancy", "nursing", "breastfeeding", "diabetes", "diabetic", "thyroid",
    "pacemaker", "immune", "epilepsy", "haemophilia", "bleeding", "anaemia", "condition", "diagnosis", "disease",
    "illness", "medical",
}  # fmt: skip
MEDICINES = {
    "medicine", "medication", "medicines", "prescription", "tablet", "isotretinoin", "retinoid", "retinoids",
    "tretinoin", "retinol", "acid", "acids", "antiviral", "aciclovir", "valaciclovir", "anaesthetic", "anesthetic",
    "lidocaine", "numbing", "anticoagulant", "anticoagulants", "aspirin", "ibuprofen", "nsaid", "steroid",
    "antibiotic", "toxin", "filler", "vitamin",
}  # fmt: skip
TREATMENTS = {
    "microneedling", "needle", "needles", "needling", "dermaroller", "roller", "radiofrequency", "rf", "pen",
    "cartridge",
}  # fmt: skip
FACTS_A_TEMPLATE_MAY_ASK_FOR = {
    "given_name", "clinic", "address", "map_link", "phone", "when",
    "visit", "date", "series", "what_stops",
}  # fmt: skip
TO_PATIENTS = [template for template in TEMPLATES.values() if template.audience is Audience.PATIENT]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


@pytest.mark.parametrize("template", TO_PATIENTS, ids=lambda template: template.code)
def test_no_condition_concern_medicine_or_treatment_is_named(template: Template) -> None:
    concerns = {word for concern in Concern for word in concern.value.split("_")} - {"other", "large", "fine"}
    said = words_of(template.text) | words_of(template.subject)
    assert not said & (concerns | CONDITIONS | MEDICINES | TREATMENTS)


@pytest.mark.parametrize("template", TO_PATIENTS, ids=lambda template: template.code)
def test_no_fact_is_asked_for_that_could_carry_health_data(template: Template) -> None:
    assert template.fields <= FACTS_A_TEMPLATE_MAY_ASK_FOR


def test_the_kinds_of_visit_say_nothing_about_health() -> None:
    assert not words_of(" ".join(VISIT.values())) & (CONDITIONS | MEDICINES | TREATMENTS)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.code)
def test_no_message_tells_a_time_in_utc(template: Template) -> None:
    assert not words_of(template.text + template.subject) & {"utc", "gmt"}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.code)
def test_every_message_has_a_source(template: Template) -> None:
    assert re.search(r"\bS[0-4]\b|\b[ABC]\b|CFR|policy", template.source)
