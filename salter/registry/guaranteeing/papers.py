"""The words of a guarantee act, and what a decision says of one: in Serbian Cyrillic, and in the case's language.

Nothing that was not read in the law is cited in them: the ground is the special law that the handler names.
"""

from __future__ import annotations

from django.utils import timezone

from salter.organisations.access import Viewer
from salter.registry import acts, numbering, wording, wording_second
from salter.registry.guaranteeing import rules
from salter.registry.models import Act, ActKind, Case, Extent, Guarantee, GuaranteeGround
from salter.registry.parties.services import present_parties
from salter.ui.formats import format_date


def named(act: Act) -> str:
    """A guarantee act as a paper speaks of it."""
    number = numbering.sub_number(act.organisation, act.case, act.sub_number)
    return f"број {number} од {format_date(timezone.localdate(act.signed_at))}" if act.signed_at else f"број {number}"


def title(case: Case) -> str:
    """What it is called."""
    return wording.title(ActKind.DECISION, case, Extent.GUARANTEE)


def disposition(promised: str) -> str:
    """What the body binds itself to."""
    said = promised.strip().rstrip(".")
    return f"Орган се обавезује да на одговарајући захтев странке донесе акт следеће садржине: {said}."


def _reasoning(row: Guarantee) -> str:
    return (
        f"Гарантни акт предвиђа посебан закон: {row.law}, {row.article}.\n"
        f"Овај акт полази од следећих чињеница: {row.facts.strip().rstrip('.')}."
    )


def _binding(row: Guarantee) -> str:
    law = f" ({row.months_law})" if row.months_law else ""
    return f"Обавезује ако захтев буде поднет у року од {row.months} мес. од издавања овог акта{law}."


def content(viewer: Viewer, row: Guarantee, case: Case) -> dict[str, str]:
    """The parts of the act; those in the second language too, with gaps for what stands in Serbian alone."""
    office, parties = viewer.organisation, present_parties(case)
    special = f"{row.law}, {row.article}"
    written = wording.content(ActKind.DECISION, office, case, parties) | {
        "legal_basis": wording.introduction(ActKind.DECISION, office, case, parties, special=special),
        "disposition": f"{disposition(row.promised)}\n{_binding(row)}",
        "reasoning": _reasoning(row),
    }
    if case.language:
        second = wording_second.guarantee(office, case, parties, case.language, special)
        written |= {acts.second_key(key, case.language): text for key, text in second.items()}
    return written


def answer(row: Guarantee, ground: str, why: str, law: str) -> str:
    """What the explanation of a decision says of the guarantee act."""
    if ground == GuaranteeGround.KEPT:
        return f"Овај акт је у складу са гарантним актом {named(row.act)}."
    cited = f" ({law.strip()})" if ground == GuaranteeGround.OTHER else ""
    said = why.strip().rstrip(".")
    return f"Од гарантног акта {named(row.act)} одступа се јер {rules.GROUNDS[ground]}{cited}: {said}."


def put(text: str, before: str, after: str) -> str:
    """An explanation with the sentence in it: in the place of the one before it, else at its end."""
    if before and before in text:
        return text.replace(before, after, 1)
    return f"{text.rstrip()}\n{after}".lstrip("\n")
