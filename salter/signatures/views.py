"""The keys of the office: who can sign, by which certificate, and what is missing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.signatures import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
@page(Role.ADMINISTRATOR)
def keys(request: OfficeRequest) -> HttpResponse:
    """Certificates of the body and of its signatories; outside production a TEST one is issued on request."""
    if request.method == "POST":
        try:
            row = actions.issue_missing(request.viewer, who=request.POST.get("who", ""))
            messages.success(request, _("Issued: %(subject)s") % {"subject": row.subject})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("signatures:keys")
    return render(
        request, "signatures/keys.html", {"holders": queries.holders(request.viewer), "test": actions.uses_test_keys()}
    )
