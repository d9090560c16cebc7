"""Bodies, units, staff, roles, authorisations, parties: data and constraints only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from salter.organisations.tenancy import Owned, OwnedForeignKey, uuid7


class Role(models.TextChoices):
    """What a person may do (interfaces.md names the codes; regulation.md 1.4 the people)."""

    REGISTRY_CLERK = "registry-clerk", _("registry clerk")
    REGISTRY_HEAD = "registry-head", _("head of the registry office")
    HANDLER = "handler", _("handler")
    UNIT_HEAD = "unit-head", _("head of unit")
    HEAD_OF_ADMINISTRATION = "head-of-administration", _("head of administration")
    SIGNATORY = "signatory", _("signatory")
    SECOND_INSTANCE = "second-instance", _("second-instance body")
    ARCHIVIST = "archivist", _("archivist")
    PUBLIC_ARCHIVIST = "public-archivist", _("archivist of the public archive")
    INSPECTOR = "inspector", _("inspector")
    DATA_PROTECTION_OFFICER = "data-protection-officer", _("data protection officer")
    ANALYST = "analyst", _("analyst")
    PROGRAMME_MANAGER = "programme-manager", _("programme manager")
    TRAINER = "trainer", _("trainer")
    TRAINEE = "trainee", _("trainee")
    MAYOR = "mayor", _("mayor")
    ADMINISTRATOR = "administrator", _("administrator")
    CITIZEN = "citizen", _("citizen")
    COMPANY = "company", _("company")


class TokenScope(models.TextChoices):
    """What a token of the API may be used for, within what its role may."""

    CASES_READ = "cases:read", _("read and find cases")
    CASES_WRITE = "cases:write", _("register submissions and supplements")
    CASES_HANDLE = "cases:handle", _("assign and draft")
    REGISTERS_READ = "registers:read", _("read what a register holds")
    SIGNATURES_VALIDATE = "signatures:validate", _("validate signatures of files")


class OrganisationKind(models.TextChoices):
    """What sort of body it is."""

    MUNICIPALITY = "municipality", _("municipality")
    CITY = "city", _("city")
    COMPANY = "company", _("company")
    OTHER = "other", _("other body")


class Organisation(models.Model):
    """A body that runs an office here. The list itself is public: no row-level security."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name_cyr = models.CharField(max_length=200)
    name_lat = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    body_cyr = models.CharField(max_length=200, help_text=_("The body that acts, e.g. Municipal Administration."))
    seat_cyr = models.CharField(max_length=100)
    address_cyr = models.CharField(max_length=200, blank=True)
    municipality_code = models.CharField(max_length=5, blank=True, help_text=_("Code of the self-government (RGZ)."))
    registration_number = models.CharField(max_length=8, blank=True)
    tax_number = models.CharField(max_length=9, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hostname = models.CharField(max_length=200, blank=True)
    practice = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    clock_shift = models.DurationField(null=True, blank=True)
    clock_stands = models.DateTimeField(
        null=True, blank=True, help_text=_("The moment at which the clock of a practice office stands; empty: it runs.")
    )
    number_format = models.CharField(max_length=100, default="{class}-{ordinal}/{year}-{unit}")
    settings = models.JSONField(default=dict, blank=True)
    languages = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        help_text=_("Languages in official use beside Serbian: code, ground, and the names of the office in it."),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="organisation_real_clock",
                condition=Q(clock_shift__isnull=True) | Q(practice=True) | Q(demo=True),
            ),
            models.CheckConstraint(
                name="organisation_clock_runs", condition=Q(clock_stands__isnull=True) | Q(practice=True)
            ),
        ]

    @property
    def name_hu(self) -> str:
        """What it is called in Hungarian, where that is in official use."""
        return str(self.languages.get("hu", {}).get("name", ""))

    def __str__(self) -> str:
        return self.name_cyr


class Function(models.TextChoices):
    """What an organisation may do here, in companion to the state's system, or only practise."""

    REGISTER = "register", _("register")
    DELIVERY = "delivery", _("delivery")
    ARCHIVE = "archive", _("archive")


class Mode(models.TextChoices):
    """house.md, section 4: beside the state's systems."""

    PRACTICE = "practice", _("practice")
    COMPANION = "companion", _("companion of the state's system")
    OWN = "own", _("own, by decision of the head")


