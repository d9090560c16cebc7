"""What a summons, its revocation and the record of a hearing say first, for the official to finish (decision 055).

No article is named: none was checked. What follows when somebody does not come is left to the official.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from salter.registry.models import Hearing, HearingCame, HearingOutcome, HearingPerson, HearingRole
from salter.ui.formats import format_date

SUMMONS = "Позив на усмену расправу"
CALLED_OFF = "Обавештење да се усмена расправа не одржава"
RECORD = "Записник о усменој расправи"
ON_DAYS = ("у понедељак", "у уторак", "у среду", "у четвртак", "у петак", "у суботу", "у недељу")
ROLES = {
    HearingRole.PARTY: "странка",
    HearingRole.WITNESS: "сведок",
    HearingRole.EXPERT: "вештак",
    HearingRole.INTERPRETER: "тумач",
    HearingRole.BODY: "орган",
}
CAME = {
    HearingCame.PRESENT: "присуствује",
    HearingCame.ABSENT: "не присуствује, позив је уредно достављен",
    HearingCame.NOT_SUMMONED: "не присуствује, позив није уредно достављен",
}
OUTCOMES = {
    HearingOutcome.CONCLUDED: "Расправа је закључена.",
    HearingOutcome.CONTINUES: "Расправа се наставља другог дана.",
    HearingOutcome.SETTLED: "Странке су се поравнале.",
    HearingOutcome.NOBODY: "Расправа није могла да се одржи, јер није дошао ко је потребан.",
}


def moment(hearing: Hearing) -> str:
    """The day and the hour: „у среду, 2. 12. 2026. у 10:00 часова“."""
    at = timezone.localtime(hearing.starts_at)
    return f"{ON_DAYS[at.weekday()]}, {format_date(at.date())} у {at:%H:%M} часова"


def summons(hearing: Hearing, person: HearingPerson, before: Hearing | None = None) -> str:
    """Who is called, as what, when, where and what about; of a postponed hearing also why."""
    case = hearing.case
    moved = (
        f"Расправа заказана {moment(before)} одлаже се. Разлог: {before.why.rstrip('.')}.\n\n"
        if before and before.why
        else ""
    )
    return (
        f"{moved}{person.name}, позивамо вас на усмену расправу у предмету „{case.subject}“, број {case.number}, која "
        f"ће се одржати {moment(hearing)}, на месту: {hearing.place}.\n\n"
        f"Расправља се о следећем:\n\n{hearing.about}\n\n"
        f"Позвани сте као: {ROLES[HearingRole(person.role)]}. Расправу води: {hearing.official.name}.\n\n"
        f"{_closing(person)}"
    )


def _closing(person: HearingPerson) -> str:
    own = (
        "Можете доћи сами или са заступником, коме треба пуномоћје. Понесите исправе и доказе на које се позивате. "
        if person.role == HearingRole.PARTY
        else ""
    )
    return (
        f"{own}Понесите овај позив и личну исправу. Ако не можете да дођете, јавите нам то пре расправе и наведите "
        "разлог."
    )


def called_off(hearing: Hearing, person: HearingPerson) -> str:
    """That a hearing is not held, and why."""
    return (
        f"{person.name}, обавештавамо вас да се усмена расправа у предмету „{hearing.case.subject}“, број "
        f"{hearing.case.number}, на коју сте позвани {moment(hearing)}, не одржава.\n\n"
        f"Разлог: {hearing.why.rstrip('.')}.\n\nНије потребно да дођете."
    )


def line_of(person: HearingPerson) -> str:
    """Who was summoned, as what, and whether the person came: a line of the record."""
    return f"{person.name}, {ROLES[HearingRole(person.role)]}: {CAME[HearingCame(person.came)]}"


def closing_words(hearing: Hearing) -> Sequence[str]:
    """How the record ends."""
    objections = hearing.objections.strip()
    noted = f"Примедбе на записник: {objections}" if objections else "На записник нема примедби."
    return [noted, OUTCOMES[HearingOutcome(hearing.outcome)], "Записник је прочитан присутнима, који га потписују."]
