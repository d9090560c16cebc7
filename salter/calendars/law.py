"""Every rule of law that calendars applies: article, how sure we are of it, and the setting that can change it.

A rule marked anything but `verified` was not read in a stored copy of the text itself. Its number is therefore the
default of a setting, which the administrator of an organisation can change, and never a constant.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

ZUP = "Law on General Administrative Procedure (ZUP)"
ZUS = "Law on Administrative Disputes"
ZEU = "Law on Electronic Government (ZEU)"
HOLIDAYS = "Law on State and Other Holidays"


class Certainty(StrEnum):
    VERIFIED = "verified"
    SECONDARY = "secondary"
    GENERAL_KNOWLEDGE = "general-knowledge"
    DERIVED = "derived"


@dataclass(frozen=True)
class Rule:
    """One rule. `setting` names the field of LegalSettings or WorkingCalendar that carries its value, else ""."""

    code: str
    article: str
    certainty: Certainty
    text_sr: str
    text_en: str
    setting: str = ""


def _v(code: str, article: str, sr: str, en: str, setting: str = "") -> Rule:
    return Rule(code, article, Certainty.VERIFIED, sr, en, setting)


def _s(code: str, article: str, sr: str, en: str, setting: str = "") -> Rule:
    return Rule(code, article, Certainty.SECONDARY, sr, en, setting)


def _g(code: str, article: str, sr: str, en: str, setting: str = "") -> Rule:
    return Rule(code, article, Certainty.GENERAL_KNOWLEDGE, sr, en, setting)


def _d(code: str, article: str, sr: str, en: str, setting: str = "") -> Rule:
    return Rule(code, article, Certainty.DERIVED, sr, en, setting)


HOLIDAY_DATES = _v(
    "holiday.dates", f"{HOLIDAYS}, Arts. 1, 1a, 2",
    "Државни и верски празници који се празнују нерадно",
    "State and religious holidays that are days off",
)  # fmt: skip
HOLIDAY_SHIFT = _v(
    "holiday.shift", f"{HOLIDAYS}, Art. 3a",
    "Ако датум државног празника падне у недељу, не ради се првог наредног радног дана",
    "When a date of a state holiday falls on a Sunday, the first following working day is off",
)  # fmt: skip
HOLIDAY_EASTER = _d(
    "holiday.easter", f"{HOLIDAYS}, Art. 2(2)",
    "Датум православног Васкрса рачуна се по јулијанском календару (1900–2099)",
    "The date of Orthodox Easter is computed by the Julian calendar (1900–2099)",
)  # fmt: skip
HOLIDAY_EXTRA = _g(
    "holiday.extra", "decision of the Government",
    "Нерадни дани које посебно одреди Влада",
    "Further days off that the Government declares",
    "extra_non_working",
)  # fmt: skip
COUNT_DAYS = _g(
    "count.days", f"{ZUP}, Arts. 79–82",
    "Дан догађаја или достављања не урачунава се; рок почиње наредног дана",
    "The day of the event or delivery is not counted; the period begins on the next day",
)  # fmt: skip
COUNT_MONTHS = _g(
    "count.months", f"{ZUP}, Arts. 79–82",
    "Рок на месеце и године истиче дана истог броја као дан догађаја, а ако тог дана нема, последњег дана месеца",
    "A period in months or years ends on the day with the number of the day of the event, or on the month's last day",
)  # fmt: skip
COUNT_RUNS_ON = _g(
    "count.runs-on", f"{ZUP}, Arts. 79–82",
    "Нерадни дани не утичу на почетак и ток рока",
    "Days off neither delay the beginning of a period nor stop it",
)  # fmt: skip
COUNT_LAST_DAY = _g(
    "count.last-day", f"{ZUP}, Arts. 79–82",
    "Ако је последњи дан рока дан кад орган не ради, рок истиче првог наредног радног дана",
    "When the body does not work on the last day, the period ends on the next working day",
)  # fmt: skip
COUNT_SATURDAY = _g(
    "count.saturday", f"{ZUP}, Arts. 79–82",
    "Субота је дан кад орган не ради, осим ако орган ради суботом",
    "Saturday is a day on which the body does not work, unless the body says otherwise",
    "works_saturday",
)  # fmt: skip
COUNT_WORKING_DAYS = _d(
    "count.working-days", "special laws",
    "Рок на радне дане броји само дане кад орган ради, почев од наредног дана",
    "A period in working days counts only days on which the body works, beginning with the next day",
)  # fmt: skip
COUNT_POSTED = _g(
    "count.posted", f"{ZUP}, Arts. 79–82",
    "Дан предаје препорученом поштом важи као дан подношења",
    "The day of posting by registered mail is the day of submission",
    "posted_day_counts",
)  # fmt: skip
REGISTER_BY = _s(
    "registry.register-by", "Instruction on office operations, Sl. glasnik RS 20/2022 (seen in a bylaw modelled on it)",
    "Завођење истог дана, најкасније наредног радног дана, под датумом пријема",
    "Registered the same day, at the latest on the next working day, under the date of receipt",
)  # fmt: skip
LOAN_LONGEST = _s(
    "registry.loan", "Instruction on office operations, Sl. glasnik RS 20/2022 (seen in a bylaw modelled on it)",
    "Реверс за издат предмет важи најдуже до краја наредне године; број година је подешавање",
    "A slip for a lent case names at the latest the end of the next year; the number of years is a setting",
    "loan_years",
)  # fmt: skip
CORRECTION_NOTICE = _g(
    "correction.notice", f"{ZUP}, Art. 59",
    "Орган обавештава странку како да уреди поднесак у року од осам дана од пријема",
    "The body tells the party how to correct a submission within eight days of receipt",
    "correction_notice_days",
)  # fmt: skip
CORRECTION_PERIOD = _g(
    "correction.period", f"{ZUP}, Art. 59",
    "Рок за уређење поднеска није краћи од осам дана",
    "The period to correct a submission is not shorter than eight days",
    "correction_days",
)  # fmt: skip
CORRECTION_INTERRUPTS = _g(
    "correction.interrupts", f"{ZUP}, Art. 59",
    "Док странка уређује поднесак поступак се прекида",
    "The procedure is interrupted while the party corrects the submission",
    "correction_interrupts",
)  # fmt: skip
CONDUCT_AUTHORISED = _g(
    "assignment.authorised", f"{ZUP} (article not checked)",
    "Предмет управног поступка задужује се само лицу овлашћеном за вођење поступка",
    "A case of an administrative procedure is assigned only to who is authorised to conduct it",
    "conduct_refuses",
)  # fmt: skip
EX_OFFICIO = _g(
    "ex-officio.reply", f"{ZUP}, Art. 103(2)",
    "Орган који води евиденцију бесплатно уступа податке у року од 15 дана",
    "The body that keeps the record hands over the data, free of charge, within 15 days",
    "ex_officio_days",
)  # fmt: skip
EX_OFFICIO_DUTY = _v(
    "ex-officio.duty", f"{ZUP}, Art. 9(3)",
    "Орган по службеној дужности врши увид у податке о чињеницама о којима се води службена евиденција, прибавља их "
    "и обрађује",
    "The body itself views, obtains and processes data on facts that are kept in official records",
)  # fmt: skip
EX_OFFICIO_ASK = _v(
    "ex-officio.ask", f"{ZUP}, Art. 9(4)",
    "Од странке се траже само подаци за њену идентификацију и документи о чињеницама о којима се не води службена "
    "евиденција",
    "The party is asked only for what identifies it and for documents on facts of which no official record is kept",
)  # fmt: skip
ACCESS_DECISION = _s(
    "ex-officio.access-decision", "Decree 56/2017 on electronic access to official records",
    "О захтеву органа за приступ подацима одлучује се у року од осам радних дана",
    "A body's request for access to data is decided within eight working days",
    "access_decision_days",
)  # fmt: skip
ACCESS_GRANT = _s(
    "ex-officio.access-grant", "Decree 56/2017 on electronic access to official records",
    "Приступ се омогућава у року од три радна дана од одлуке",
    "Access is given within three working days of the decision",
    "access_grant_days",
)  # fmt: skip
STATEMENT_BEFORE_ADVERSE = _g(
    "statement.before-adverse", f"{ZUP} (article not checked)",
    "Пре решења које није по захтеву странке странци се омогућава да се изјасни о чињеницама, осим кад закон каже "
    "друкчије",
    "Before a decision against a party it is given the chance to state on the facts, unless a law says otherwise",
    "statement_before_adverse",
)  # fmt: skip
HEARING_NOTICE = _g(
    "hearing.notice", f"{ZUP} (article not checked)",
    "Између достављања позива и усмене расправе остаје осам дана за припрему, не рачунајући ни дан достављања ни дан "
    "расправе",
    "Eight days to prepare lie between the service of the summons and the hearing, neither of the two days counted",
    "hearing_notice_days",
)  # fmt: skip
HEARING_RECORD = _g(
    "hearing.record", f"{ZUP} (article not checked)",
    "О усменој расправи саставља се записник; потписују га присутни, а ко одбије, уписује се да је одбио и зашто",
    "A record of a hearing is made; those present sign it, and of who refuses it is noted that and why",
)  # fmt: skip
RECUSAL_STOPS = _g(
    "recusal.stops", f"{ZUP} (article not checked)",
    "Службено лице чије је изузеће тражено не предузима радње у предмету док се о изузећу не одлучи, а изузето ни "
    "после тога",
    "An official whose recusal was asked for does nothing in the case until it is decided, and one who is recused not "
    "afterwards either",
)  # fmt: skip
RECUSAL_DECIDED = _g(
    "recusal.decided", f"{ZUP} (article not checked)",
    "О изузећу одлучује руководилац органа, а о његовом изузећу председник општине",
    "The head of the body decides on a recusal, and on that of the head the mayor",
)  # fmt: skip
JOINING = _g(
    "joining.ruling", f"{ZUP} (article not checked)",
    "Поступци у којима се одлучује о истом или сродном спајају се и раздвајају закључком",
    "Procedures on the same or a kindred matter are joined and separated by a ruling",
)  # fmt: skip
DECISION_PARTIAL = _g(
    "decision.partial", f"{ZUP} (article not checked)",
    "О делу захтева који је сазрео може се одлучити делимичним решењем; о осталом поступак тече даље, а рок му не "
    "застаје",
    "What is ripe of a request can be decided by a partial decision; for the rest the procedure goes on, and its "
    "deadline runs",
    "partial_decisions",
)  # fmt: skip
DECISION_SUPPLEMENTARY = _g(
    "decision.supplementary", f"{ZUP} (article not checked)",
    "Кад решењем није одлучено о свему о чему се решавало, о томе се доноси допунско решење",
    "What a decision has left undecided is decided by a supplementary decision",
    "supplementary_decisions",
)  # fmt: skip
GUARANTEE = _g(
    "decision.guarantee", f"{ZUP} (article not checked)",
    "Гарантним актом орган се обавезује да на одговарајући захтев странке донесе акт одређене садржине; доноси се само "
    "кад то посебан закон предвиђа",
    "By a guarantee act the body binds itself to issue, on a fitting request of the party, an act of a certain "
    "content; it is issued only where a special law provides for it",
    "guarantee_acts",
)  # fmt: skip
GUARANTEE_PERIOD = _g(
    "decision.guarantee-period", f"{ZUP} (article not checked)",
    "Гарантни акт обавезује ако је захтев поднет у року од једне године од његовог издавања, или у другом року "
    "посебног закона",
    "A guarantee act binds when the request came within a year of its issue, or within another period of a special law",
    "guarantee_years",
)  # fmt: skip
GUARANTEE_DEPARTURE = _g(
    "decision.guarantee-departure", f"{ZUP} (article not checked)",
    "Од гарантног акта одступа се ако је рок протекао, ако се чињенице разликују, ако је пропис измењен или из другог "
    "разлога посебног закона; разлог стоји у образложењу",
    "A decision departs from a guarantee act when the period has passed, the facts differ, the regulation has changed "
    "or for another ground of a special law; the explanation names the ground",
    "guarantee_departure_named",
)  # fmt: skip
RECTIFIED = _g(
    "rectification.obvious", f"{ZUP} (article not checked)",
    "Грешке у именима и бројевима, у писању и рачунању и друге очигледне нетачности у акту исправљају се закључком",
    "Errors in names and numbers, in writing and counting, and other obvious mistakes of an act are corrected by a "
    "ruling",
)  # fmt: skip
RECTIFIED_FROM = _g(
    "rectification.effect", f"{ZUP} (article not checked)",
    "Исправка грешке дејствује од дана од кога дејствује исправљени акт",
    "The correction of an error has effect from the day of the act that it corrects",
    "rectified_from_act",
)  # fmt: skip
RECTIFIED_APPEAL = _g(
    "rectification.appeal", f"{ZUP} (article not checked)",
    "Против закључка о исправци жалбу има само странка на чију штету је исправка",
    "Against a ruling that corrects an error only a party has an appeal to whose disadvantage it is",
    "rectified_appeal_if_worse",
)  # fmt: skip
JOINT_DECISION = _g(
    "decision.joint", f"{ZUP} (article not checked)",
    "О више захтева са истим чињеничним стањем и истим правним основом може се одлучити једним решењем; свака странка "
    "задржава своје рокове",
    "Several requests on the same facts and the same legal basis can be decided by one decision; each party keeps its "
    "own periods",
    "joint_decisions",
)  # fmt: skip
SECOND_INSTANCE = _g(
    "appeal.second-instance", f"{ZUP} (article not checked)",
    "О жалби у изворним пословима одлучује веће јединице локалне самоуправе, у повереним министарство или покрајински "
    "орган, осим кад закон каже друкчије",
    "An appeal in tasks of the self-government's own is decided by its council, in delegated ones by a ministry or the "
    "province, unless a law says otherwise",
)  # fmt: skip
GROUND_OF_DECISION = _g(
    "act.ground-decision", f"{ZUP}, Art. 136",
    "У уводу решења програм као основ предлаже овај члан; то није прочитано у закону",
    "The introduction of a decision is proposed with this article as its ground; that was not read in the law",
)  # fmt: skip
GROUND_OF_RULING = _g(
    "act.ground-ruling", f"{ZUP}, Art. 144",
    "У уводу закључка програм као основ предлаже овај члан; то није прочитано у закону",
    "The introduction of a ruling is proposed with this article as its ground; that was not read in the law",
)  # fmt: skip
DECIDE_ISSUED = _v(
    "decide.issued", f"{ZUP}, Art. 145(1)",
    "Издавање решења обухвата доношење решења и обавештавање странке",
    "A decision is issued when it is made and the party is notified",
)  # fmt: skip
DECIDE_DIRECT = _v(
    "decide.direct", f"{ZUP}, Art. 145(2)",
    "Решење се при непосредном одлучивању издаје у року од 30 дана од покретања поступка",
    "A direct decision is issued within 30 days from the initiation of the procedure",
    "direct_decision_days",
)  # fmt: skip
DECIDE_OTHER = _v(
    "decide.other", f"{ZUP}, Art. 145(3)",
    "Кад се не одлучује непосредно, решење се издаје у року од 60 дана од покретања поступка",
    "A decision that is not direct is issued within 60 days from the initiation of the procedure",
    "decision_days",
)  # fmt: skip
DECIDE_STRICT = _g(
    "decide.strict", f"{ZUP}, Art. 145",
    "Није познато опште овлашћење да се рок за издавање решења застане или продужи, осим по посебном закону",
    "No general power to pause or extend the period for a decision is known, except by a special law",
)  # fmt: skip
DECIDE_SIGN_BY = _d(
    "decide.sign-by", f"{ZUP}, Art. 145(1)",
    "Решење се потписује раније за очекивано трајање достављања изабраним путем",
    "A decision is signed earlier than its legal date by the expected days of the channel of delivery",
)  # fmt: skip
DELIVERY_OPENED = _v(
    "delivery.opened", f"{ZEU}, Art. 41",
    "Достављање је извршено кад корисник потврди пријем отварањем електронске повратнице",
    "Delivery is made when the user confirms receipt by opening the electronic receipt",
)  # fmt: skip
DELIVERY_PERSONAL = _g(
    "delivery.personal", f"{ZUP}, Art. 75(5)",
    "Лично достављање без преузимања сматра се извршеним истеком 15 дана од обавештења",
    "Personal delivery without pick-up is deemed made when 15 days from the notice have expired",
    "personal_delivery_days",
)  # fmt: skip
DELIVERY_REPEATED = _v(
    "delivery.repeated", f"{ZEU}, Art. 41",
    "Електронско достављање без повратнице у року понавља се",
    "Electronic delivery without a receipt in time is repeated",
    "repeated_deliveries",
)  # fmt: skip
DELIVERY_PUBLIC = _v(
    "delivery.public", f"{ZUP}, Art. 78(3)",
    "Јавно достављање сматра се извршеним истеком 15 дана од објављивања",
    "Public delivery is deemed made when 15 days from publication have expired",
    "public_delivery_days",
)  # fmt: skip
DELIVERY_LAST_DAY = _d(
    "delivery.last-day", f"{ZUP}, Arts. 75, 78, 79–82",
    "И рок после ког се достављање сматра извршеним истиче радног дана, што је повољније за странку",
    "The period after which delivery is deemed made also ends on a working day, which favours the party",
)  # fmt: skip
DELIVERY_REPRESENTATIVE = _g(
    "delivery.representative", f"{ZUP} (article not checked)",
    "Писмено за странку која има заступника доставља се заступнику, и тиме је достављено странци",
    "What is for a party that has a representative is delivered to that one, and thereby served on the party",
    "representative_receives",
)  # fmt: skip
APPEAL_PERIOD = _s(
    "appeal.period", f"{ZUP}, Art. 153",
    "Жалба се изјављује у року од 15 дана од обавештавања странке, ако законом није друкчије прописано",
    "An appeal is filed within 15 days from notification, unless a law says otherwise",
    "appeal_days",
)  # fmt: skip
APPEAL_FORWARD = _g(
    "appeal.forward", f"{ZUP} (article not checked)",
    "Првостепени орган прослеђује жалбу са списима у року од 15 дана",
    "The first-instance body forwards the appeal with the file within 15 days",
    "forward_appeal_days",
)  # fmt: skip
APPEAL_DECISION = _g(
    "appeal.decision", f"{ZUP} (article not checked)",
    "О жалби се одлучује у року од 60 дана од уредне жалбе",
    "An appeal is decided within 60 days from a proper appeal",
    "second_instance_days",
)  # fmt: skip
APPEAL_SILENCE = _g(
    "appeal.silence", f"{ZUP}, Arts. 151, 153",
    "Жалба због ћутања управе: по истеку рока за издавање решења, најкасније годину дана од његовог истека",
    "Appeal for silence: after the period for the decision has expired, at the latest one year from its expiry",
    "silence_appeal_years",
)  # fmt: skip
APPEAL_DISMISSED = _g(
    "appeal.dismissed", f"{ZUP} (article not checked)",
    "Првостепени орган решењем одбацује неблаговремену и недозвољену жалбу и ону коју је изјавило неовлашћено лице",
    "The first-instance body dismisses by a ruling an appeal that is late, not allowed, or by an unauthorised person",
)  # fmt: skip
APPEAL_RETURNED = _g(
    "appeal.returned", f"{ZUP} (article not checked)",
    "Кад је решење поништено и предмет враћен, ново решење се доноси у року од 30 дана од пријема",
    "When a decision was annulled and the case returned, the new one is made within 30 days from its receipt",
    "returned_decision_days",
)  # fmt: skip
OBJECTION_PERIOD = _g(
    "objection.period", f"{ZUP} (article not checked)",
    "Приговор се подноси у року од 15 дана",
    "An objection is filed within 15 days",
    "objection_days",
)  # fmt: skip
OBJECTION_DECISION = _g(
    "objection.decision", f"{ZUP} (article not checked)",
    "О приговору одлучује сам орган у року од 30 дана",
    "The body itself decides on an objection within 30 days",
    "objection_decision_days",
)  # fmt: skip
FINAL = _g(
    "finality.final", f"{ZUP} (article not checked)",
    "Решење је коначно кад га ниједна странка више не може побијати жалбом",
    "A decision is final when no party can appeal against it any more",
)  # fmt: skip
FINAL_FOR_PARTY = _g(
    "finality.for-party", f"{ZUP} (article not checked)",
    "За странку је решење коначно кад јој протекне рок за жалбу а жалбе нема, или кад се жалбе одрекне",
    "For a party a decision is final when its own period to appeal has expired without an appeal, or it has waived it",
)  # fmt: skip
FINAL_AFTER_APPEAL = _g(
    "finality.after-appeal", f"{ZUP} (article not checked)",
    "Кад је жалба одбијена или одбачена, решење је за странку коначно и извршно од дана кад је о томе обавештена",
    "When an appeal was rejected or dismissed, the decision is final and enforceable from the day the party was told",
)  # fmt: skip
FORCE = _g(
    "finality.force", f"{ZUP} and {ZUS} (articles not checked)",
    "За странку је решење правноснажно кад га више не може побијати ни жалбом ни управним спором",
    "A decision is legally binding for a party that can attack it by neither appeal nor administrative dispute",
)  # fmt: skip
ENFORCEABLE = _g(
    "finality.enforceable", f"{ZUP} (article not checked)",
    "Решење је извршно према странци кад протекне рок за жалбу, а достављањем кад жалба не одлаже извршење",
    "A decision is enforceable against a party when its period to appeal expires; at service if appeals do not stay it",
)  # fmt: skip
DISPUTE_PERIOD = _s(
    "finality.dispute", f"{ZUS}, Art. 18",
    "Управни спор се покреће у року од 30 дана од достављања",
    "An administrative dispute is started within 30 days from delivery",
    "court_days",
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Rule))

_SERBIAN = {
    ZUP: "Закона о општем управном поступку",
    ZUS: "Закона о управним споровима",
    ZEU: "Закона о електронској управи",
    HOLIDAYS: "Закона о државним и другим празницима",
}
_PLACES = {
    f"{ZUP} (article not checked)": "Закон о општем управном поступку (члан није проверен)",
    f"{ZUP} and {ZUS} (articles not checked)": (
        "Закон о општем управном поступку и Закон о управним споровима (чланови нису проверени)"
    ),
    "decision of the Government": "одлука Владе",
    "special laws": "посебни закони",
    "Decree 56/2017 on electronic access to official records": (
        "Уредба о електронском приступу подацима из службених евиденција, Сл. гласник РС 56/2017"
    ),
    "Instruction on office operations, Sl. glasnik RS 20/2022 (seen in a bylaw modelled on it)": (
        "Упутство о канцеларијском пословању, Сл. гласник РС 20/2022 (виђено у акту који га следи)"
    ),
}


def cited(text: str, language: str = "sr") -> str:
    """A place in a law as it is written in Serbian: `чл. 145. ст. 2. Закона …` from `Law … (ZUP), Art. 145(2)`.

    Several articles too: `чл. 79–82. Закона …`. In English, and for what is not known here, the text stays as it is.
    The script is left to the caller.
    """
    if language == "en":
        return text
    if text in _PLACES:
        return _PLACES[text]
    found = re.fullmatch(r"(.+?), Arts?\. (\d+a?(?:(?:–|, )\d+a?)*)(?:\((\d+)\))?", text)
    if not found or found[1] not in _SERBIAN:
        return text
    articles = found[2].replace("a", "а")
    paragraph = f" ст. {found[3]}." if found[3] else ""
    return f"чл. {articles}.{paragraph} {_SERBIAN[found[1]]}"


HEADER = """\
# Rules of law that Šalter applies

This page is printed by `python -m salter.calendars.rules`; do not edit it.

How sure we are: **verified** – read in a stored copy of the text; **secondary** – read in a source that cites the
law; **general-knowledge** – common knowledge of the field, not checked against the text; **derived** – follows from
other rules. A rule with a setting can be changed by the administrator of an organisation. Have counsel check every
rule that is not verified before relying on it.

| Rule | Law and article | Certainty | What it says | Setting (default) |
|---|---|---|---|---|
"""


def markdown(defaults: dict[str, str]) -> str:
    """The page of the manual, as Markdown. `defaults` gives the text of each setting's default by name."""
    return HEADER + "".join(_row(rule, defaults) for rule in RULES)


def _row(rule: Rule, defaults: dict[str, str]) -> str:
    setting = f"`{rule.setting}` ({defaults[rule.setting]})" if rule.setting else ""
    return f"| `{rule.code}` | {rule.article} | {rule.certainty} | {rule.text_en} | {setting} |\n"
