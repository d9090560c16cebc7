"""Mailboxes that the office's e-mail comes to: set up by the administrator, asked every minute."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry.forms.mail import MailAccountForm
from salter.registry.mail import actions, problems, queries, tasks
from salter.registry.views.common import do_form, show


@require_GET
@page(Role.ADMINISTRATOR)
def accounts(request: OfficeRequest) -> HttpResponse:
    """The mailboxes and how they do."""
    rows = [
        {"row": row, "problem": problems.said(row.failure) if row.failure else ""}
        for row in queries.accounts(request.viewer)
    ]
    return show(request, "registry/mail.html", {"rows": rows})


@page(Role.ADMINISTRATOR, keeps=False)
def account(request: OfficeRequest, account_id: UUID | None = None) -> HttpResponse:
    """Set up a mailbox, or change one; a form with a password is not kept for later."""
    row = queries.account(request.viewer, account_id) if account_id else None
    form = MailAccountForm(request.POST or None, account=row)

    def do() -> tuple[str, str]:
        kept = actions.keep_account(request.viewer, account=row, **form.given())
        if kept.active:
            tasks.ask(kept.organisation_id, kept.pk)
        return reverse("registry:mail"), _("Saved. The mailbox is asked now; look again in a minute.")

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(request, "registry/mail_account.html", {"form": form, "row": row}, bad=bool(form.errors))


@require_POST
@page(Role.ADMINISTRATOR)
def ask(request: OfficeRequest, account_id: UUID) -> HttpResponse:
    """Ask a mailbox now."""
    row = queries.account(request.viewer, account_id)
    tasks.ask(row.organisation_id, row.pk)
    messages.success(request, _("The mailbox is asked now; look again in a minute."))
    return redirect("registry:mail")
