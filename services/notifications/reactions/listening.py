"""The list of what notifications listens to; the modules beside this one fill it."""

from chassis.events.reactions import Reactions

reaction = Reactions()
