"""Template tags of the house, built into every template: formats, scripts, and the marks that every room shows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import NotRequired, TypedDict

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, pgettext

from salter.ui import formats
from salter.ui.icons import PATHS
from salter.ui.script import to_latin
from salter.ui.second import said

register = template.Library()

HTML_LANGUAGES = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en", "hu": "hu"}
LANGUAGE_NAMES = {"sr": "Ћирилица", "sr-latn": "Latinica", "en": "English", "hu": "Magyar"}
ALWAYS = ("sr", "sr-latn", "en")
"""Languages of every page; others are offered where the request says so (`second_languages`)."""
SOON_DAYS = 3


class Step(TypedDict):
    """One rung of `{% ladder %}`: `at` (date or datetime) and `detail` where known; `failed` if it ended there."""

    key: str
    label: str
    at: NotRequired[date | None]
    detail: NotRequired[str]
    failed: NotRequired[bool]


def language() -> str:
    """The active language code: `sr`, `sr-latn` or `en`."""
    return get_language() or "sr"


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's token, and beside it whose form this is: a form that cannot be sent is kept for that person."""
    token, mark = context.get("csrf_token"), context.get("form_mark")
    if not token or token == "NOTPROVIDED":
        return mark_safe("")
    field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    return format_html('{}<input type="hidden" name="form_for" value="{}">', field, mark) if mark else field


@register.simple_tag
def html_lang() -> str:
    """The true language of the page for `<html lang>`: sr-Cyrl, sr-Latn or en."""
    return HTML_LANGUAGES.get(language(), language())


@register.filter
def sr_date(value: date | None) -> str:
    """A date as `23. 11. 2026.`; nothing for None."""
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(formats.BELGRADE)
    return formats.format_date(value, language()) if value else ""


@register.filter
def sr_datetime(value: datetime | None) -> str:
    """A moment as `23. 11. 2026. 14:05`, Belgrade time; nothing for None."""
    return formats.format_datetime(value, language()) if value else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """A date or a moment, each as itself: `sr_date` or `sr_datetime`."""
    return sr_datetime(value) if isinstance(value, datetime) else sr_date(value)


@register.filter
def money(value: Decimal | int | str | None, currency: str = "RSD") -> str:
    """An amount as `1.200,00 РСД`; nothing for None."""
    if value is None or value == "":
        return ""
    return formats.format_money(Decimal(value), currency, language())


@register.filter
def number_sr(value: Decimal | float | None, places: int | None = None) -> str:
    """A number as `1.234,5`; the argument fixes the decimal places; nothing for None."""
    return "" if value is None else formats.format_number(value, places, language())


@register.filter
def filesize_sr(value: int | None) -> str:
    """A size in bytes as `1,2 MB`; nothing for None."""
    return "" if value is None else formats.format_filesize(value, language())


@register.filter
def script(value: object) -> str:
    """Stored Cyrillic text of the office (never a person's own words or name) in the reader's script.

    Latin for sr-latn, and for English where no English text exists.
    """
    text = "" if value is None else str(value)
    if language() not in ALWAYS:
        return said(text, language())
    return text if language() == "sr" else to_latin(text)


@register.simple_tag
def serbian_lang() -> str:
    """The true language of Serbian text that stands in a page of any language, written by `script`."""
    return "sr-Cyrl" if language() == "sr" else "sr-Latn"


@register.simple_tag
def localised(thing: object, name: str) -> str:
    """Text `name` of reference data in the reader's language: `name_en`, `name_cyr`, `name_lat`, or plain `name`.

    English falls back to Latin, Latin to the transliterated Cyrillic, and everything to whatever text there is.
    """
    texts = {suffix: _text(thing, f"{name}{suffix}") for suffix in ("_en", "_lat", "_cyr", "")}
    cyrillic = texts["_cyr"] or texts[""]
    if language() == "sr":
        return cyrillic or texts["_lat"] or texts["_en"]
    if language() not in ALWAYS:
        return _text(thing, f"{name}_{language()}") or said(cyrillic, language())
    english = texts["_en"] if language() == "en" else ""
    return english or texts["_lat"] or to_latin(cyrillic) or texts["_en"]


def _text(thing: object, name: str) -> str:
    value = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
    return "" if value is None else str(value)


@register.simple_tag
def home_url() -> str:
    """The address of the start page in the reader's language."""
    return "/" if language() == "sr" else f"/{language()}/"


@register.simple_tag
def sure_static(path: str) -> str:
    """The address of a static file, also when the manifest is missing: an error page must not fail itself."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon as decoration beside words (hidden from screen readers). Raises KeyError for an unknown name."""
    return format_html(
        '<svg class="sl-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        PATHS[name],
    )


