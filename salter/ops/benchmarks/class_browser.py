"""One browser of a class, as light as can be: hundreds of them share one process. A connection that stays, cookies,
redirects, and the forms that pages really have. What comes once and then lies in a browser (styles, scripts) is not
asked for.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

from salter.ops.walk_person import form_of, known_by

PATIENCE = 60
MOST_REDIRECTS = 5
LINK = re.compile(r'href="([^"]+)"')
BOUNDARY = "----salter-class"
SKETCH = "Скица: тезга 3 m x 4 m, пролаз за пешаке остаје широк 2 m.\n"


class NotAsExpected(Exception):
    """A page was refused, or has not what a person needs to go on."""


@dataclass
class Seen:
    """What all browsers of the process have seen: milliseconds by kind of request, and what went wrong."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its address, status, headers and text."""

    path: str
    status: int
    headers: Mapping[str, str]
    text: str

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that fit a regular expression, in order."""
        found = (urljoin(self.path, unescape(address)) for address in LINK.findall(self.text))
        return [address for address in found if re.search(pattern, address)]

    def link(self, pattern: str) -> str:
        """The first of them. Raises NotAsExpected."""
        found = self.links(pattern)
        if not found:
            raise NotAsExpected(f"{self.path} has no link to {pattern}: {self.heading}")
        return found[0]

    @property
    def heading(self) -> str:
        """What the page says of itself."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else self.text[:200]


class Browser:
    """Somebody's browser; `number` is its place in the class, 0 is the trainer."""

    def __init__(self, url: str, seen: Seen, number: int = 0) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._seen = parts.hostname or "", parts.port or 80, seen
        self.number = number
        self.cookies: dict[str, str] = {}
        self.busy = asyncio.Lock()
        self.answered = 0.0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, address: str, kind: str = "pages") -> Page:
        """Go to an address, and on where it leads."""
        return await self._follow("GET", address, b"", "", kind)

    async def post(self, page: Page, fields: Mapping[str, str], *, having: str = "", kind: str = "pages") -> Page:
        """Fill in the form of a page that has the field `having` (else the first) and send it. Raises NotAsExpected."""
        tree = html.document_fromstring(page.text)
        form = form_of(tree, having)
        if form is None:
            raise NotAsExpected(f"{page.path} has no form with {having or 'anything'}: {page.heading}")
        address = urljoin(page.path, form.get("action") or page.path)
        data: dict[str, list[str]] = {**known_by(form), **{name: [value] for name, value in fields.items()}}
        names = form.xpath(".//input[@type='file']/@name")
        if names:
            return await self._follow("POST", address, *_multipart(data, str(names[0])), kind)
        return await self.send(address, data, kind)

    async def send(self, address: str, data: Mapping[str, list[str]], kind: str = "pages") -> Page:
        """Send fields to an address."""
        body = urlencode(data, doseq=True).encode()
        return await self._follow("POST", address, body, "application/x-www-form-urlencoded", kind)

    async def _follow(self, method: str, address: str, body: bytes, media_type: str, kind: str) -> Page:
        async with self.busy:
            page = await self._once(method, address, body, media_type, kind)
            self.answered = time.monotonic()
            for _hop in range(MOST_REDIRECTS):
                if page.status not in (301, 302, 303):
                    break
                page = await self._once("GET", urljoin(page.path, page.headers["location"]), b"", "", kind)
        if page.status >= 300:
            raise NotAsExpected(f"{method} {address}: {page.status}. {page.heading}")
        return page

    async def _once(self, method: str, address: str, body: bytes, media_type: str, kind: str) -> Page:
        began = time.monotonic()
        page = await asyncio.wait_for(self._exchange(method, address, body, media_type), PATIENCE)
        self._seen.ms[kind].append((time.monotonic() - began) * 1000)
        return page

    async def _exchange(self, method: str, address: str, body: bytes, media_type: str) -> Page:
        asked = self._head(method, address, body, media_type) + body
        stayed = self._streams is not None
        try:
            return await self._asked(address, asked)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            begun = isinstance(error, asyncio.IncompleteReadError) and error.partial
            if not stayed or begun:
                raise
        await self.close()  # a connection that nobody used is closed by the server after a while: browsers ask again
        return await self._asked(address, asked)

    async def _asked(self, address: str, asked: bytes) -> Page:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(asked)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                kept, _equals, given = value.partition(";")[0].partition("=")
                self.cookies[kept] = given
            elif name:
                headers[name.lower()] = value
        text = await reader.readexactly(int(headers.get("content-length", "0")))
        return Page(address, int(lines[0].split(" ", 2)[1]), headers, text.decode(errors="replace"))

    def _head(self, method: str, address: str, body: bytes, media_type: str) -> bytes:
        lines = [f"{method} {address} HTTP/1.1", f"Host: {self._host}:{self._port}"]
        kept = [f"{name}={value}" for name, value in self.cookies.items() if value.strip('"')]
        if kept:
            lines.append("Cookie: " + "; ".join(kept))
        if method == "POST":
            lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode()

    async def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _multipart(data: Mapping[str, list[str]], file: str) -> tuple[bytes, str]:
    """The fields and a sketch, as browsers send files."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, values in data.items()
        for value in values
        if name != file
    ]
    parts.append(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{file}"; filename="skica.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{SKETCH}\r\n--{BOUNDARY}--\r\n"
    )
    return "".join(parts).encode(), f"multipart/form-data; boundary={BOUNDARY}"
