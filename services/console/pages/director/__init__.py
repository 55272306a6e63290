"""What a medical director decides: reviews, overrides, reactions, and letters about recalls."""

from services.console.pages.director import decision, queue, reaction

__all__ = ["decision", "queue", "reaction"]
