"""Screening, put together."""

from bibliography import SOURCES, Source
from chassis.reference.kinds import Reference
from chassis.service import Service
from contracts.registry import topics_of
from services.screening import tables
from services.screening.access import POLICY
from services.screening.api import router
from services.screening.commands.consents import ask_again
from services.screening.examples import EXAMPLES
from services.screening.export import EXPORT
from services.screening.privacy import PERSONAL
from services.screening.reactions import reaction
from services.screening.reference import CONSENT_DOCUMENTS, REACTION_RULES, RULE_SETS, TRANSLATIONS
from services.screening.timers import decide_what_waited, timer
from services.screening.worklist import WORKLIST

service = Service(
    name="screening",
    policy=POLICY,
    metadata=tables.metadata,
    migrations="services.screening.migrations",
    router=router,
    examples=EXAMPLES,
    publishes=topics_of("screening"),
    personal=PERSONAL,
    export=EXPORT,
    reactions=reaction,
    timers=timer,
    worklist=WORKLIST,
    reference=Reference(
        kinds=(RULE_SETS, TRANSLATIONS, REACTION_RULES, CONSENT_DOCUMENTS),
        package="services.screening.reference",
        bibliography=SOURCES,
        source=Source,
        resume={RULE_SETS.name: decide_what_waited, CONSENT_DOCUMENTS.name: ask_again},
    ),
)
