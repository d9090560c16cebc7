"""Who is who in a practice office, for those who act in it without a person: colleagues, checkpoints, the player."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from salter.journal.models import Outbox
from salter.journal.subscriptions import subscribers
from salter.journal.tasks import run_subscriber
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Account, Organisation, Party, Staff
from salter.registry.models import Act, Case, CaseParty, Procedure

LATER = frozenset({"document.stored"})
"""Formats and texts of papers are left to the worker: nobody waits for them."""
CASES = "practice_cases"
"""In the settings of the town and its copies: its cases by name."""


@dataclass(slots=True)
class World:
    """A practice office with its people; use inside its scope. `cases` are remembered by name."""

    organisation: Organisation
    accounts: dict[str, Account]
    cases: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, organisation: Organisation, cases: dict[str, str] | None = None) -> World:
        """The world of a practice office."""
        rows = Account.objects.filter(organisation=organisation)
        return cls(
            organisation,
            {post_of(row.username): row for row in rows},
            {**organisation.settings.get(CASES, {}), **(cases or {})},
        )

    def viewer(self, post: str) -> Viewer:
        """Who holds a post, or a citizen."""
        return viewer_of(self.accounts[post], self.organisation)

    def staff(self, post: str) -> Staff:
        """The row of an official."""
        return Staff.objects.select_related("unit").get(organisation=self.organisation, account=self.accounts[post])

    def party(self, citizen: str) -> Party:
        """A citizen or company as the office knows it."""
        return Party.objects.get(organisation=self.organisation, account=self.accounts[citizen])

    def case(self, name: str) -> Case:
        """A remembered case, read anew."""
        rows = Case.objects.select_related("unit", "handler__account", "procedure")
        return rows.get(organisation=self.organisation, pk=UUID(self.cases[name]))

    def worker(self, name: str, post: str = "") -> Viewer:
        """Who holds a post, else the handler of a remembered case."""
        handler = self.case(name).handler
        return self.viewer(post or (post_of(handler.account.username) if handler else "obrada"))

    def part(self, name: str) -> CaseParty:
        """The first party of a remembered case."""
        found = self.case(name).parties.order_by("id").first()
        assert found is not None
        return found

    def act(self, name: str) -> Act:
        """The newest act of a remembered case."""
        found = self.case(name).acts.order_by("sub_number").last()
        assert found is not None
        return found

    def procedure(self, code: str) -> Procedure:
        """A procedure of the catalogue."""
        return Procedure.objects.get(organisation=self.organisation, code=code)

    def tell(self, *, all_of_it: bool = False) -> None:
        """Run the readers of what has just been written, here and at the clock that holds now; with `all_of_it` those,
        too, for whom nobody waits."""
        later: frozenset[str] = frozenset() if all_of_it else LATER
        while waiting := list(self._unread(later).order_by("id")):
            self._unread(later).filter(pk__in=[row.pk for row in waiting]).update(told=True)
            for row in waiting:
                for name in subscribers(row.verb):
                    run_subscriber(self.organisation.pk, row.entry_id, row.verb, name)

    def _unread(self, later: frozenset[str]) -> Any:
        return Outbox.objects.filter(organisation=self.organisation, told=False).exclude(verb__in=later)


def post_of(username: str) -> str:
    """The post that a user name of a practice office stands for."""
    return username.rpartition(".")[2]
