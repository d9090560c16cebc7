"""What was put on the notice board in place of a letter that could not be delivered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.mailbox.models import Delivery
from salter.organisations.models import Account
from salter.organisations.tenancy import Owned, OwnedForeignKey


class NoticeGround(models.TextChoices):
    """Why public delivery is chosen (Art. 78(1) ZUP)."""

    NO_OTHER_WAY = "no-other-way", _("no other way of delivery is possible")
    MANY_UNKNOWN = "many-unknown", _("many persons who are not known, and no other way is possible or suitable")
    BY_LAW = "by-law", _("another law says so")


class PublicNotice(Owned):
    """A notice on the board: `addressee` and `where` are all that it says of anybody.

    It is shown from `published_on` to `until`, the day on which delivery counts as made (Art. 78(3)).
    """

    delivery = OwnedForeignKey(Delivery, related_name="notices")
    ground = models.CharField(max_length=15, choices=NoticeGround)
    reason = models.CharField(max_length=300, help_text=_("What was tried, or which law."))
    addressee = models.CharField(max_length=200)
    where = models.CharField(max_length=300)
    published_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    until = models.DateField()
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    published_name = models.CharField(max_length=200, blank=True)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "delivery"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "until", "id"], name="notice_on_board", condition=Q(taken_down_at__isnull=True)
            )
        ]
