"""The words of one language: what a translator writes."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.reference.documents import Cited, Document

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""The name of a template, a kind of appointment, a scope."""
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
"""A BCP 47 language tag, as events carry it: ``en``, ``pt-PT``."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Plurals = dict[Code, Text]
"""One text for each plural category of the language (CLDR): ``one``, ``few``, ``many``, ``other`` ..."""


class Words(Document):
    """One message. ``{name}`` stands for what is filled in (domain/occasions.py)."""

    subject: Text
    """For channels that have a subject line."""
    text: Text
    """Minimum necessary: it names no condition, concern, medicine or treatment."""
    linked: Text | None = None
    """The text where the message can have a ``{link}``: not without a page for patients, and once a link has ended."""


class Phrases(Document):
    """Parts of sentences that are chosen by what happened."""

    visits: dict[Code, Text]
    """How a kind of appointment is called to a patient; ``other`` for every kind that is not named."""
    stops: dict[Code, Text]
    """What an opt-out silences, by scope: ``marketing`` and ``all``."""
    sessions: Plurals
    """``{count} sessions``."""
    weeks_apart: Plurals
    """``{weeks} weeks apart``; ``weeks`` is a number or ``from_to``."""
    from_to: Text
    """``{from} to {to}``."""
    series: Text
    """``{sessions}, {weeks_apart}``: a series of several sessions; a single one is only ``sessions``."""
    items: dict[Code, Text] = Field(default_factory=dict)
    """What is to be done, by kind of item of a worklist; ``other`` for every kind that is not named. It names no health
    matter."""
    digest_counts: dict[Code, Text] = Field(default_factory=dict)
    """``overdue`` and ``due_today``, with ``{count}``: how much of a kind is."""
    misuses: dict[Code, Text] = Field(default_factory=dict)
    """What is wrong with a cartridge that was used, to stock contacts, by its code (domain/misuses.py). Without words
    for it, the sentence of the event is said, in English."""
    places: dict[Code, Text] = Field(default_factory=dict)
    """Where the books have a cartridge, as a part of a sentence: ``{place}`` of ``misuses``."""


class StopWords(Document):
    """The words with which people ask to stop in this language. Compared without case, accents and punctuation."""

    sources: Annotated[dict[Cited, str], Field(min_length=1)]
    """The sources for these words."""
    stop: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Each is a request only as the whole message."""
    stop_all: tuple[Text, ...]
    """The same, for messages of every kind."""
    anywhere: tuple[Text, ...]
    """Wording that is a request anywhere in a message."""
    everything: tuple[Text, ...]
    """Words that, in a message with clear wording, mean every kind of message."""
    may_cancel: tuple[Text, ...] = ()
    """Those of ``stop`` that may also mean an appointment, besides those that are built in for English and
    Portuguese: they are obeyed, and the front desk asks what was meant while an appointment lies ahead."""


class LanguageWords(Document):
    """Everything that a language needs."""

    name: Text
    """The language's own name for itself."""
    messages: dict[Code, Words]
    """By template."""
    phrases: Phrases
    stop_words: StopWords
    health_words: tuple[Text, ...]
    """Words about health that no message to a patient may contain, besides those that are built in for English and
    Portuguese."""
    yes_words: tuple[Text, ...] = ()
    no_words: tuple[Text, ...] = ()
    """Words that, as the whole text, answer an offer of a freed time, besides those that are built in for English and
    Portuguese."""
    skin_words: tuple[Text, ...] = ()
    """Words with which people describe a reaction, besides those that are built in for English and Portuguese: a text
    with one of them is read sooner."""
