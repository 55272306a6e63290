"""Each text asks only for what its occasions give, and says the same in every language."""

from collections.abc import Iterator
from string import Formatter

from chassis.language import ENGLISH
from chassis.reference.documents import Problem
from services.notifications.domain.checks.occasions import uses
from services.notifications.domain.languages import Words
from services.notifications.domain.misuses import MISUSES, VALUES
from services.notifications.domain.occasions import GIVES, LINK, VARIABLES, Occasion
from services.notifications.domain.templates import Template, Templates

PHRASE_VARIABLES = {
    "sessions": frozenset({"count"}),
    "weeks_apart": frozenset({"weeks"}),
    "from_to": frozenset({"from", "to"}),
    "series": frozenset({"sessions", "weeks_apart"}),
    "digest_counts": frozenset({"count"}),
}
"""What each of the composed phrases has to contain; a plural form for one may leave the number out."""


class Unreadable(ValueError):
    """The braces of a text cannot be read."""


def variables_in(text: str) -> frozenset[str]:
    """The names in braces. Raises Unreadable for anything but plain names."""
    found = set()
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise Unreadable("A brace has no partner. Write {name}, and {{ or }} for a brace itself.") from None
    for _, name, layout, conversion in parts:
        if name is None:
            continue
        if not name.isidentifier() or layout or conversion:
            raise Unreadable(f"{{{name}}} is not a plain name. Write only {{name}}.")
        found.add(name)
    return frozenset(found)


def variable_problems(templates: Templates) -> Iterator[Problem]:
    """What is wrong with the braces in any text."""
    given = _given(templates)
    digests = {code for occasion, _, code in uses(templates) if occasion is Occasion.DIGEST_DUE}
    for language, words in templates.languages.items():
        for code, message in words.messages.items():
            path = f"languages.{language}.messages.{code}"
            try:
                asked = variables_of(message)
            except Unreadable as error:
                yield Problem(path, str(error))
                continue
            yield from _unknown(path, asked, given.get(code))
            yield from _unlike_english(path, asked, code, templates)
            of_console = code in digests
            yield from _link_problems(
                path, message, templates.templates.get(code), given.get(code), of_console=of_console
            )
            if templates.templates.get(code) and not asked & {"clinic", "phone"}:
                yield Problem(path, "It says neither {clinic} nor {phone}: nobody would know who writes.")
        yield from _phrase_problems(f"languages.{language}.phrases", words.phrases.model_dump())


def _link_problems(
    path: str, message: Words, template: Template | None, given: frozenset[str] | None, *, of_console: bool
) -> Iterator[Problem]:
    """The words with a link, where the message can have one; ``of_console``: it leads to the console."""
    opens = template is not None and (template.opens is not None or of_console)
    if opens is not (message.linked is not None):
        yield Problem(
            f"{path}.linked",
            "The template says what its link opens: give the text that has the {link}."
            if opens
            else "The template opens nothing: remove this text, or say what its link `opens`.",
        )
        return
    if message.linked is None:
        return
    try:
        asked = variables_in(message.linked)
    except Unreadable as error:
        yield Problem(f"{path}.linked", str(error))
        return
    if LINK not in asked:
        yield Problem(f"{path}.linked", "{link} is missing: without it this text is not needed.")
    if not asked & {"clinic", "phone"}:
        yield Problem(f"{path}.linked", "It says neither {clinic} nor {phone}: nobody would know who writes.")
    yield from _unknown(f"{path}.linked", asked - {LINK}, given)


def variables_of(message: Words) -> frozenset[str]:
    """The names in braces of subject and text. Raises Unreadable."""
    return variables_in(message.subject) | variables_in(message.text)


def _given(templates: Templates) -> dict[str, frozenset[str]]:
    """What every occasion of a template gives it."""
    given: dict[str, frozenset[str]] = {}
    for occasion, _, code in uses(templates):
        here = GIVES[occasion].everything
        given[code] = given.get(code, here) & here
    return given


def _unknown(path: str, asked: frozenset[str], given: frozenset[str] | None) -> Iterator[Problem]:
    for name in sorted(asked - VARIABLES.keys()):
        yield Problem(path, f"Nothing is called {{{name}}}. There is {', '.join(sorted(VARIABLES))}.")
    for name in sorted((asked & VARIABLES.keys()) - (given if given is not None else asked)):
        yield Problem(path, f"{{{name}}} is not known when this is sent. There is {', '.join(sorted(given or ()))}.")


def _unlike_english(path: str, asked: frozenset[str], code: str, templates: Templates) -> Iterator[Problem]:
    english = templates.languages.get(ENGLISH)
    if english is None or code not in english.messages:
        return
    try:
        model = variables_of(english.messages[code])
    except Unreadable:
        return  # said of the English text itself
    for name in sorted(model - asked):
        yield Problem(path, f"{{{name}}} is missing, which the English text says.")
    for name in sorted(asked - model):
        yield Problem(path, f"{{{name}}} is said, which the English text does not say.")


def _phrase_problems(path: str, phrases: dict[str, str | dict[str, str]]) -> Iterator[Problem]:
    for name, text in phrases.items():
        for key, each in text.items() if isinstance(text, dict) else [("", text)]:
            here = f"{path}.{name}.{key}".rstrip(".")
            try:
                asked = variables_in(each)
            except Unreadable as error:
                yield Problem(here, str(error))
                continue
            of_all = PHRASE_VARIABLES.get(name, frozenset())
            wanted = VALUES.get(key, of_all) if name == MISUSES else of_all
            for unknown in sorted(asked - wanted):
                yield Problem(here, f"Nothing is called {{{unknown}}} in this phrase.")
            for missing in sorted(wanted - asked) if key != "one" else ():
                yield Problem(here, f"{{{missing}}} is missing.")
