"""Requests that notifications refuses, by name."""

from chassis.refusals import NotFound


class SenderUnknown(NotFound):
    """Nobody is known under the number or address that a message came from."""


class MessageUnknown(NotFound):
    """There is no such message, or not for this caller."""


class RecipientUnknown(NotFound):
    """The patient has not been heard of, or not by this caller."""
