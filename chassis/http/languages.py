"""The language of sentences in answers: they are translated in files, their values written as the language does.

Translations are ``translations/<tag>.json`` in a package: the English sentence, as the code writes it, and the
translated one with the same names in braces. Words that follow a number have their forms there, as many as the language
has: ``{count:cartucho|cartuchos}``. English needs no file; a third language is a third file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, Any

from fastapi import Depends, Request

from chassis.language import ENGLISH, best_language
from chassis.refusals import Translatable, fill_in, say

Catalogue = Mapping[str, str]
LONGEST_HEADER = 500


class Translations:
    """The sentences of some packages in every language that they have files for."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._catalogues: dict[str, dict[str, str]] = {}
        for package in packages:
            for language, sentences in catalogues_of(package).items():
                self._catalogues.setdefault(language, {}).update(sentences)

    @property
    def languages(self) -> list[str]:
        """English and those that there are files for."""
        return [ENGLISH, *sorted(self._catalogues)]

    def has(self, sentence: str, language: str) -> bool:
        """Whether ``sentence`` is there in that language."""
        return language == ENGLISH or sentence in self._catalogues.get(language, {})

    def sentence(self, sentence: str, values: Mapping[str, Any], language: str) -> str:
        """The sentence with its values, in ``language`` where it is translated, else in English."""
        words = self._catalogues.get(language, {})
        if language != ENGLISH and sentence not in words:
            language, words = ENGLISH, {}

        def written(value: Any) -> str:
            if isinstance(value, str):  # most are; to ask whether it has a sentence of its own takes ten times as long
                return words.get(value, str(value))
            if isinstance(value, Translatable):
                return self.sentence(value.sentence, value.values, language)
            if isinstance(value, list | tuple):
                return ", ".join(written(each) for each in value)
            text = say(value, language)
            return words.get(text, text)

        return fill_in(words.get(sentence, sentence), values, written, language)


def catalogues_of(package: str) -> dict[str, Catalogue]:
    """The files of one package, by language; none when it has no such folder."""
    folder = resources.files(package) / "translations"
    if not folder.is_dir():
        return {}
    files = [each for each in folder.iterdir() if each.name.endswith(".json")]
    return {each.name.removesuffix(".json"): json.loads(each.read_text(encoding="utf-8")) for each in files}


def wanted_by(request: Request, default: str) -> list[str]:
    """The languages that the reader prefers: a signed-in patient's own, then Accept-Language, then the chain's."""
    actor = getattr(request.state, "actor", None)
    own = [actor.own_language] if actor is not None and actor.own_language else []
    return [*own, *accepted(request.headers.get("Accept-Language", "")), default]


def accepted(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first (RFC 9110, 12.5.4); what is not one is left out."""
    weighed: list[tuple[float, int, str]] = []
    for position, each in enumerate(header[:LONGEST_HEADER].split(",")):
        tag, _, parameter = each.strip().partition(";")
        weight = _weight(parameter.strip())
        if tag and tag != "*" and tag.replace("-", "").isalnum() and weight > 0:
            weighed.append((-weight, position, tag.strip()))
    return [tag for _, _, tag in sorted(weighed)]


def _weight(parameter: str) -> float:
    if not parameter:
        return 1.0
    name, _, written = parameter.partition("=")
    try:
        return min(float(written), 1.0) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def language_of(request: Request, translations: Translations, default: str) -> str:
    """The language to answer ``request`` in: the first preferred one that there are translations for, else English."""
    return best_language(wanted_by(request, default), translations.languages, ENGLISH)


@dataclass(frozen=True)
class Reader:
    """Who reads an answer that is not a refusal, and holds the sentence of one: why something cannot be done now."""

    translations: Translations
    language: str

    def words_of(self, sentence: str, values: Mapping[str, Any]) -> str:
        """A refusal's sentence with its values, as this reader would read it in a problem document."""
        return self.translations.sentence(sentence, values, self.language)

    def said(self, what: Translatable) -> str:
        """The same of a phrase, a refusal or whatever else has a sentence with values."""
        return self.words_of(what.sentence, what.values)


async def _reader_of(request: Request) -> Reader:
    translations: Translations = request.app.state.translations
    return Reader(translations, language_of(request, translations, request.app.state.language))


ReadBy = Annotated[Reader, Depends(_reader_of)]
"""A route's reader. Resolved after authentication, as `Transaction` is, for a patient's own language counts first."""
