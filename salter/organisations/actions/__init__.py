"""Founding an office and keeping its people: one function per thing that a person does, each journalled."""

from salter.organisations.actions.absences import end_absence, note_absence
from salter.organisations.actions.accounts import (
    ask_reset,
    check_password,
    invite,
    set_password,
    withdraw_link,
)
from salter.organisations.actions.authorisations import end_authorisation, end_mandate, give_authorisation, give_mandate
from salter.organisations.actions.importing import import_people
from salter.organisations.actions.office import change_office, end_language, found_organisation, set_mode, use_language
from salter.organisations.actions.parties import enter_party, open_account, party_of_account, with_party
from salter.organisations.actions.programs import add_program, give_token
from salter.organisations.actions.staff import (
    add_staff,
    change_post,
    deactivate_staff,
    grant_role,
    reactivate_staff,
    withdraw_role,
)
from salter.organisations.actions.tokens import issue_token, revoke_token
from salter.organisations.actions.units import change_unit, create_unit, deactivate_unit, reactivate_unit

__all__ = [
    "add_staff",
    "ask_reset",
    "change_office",
    "change_post",
    "change_unit",
    "check_password",
    "create_unit",
    "deactivate_staff",
    "deactivate_unit",
    "end_absence",
    "end_authorisation",
    "end_language",
    "end_mandate",
    "enter_party",
    "found_organisation",
    "give_authorisation",
    "give_mandate",
    "grant_role",
    "import_people",
    "invite",
    "add_program",
    "give_token",
    "issue_token",
    "note_absence",
    "open_account",
    "party_of_account",
    "reactivate_staff",
    "reactivate_unit",
    "revoke_token",
    "set_mode",
    "set_password",
    "use_language",
    "with_party",
    "withdraw_link",
    "withdraw_role",
]
