"""At the chair: the consult, the check of the day, the consent, the session with its cartridges, and photos."""

from services.console.pages.chair import check, consent, consult, corrections, photos, review, session

__all__ = ["check", "consent", "consult", "corrections", "photos", "review", "session"]
