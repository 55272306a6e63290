"""How pages say the words of the services' answers. A newer word is shown as it is."""

from collections.abc import Mapping

from services.console.pages.chair.words import AREAS, CONCERNS, MODALITIES, OUTCOMES, PLACES
from services.console.pages.words import word

__all__ = [
    "AREAS",
    "CHANNELS",
    "CONCERNS",
    "KINDS",
    "LANGUAGES",
    "MODALITIES",
    "OUTCOMES",
    "PLACES",
    "WEEKDAYS",
    "words_for",
]

KINDS: Mapping[str, str] = {"consult": word("Consult"), "session": word("Session"), "review": word("Review of results")}
WEEKDAYS = (
    word("Monday"),
    word("Tuesday"),
    word("Wednesday"),
    word("Thursday"),
    word("Friday"),
    word("Saturday"),
    word("Sunday"),
)
CHANNELS: Mapping[str, str] = {"sms": "SMS", "whatsapp": "WhatsApp", "email": word("E-mail")}
LANGUAGES: Mapping[str, str] = {
    "pt": "Português",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "uk": "Українська",
}
"""By their own names, which nobody translates. A patient may have another one."""


def words_for(known: Mapping[str, str], word: str) -> str:
    """In English, to be translated; of a word that is newer than this page, the word itself."""
    return known.get(word, word.replace("_", " ").capitalize())
