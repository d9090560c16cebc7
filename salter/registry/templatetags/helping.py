"""The `?` beside what people work on."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from salter.registry.helping.queries import told_in
from salter.registry.helping.topics import topics

register = template.Library()


@register.simple_tag(takes_context=True)
def help_about(context: Context, *keys: str) -> SafeString:
    """A disclosure for each topic: without JavaScript and by keyboard. Not within a form: it holds one."""
    request = context["request"]
    rows = [told_in(request.organisation, topics()[key]) for key in keys]
    return render_to_string("registry/helping/disclosure.html", {"rows": rows}, request=request)
