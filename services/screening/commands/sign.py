"""A medical director signs a rule set."""

from sqlalchemy import insert

from chassis.work import Work
from services.screening.domain.refusals import AlreadySigned, RuleSetNotFound
from services.screening.store.rule_sets import shipped
from services.screening.store.screenings import signature_of
from services.screening.tables import rule_set_signatures


async def sign(work: Work, version: str) -> None:
    """Sign exactly the words that this version has now. Raises RuleSetNotFound, AlreadySigned."""
    rule_set = shipped().get(version)
    if rule_set is None:
        raise RuleSetNotFound(f"There is no such rule set: the versions are {', '.join(shipped())}.")
    signed = await signature_of(work, version, rule_set.digest)
    if signed:
        raise AlreadySigned(f"This version was signed by {signed.signed_by} already: nothing is left to do.")
    await work.execute(
        insert(rule_set_signatures).values(
            version=version, digest=rule_set.digest, signed_by=work.actor.subject, signed_at=work.now
        )
    )
    work.audit("rule set signed", version, digest=rule_set.digest)
