"""Each language is whole: every template, every phrase, every plural form."""

from collections.abc import Iterable, Iterator

from chassis.language import ENGLISH, LanguageUnknown, plural_forms
from chassis.reference.documents import Problem
from services.notifications.domain.checks.occasions import uses
from services.notifications.domain.languages import LanguageWords, Phrases, Plurals
from services.notifications.domain.misuses import VALUES
from services.notifications.domain.occasions import GIVES, OTHER, Occasion
from services.notifications.domain.opt_outs import STOP_ALL_WORDS, STOP_WORDS, MessageScope
from services.notifications.domain.templates import Templates

DIGEST_COUNTS = ("due_today", "overdue")


def language_problems(templates: Templates) -> Iterator[Problem]:
    """What is missing in each language."""
    for needed in (ENGLISH, templates.fallback_language):
        if needed not in templates.languages:
            yield Problem("languages", f"The words in {needed} are missing: it is a language that others fall back to.")
    kinds, items = _kinds(templates), _items(templates)
    for language, words in templates.languages.items():
        path = f"languages.{language}"
        try:
            forms = plural_forms(language)
        except LanguageUnknown as error:
            yield Problem(path, str(error))
            continue
        yield from _same_keys(f"{path}.messages", "template", templates.templates, words.messages)
        yield from _phrase_problems(path, words, kinds, forms, items)
    if ENGLISH in templates.languages:
        yield from _regulation(templates.languages[ENGLISH])


def _kinds(templates: Templates) -> set[str]:
    """The kinds of appointment that any language has a word for, or any occasion names."""
    named = {word for occasion, word, _ in uses(templates) if GIVES[occasion].appointment}
    return {OTHER, *named, *(kind for words in templates.languages.values() for kind in words.phrases.visits)}


def _items(templates: Templates) -> set[str]:
    """The kinds of items that any language has a word for; none where no daily mail is written."""
    if not any(occasion is Occasion.DIGEST_DUE for occasion, _, _ in uses(templates)):
        return set()
    return {OTHER, *(kind for words in templates.languages.values() for kind in words.phrases.items)}


def _phrase_problems(
    path: str, words: LanguageWords, kinds: Iterable[str], forms: frozenset[str], items: Iterable[str]
) -> Iterator[Problem]:
    phrases = words.phrases
    yield from _same_keys(f"{path}.phrases.visits", "kind of appointment", kinds, phrases.visits)
    yield from _same_keys(f"{path}.phrases.stops", "scope", [scope.value for scope in MessageScope], phrases.stops)
    if items:
        yield from _same_keys(f"{path}.phrases.digest_counts", "count", DIGEST_COUNTS, phrases.digest_counts)
        yield from _same_keys(f"{path}.phrases.items", "kind of item", items, phrases.items)
    yield from _misuse_problems(path, phrases)
    plurals: dict[str, Plurals] = {"sessions": phrases.sessions, "weeks_apart": phrases.weeks_apart}
    for name, plural in plurals.items():
        yield from _same_keys(f"{path}.phrases.{name}", "plural form", sorted(forms), plural)


def _misuse_problems(path: str, phrases: Phrases) -> Iterator[Problem]:
    """All of them or none, as in versions from before they had words."""
    if not phrases.misuses and not phrases.places:
        return
    yield from _same_keys(f"{path}.phrases.misuses", "misuse", VALUES, phrases.misuses)
    if not phrases.places:
        yield Problem(f"{path}.phrases.places", "The words for where a cartridge is are missing.")


def _same_keys(path: str, noun: str, wanted: Iterable[str], given: Iterable[str]) -> Iterator[Problem]:
    wanted, given = set(wanted), set(given)
    for key in sorted(wanted - given):
        yield Problem(f"{path}.{key}", f"The words for the {noun} {key} are missing.")
    for key in sorted(given - wanted):
        yield Problem(f"{path}.{key}", f"There is no {noun} {key} that these words could be for: remove them.")


def _regulation(english: LanguageWords) -> Iterator[Problem]:
    shown = {each.casefold() for each in (*english.stop_words.stop, *english.stop_words.stop_all)}
    for word in sorted((STOP_WORDS | STOP_ALL_WORDS) - shown):
        yield Problem(
            f"languages.{ENGLISH}.stop_words",
            f"{word!r} is missing. It means stop by law (47 CFR 64.1200(a)(10)), so list it here as well.",
        )
