"""Languages in official use at the office."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import actions
from salter.organisations.administration.common import deed, done, show
from salter.organisations.administration.forms import LanguageForm
from salter.organisations.languages import LANGUAGES, Language, is_used, said_in
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page


def _known(code: str) -> Language:
    if code not in LANGUAGES:
        raise Http404
    return LANGUAGES[code]


@page(Role.ADMINISTRATOR)
def languages(request: OfficeRequest) -> HttpResponse:
    """Which languages are in official use, and by which act."""
    office = request.organisation
    rows = [{"language": one, "said": said_in(office, code)} for code, one in LANGUAGES.items()]
    return show(request, "languages", "languages", {"rows": rows})


@page(Role.ADMINISTRATOR)
def change_language(request: OfficeRequest, code: str) -> HttpResponse:
    """Put a language into official use, or correct its ground and names."""
    language, back = _known(code), reverse("organisations:languages")
    form = LanguageForm(request.POST or None, initial=dict(said_in(request.organisation, code)))

    def do() -> str:
        actions.use_language(request.viewer, code=code, **form.cleaned_data)
        return _("Saved. Cases can be conducted in this language, and citizens see their pages in it.")

    ends = {"url": reverse("organisations:end-language", args=[code]), "label": _("No longer in official use")}
    words = {
        "title": str(language.name),
        "button": _("It is in official use"),
        "text": _("Acts of cases that are conducted in it are written and printed in both languages."),
        "also": ends if is_used(request.organisation, code) else None,
    }
    return deed(request, form, do, to=back, here="languages", **words)


@require_POST
@page(Role.ADMINISTRATOR)
def end_language(request: OfficeRequest, code: str) -> HttpResponse:
    """Take a language out of official use; what it said can be entered again."""
    _known(code)

    def do() -> str:
        actions.end_language(request.viewer, code=code)
        return _("No new case is conducted in this language. Cases that are, stay so.")

    return done(request, do, to=reverse("organisations:languages"))
