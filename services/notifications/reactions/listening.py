"""The registry of reactions; the other modules of this folder fill it."""

from chassis.events.reactions import Reactions
from chassis.merging.subjects import GIVEN_BACK

reaction = Reactions(owners=GIVEN_BACK)
