"""The living style guide; ops wires it only in the demo and in development."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from salter.ui.style_guide import TODAY, SampleForm, in_script, sample
from salter.ui.templatetags.salter import language


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content; `?staff` the dense half, `?end` an end page, `?errors` a failed form."""
    content = in_script(sample(), latin=language() != "sr")
    page = next((name for name in ("staff", "end") if name in request.GET), "")
    return render(
        request,
        f"ui/style_guide_{page}.html" if page else "ui/style_guide.html",
        {
            "sample": content,
            "today": TODAY,
            "form": _form(failed="errors" in request.GET),
            "navigation": _navigation(),
        },
    )


def _form(failed: bool) -> SampleForm:
    form = SampleForm({"email": "мила"}) if failed else SampleForm()
    for field in form.fields.values():
        for name in ("label", "help_text"):
            setattr(field, name, in_script(getattr(field, name), latin=language() != "sr"))
    return form


def _navigation() -> list[dict[str, object]]:
    labels = in_script(["Писарница", "Достављање", "Архива", "Обука"], latin=language() != "sr")
    return [{"url": f"#{place}", "label": label, "current": not place} for place, label in enumerate(labels)]
