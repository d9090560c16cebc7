"""A kept form stands in its page again, filled in; the page's own view has drawn it and knows nothing of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from salter.organisations import kept
from salter.organisations.models import Account, KeptForm
from salter.organisations.refill import insert, refill


def put_back(request: HttpRequest, account: Account | None, response: HttpResponseBase) -> HttpResponseBase:
    """The same page with the kept values in its form, when its address names a kept form of `account`."""
    if account is None or request.method != "GET" or kept.KEPT not in request.GET or response.status_code != 200:
        return response
    if not isinstance(response, HttpResponse) or not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    try:
        form = kept.opened(account, UUID(request.GET[kept.KEPT]))
    except (KeptForm.DoesNotExist, ValueError):
        return response
    page, here = response.content.decode(response.charset), request.path
    page, left = refill(page, here=here, action=form.path, values=form.fields)
    context = {"kept": form, "left": [(name, form.fields[name]) for name in left], "without": kept.WITHOUT}
    response.content = insert(
        page,
        here=here,
        action=form.path,
        into_form=render_to_string("organisations/parts/kept_files.html", context, request),
        before_content=render_to_string("organisations/parts/kept_notice.html", context, request),
    )
    return response
