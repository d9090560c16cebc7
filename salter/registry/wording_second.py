"""What the office writes first in the second language of an act: `wording.py`, from `words/<code>.yaml`.

What stands in no such file is left empty: the page tells the handler, and the act is not submitted without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from salter.organisations.languages import said_in
from salter.organisations.models import Organisation, OrganisationKind
from salter.registry import deadlines
from salter.registry.models import ActKind, Case, CaseParty, Competence
from salter.registry.second_instance.queries import of_case
from salter.ui.formats import format_date
from salter.ui.script import to_latin

WORDS = Path(__file__).parent / "words"


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language; empty where it has none."""
    if language not in {file.stem for file in WORDS.glob("*.yaml")}:
        return {}
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{language}.yaml").read_text("utf-8"))
    return found


def title(kind: str, language: str, extent: str = "") -> str:
    """What an act of the kind is called; the matter stands in the case in Serbian, so its handler writes it."""
    titles = words(language).get("titles", {})
    return str(titles.get(extent) or titles.get(kind, ""))


def rest(left: str, language: str) -> str:
    """The sentence with which a partial decision says what it leaves undecided."""
    return str(words(language)["rest"] % {"rest": left.strip().rstrip(".")})


def content(
    kind: ActKind, organisation: Organisation, case: Case, parties: Sequence[CaseParty], language: str
) -> dict[str, str]:
    """The parts that can be written from the case, by their plain keys."""
    known = words(language)
    if not known:
        return {}
    if kind in (ActKind.DECISION, ActKind.CONCLUSION):
        return {
            "title": title(kind, language),
            "legal_basis": _introduction(kind, organisation, case, parties, language),
            "remedy": _remedy(kind, organisation, case, known),
        }
    facts = {
        "subject": case.subject,
        "received": format_date(timezone.localdate(case.received_at), language),
        "days": deadlines.settings_of(organisation).correction_days,
    }
    key = "correction" if kind == ActKind.REQUEST_TO_CORRECT else "notice"
    return {"title": title(kind, language), "text": known[key] % facts}


def _introduction(
    kind: ActKind, organisation: Organisation, case: Case, parties: Sequence[CaseParty], language: str
) -> str:
    known = words(language)
    request = known["whose"]["request"] % {"party": parties[0].name} if parties else known["whose"]["ex_officio"]
    body = said_in(organisation, language).get("body") or to_latin(organisation.body_cyr)
    facts = {"body": body, "zup": known["zup"], "whose": request, "subject": case.subject}
    return str(known["introduction"][kind] % facts)


def _remedy(kind: ActKind, organisation: Organisation, case: Case, known: dict[str, Any]) -> str:
    delegated = case.procedure is not None and case.procedure.competence == Competence.DELEGATED
    city = organisation.kind == OrganisationKind.CITY
    instance = known["instance"]["delegated" if delegated else "city" if city else "municipality"]
    body = of_case(case)
    if body.ground:  # the office has set who decides; its name is known in Serbian alone
        instance = known["instance"]["set"] % {"body": to_latin(body.name)}
    days = deadlines.settings_of(organisation).appeal_days
    return str(known["remedy"][kind] % {"days": days, "instance": instance})


def guarantee(
    organisation: Organisation, case: Case, parties: Sequence[CaseParty], language: str, special: str
) -> dict[str, str]:
    """The parts of a guarantee act; what it promises and assumes stands in Serbian, so these are gaps."""
    known = words(language)
    if "guarantee" not in known:
        return {}
    own = known["guarantee"]
    whose = known["whose"]["request"] % {"party": parties[0].name} if parties else known["whose"]["ex_officio"]
    body = said_in(organisation, language).get("body") or to_latin(organisation.body_cyr)
    facts = {"body": body, "law": special, "whose": whose, "subject": case.subject}
    return {
        "title": title(ActKind.DECISION, language, "guarantee"),
        "legal_basis": str(own["introduction"] % facts),
        "disposition": str(own["disposition"]),
        "reasoning": str(own["reasoning"]),
        "remedy": _remedy(ActKind.DECISION, organisation, case, known),
    }


def of_guarantee(number: str, ground: str, language: str) -> str:
    """What a decision says of a guarantee act, with a gap for the reasons; empty where the language has no words."""
    own = words(language).get("guarantee")
    if not own:
        return ""
    if ground == "kept":
        return str(own["kept"] % {"number": number})
    return str(own["departs"] % {"number": number, "ground": own["grounds"][ground]})