class FunctionMode(Owned):
    """The mode of one function; `own` needs the head's decision and its ground."""

    function = models.CharField(max_length=20, choices=Function)
    mode = models.CharField(max_length=20, choices=Mode)
    decision = models.CharField(max_length=200, blank=True)
    ground = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "function"], name="function_mode_once"),
            models.CheckConstraint(
                name="function_mode_own_needs_decision",
                condition=~Q(mode="own") | (~Q(decision="") & ~Q(ground="") & Q(decided_on__isnull=False)),
            ),
        ]


class Unit(Owned):
    """An organisational unit; units form a tree."""

    parent = OwnedForeignKey("self", null=True, blank=True, related_name="children")
    mark = models.CharField(max_length=10, help_text=_("Mark in case numbers, e.g. IV-02."))
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "mark"], name="unit_mark_once")]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by user name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Case does not matter in a user name, unless two differ in nothing else: then it is the one as typed."""
        same = self.filter(username__iexact=username).order_by("pk")
        found = same.filter(username=username).first() or same.first()
        if found is None:
            raise self.model.DoesNotExist
        return found


class Account(AbstractBaseUser):
    """A person who can sign in. Found before the organisation is known, so outside row-level security."""

    username = models.CharField(max_length=100, unique=True)
    display_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="accounts")
    citizen = models.BooleanField(default=False)
    company_name = models.CharField(max_length=200, blank=True)
    identifier_kind = models.CharField(max_length=10, blank=True)
    identifier = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    assurance = models.CharField(max_length=10, default="basic")
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False, help_text=_("Shown with its password on the sign-in page of a demo."))
    demo_note = models.CharField(max_length=200, blank=True)
    program = models.BooleanField(
        default=False, db_default=False, help_text=_("Another program: it has tokens of the API, and nobody signs in.")
    )

    objects = AccountManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.display_name


class Staff(Owned):
    """A person's post in the organisation."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    unit = OwnedForeignKey(Unit, related_name="staff")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=10, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "account"], name="staff_account_once")]

    def __str__(self) -> str:
        return self.name


class StaffRole(Owned):
    """A role of a member of staff."""

    staff = OwnedForeignKey(Staff, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role)
    given_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "staff", "role"], name="staff_role_once")
        ]


class AuthorisationKind(models.TextChoices):
    """Authorised to conduct a procedure, or to decide in it."""

    CONDUCT = "conduct", _("to conduct the procedure")
    DECIDE = "decide", _("to decide")


class Authorisation(Owned):
    """A written authorisation: number, scope and validity. An empty scope is every class."""

    staff = OwnedForeignKey(Staff, related_name="authorisations")
    kind = models.CharField(max_length=10, choices=AuthorisationKind)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    classes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, help_text=_("When it was entered that it ends before its time."))
    end_reason = models.CharField(max_length=300, blank=True)


class Duty(models.TextChoices):
    """What a deputy may do for the absent person."""

    HANDLE = "handle", _("to handle cases")
    ASSIGN = "assign", _("to assign cases")
    APPROVE = "approve", _("to approve acts")
    SIGN = "sign", _("to sign acts")


def all_duties() -> list[str]:
    """A mandate gives all duties unless it names some."""
    return list(Duty.values)


class Mandate(Owned):
    """A substitution mandate: who stands in for whom, from when to when, on which ground."""

    absent = OwnedForeignKey(Staff, related_name="mandates_given")
    deputy = OwnedForeignKey(Staff, related_name="mandates")
    number = models.CharField(max_length=60)
    ground = models.CharField(max_length=300)
    scope = models.CharField(max_length=300, blank=True, help_text=_("The duties in the words of the document."))
    duties = ArrayField(models.CharField(max_length=10, choices=Duty), default=all_duties, db_default=all_duties())
    valid_from = models.DateField()
    valid_to = models.DateField()
    given_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    def duty_labels(self) -> list[str]:
        """The duties in words."""
        return [str(Duty(duty).label) for duty in self.duties]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="mandate_of_another", condition=~Q(absent=models.F("deputy"))),
            models.CheckConstraint(name="mandate_in_order", condition=Q(valid_from__lte=models.F("valid_to"))),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "deputy", "valid_to"], name="mandate_by_deputy")]


