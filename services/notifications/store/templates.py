"""The published templates: which version a message is made from."""

from dataclasses import dataclass
from datetime import date

from chassis.reference import Kind, Version, in_force, version
from chassis.reference.store import heads_of, version_from
from chassis.work import Work
from services.notifications.domain.checks import problems
from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.templates import Template, Templates

TEMPLATES = Kind(
    name="templates",
    document=Templates,
    summary="What is written to patients and stock contacts, when, and in which words of each language.",
    problems=problems,
)


@dataclass(frozen=True)
class Edition:
    """A version of the templates, as a message is made from it."""

    version: str
    digest: str
    signature: str
    """Who signed it, or ``unsigned``."""
    may_be_sent: bool
    """False: it is not signed, not in force yet, or withdrawn, so messages wait."""
    templates: Templates

    def template(self, code: str) -> Template | None:
        """A template; None when this version has no such message."""
        return self.templates.templates.get(code)

    def words_for(self, wanted: str | None) -> tuple[str, LanguageWords]:
        """The language that suits ``wanted`` best, and its words."""
        language = self.templates.language_for(wanted)
        return language, self.templates.languages[language]


async def edition_in_force(work: Work, day: date) -> Edition:
    """The version that counts on the local ``day``.

    When none does, the newest published one, from which messages are planned but not sent.
    """
    found = await in_force(work, TEMPLATES, day)
    if found is not None:
        return _edition(found, may_be_sent=True)
    return _edition(await version(work, TEMPLATES, await _newest(work)), may_be_sent=False)


async def edition_of(work: Work, planned_with: str, day: date) -> Edition:
    """The version that a message goes out with: the one that it was planned with, for its words and its time belong
    together. If that may not be sent on ``day``, because it is withdrawn or unsigned, the one in force."""
    found = await version(work, TEMPLATES, planned_with)
    if _is_signed_for(found, day):
        return _edition(found, may_be_sent=True)
    current = await in_force(work, TEMPLATES, day)
    return _edition(current, may_be_sent=True) if current else _edition(found, may_be_sent=False)


async def edition_named(work: Work, name: str) -> Edition:
    """A version, whatever has become of it: for showing a message that was made from it."""
    return _edition(await version(work, TEMPLATES, name), may_be_sent=False)


async def published_editions(work: Work) -> dict[str, Edition]:
    """Every version that is not a draft, by name: for showing many messages."""
    heads = [each for each in await heads_of(work, TEMPLATES.name) if each.status != "draft"]
    return {head.version: _edition(await version_from(work, TEMPLATES, head), may_be_sent=False) for head in heads}


def _is_signed_for(found: Version[Templates], day: date) -> bool:
    begun = found.in_force_from is not None and found.in_force_from <= day
    return found.signed and begun and not found.withdrawn


async def _newest(work: Work) -> str:
    published = [each for each in await heads_of(work, TEMPLATES.name) if each.status != "draft"]
    usable = [each for each in published if each.status != "withdrawn"]
    return str((usable or published)[0].version)


def _edition(found: Version[Templates], *, may_be_sent: bool) -> Edition:
    return Edition(found.version, found.digest, found.signature, may_be_sent, found.document)