@register.simple_tag
def deadline(due: date | None, today: date, paused: bool = False) -> SafeString:
    """A deadline in words, colour and icon: `још 3 дана`, `касни 2 дана`. `today` is the organisation's day."""
    if due is None:
        return format_html('<span class="sl-deadline sl-deadline--none">{}</span>', gettext("no deadline"))
    if paused:
        return _deadline_mark("none", "pause", gettext("deadline paused"), due)
    days = (due - today).days
    kind = "late" if days < 0 else "today" if days == 0 else "soon" if days <= SOON_DAYS else "far"
    picture = {"late": "late", "today": "late", "soon": "clock", "far": "calendar"}[kind]
    return _deadline_mark(kind, picture, formats.relative_days(days, language()), due)


def _deadline_mark(kind: str, picture: str, words: str, due: date) -> SafeString:
    return format_html(
        '<time class="sl-deadline sl-deadline--{}" datetime="{}" title="{}">{} {}</time>',
        kind,
        due.isoformat(),
        sr_date(due),
        icon(picture),
        words,
    )


MEMORY = gettext_noop("memory")
"""The one source that is no address: what a fact was written down from without looking."""


@register.simple_tag
def unverified(source: str = "") -> SafeString:
    """The mark "непроверено" beside a fact that nobody has verified yet, with its source."""
    mark = format_html('<span class="sl-unverified">{}</span>', pgettext("a fact", "unverified"))
    if not source:
        return mark
    return format_html(
        '{} <span class="sl-unverified sl-unverified__source">({}: {})</span>',
        mark,
        gettext("source"),
        "; ".join(gettext(part) if part == MEMORY else part for part in source.split("; ")),
    )


LONG_NUMBER = 24
"""What is longer may be broken between its groups: the national style would not fit a phone."""


@register.simple_tag
def case_number(number: str, url: str = "") -> SafeString:
    """A case number that does not break across lines, linked when `url` is given, copied with one click."""
    text = format_html('<a class="govuk-link" href="{}" data-open>{}</a>', url, number) if url else number
    return format_html(
        '<span class="sl-case-number{}"><span>{}</span><button type="button" class="sl-copy" data-copy="{}"'
        ' data-copied="{}" aria-label="{}">{}</button></span>',
        " sl-case-number--long" if len(number) > LONG_NUMBER else "",
        text,
        number,
        gettext("Number copied"),
        gettext("Copy number %(number)s") % {"number": number},
        icon("copy"),
    )


@register.simple_tag
def chosen_options(options: Iterable[Mapping[str, str]], value: str) -> SafeString:
    """The options ({value, label}) of a list to choose from, with the one of `value` chosen."""
    rows = ((one["value"], mark_safe(" selected" if one["value"] == value else ""), one["label"]) for one in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag
def status_tag(text: str, tone: str = "neutral") -> SafeString:
    """A state as a small label. Tones: neutral, active, waiting, action (needs someone now), done, closed."""
    return format_html('<span class="sl-tag sl-tag--{}">{}</span>', tone, text)


@register.simple_tag
def ladder(states: Iterable[Step], current: str) -> SafeString:
    """Delivery as a ladder of states: what is done, where it is now, what is still to come. See `Step`."""
    steps = list(states)
    keys = [step["key"] for step in steps]
    here = keys.index(current) if current in keys else -1
    rungs = [{**step, **_rung(place, here, step, len(steps))} for place, step in enumerate(steps)]
    return render_to_string("ui/components/ladder.html", {"rungs": rungs})


def _rung(place: int, here: int, step: Step, length: int) -> dict[str, str]:
    if step.get("failed"):
        return {"state": "failed", "words": gettext("Did not succeed")}
    if place < here or (place == here == length - 1):
        return {"state": "done", "words": gettext("Done")}
    if place == here:
        return {"state": "current", "words": gettext("Now")}
    return {"state": "coming", "words": gettext("Still to come")}


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    """The same page in the languages that it has, as a list of links; nothing without a request."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return mark_safe("")
    return format_html(
        '<ul class="sl-languages" aria-label="{}">{}</ul>',
        gettext("Script and language"),
        format_html_join("", "<li>{}</li>", ((_language_link(request, code),) for code in _offered(request))),
    )


def _offered(request: HttpRequest) -> list[str]:
    """Every page has Serbian and English; other languages where the office uses them and the page has their words."""
    more = getattr(request, "second_languages", ())
    return [code for code, _ in settings.LANGUAGES if code in ALWAYS or code in more]


def _in_language(request: HttpRequest, code: str) -> str:
    """The same address in another language: addresses differ by their first part only."""
    path, here = request.get_full_path(), f"/{language()}/"
    bare = path[len(here) - 1 :] if path.startswith(here) else path
    return bare if code == "sr" else f"/{code}{bare}"


def _language_link(request: HttpRequest, code: str) -> SafeString:
    name, lang = LANGUAGE_NAMES.get(code, code), HTML_LANGUAGES.get(code, code)
    if code == language():
        return format_html('<span lang="{}" aria-current="true">{}</span>', lang, name)
    url = _in_language(request, code)
    return format_html('<a href="{}" lang="{}" hreflang="{}">{}</a>', url, lang, lang, name)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: object) -> dict[str, object]:
    """The error summary of one or more forms, every message linked to its field; nothing when all is well."""
    from salter.ui.forms import summary_errors

    return {"errors": summary_errors(forms)}
