"""What the first page shows: the one story with its people, and the office in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Account, Organisation, Role
from salter.registry.models import Act, ActStatus, Case, CaseStatus

CITIZENS = (Role.CITIZEN, Role.COMPANY)
CLERKS = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD)
OPEN = (CaseStatus.FORMED, CaseStatus.IN_PROGRESS, CaseStatus.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Place:
    """Something to do in a step of the story: what, where, by whom (a user name of the demo and the roles)."""

    does: str | Promise
    url_name: str
    username: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story with its picture (templates/ops/pictures)."""

    picture: str
    title: str | Promise
    text: str | Promise
    places: tuple[Place, ...]


STORY = (
    Step(
        "counter",
        pgettext_lazy("step of the story", "Counter"),
        _("A citizen hands in a request, on the portal or at the window. It gets its number and a receipt at once."),
        (
            Place(_("Hand in a request on the portal"), "portal:catalogue", "gradjanin", CITIZENS),
            Place(_("Register a paper at the counter"), "registry:intake", "pisarnica", CLERKS),
        ),
    ),
    Step(
        "case",
        pgettext_lazy("step of the story", "Case"),
        _("The case goes to the unit that handles it, and to a person. The legal deadline runs and is in sight."),
        (
            Place(_("Assign a case"), "registry:cases", "nacelnik-odeljenja", (Role.UNIT_HEAD, *CLERKS)),
            Place(_("Handle a case"), "registry:cases", "obrada", (Role.HANDLER,)),
        ),
    ),
    Step(
        "decision",
        pgettext_lazy("step of the story", "Decision"),
        _("The handler writes the decision from a template with all its lawful parts; the head of the unit approves."),
        (
            Place(_("Write a draft decision"), "registry:cases", "obrada", (Role.HANDLER,)),
            Place(_("Approve a draft"), "registry:approve", "nacelnik-odeljenja", (Role.UNIT_HEAD,)),
        ),
    ),
    Step(
        "signature",
        pgettext_lazy("step of the story", "Signature"),
        _("An authorised official signs, the body seals, a time-stamp comes last. Not a letter can change after that."),
        (Place(_("Sign what waits"), "registry:sign", "potpis", (Role.SIGNATORY,)),),
    ),
    Step(
        "mailbox",
        pgettext_lazy("step of the story", "Mailbox"),
        _("The decision waits in the citizen's mailbox. Opening the receipt is the handover, with sealed evidence."),
        (
            Place(_("Dispatch what is signed"), "registry:dispatch", "pisarnica", CLERKS),
            Place(_("Open the mailbox"), "mailbox:inbox", "gradjanin", CITIZENS),
        ),
    ),
    Step(
        "archive",
        pgettext_lazy("step of the story", "Archive"),
        _("The closed case is kept as one package with its line in the archive book; it can be checked any time."),
        (Place(_("Take closed cases over"), "archive:waiting", "arhiva", (Role.ARCHIVIST,)),),
    ),
)


def story(viewer: Viewer) -> list[dict[str, object]]:
    """The story for this viewer: own places lead straight there, those of others to the sign-in page and back."""
    wanted = {place.username for step in STORY for place in step.places}
    names = dict(Account.objects.filter(username__in=wanted).values_list("username", "display_name"))
    return [
        {
            "picture": f"ops/pictures/{step.picture}.svg",
            "title": step.title,
            "text": step.text,
            "places": [_place(place, viewer, names.get(place.username, "")) for place in step.places],
        }
        for step in STORY
    ]


def _place(place: Place, viewer: Viewer, name: str) -> dict[str, object]:
    url = reverse(place.url_name)
    own = viewer.has(*place.roles)
    sign_in = f"{reverse('organisations:sign-in')}?{urlencode({'next': url})}#people"
    return {
        "does": place.does,
        "url": url if own else sign_in,
        "own": own,
        "name": name,
        "roles": place.roles[0].label,
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """The office in numbers; nothing in them tells of a person."""

    received_today: int
    open: int
    late: int
    to_sign: int
    decided: int
    archived: int


def figures(organisation: Organisation) -> Figures:
    """Counted now, in two queries."""
    today = clock.today(organisation)
    begin = timezone.make_aware(datetime.combine(today, datetime.min.time()))
    cases = Case.objects.filter(organisation=organisation, cancelled_at__isnull=True)
    still = Q(status__in=OPEN)
    counted = cases.aggregate(
        received_today=Count("pk", filter=Q(registered_at__gte=begin)),
        open=Count("pk", filter=still),
        late=Count("pk", filter=still & Q(due_on__lt=today)),
        decided=Count("pk", filter=Q(resolved_at__isnull=False)),
        archived=Count("pk", filter=Q(status=CaseStatus.ARCHIVED)),
    )
    to_sign = Act.objects.filter(organisation=organisation, status=ActStatus.APPROVED).count()
    return Figures(to_sign=to_sign, **counted)
