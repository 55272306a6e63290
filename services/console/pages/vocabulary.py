"""How pages say the words of the services' answers. A newer word is shown as it is."""

from collections.abc import Mapping

from services.console.pages.words import word

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
"""What is treated."""
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
PLACES: Mapping[str, str] = {
    "forehead": word("Forehead"),
    "brows": word("Brows"),
    "periorbital": word("Around the eyes"),
    "inside_orbital_rim": word("Inside the orbital rim"),
    "nose": word("Nose"),
    "cheeks": word("Cheeks"),
    "perioral": word("Around the mouth"),
    "lips": word("Lips"),
    "chin_or_jaw": word("Chin or jaw"),
    "ears": word("Ears"),
    "scalp": word("Scalp"),
    "face": word("The whole face"),
    "neck": word("Neck"),
    "decolletage": word("Décolletage"),
    "chest_or_back": word("Chest or back"),
    "arms": word("Arms"),
    "hands": word("Hands"),
    "fingernails": word("Fingernails"),
    "abdomen": word("Abdomen"),
    "thighs": word("Thighs"),
    "legs_or_feet": word("Legs or feet"),
    "toenails": word("Toenails"),
    "elsewhere": word("Elsewhere"),
}
"""Where something is found or left out, from the head down."""
OUTCOMES: Mapping[str, str] = {
    "cleared": word("Cleared"),
    "cleared_with_conditions": word("Cleared with conditions"),
    "deferred": word("Deferred"),
    "review": word("Waits for a review"),
    "declined": word("Declined"),
}
MODALITIES: Mapping[str, str] = {"roller": word("Roller"), "pen": word("Pen"), "rf": word("RF")}
KINDS: Mapping[str, str] = {"consult": word("Consult"), "session": word("Session"), "review": word("Review of results")}
AT_CHAIR: Mapping[str, str] = {"consult": "consult", "session": "check", "review": "review"}
"""By kind of appointment: the page at which the work at the chair begins."""
WEEKDAYS = (
    word("Monday"),
    word("Tuesday"),
    word("Wednesday"),
    word("Thursday"),
    word("Friday"),
    word("Saturday"),
    word("Sunday"),
)
SERVICES: Mapping[str, str] = {
    "booking": word("Diary"),
    "inventory": word("Stock"),
    "notifications": word("Messages"),
    "screening": word("Screening"),
}
IMPROVEMENTS: Mapping[str, str] = {
    "worse": word("worse"),
    "none": word("no change"),
    "slight": word("slightly better"),
    "clear": word("clearly better"),
}
"""How the skin is at a review of results, compared with before the course."""
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


PROBLEMS: Mapping[str, str] = {
    "clinic_closed": word("The clinic is closed on that day."),
    "outside_hours": word("It is outside the clinic's hours."),
    "practitioner_not_permitted": word("The practitioner may not do this treatment."),
    "practitioner_unavailable": word("The practitioner is not there."),
    "room_unavailable": word("The room cannot be used."),
    "device_unavailable": word("The device cannot be used."),
    "wrong_device": word("The device is not the one that was screened."),
    "not_cleared": word("Screening does not allow it, or not on that day."),
    "screening_under_review": word("A clinician has yet to review the screening."),
    "clearance_suspended": word("The clearance is suspended."),
    "screening_to_repeat": word("The patient has to be screened again."),
    "clearance_ends_before": word("The clearance ends before that day."),
    "day_check_failed": word("The check of the day did not clear the patient."),
    "consent_missing": word("Nobody has agreed to this treatment."),
    "too_soon": word("It is too soon after another session."),
    "cartridges_short": word("The clinic has no cartridges for it."),
}
"""Why an appointment cannot take place, for those who do not read the sentence of booking, which is in English."""
