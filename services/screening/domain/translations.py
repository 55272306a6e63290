"""What a patient reads, in other languages than the rule set's own.

One document holds every language, so that adding one is a version that extends the last by one key. It is written for
one version of the rules. When a later version words a question otherwise, that question is shown in the rules' own
language until it is translated again: a translation of other words would be an answer to another question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Document, Problem
from services.screening.domain.documents import Code, LanguageTag, Sentence
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Detail, Question
from services.screening.domain.rule_sets import RuleSet


class TranslatedQuestions(Document):
    """The questions of each stage, by code."""

    consult: dict[Code, Sentence]
    day_of: dict[Code, Sentence]

    def of_stage(self, stage: ScreeningStage) -> Mapping[str, str]:
        """Those of one stage."""
        return self.consult if stage is ScreeningStage.CONSULT else self.day_of


class Translation(Document):
    """One language."""

    name: Sentence
    """Its own name for itself, e.g. "Português"."""
    questions: TranslatedQuestions
    conditions: dict[Code, Sentence]
    choices: dict[Code, dict[Code, Sentence]] = Field(default_factory=dict)
    """The choices of each question, by its code."""
    places: dict[Code, Sentence] = Field(default_factory=dict)
    """The places that an answer may name."""
    sections: dict[Code, Sentence] = Field(default_factory=dict)
    """The titles of the parts of a form."""


class Translations(Document):
    """Every language but the rules' own, by its tag."""

    rule_set: Annotated[str, Field(min_length=1)]
    """The version of the rules whose words are translated."""
    languages: Annotated[dict[LanguageTag, Translation], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it is shown."""

    code: str
    question: Question
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A choice or a place as it is shown."""

    code: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a rule set in every language that there is."""

    rule_set: RuleSet
    translations: Translations | None = None
    translated: RuleSet | None = None
    """The rules that the translations were written for."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, the rules' own first."""
        return (self.rule_set.language, *sorted(self.translations.languages if self.translations else ()))

    def items(self, stage: ScreeningStage, language: str) -> tuple[Item, ...]:
        """The questions of a stage in the order in which they are asked, in ``language`` as far as it goes."""
        return tuple(self._item(stage, code, language) for code in self.rule_set.asked(stage))

    def condition(self, code: str, language: str) -> tuple[str, str]:
        """A condition and the language that it is in."""
        own, translation = self.rule_set.conditions[code], self._translation(language)
        if translation is None or self.translated is None or self.translated.conditions.get(code) != own:
            return own, self.rule_set.language
        return translation.conditions[code], language

    def choices(self, item: Item, language: str) -> tuple[Worded, ...]:
        """The choices of a question, in ``language`` where its words were translated as they are."""
        before = self._written_for(item.code)
        translation = self._translation(language)
        translated = translation.choices.get(item.code, {}) if translation else {}
        return self._worded(item.question.choices, before.choices if before else {}, translated, language)

    def places(self, language: str) -> tuple[Worded, ...]:
        """The places that an answer may name."""
        before = self.translated.place_names if self.translated else {}
        translation = self._translation(language)
        return self._worded(self.rule_set.place_names, before, translation.places if translation else {}, language)

    def sections(self, language: str) -> tuple[Worded, ...]:
        """The titles of the parts of a form, in order."""
        before = self.translated.section_titles if self.translated else {}
        translation = self._translation(language)
        translated = translation.sections if translation else {}
        return self._worded(self.rule_set.section_titles, before, translated, language)

    def _worded(
        self, own: Mapping[str, str], before: Mapping[str, str], translated: Mapping[str, str], language: str
    ) -> tuple[Worded, ...]:
        return tuple(
            Worded(code, translated[code], language)
            if code in translated and before.get(code) == text
            else Worded(code, text, self.rule_set.language)
            for code, text in own.items()
        )

    def _written_for(self, code: str) -> Question | None:
        """A question of the rules that the translations were written for."""
        stages = (self.translated.asked(stage) for stage in ScreeningStage) if self.translated else ()
        return next((asked[code] for asked in stages if code in asked), None)

    def _item(self, stage: ScreeningStage, code: str, language: str) -> Item:
        question, translation = self.rule_set.asked(stage)[code], self._translation(language)
        before = self.translated.asked(stage).get(code) if self.translated else None
        if translation is None or before is None or before.text != question.text:
            return Item(code, question, question.text, self.rule_set.language)
        return Item(code, question, translation.questions.of_stage(stage)[code], language)

    def _translation(self, language: str) -> Translation | None:
        return self.translations.languages.get(language) if self.translations else None


def misfits(translations: Translations, rule_set: RuleSet) -> Iterable[Problem]:
    """What a language lacks of the words of its rule set, and what it has that nobody asks."""
    for tag, translation in translations.languages.items():
        for stage in ScreeningStage:
            path = f"languages.{tag}.questions.{stage}"
            yield from _compared(path, translation.questions.of_stage(stage), rule_set.asked(stage), "question")
        yield from _compared(f"languages.{tag}.conditions", translation.conditions, rule_set.conditions, "condition")
        yield from _compared(f"languages.{tag}.sections", translation.sections, rule_set.sections, "section")
        yield from _choice_misfits(f"languages.{tag}", translation, rule_set)
    if rule_set.language in translations.languages:
        yield Problem(f"languages.{rule_set.language}", "This is the rule set's own language: leave it out.")


def _choice_misfits(path: str, translation: Translation, rule_set: RuleSet) -> Iterable[Problem]:
    questions = {code: each for stage in ScreeningStage for code, each in rule_set.asked(stage).items()}
    chosen = {code: question.choices for code, question in questions.items() if question.choices}
    asks_places = any(Detail.PLACES in question.details for question in questions.values())
    yield from _compared(f"{path}.choices", translation.choices, chosen, "question with choices")
    for code in chosen.keys() & translation.choices.keys():
        yield from _compared(f"{path}.choices.{code}", translation.choices[code], chosen[code], "choice")
    yield from _compared(f"{path}.places", translation.places, rule_set.place_names if asks_places else (), "place")


def _compared(path: str, there: Iterable[str], wanted: Iterable[str], what: str) -> Iterable[Problem]:
    for code in sorted(set(wanted) - set(there)):
        yield Problem(f"{path}.{code}", f"This {what} is not translated.")
    for code in sorted(set(there) - set(wanted)):
        yield Problem(f"{path}.{code}", f"The rule set has no such {what}: remove it, or correct its code.")
