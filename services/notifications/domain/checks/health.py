"""Minimum necessary: no message says why the patient comes, or a time that is nobody's."""

import re
from collections.abc import Iterator

from chassis.reference.documents import Problem
from services.notifications.domain.health_words import HEALTH_WORDS, known_for
from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.occasions import Audience
from services.notifications.domain.templates import Purpose, Templates

NOBODYS_TIME = frozenset({"utc", "gmt"})


def health_problems(templates: Templates) -> Iterator[Problem]:
    """Texts with health words, and languages without a list of them."""
    for language, words in templates.languages.items():
        path = f"languages.{language}"
        forbidden = _forbidden_in(language, words)
        if not forbidden:
            yield Problem(
                f"{path}.health_words",
                "No list of health words is built in for this language: give the words that no message may contain.",
            )
        for here, text in _texts(path, words, templates):
            said = words_of(text)
            for word in sorted(said & forbidden):
                yield Problem(here, f"{word!r} says something about the patient's health. Say it without.")
            for word in sorted(said & NOBODYS_TIME):
                yield Problem(here, f"{word!r}: times are said on the clinic's clock. Say {{when}}.")
        yield from _marketing_problems(path, words, templates)


def health_words_in(text: str, templates: Templates) -> frozenset[str]:
    """The words of ``text`` that say something of a patient's health, in any language that the chain writes."""
    forbidden = (_forbidden_in(language, words) for language, words in templates.languages.items())
    return words_of(text) & frozenset().union(*HEALTH_WORDS.values(), *forbidden)


def _forbidden_in(language: str, words: LanguageWords) -> frozenset[str]:
    return known_for(language) | frozenset(each.casefold() for each in words.health_words)


def words_of(text: str) -> frozenset[str]:
    """The words of ``text`` in lower case, without the names in braces."""
    return frozenset(re.findall(r"[^\W\d_]+", re.sub(r"\{\w*\}", " ", text).casefold()))


def _texts(path: str, words: LanguageWords, templates: Templates) -> Iterator[tuple[str, str]]:
    """What leaves the chain, each text with its path: all but what stock managers read."""
    for code, message in words.messages.items():
        template = templates.templates.get(code)
        if template is None or template.audience is not Audience.STOCK_CONTACT:
            yield f"{path}.messages.{code}.subject", message.subject
            yield f"{path}.messages.{code}.text", message.text
            if message.linked:
                yield f"{path}.messages.{code}.linked", message.linked
    for kind, visit in words.phrases.visits.items():
        yield f"{path}.phrases.visits.{kind}", visit
    for kind, item in words.phrases.items.items():
        yield f"{path}.phrases.items.{kind}", item
    for scope, stops in words.phrases.stops.items():
        yield f"{path}.phrases.stops.{scope}", stops


def _marketing_problems(path: str, words: LanguageWords, templates: Templates) -> Iterator[Problem]:
    """By policy every message that is marketing says how to stop it."""
    stops = {each.casefold() for each in words.stop_words.stop}
    for code, message in words.messages.items():
        template = templates.templates.get(code)
        if template and template.purpose is Purpose.MARKETING and not words_of(message.text) & stops:
            yield Problem(
                f"{path}.messages.{code}.text",
                f"It is marketing and does not say how to stop it: name one of {', '.join(words.stop_words.stop)}.",
            )
