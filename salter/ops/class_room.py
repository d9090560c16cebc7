"""A class in one room, from one laptop, without internet: who may ask for what, and what the terminal says.

The laptop itself serves the trainer. Whoever asks from another machine gets the pages of joining and the practice
office that a code led into, and nothing of the demo office beside it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from io import StringIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

OUTSIDE = "10.254.254.254"
"""An address of no machine: how the laptop would reach it says which of its own addresses the room sees. Nothing is
sent."""
OPEN = ("/static/", "/health/live", "/favicon.ico")


def own_address() -> str:
    """The address of this machine on the network of the room; empty when there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((OUTSIDE, 9))
        except OSError:
            return ""
        found = str(probe.getsockname()[0])
    return "" if ipaddress.ip_address(found).is_loopback else found


def picture(address: str) -> str:
    """The QR code of an address, for a terminal."""
    import segno

    drawn = StringIO()
    segno.make_qr(address, error="l").terminal(drawn, compact=True)
    return drawn.getvalue()


def words(address: str, port: int, trainers: list[tuple[str, str]], password: str) -> str:
    """What the terminal says when the class is open."""
    join = f"{address}/join/"
    who = "\n".join(f"  {username}  {name}" for username, name in trainers)
    return (
        f"\nThe class is open. Trainees, in the same network: {join}\n\n{picture(join)}\n"
        f"The trainer works on this laptop: http://127.0.0.1:{port}/practice/classes/\n{who}\n"
        f"  password {password}\n\n"
        "What goes through the network of the room is NOT encrypted: whoever listens there can read it. Only practice\n"
        "offices are served to it; type nothing real into them.\n\n"
        "Ctrl-C stops the class; a second start keeps everything."
    )


def only_the_class(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware behind that of the organisation: other machines of the room get joining and practice offices only."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.SALTER_CLASS_ADDRESS or is_laptop(request) or _is_open(request):
            return get_response(request)
        if request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
            return redirect("training:join")
        return HttpResponseForbidden(render_to_string("403.html", request=request))

    return middleware


def is_laptop(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine. Headers are not believed: no proxy stands before a class."""
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def _is_open(request: HttpRequest) -> bool:
    if request.path.startswith(OPEN) or request.path.startswith(reverse("training:join")):
        return True
    if request.path.startswith(reverse("organisations:sign-in")):
        return False
    office = getattr(request, "organisation", None)
    return bool(office and office.practice and request.user.is_authenticated)