class AbsenceKind(models.TextChoices):
    """How somebody is away. Illness is not told from other reasons: nobody needs to know it to give work to another."""

    LEAVE = "leave", _("annual leave")
    TRAVEL = "travel", _("official travel")
    OTHER = "other", _("other absence")
    LEAVES = "leaves", _("the service ends")


class Absence(Owned):
    """Somebody is away from a day to a day, or works here to the day before `from_on`; no reason is kept."""

    staff = OwnedForeignKey(Staff, related_name="absences")
    kind = models.CharField(max_length=10, choices=AbsenceKind)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text=_("When it was entered that it no longer holds."))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="absence_in_order", condition=Q(from_on__lte=models.F("until_on"))),
            models.CheckConstraint(
                name="absence_ends_unless_service",
                condition=Q(kind=AbsenceKind.LEAVES, until_on=None)
                | (~Q(kind=AbsenceKind.LEAVES) & Q(until_on__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "staff"], name="absence_open", condition=Q(ended_at=None))
        ]


class LinkPurpose(models.TextChoices):
    """What a one-time link is for."""

    INVITATION = "invitation", _("invitation")
    RESET = "reset", _("new password")


class AccountLink(Owned):
    """A one-time link by which a person sets the own password. The address is its id, sealed; it is kept nowhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    site = models.CharField(max_length=200, help_text=_("Where the page was open from which it was made."))
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, blank=True, help_text=_("Empty: the person asked by e-mail."))
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "account", "-id"], name="link_by_account")]


class PartyKind(models.TextChoices):
    """Who a party is."""

    PERSON = "person", _("natural person")
    COMPANY = "company", _("legal person")
    FOREIGNER = "foreigner", _("foreign person")


class Party(Owned):
    """A party as the organisation knows it. An identifier that fails its check is kept only knowingly."""

    kind = models.CharField(max_length=10, choices=PartyKind)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=250, editable=False)
    name_sort = models.CharField(max_length=500, editable=False)
    identifier_kind = models.CharField(max_length=10, blank=True)
    identifier = models.CharField(max_length=20, blank=True)
    identifier_kept = models.CharField(max_length=200, blank=True, help_text=_("Why a number that fails is kept."))
    address = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="parties", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "identifier_kind", "identifier"],
                condition=~Q(identifier=""),
                name="party_identifier_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "name_sort", "id"], name="party_by_name"),
            models.Index(
                fields=["organisation", "name_fold"],
                name="party_by_fold",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
            models.Index(
                fields=["organisation", "account"], name="party_by_account", condition=Q(account__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PairState(models.TextChoices):
    """What somebody decided of two entries of parties."""

    MERGED = "merged", _("one person or company")
    UNDONE = "undone", _("merging was undone")
    APART = "apart", _("two different ones")


class PartyPair(Owned):
    """Two entries of parties: one stands for the other (`merged`), or they are not the same. Nothing of either changes.

    One stands for many at most: who stands for others is not merged into a third.
    """

    kept = OwnedForeignKey(Party, related_name="stands_for")
    other = OwnedForeignKey(Party, related_name="pairs")
    state = models.CharField(max_length=8, choices=PairState)
    reason = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "other"], condition=Q(state="merged"), name="party_merged_once"
            ),
            models.CheckConstraint(name="party_pair_of_two", condition=~Q(kept=models.F("other"))),
        ]


class ApiToken(models.Model):
    """A bearer token, kept as its SHA-256 only. Found before the organisation is known."""

    digest = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    role = models.CharField(max_length=30, choices=Role)
    scopes = ArrayField(
        models.CharField(max_length=30, choices=TokenScope),
        null=True,
        help_text=_("None: issued before tokens had scopes; it may be used for all that its role may."),
    )
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, help_text=_("None: issued before tokens had an end."))
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Attempts(models.Model):
    """Failed attempts to sign in under one keyed hash of a user name, address or device; swept by the clock."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()


class KeptForm(models.Model):
    """A form that its owner could not send: the session had ended, or a higher level was asked for.

    Outside row-level security, for it is kept before its owner has signed in; `sealed` is encrypted for that account.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="kept_forms")
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()


class KeptPart(models.Model):
    """A piece of a file of a kept form, encrypted like it."""

    form = models.ForeignKey(KeptForm, models.CASCADE, related_name="parts")
    file = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "file", "position"], name="kept_part_once"),
        ]
