"""The inbox: what patients wrote, who answers, and one thread of it."""

from services.console.pages.inbox import thread, threads

__all__ = ["thread", "threads"]
