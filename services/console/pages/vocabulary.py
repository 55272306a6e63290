"""How pages say booking's words for what is treated, where and by what. A newer word is shown as it is."""

from collections.abc import Mapping

from services.console.pages.words import word

KINDS: Mapping[str, str] = {"consult": word("Consult"), "session": word("Session"), "review": word("Review of results")}
AREAS: Mapping[str, str] = {
    "face": word("Face"),
    "periorbital": word("Around the eyes"),
    "inside_orbital_rim": word("Inside the orbital rim"),
    "lips": word("Lips"),
    "neck": word("Neck"),
    "decolletage": word("Décolletage"),
    "hands": word("Hands"),
    "abdomen": word("Abdomen"),
    "thighs": word("Thighs"),
}
CONCERNS: Mapping[str, str] = {
    "acne_scars": word("Acne scars"),
    "other_scars": word("Other scars"),
    "fine_lines": word("Fine lines"),
    "uneven_tone": word("Uneven tone"),
    "large_pores": word("Large pores"),
    "texture": word("Texture"),
    "stretch_marks": word("Stretch marks"),
    "acne_marks": word("Acne marks"),
    "sagging": word("Sagging"),
}
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
