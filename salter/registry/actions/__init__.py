"""What people do in the registry office: one function per deed, atomic, each writes its journal entry."""

from salter.registry.actions.access import give_access, lift_restriction, restrict_case, withdraw_access
from salter.registry.actions.acts import (
    approve_act,
    draft_act,
    return_act,
    revise_act,
    sign_act,
    submit_act,
    withdraw_act,
)
from salter.registry.actions.arrival import Arrival, File, Sender, register_arrival
from salter.registry.actions.beside import (
    bring_export,
    close_day,
    join_row,
    leave_as_is,
    may_compare,
    open_row,
    send_export,
    set_export_columns,
    take_over,
)
from salter.registry.actions.books import close_register
from salter.registry.actions.bringing import bring_old_book, send_old_book, set_columns
from salter.registry.actions.carrying import carry
from salter.registry.actions.cases import (
    assign,
    cancel_case,
    change_status,
    open_register,
    set_disposition,
)
from salter.registry.actions.catalogue import confirm_procedure, set_edition, set_procedure_in_use, write_row
from salter.registry.actions.cession import cede_case
from salter.registry.actions.closing import close_case
from salter.registry.actions.copies import ask_copy
from salter.registry.actions.counter import (
    How,
    LooksRegistered,
    ask_about,
    close_place,
    end_envelope,
    note_signed_record,
    open_place,
    sit_down,
    take_paper,
    traits_of,
    undo_entry,
)
from salter.registry.actions.dispatch import dispatch_act, dispatch_to
from salter.registry.actions.external import correct_as_told, note_external
from salter.registry.actions.intake import NOW, Intake, PartyInput, add_supplement, register_case
from salter.registry.actions.lists import ListRow, cancel_listed, close_list, enter_acts, open_list
from salter.registry.actions.merging import keep_apart, merge_parties, undo_merge
from salter.registry.actions.opening import open_book
from salter.registry.actions.over import Carrying, carry_over, set_carrying
from salter.registry.actions.papers import move_paper, note_paper, withdraw_paper
from salter.registry.actions.parallel import (
    Theirs,
    begin_parallel_run,
    compare_day,
    end_parallel_run,
    look_at_sheet,
)
from salter.registry.actions.sheets import print_sheets, spoil_sheet
from salter.registry.actions.whole import ask_case_copy, take_case

__all__ = [
    "bring_export",
    "close_day",
    "correct_as_told",
    "join_row",
    "leave_as_is",
    "may_compare",
    "open_row",
    "send_export",
    "set_export_columns",
    "take_over",
    "NOW",
    "Arrival",
    "Carrying",
    "File",
    "Sender",
    "register_arrival",
    "Intake",
    "ListRow",
    "PartyInput",
    "add_supplement",
    "approve_act",
    "ask_case_copy",
    "ask_copy",
    "assign",
    "Theirs",
    "begin_parallel_run",
    "bring_old_book",
    "cancel_case",
    "carry_over",
    "carry",
    "cancel_listed",
    "change_status",
    "close_case",
    "close_list",
    "close_register",
    "compare_day",
    "confirm_procedure",
    "dispatch_act",
    "dispatch_to",
    "draft_act",
    "end_parallel_run",
    "enter_acts",
    "give_access",
    "lift_restriction",
    "look_at_sheet",
    "keep_apart",
    "merge_parties",
    "move_paper",
    "note_external",
    "note_paper",
    "open_book",
    "open_list",
    "open_register",
    "register_case",
    "restrict_case",
    "return_act",
    "revise_act",
    "set_carrying",
    "send_old_book",
    "set_columns",
    "set_disposition",
    "set_edition",
    "set_procedure_in_use",
    "sign_act",
    "submit_act",
    "take_case",
    "undo_merge",
    "withdraw_access",
    "withdraw_act",
    "How",
    "LooksRegistered",
    "ask_about",
    "cede_case",
    "close_place",
    "end_envelope",
    "note_signed_record",
    "open_place",
    "print_sheets",
    "sit_down",
    "spoil_sheet",
    "take_paper",
    "traits_of",
    "undo_entry",
    "write_row",
    "withdraw_paper",
]
