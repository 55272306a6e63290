"""The words with which people answer, in every language that they may write in: published data, beside the law's own.

What is read in one language is read in all: nobody says in which language they write.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Cited, Document, Problem
from services.notifications.domain.languages import LanguageWords, StopWords, Tag, Text
from services.notifications.domain.own_words import plain

SHORTEST_STEM = 3


class ReplyLanguage(Document):
    """The words of one language. Compared without case, accents and punctuation."""

    name: Text
    """The language's own name for itself."""
    sources: Annotated[dict[Cited, str], Field(min_length=1)]
    """The sources for these words."""
    stop_words: StopWords
    start_words: tuple[Text, ...]
    """Each, as the whole message, asks for messages again."""
    yes_words: tuple[Text, ...]
    """Each, as the whole message, confirms the appointment that is asked about, or accepts an offer."""
    no_words: tuple[Text, ...]
    """The same, for no."""
    cancel_stems: tuple[Text, ...]
    """Beginnings of words about moving or cancelling an appointment."""
    skin_words: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Whole words with which people describe a reaction."""
    skin_stems: tuple[Text, ...]
    """Beginnings of such words."""
    courtesies: tuple[Text, ...] = ()
    """Words before or after an answer that change nothing: "please", "thank you"."""
    negations: tuple[Text, ...] = ()
    """Words that deny the word of a reaction right after them: "no", "not", "no sign of"."""
    why_words: tuple[Text, ...] = ()
    """Words with which a question begins that asks for a reason, and for no stop: "why", "how come"."""
    or_words: tuple[Text, ...] = ()
    """Words that carry a negation on to the next word: "no redness or swelling"."""
    limits: tuple[Text, ...] = ()
    """Words after a wording to stop that ask for less than an end: "at night", "later", "before #", where ``#`` stands
    for a word that begins with a figure."""


Answers = ReplyLanguage | LanguageWords
"""Both bring words for what people write back: a language of the reply words, and one of the templates."""


class ReplyWords(Document):
    """The words of all languages."""

    languages: Annotated[dict[Tag, ReplyLanguage], Field(min_length=1)]
    """By BCP 47 tag."""


def reply_problems(words: ReplyWords) -> Iterator[Problem]:
    """Words that could not be recognised, that mean two things, or that would be found in half of all texts."""
    meant: dict[str, str] = {}
    for language, of in words.languages.items():
        path = f"languages.{language}"
        stops = (*of.stop_words.stop, *of.stop_words.stop_all)
        lists = {"stop_words": stops, "start_words": of.start_words, "yes_words": of.yes_words, "no_words": of.no_words}
        lists["courtesies"] = of.courtesies
        for name, listed in lists.items():
            yield from _unclear(f"{path}.{name}", name, listed, meant)
        for name, stems in (("cancel_stems", of.cancel_stems), ("skin_stems", of.skin_stems)):
            yield from _too_short(f"{path}.{name}", stems)
        for limit in of.limits:
            if not plain(limit):
                yield Problem(f"{path}.limits", f"{limit!r} has no letter or figure that could be recognised.")
        for word in sorted(set(map(plain, of.stop_words.may_cancel)) - set(map(plain, stops))):
            yield Problem(f"{path}.stop_words.may_cancel", f"{word!r} is not among the words that stop: add it there.")


def _unclear(path: str, name: str, listed: Iterable[str], meant: dict[str, str]) -> Iterator[Problem]:
    for word in listed:
        said = plain(word)
        if not said:
            yield Problem(path, f"{word!r} has no letter or figure that could be recognised.")
        elif meant.setdefault(said, name) != name:
            yield Problem(path, f"{word!r} is among the {meant[said]} as well: a word means one thing.")


def _too_short(path: str, stems: Iterable[str]) -> Iterator[Problem]:
    for stem in stems:
        if len(plain(stem)) < SHORTEST_STEM or " " in plain(stem):
            yield Problem(path, f"{stem!r} is not the beginning of one word, of {SHORTEST_STEM} letters or more.")
