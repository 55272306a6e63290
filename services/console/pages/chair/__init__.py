"""At the chair: the consult, the check of the day, the consent, the session with its cartridges, and photos."""

from services.console.pages.chair import consult

__all__ = ["consult"]
