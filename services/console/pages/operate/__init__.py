"""The operator's pages: how the services are doing, an event followed through all of them, dead letters settled."""

from services.console.pages.operate import follow, letters, overview

__all__ = ["follow", "letters", "overview"]
