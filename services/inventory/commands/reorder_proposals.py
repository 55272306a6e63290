"""Proposals that a person accepts become lines of the clinic's drafts."""

from collections import defaultdict
from uuid import UUID

from chassis.refusals import FieldError, Phrase
from chassis.work import Work
from services.inventory.commands.products import read_gtin
from services.inventory.commands.purchase_orders import add_to_order
from services.inventory.domain.purchase_order_refusals import ProposalChanged
from services.inventory.forms.purchase_orders import OrderForm, OrderLineForm, OrderView
from services.inventory.forms.reorder_proposals import AcceptedLineForm, ProposalAcceptanceForm
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.reorder_proposals import Proposal, proposals_of


async def accept_proposals(work: Work, form: ProposalAcceptanceForm) -> list[OrderView]:
    """Order what is proposed, as far as it still is what was read; all of it or nothing.

    Raises ClinicUnknown, ClosedForGood, GtinInvalid, ProposalChanged, and what `add_to_order` raises.
    """
    clinic = await lock_clinic(work, form.clinic_id)
    wanted: dict[UUID, list[OrderLineForm]] = defaultdict(list)
    for proposal in await _accepted(work, clinic, form):
        line = OrderLineForm(gtin=proposal.package["gtin"], packages=proposal.packages)
        wanted[proposal.product.supplier_id].append(line)
    return [
        await add_to_order(work, OrderForm(clinic_id=clinic.id, supplier_id=supplier_id, lines=wanted[supplier_id]))
        for supplier_id in sorted(wanted)
    ]


async def _accepted(work: Work, clinic: Clinic, form: ProposalAcceptanceForm) -> list[Proposal]:
    """What is proposed now of the lines. Whoever accepted the same a moment ago has it on the draft already."""
    found = await proposals_of(work, [clinic], cover_days=form.cover_days)
    proposed = {each.product.gtin: each for each in found[clinic.id]}
    accepted: dict[str, Proposal] = {}
    errors = []
    for number, line in enumerate(form.lines):
        gtin = read_gtin(line.gtin)
        problem = _problem(line, proposed.get(gtin), is_there=gtin in accepted)
        if problem is not None:
            errors.append(FieldError(f"lines.{number}", problem.sentence, values=problem.values))
        elif gtin in proposed:
            accepted[gtin] = proposed[gtin]
    if errors:
        raise ProposalChanged(
            "Nothing was ordered: {problem} Look at the proposals again.",
            errors=errors,
            problem=errors[0],
        )
    return list(accepted.values())


def _problem(line: AcceptedLineForm, proposal: Proposal | None, *, is_there: bool) -> Phrase | None:
    if is_there:
        return Phrase("{gtin} is there twice.", {"gtin": line.gtin})
    if proposal is None or proposal.packages == 0:
        return Phrase("Nothing is proposed of {gtin} now.", {"gtin": line.gtin})
    if proposal.packages != line.packages:
        return Phrase(
            "Of {gtin} not {packages} but {proposed} {proposed:package is|packages are} proposed now.",
            {"gtin": line.gtin, "packages": line.packages, "proposed": proposal.packages},
        )
    return None
