"""The rule sets that this service was shipped with, read once from its own package."""

from datetime import date
from functools import cache
from importlib import resources

from services.screening.domain.reader import read_rule_set
from services.screening.domain.rules import RuleSet


@cache
def shipped() -> dict[str, RuleSet]:
    """Every rule set by its version, oldest first. Raises ValueError when one of them could not decide safely."""
    folders = [folder for folder in resources.files("services.screening.domain.rule_sets").iterdir() if folder.is_dir()]
    read = [
        read_rule_set(*((folder / f"{name}.json").read_text("utf-8") for name in ("rule_set", "questions", "rules")))
        for folder in folders
        if (folder / "rule_set.json").is_file()
    ]
    return {rule_set.version: rule_set for rule_set in sorted(read, key=lambda rule_set: rule_set.in_force_from)}


def in_force(day: date) -> RuleSet:
    """The newest rule set that holds on a local day; before the first one came into force, the first."""
    begun = [rule_set for rule_set in shipped().values() if rule_set.in_force_from <= day]
    return begun[-1] if begun else next(iter(shipped().values()))
