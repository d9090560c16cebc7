"""Addresses of the administration, under the names of the room."""

from django.urls import path

from salter.organisations.administration import (
    absences,
    assurance,
    importing,
    office,
    passwords,
    programs,
    staff,
    units,
)

ADMIN = "office/administration/"
urlpatterns = [
    path("password/", passwords.forgotten, name="forgotten"),
    path("password/<str:token>/", passwords.set_password, name="set-password"),
    path(f"{ADMIN}staff/", staff.staff, name="staff"),
    path(f"{ADMIN}staff/new/", staff.new_person, name="new-person"),
    path(f"{ADMIN}staff/<uuid:staff_id>/", staff.person, name="person"),
    path(f"{ADMIN}staff/<uuid:staff_id>/post/", staff.change_post, name="change-post"),
    path(f"{ADMIN}staff/<uuid:staff_id>/roles/", staff.roles, name="roles"),
    path(f"{ADMIN}staff/<uuid:staff_id>/invite/", staff.invite, name="invite"),
    path(f"{ADMIN}staff/<uuid:staff_id>/invite/withdraw/", staff.withdraw_link, name="withdraw-link"),
    path(f"{ADMIN}staff/<uuid:staff_id>/close/", staff.deactivate, name="deactivate"),
    path(f"{ADMIN}staff/<uuid:staff_id>/open/", staff.reactivate, name="reactivate"),
    path(f"{ADMIN}staff/<uuid:staff_id>/authorise/", staff.authorise, name="authorise"),
    path(f"{ADMIN}authorisations/<uuid:authorisation_id>/end/", staff.end_authorisation, name="end-authorisation"),
    path(f"{ADMIN}import/", importing.import_people, name="import"),
    path(f"{ADMIN}import/template/", importing.template, name="import-template"),
    path(f"{ADMIN}units/", units.units, name="units"),
    path(f"{ADMIN}units/new/", units.new_unit, name="new-unit"),
    path(f"{ADMIN}units/<uuid:unit_id>/", units.change_unit, name="change-unit"),
    path(f"{ADMIN}units/<uuid:unit_id>/close/", units.close_unit, name="close-unit"),
    path(f"{ADMIN}mandates/", office.mandates, name="mandates"),
    path(f"{ADMIN}mandates/new/", office.new_mandate, name="new-mandate"),
    path(f"{ADMIN}mandates/<uuid:mandate_id>/end/", office.end_mandate, name="end-mandate"),
    path("office/absences/", absences.absences, name="absences"),
    path("office/absences/new/", absences.new_absence, name="new-absence"),
    path("office/absences/<uuid:absence_id>/end/", absences.end_absence, name="end-absence"),
    path(f"{ADMIN}programs/", programs.programs, name="programs"),
    path(f"{ADMIN}programs/new/", programs.new_program, name="new-program"),
    path(f"{ADMIN}programs/<uuid:staff_id>/", programs.program, name="program"),
    path(f"{ADMIN}functions/", office.modes, name="modes"),
    path(f"{ADMIN}functions/<slug:function>/", office.change_mode, name="change-mode"),
    path(f"{ADMIN}signing-in/", assurance.assurance, name="assurance"),
    path(f"{ADMIN}staff/<uuid:staff_id>/factors/", assurance.factors_away, name="factors-away"),
    path(f"{ADMIN}office/", office.office, name="office"),
]
