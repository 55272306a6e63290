"""Every fact that is declared, through every template: nothing stands in a text that must not leave the chain."""

import re
from collections.abc import Iterator

import pytest

from services.notifications.domain.checks.health import words_of
from services.notifications.domain.checks.samples import SAMPLE_CLINIC, SAMPLE_LINK, SAMPLE_TIME, sample_facts
from services.notifications.domain.health_words import known_for
from services.notifications.domain.occasions import GIVES, VARIABLES, Audience, Says
from services.notifications.domain.previews import previews_of
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Template, Templates
from services.notifications.domain.wording import Wording, fill_in
from tests.unit.notifications.shipped import SHIPPED

NAME = "Zoraida"
TO_PATIENTS = [code for code, each in SHIPPED.templates.items() if each.audience is Audience.PATIENT]
_CHOICES = {"visit": ("consult", "session", "review", "never seen"), "what_stops": ("marketing", "all")}


def said(templates: Templates, code: str, language: str, **facts: object) -> Iterator[Wording]:
    """What a template says in a language, without and with a link, for these facts."""
    for link in (None, SAMPLE_LINK):
        yield fill_in(
            code,
            templates.languages[language],
            language,
            clinic=SAMPLE_CLINIC,
            given_name=NAME,
            starts_at=SAMPLE_TIME,
            facts=sample_facts() | facts,
            link=link,
        )


def facts_of(template: Template) -> Iterator[dict[str, object]]:
    """Each way in which the facts that choose words can be."""
    for name, values in _CHOICES.items():
        for value in values:
            yield {name: value}


@pytest.mark.parametrize("language", SHIPPED.languages)
@pytest.mark.parametrize("code", TO_PATIENTS)
def test_no_message_to_a_patient_speaks_of_health_whatever_is_filled_in(code: str, language: str) -> None:
    forbidden = known_for(language) | {each.casefold() for each in SHIPPED.languages[language].health_words}
    for facts in facts_of(SHIPPED.templates[code]):
        for wording in said(SHIPPED, code, language, **facts):
            for text in (wording.subject, wording.text):
                assert words_of(text) & forbidden == set()
                assert words_of(text) & {"utc", "gmt"} == set()
                assert not re.search(r"[{}]", text), "everything was filled in"


@pytest.mark.parametrize("code", TO_PATIENTS)
def test_free_text_of_people_reaches_no_patient(code: str) -> None:
    """What staff and gateways type (reasons, products, lots) is for stock contacts and directors."""
    typed = {name: f"typed-{name}" for name in ("product", "gtin", "lot", "reason", "session", "director", "report")}
    for language in SHIPPED.languages:
        for wording in said(SHIPPED, code, language, **typed):
            assert "typed-" not in wording.subject + wording.text


def test_every_declared_fact_is_tried() -> None:
    declared = {name for gives in GIVES.values() for name in gives.everything}
    assert declared <= VARIABLES.keys()
    of_the_message = {"given_name", "clinic", "address", "map_link", "phone", "when"}
    tried = sample_facts().keys() | of_the_message
    assert {name for name in declared if VARIABLES[name] is not Says.TIMES} <= tried


@pytest.mark.parametrize("language", SHIPPED.languages)
def test_a_preview_counts_what_an_sms_takes(language: str) -> None:
    found = list(previews_of(SHIPPED, language))
    assert {each.template for each in found} == SHIPPED.templates.keys()
    for each in found:
        assert each.sms_parts == segments(each.text)
        assert (each.sms_alphabet == "GSM-7") is (each.sms_widens == ())
        if each.audience is Audience.PATIENT:
            assert each.sms_parts <= SHIPPED.sms_segments_at_most


def test_a_preview_names_what_makes_an_sms_dear() -> None:
    confirmed = [each for each in previews_of(SHIPPED, "pt-PT") if each.template == "appointment_confirmed"]
    assert [each.linked for each in confirmed] == [False, True]
    assert confirmed[0].sms_alphabet == "UCS-2"
    assert set(confirmed[0].sms_widens) <= set("áãâçéêíóôõúÁÂÉ")
