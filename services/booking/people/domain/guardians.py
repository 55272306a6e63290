"""Who decides for a patient who is too young, or needs somebody for another reason."""

from enum import StrEnum


class Relation(StrEnum):
    """What a guardian is to the patient."""

    PARENT = "parent"
    LEGAL_GUARDIAN = "legal_guardian"
    OTHER = "other"
