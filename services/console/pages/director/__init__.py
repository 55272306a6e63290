"""What a medical director decides: reviews, overrides, reactions, recall letters, what is kept without consent."""

from services.console.pages.director import consents, decision, overrides, queue, reaction

__all__ = ["consents", "decision", "overrides", "queue", "reaction"]
