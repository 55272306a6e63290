"""Rules, protocols and texts: what is in force, drafts, what they change, and their signature."""

from services.console.pages.published import drafts, part, version

__all__ = ["drafts", "part", "version"]
