"""Officials at work in the office: what came in is drafted, approved, signed, dispatched, handed over and put away.

Each looks at the list of what waits and does the first thing there, so that what broke off is never done twice: what
was done no longer waits.
"""

from __future__ import annotations

from typing import ClassVar

from salter.ops.walk_person import WalkFailed
from tests.faults.load import PersonAtWork

ID = "[0-9a-f-]{36}"
TEXT = {
    "outcome": "granted",
    "disposition": "Усваја се захтев.",
    "reasoning": "Захтев је основан.",
}


class Official(PersonAtWork):
    """Somebody with a list of what waits. `done` counts what was done, for all of a kind together."""

    waits: ClassVar[str]
    link: ClassVar[str]
    kind: ClassVar[str]

    def one_round(self) -> None:
        """The first few things that wait."""
        for _thing in range(3):
            try:
                self.patiently(self.first)
            except WalkFailed as failed:
                if not self.excused(str(failed)):
                    self.book.wrong.append(f"{self.kind}: {failed}")

    def first(self) -> None:
        """Do the first thing that waits, if something does."""
        self.person.open(self.waits)
        self.still_signed_in()
        if found := self.person.links(self.link):
            self.person.open(self.chosen(found))
            self.still_signed_in()
            done = self.deed()
            self.still_signed_in()
            if done:
                self.book.done[self.kind] += 1

    def chosen(self, found: list[str]) -> str:
        """Which of them."""
        return found[0]

    def deed(self) -> bool:
        """What is done on its page; whether something was to be done."""
        raise NotImplementedError

    def follow(self, pattern: str) -> None:
        """Go where a link of the page leads, if one is signed in there still."""
        self.person.follow(pattern)
        self.still_signed_in()

    def excused(self, failed: str) -> bool:
        """Whether somebody was first, who may: a case that was given to another meanwhile is not to be seen here."""
        return any(f": {status}." in failed for status in (403, 404))


class Drafter(Official):
    """The handler writes a decision for each case that has none."""

    username = "obrada"
    waits, link, kind = "/cases/?who=me&status=in_progress", rf"^/cases/{ID}/$", "drafted"

    def chosen(self, found: list[str]) -> str:
        """Any: the list is the same until the decision is signed."""
        return self.dice.choice(found)

    def deed(self) -> bool:
        """A decision, handed to the head of the unit at once; none where an act stands already."""
        if self.person.links(rf"/acts/{ID}/$"):
            return False
        self.follow(r"/acts/new/\?kind=decision$")
        self.person.submit({**TEXT, "then": "submit"}, having="disposition")
        return True


class Approver(Official):
    """The head of the unit."""

    username = "nacelnik-odeljenja"
    waits, link, kind = "/office/approve/", rf"/acts/{ID}/$", "approved"

    def deed(self) -> bool:
        """Read and approved."""
        self.person.submit({"deed": "approve"}, having="deed")
        return True


class Signatory(Official):
    """Who signs; the body seals and the time-stamp comes with it."""

    username = "potpis"
    waits, link, kind = "/office/sign/", rf"/acts/{ID}/$", "signed"

    def deed(self) -> bool:
        """Signed."""
        self.person.submit({"deed": "sign"}, having="deed")
        return True


class Dispatcher(Official):
    """The clerk at the post: sends, and enters return receipts."""

    username = "pisarnica"
    waits, link, kind = "/office/dispatch/", rf"/office/dispatch/(receipts/)?{ID}/$", "dispatched"

    def chosen(self, found: list[str]) -> str:
        """Something of both."""
        return self.dice.choice(found)

    def deed(self) -> bool:
        """By the usual way; or the day that stands on the receipt, today."""
        receipt = "/receipts/" in self.person.path
        self.person.submit({"result": "handed"} if receipt else {}, having="on" if receipt else "channel")
        return True

    def excused(self, failed: str) -> bool:
        """A clock that was set back makes today earlier than the day of the dispatch."""
        set_back = self.house.clock is not None and "/receipts/" in failed and ": 422." in failed
        return set_back or super().excused(failed)


class Closer(Official):
    """The handler puts away what is decided and dispatched."""

    username = "obrada"
    waits, link, kind = "/cases/?who=me&status=resolved", rf"^/cases/{ID}/$", "closed"

    def chosen(self, found: list[str]) -> str:
        """Any."""
        return self.dice.choice(found)

    def deed(self) -> bool:
        """With class mark and retention, once its decision is under way."""
        if not self.person.links(r"/close/$"):
            return False
        self.follow(r"/close/$")
        choices = self.person.page.xpath("//select[@name='retention']//option[@value!='']/@value")
        if not choices:  # an act is not dispatched yet, or another closed it, as the page says
            return False
        self.person.submit({"class_code": "352", "retention": str(choices[-1])}, having="class_code")
        return True


OFFICIALS: tuple[type[Official], ...] = (Drafter, Approver, Signatory, Dispatcher, Closer)
