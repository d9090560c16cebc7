"""The columns that an export of the state's Pisarnica may have.

No official description of its form is known: headings are guessed, a person says what they mean, and what was said the
last time is the guess of the next.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.registry.bringing.columns import Known

STATE_EXPORT: dict[str, Known] = {
    "number": Known(_("Number of the case"), ("број предмета", "предмет број", "број", "number"), True),
    "subject": Known(_("Subject matter"), ("предмет", "кратак садржај", "садржај", "опис", "назив", "subject"), True),
    "received": Known(_("Received"), ("датум пријема", "датум завођења", "датум подношења", "датум", "received"), True),
    "sender": Known(_("Party"), ("подносилац", "странка", "пошиљалац", "име и презиме", "sender")),
    "unit": Known(_("Unit"), ("организациона јединица", "орг јединица", "јединица", "одељење", "unit")),
    "handler": Known(_("Handler"), ("обрађивач", "задужени", "службеник", "обрађује", "handler")),
    "status": Known(_("Status"), ("статус", "статус предмета", "стање", "status")),
    "class": Known(_("Class mark"), ("класификациони знак", "класификација", "класа", "class")),
    "procedure": Known(_("Procedure"), ("поступак", "назив поступка", "шифра поступка", "врста поступка", "procedure")),
    "body": Known(_("Body"), ("орган", "назив органа", "шифра органа", "body")),
}
