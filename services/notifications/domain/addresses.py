"""Numbers and addresses at which a patient cannot be reached, as a carrier has said. Pure."""

from uuid import NAMESPACE_URL, UUID, uuid5

BAD = "the {what} does not reach them: {why}"


def subject_of_address(patient_id: UUID, address: str) -> UUID:
    """The subject of the item about a patient's address; it does not show the address."""
    return uuid5(NAMESPACE_URL, f"needlepoint:address/{patient_id}/{address.lower()}")


def why_closed(channel: str, why: str) -> str:
    """The reason of messages that do not go there."""
    return BAD.format(what="e-mail address" if channel == "email" else "number", why=why)
