"""What a medical director decides: reviews, overrides, reactions, and letters about recalls."""

from services.console.pages.director import decision, overrides, queue, reaction

__all__ = ["decision", "overrides", "queue", "reaction"]
