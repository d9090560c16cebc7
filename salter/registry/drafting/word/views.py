"""Pages of a draft in Word: the file, and its way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from salter.documents.sending import send_bytes
from salter.documents.word.reading import DOCX
from salter.organisations.pages import OfficeRequest, page
from salter.registry import acts
from salter.registry.drafting import queries
from salter.registry.drafting.views import act_of, version_url
from salter.registry.drafting.word import carry
from salter.registry.drafting.word.actions import Taken, take_from_word
from salter.registry.drafting.word.forms import FromWordForm
from salter.registry.models import Act
from salter.registry.navigation import READERS
from salter.registry.views.cases import HANDLERS
from salter.registry.views.common import do_form, show


@require_GET
@page(*READERS)
def to_word(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """The newest text of an act, or a version of it (`?version=`), as a .docx."""
    act = act_of(request.viewer, case_id, act_id)
    number = request.GET.get("version", "")
    version = queries.chosen(
        queries.versions(request.viewer, act), int(number[:9]) if number.isdecimal() else act.version
    )
    name = acts.file_name(act).removesuffix(".pdf") + f"-v{version.number}.docx"
    return send_bytes(carry.out(act, version), name=name, media_type=DOCX)


@page(*HANDLERS)
def from_word(request: OfficeRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """Bring the file back: it becomes a new version, compared with the one that it was made from."""
    act = act_of(request.viewer, case_id, act_id)
    versions = queries.versions(request.viewer, act)
    form = FromWordForm(request.POST or None, request.FILES or None, versions=versions)

    def do() -> tuple[str, str | Promise]:
        assert form.found is not None
        version = form.cleaned_data["version"]
        return _after(act, take_from_word(request.viewer, act=act, found=form.found, version=version))

    answered = do_form(request, form, do)
    if answered:
        return answered
    return show(
        request, "registry/act_from_word.html", {"case": act.case, "act": act, "form": form}, bad=bool(form.errors)
    )


def _after(act: Act, taken: Taken) -> tuple[str, str]:
    if taken.kept is None:
        here = reverse("registry:act", args=[act.case_id, act.pk])
        return here, _("The file says what version %(number)s says: nothing is changed.") % {
            "number": taken.base.number
        }
    if taken.kept.beside:
        return version_url(taken.kept), ""
    compared = reverse("registry:act-compare", args=[act.case_id, act.pk])
    said = _("The file is kept as version %(number)s. Below is what it says otherwise.")
    return f"{compared}?before={taken.base.number}&after={taken.kept.number}", said % {"number": taken.kept.number}
