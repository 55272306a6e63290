"""The registry of reactions; the other modules of this folder fill it."""

from chassis.events.reactions import Reactions

reaction = Reactions()
