"""What the registry writes into the journal, and how it is told to staff and to the party."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salter.journal.verbs import declare, declare_refusal
from salter.registry.recusing.rules import REFUSAL


def declare_all() -> None:
    """Declare the verbs of this room, and what its guards at the journal tell."""
    declare_refusal("recused_does_nothing", REFUSAL)
    _recusals()
    _relations()
    _hearings()
    _dossiers()
    _guarantees()
    _books()
    _catalogue()
    _appeals()
    _doors()
    _cases()
    _work()
    _acts()
    _letters()
    _services()
    _people()
    _layouts()
    _papers()
    _shelves()
    _looks()
    _views()


def _recusals() -> None:
    """Officials who may not act in a case."""
    declare("recusal.asked", _("The recusal of %(official)s was asked for: %(reason)s"))
    declare(
        "recusal.granted",
        _("%(official)s is recused from the case: %(note)s. It goes on with: %(substitute)s."),
        _("An official was recused from your case; another goes on with it."),
    )
    declare("recusal.refused", _("The recusal of %(official)s was refused: %(note)s."))


def _dossiers() -> None:
    """Dossiers. The journal of a case does not name the dossier: not everybody may see it."""
    declare("dossier.opened", _("Dossier %(number)s, %(name)s, was opened."))
    declare("dossier.changed", _("What dossier %(number)s says of itself was changed: %(name)s."))
    declare("dossier.case-out", _("A case was taken out of dossier %(number)s: %(why)s"))
    declare("dossier.closed", _("Dossier %(number)s was closed: %(why)s"))
    declare("dossier.reopened", _("Dossier %(number)s was opened again: %(why)s"))
    declare("case.filed", _("The case was put into a dossier."))
    declare("case.unfiled", _("The case was taken out of a dossier."))


def _guarantees() -> None:
    """Guarantee acts. The party reads the act and the decision themselves."""
    declare(
        "guarantee.ended",
        _("The guarantee act %(sub_number)s no longer stands since %(on)s: %(reason)s"),
        _("The guarantee act that you were given no longer stands since %(on)s."),
    )
    declare("guarantee.referred", _("The case refers to guarantee act %(number)s."))
    declare("guarantee.unreferred", _("The case does not refer to guarantee act %(number)s: %(reason)s"))
    declare("guarantee.kept", _("Decision %(sub_number)s is drafted as guarantee act %(number)s promised."))
    declare(
        "guarantee.departed",
        _("Decision %(sub_number)s is drafted otherwise than guarantee act %(number)s (%(guarantee_ground)s): %(why)s"),
    )


def _hearings() -> None:
    """Hearings; the parties who are summoned are told, each of what concerns it."""
    declare(
        "hearing.convened",
        _("A hearing was convened for %(on)s at %(time)s, %(place)s: %(about)s"),
        _("A hearing in your case is on %(on)s at %(time)s: %(place)s. You get a summons."),
    )
    declare(
        "hearing.summoned",
        _("%(person)s is summoned as well to the hearing of %(on)s."),
        _("You are summoned to the hearing on %(on)s at %(time)s: %(place)s. You get a summons."),
    )
    declare(
        "hearing.released",
        _("%(person)s need not come to the hearing of %(on)s: %(why)s"),
        _("You need not come to the hearing of %(on)s: %(why)s"),
    )
    declare(
        "hearing.postponed",
        _("The hearing of %(was)s at %(was_time)s was postponed to %(on)s at %(time)s, %(place)s: %(why)s"),
        _("The hearing of %(was)s was postponed to %(on)s at %(time)s: %(place)s. You get a new summons."),
    )
    declare(
        "hearing.called-off",
        _("The hearing of %(on)s at %(time)s was called off: %(why)s"),
        _("The hearing of %(on)s at %(time)s was called off. You need not come."),
    )
    declare(
        "hearing.held",
        _("The hearing of %(on)s was recorded: %(hearing_outcome)s. Came: %(present)s of %(summoned)s."),
        _("The hearing of %(on)s was held: %(hearing_outcome)s."),
    )
    declare("hearing.signed", _("The record of the hearing: signed by %(signed)s, not signed by %(refused)s. %(who)s"))


def _relations() -> None:
    """Cases that have to do with each other. The other case is never named: not everybody may see it."""
    declare("case.related", _("A related case was noted."))
    declare("case.unrelated", _("A related case was taken off: %(reason)s"))
    declare(
        "case.joined",
        _("The case is conducted together with another since %(on)s: %(reason)s"),
        _("Your case is conducted together with another one."),
    )
    declare("case.leads", _("Another case is conducted together with this one since %(on)s: %(reason)s"))
    declare("case.separated", _("The cases were separated on %(on)s: %(reason)s"))


def _beside() -> None:
    """Beside the state's Pisarnica."""
    declare("state-export.sent", _("A file of the state's system for %(day)s was sent in: %(rows)s rows."))
    declare("state-export.columns", _("It was said what the columns of the state's file mean."))
    declare(
        "state-export.brought",
        _("The file of the state's system for %(day)s: %(new)s new cases, %(changed)s changed, %(wrong)s rows wrong."),
    )
    declare(
        "case.from-state",
        _("Registered in the state's system under %(external_number)s; here by its file of %(day)s."),
        _("Your paper was registered under %(external_number)s."),
    )
    declare("case.as-told", _("Corrected by what the state's system says."))
    declare("state-day.left", _("A difference of %(day)s to the state's system was left as it is, with a reason."))
    declare("state-day.closed", _("The day %(day)s was compared with the state's system and closed: %(rows)s rows."))


def _books() -> None:
    declare("register.opened", _("The register %(code)s for %(year)s was opened at number %(first)s."))
    declare(
        "register.closed",
        _("The register %(code)s for %(year)s was closed at number %(last)s: %(entries)s entries."),
    )
    declare(
        "register.noted",
        _("The official note on opening %(code)s for %(year)s was made: the old book ended with %(last)s. %(ground)s"),
    )
    declare("book.asked", _("A copy of the book %(book)s for %(year)s was asked for, numbers %(first)s to %(last)s."))
    declare("book.copied", _("The copy of the book %(book)s for %(year)s was made: %(lines)s lines."))
    declare("case.remedies", _("The line in the register of administrative cases was changed (instance %(instance)s)."))
    declare(
        "calendar.confirmed", _("Government days off of %(year)s: %(days)s (%(source)s); deadlines moved: %(moved)s.")
    )
    declare(
        "case.due",
        _("The legal deadline moved from %(before)s to %(after)s: days off that the Government has declared."),
        _("The deadline in your case moved from %(before)s to %(after)s: days off that the Government has declared."),
    )
    declare(
        "case.extended",
        _("The deadline was extended by %(days)s days from %(before)s to %(after)s: %(law)s. The strict date stays."),
        _("The deadline in your case was extended by %(days)s days from %(before)s to %(after)s: %(law)s."),
    )
    declare("case.initiated", _("It was noted how the case was begun; it is due on %(due)s."))
    declare("second-instance.set", _("Who decides on appeals was set (%(matter)s): %(to_body)s. %(ground)s"))
    declare("second-instance.ended", _("Who decides on appeals (%(matter)s) ended: %(to_body)s."))
    declare("clock.started", _("A clock was started from %(from)s; it runs until %(due)s."))
    declare("clock.met", _("What the clock until %(due)s was for was done on %(on)s."))
    declare("clock.moved", _("A clock moved from %(before)s to %(after)s: days off that the Government has declared."))
    declare("clock.dropped", _("The clock until %(due)s was stopped."))
    declare(
        "law.set",
        _("The legal setting %(setting)s (rule %(rule)s) was changed from %(before)s to %(after)s. %(reason)s"),
    )
    declare("register.carrying", _("Carrying over into the next book was set: %(rule)s."))
    declare(
        "case.carried",
        _("Carried over from number %(before)s into the book of %(year)s under number %(number)s."),
        _("Your request %(before)s has a new number in the book of %(year)s: %(number)s."),
    )
    declare("list.opened", _("The list of acts %(number)s was opened: %(title)s."))
    declare("list.entered", _("Acts %(first)s to %(last)s were entered in the list %(number)s."))
    declare("list.cancelled", _("Line %(sub_number)s of the list %(number)s was cancelled: %(reason)s"))
    declare("list.table", _("A table of acts for a list went on: %(step)s."))
    declare("list.brought", _("A table of acts was entered in the list: %(acts)s acts of %(rows)s rows."))
    declare("list.closed", _("The list %(number)s was closed with %(count)s acts."))
    _beside()
    declare("invoice.entered", _("An electronic invoice was entered in the book of received invoices, line %(line)s."))
    declare("invoice.decided", _("The invoice in line %(line)s was noted: %(before)s → %(state)s. %(note)s"))
    declare("invoice.clock", _("The clock to accept or reject invoices was set to %(days)s days."))
    declare("old-book.sent", _("The table of an old book was sent in."))
    declare("old-book.columns", _("It was said what the columns of the old book's table mean."))
    declare("old-book.asked", _("The word was given to bring the old book in."))
    declare("old-book.known", _("The old book for %(year)s is known from “%(name)s”; its numbers are not given by us."))
    declare(
        "old-book.brought",
        _("Rows %(first)s to %(last)s of an old book: %(cases)s cases and %(supplements)s supplements brought in."),
    )
    declare("old-book.done", _("The old book is brought in: %(cases)s cases of %(rows)s rows."))
    declare("parallel.begun", _("“%(old_book)s” is kept beside our book since %(day)s: %(ground)s"))
    declare(
        "parallel.compared", _("Both books were compared for %(day)s: %(same)s alike, %(differences)s differences.")
    )
    declare("parallel.seen", _("Somebody looked at both books of %(day)s, %(differences)s differences: %(remark)s"))
    declare(
        "parallel.ended",
        _("Only our book is kept since %(day)s; compared: %(compared)s, alike: %(alike)s, left: %(left)s. %(words)s"),
    )


def _catalogue() -> None:
    declare("procedure.confirmed", _("Procedure %(code)s was confirmed for citizens, unit %(unit)s."))
    declare("procedure.hidden", _("Procedure %(code)s is not shown to citizens, unit %(unit)s."))
    declare("procedure.added", _("Procedure %(code)s was added to the catalogue."))
    declare("procedure.revised", _("Procedure %(code)s was changed, revision %(revision)s: %(reason)s"))
    declare("procedure.retired", _("Procedure %(code)s was taken out of the catalogue."))
    declare("procedure.restored", _("Procedure %(code)s was taken back into the catalogue."))
    declare("plan.written", _("%(key)s was written into the classification plan or the retention schedule."))
    declare("plan.used", _("The plan %(edition)s was taken into use: %(count)s class marks."))
    declare("plan.unused", _("The plan %(edition)s was taken out of use: %(count)s class marks."))
    declare(
        "catalogue.carried",
        _("Plan and catalogue were brought in from a file: %(new)s new, %(changed)s changed, %(gone)s out of use."),
    )


def _doors() -> None:
    declare(
        "case.registered",
        _("Registered under number %(number)s."),
        _("Your request was received and registered under number %(number)s."),
    )
    declare(
        "case.supplemented",
        _("A supplement was registered as %(number)s."),
        _("Your supplement was received and added to the case as %(number)s."),
    )
    declare("incoming.taken", _("A paper came in and waits in “Incoming”: “%(subject)s”."))
    declare("incoming.confirmed", _("The sender was told that the letter has come."))
    declare("incoming.read", _("The original was read once more."))
    declare("incoming.split", _("The batch was split by its cover sheets into %(papers)s papers."))
    declare("incoming.registered", _("What came in was registered, submission %(submission)s."))
    declare("incoming.set_aside", _("What came in, “%(subject)s”, was set aside: %(reason)s"))
    declare("incoming.listed", _("What came in was entered in the book of received invoices, line %(line)s."))
    declare("incoming.taken_back", _("What was set aside, “%(subject)s”, was taken back."))
    declare("incoming.retried", _("The original was given to be read once more."))
    declare("submission.taken-in", _("Taken in by %(clerk)s, counter: %(place)s."))
    declare("record.signed", _("The party signed the record of what it said at the counter."))
    declare("record.refused", _("The party did not sign the record: %(note)s"))
    declare("envelope.opened", _("The envelope was opened: %(note)s"))
    declare("envelope.handed", _("The envelope was handed over unopened: %(note)s"))
    declare(
        "case.ceded",
        _("Ceded to %(body)s: %(reason)s"),
        _("Your submission was ceded to the competent body: %(body)s."),
    )
    declare("counter.opened", _("The counter %(code)s, %(name)s, was opened."))
    declare("counter.closed", _("The counter %(code)s, %(name)s, was closed."))
    declare("counter.taken", _("%(clerk)s sits at the counter: %(name)s."))
    declare("sheets.printed", _("%(count)s sheets for an outage were printed."))
    declare("sheet.spoiled", _("The sheet %(code)s was declared spoiled: %(reason)s"))
    declare("mail.set", _("The mailbox “%(name)s” was set up or changed."))
    declare("mail.failed", _("The mailbox “%(name)s” cannot be read; nothing is lost."))
    declare("mail.recovered", _("The mailbox “%(name)s” is read again."))
    declare("scans.failed", _("The folder of the scanner cannot be read; nothing is lost."))
    declare("scans.recovered", _("The folder of the scanner is read again."))
    declare("receipt.made", _("The receipt of the submission was made."))


def _cases() -> None:
    declare(
        "case.assigned",
        _("Assigned to %(unit)s %(handler)s."),
        _("Your request was given to the unit “%(unit)s”, which handles it."),
    )
    declare("case.status", _("Status changed from “%(before)s” to “%(after)s”: %(reason)s"))
    declare("wait.begun", _("The case waits: %(waits_for)s. %(party)s %(note)s"))
    declare("wait.ended", _("The case waits no longer for: %(waits_for)s, %(end)s. %(party)s %(note)s"))
    _data()
    _statements()
    declare("case.cancelled", _("The entry was cancelled: %(reason)s"), _("The entry was cancelled."))
    declare("case.restricted", _("Access was restricted, beside the handler to: %(names)s. Reason: %(reason)s"))
    declare("case.unrestricted", _("The restriction of access was lifted: %(reason)s"))
    declare("access.given", _("%(name)s was given access: %(reason)s"))
    declare("access.withdrawn", _("Access was withdrawn from %(name)s: %(reason)s"))
    declare("case.external", _("%(system)s: number %(external_number)s, status %(status)s."))
    declare("case.disposition", _("Disposition: %(disposition)s."))
    declare("case.closed", _("Closed: class %(class)s, kept %(retention)s."), _("The case is closed."))
    declare("case.retention", _("The retention of the closed case was settled: %(retention)s %(until)s. %(reason)s"))
    declare(
        "case.reopened",
        _("The closed case was opened again: %(reason)s"),
        _("Your case was opened again, and work on it goes on."),
    )
    declare("case.closing-undone", _("The closing was undone; what was decided stays: %(reason)s"))


def _work() -> None:
    """How cases go from hand to hand within the office."""
    declare("case.received", _("The receipt of the case was confirmed: %(unit)s %(handler)s."))
    declare("case.returned", _("The case was returned to %(unit)s: %(reason)s"))
    declare("tickler.set", _("A tickler was set: the case waits until %(on)s. %(note)s"))
    declare("tickler.cleared", _("The tickler of %(on)s was cleared."))
    declare("case.commented", _("A comment was written."))
    declare("task.given", _("A task was given to %(who)s until %(due)s: %(task)s"))
    declare("task.done", _("A task was done: %(task)s"))
    declare("case.taken-back", _("The assignment was taken back; the case is again with: %(unit)s %(handler)s."))


def _data() -> None:
    """What the body obtains itself."""
    declare("data.noted", _("Noted what is obtained from official records: %(what)s, %(keeper)s (%(basis)s)."))
    declare(
        "data.asked",
        _("%(what)s was asked for %(data_way)s, %(keeper)s; the answer is due on %(due)s."),
        _("We have asked for this ourselves: %(what)s, %(keeper)s. You need not bring it."),
    )
    declare("data.got", _("%(what)s was obtained, %(data_way)s."), _("We have obtained this: %(what)s."))
    declare("data-access.requested", _("A request for access to data was made: %(matters)s procedures (%(codes)s)."))
    declare("data.ended", _("%(what)s, %(keeper)s: ended without it, %(data_end)s. %(note)s"))


def _statements() -> None:
    """What parties say before a decision."""
    declare("statement.called", _("%(party)s is called to state until %(until)s, letter %(act)s."))
    declare(
        "statement.given",
        _("%(party)s has stated, %(manner)s, on %(on)s."),
        _("What a party stated on %(on)s before the decision is noted."),
    )
    declare("statement.missed", _("%(party)s was called until %(until)s and has not stated."))
    declare("statement.left-out", _("%(party)s is not called to state: %(why)s"))
    declare(
        "request.withdrawn",
        _("%(party)s withdrew its request on %(on)s: %(note)s"),
        _("A party withdrew its request on %(on)s."),
    )
    declare("request.narrowed", _("%(party)s withdrew a part of its request on %(on)s: %(note)s"))
    declare("request.asked-again", _("%(party)s took its withdrawal back: %(why)s"))
    declare(
        "case.language-set",
        _("From %(on)s the case is conducted in: %(spoken)s. %(note)s"),
        _("The language of your case: %(spoken)s."),
    )
    declare("case.language-taken-back", _("The change of the language was taken back: %(spoken)s."))
    declare("note.written", _("An official note was written: %(about)s."))
    declare("file.inspected", _("%(person)s inspected the file on %(on)s: %(what)s; pages copied: %(copies)s."))
    declare(
        "act.unheard",
        _("Act %(sub_number)s was signed against parties of whom no statement and no reason is noted: %(names)s."),
    )


def _acts() -> None:
    declare("act.drafted", _("Act %(sub_number)s was drafted."))
    declare("act.revised", _("The draft of act %(sub_number)s was changed."))
    declare(
        "act.kept",
        _("What was written meanwhile in the draft of act %(sub_number)s was kept beside it as version %(version)s."),
    )
    declare("act.laid-out", _("Act %(sub_number)s is printed by the template: %(layout)s."))
    declare("act.submitted", _("Act %(sub_number)s was submitted for approval."))
    declare("act.withdrawn", _("The draft of act %(sub_number)s was withdrawn."))
    declare("act.approved", _("Act %(sub_number)s was approved."))
    declare("act.returned", _("Act %(sub_number)s was returned: %(note)s"))
    declare(
        "act.signed",
        _("Act %(sub_number)s was signed under authorisation %(authorisation)s, sealed and time-stamped."),
        _("An act in your case was signed."),
    )
    declare(
        "case.decided-in-part",
        _("Act %(sub_number)s decides a part of the case, which stays open until %(due)s. Still undecided: %(rest)s"),
        _("We have decided a part of your request. The rest is still being decided."),
    )
    declare(
        "act.rectified",
        _("An obvious error of act %(sub_number)s was corrected by ruling %(ruling)s (%(place)s)."),
        _("An error in an act of your case was corrected by a ruling."),
    )
    declare("act.joint", _("Act %(sub_number)s is to decide %(cases)s joined cases, too."))
    declare("act.dispatched", _("Act %(sub_number)s was dispatched."), _("An act in your case was dispatched to you."))


def _letters() -> None:
    """How acts leave the office: many at once, on the board, once more."""
    declare("mailing.started", _("A batch of letters was begun: %(acts)s acts and %(letters)s letters that waited."))
    declare("mailing.ready", _("The batch is ready: %(printed)s letters printed, %(failed)s wait for a person."))
    declare("mailing.again", _("%(letters)s letters of the batch were tried again."))
    declare("mailing.handing", _("The word was given to hand the batch over on %(day)s. %(number)s"))
    declare("mailing.handed", _("The batch is in the delivery book: %(letters)s letters."))
    declare(
        "notice.published",
        _("Put on the notice board until %(until)s: %(notice_ground)s. %(reason)s"),
        _("An act in your case was put on the notice board; it counts as delivered to you on %(until)s."),
    )
    declare("notice.taken-down", _("The notice was taken down from the board. %(reason)s"))
    declare(
        "act.sent-again",
        _("Act %(sub_number)s was sent again to a party that it had not reached."),
        _("An act in your case was sent to you again."),
    )


def _services() -> None:
    """What an act is to each of its parties: when it came, what the party did."""
    declare(
        "party.served",
        _("Served on %(delivered_on)s; an appeal is possible until %(appeal_until)s."),
        _("The decision was delivered on %(delivered_on)s; you may appeal until %(appeal_until)s."),
    )
    declare(
        "service.appealed",
        _("%(party)s used the remedy (%(remedy)s) against act %(sub_number)s in time: %(done_on)s."),
        _("What you filed on %(done_on)s against act %(sub_number)s came in time."),
    )
    declare(
        "service.late",
        _("%(party)s used the remedy (%(remedy)s) against act %(sub_number)s on %(done_on)s, after its last day."),
    )
    declare(
        "service.waived",
        _("%(party)s gave the remedy (%(remedy)s) against act %(sub_number)s up on %(done_on)s."),
        _("You gave your remedy against act %(sub_number)s up on %(done_on)s."),
    )
    declare(
        "service.taken-back",
        _("What was entered of the remedy of %(party)s against act %(sub_number)s was a mistake: %(reason)s"),
        _("What we had entered of your remedy against act %(sub_number)s was a mistake of ours. It is taken back."),
    )
    declare(
        "service.remedy",
        _("The remedy of %(party)s against act %(sub_number)s was set: %(remedy)s, days: %(days)s, by: %(rule)s."),
    )
    declare("act.served", _("Act %(sub_number)s was served on %(delivered_on)s."))
    declare(
        "act.remedy",
        _("Act %(sub_number)s was served on %(delivered_on)s; %(remedy)s is possible until %(remedy_until)s."),
        _("The decision was delivered on %(delivered_on)s; the last day of your legal remedy is %(remedy_until)s."),
    )


def _people() -> None:
    """Who takes part in a case, and who stands for whom."""
    declare(
        "party.renamed",
        _("%(former)s bears another name from %(on)s, %(party)s: %(reason)s"),
        _("Your name in the case was changed."),
    )
    declare(
        "party.moved",
        _("%(party)s has another address from %(on)s, %(address)s: %(reason)s"),
        _("Your address in the case was changed; letters go there from now on."),
    )
    declare("party.died", _("%(party)s died, or ceased to exist, on %(on)s: %(reason)s"))
    declare("party.left", _("%(party)s left the case on %(on)s: %(reason)s"), _("You left the case on %(on)s."))
    declare(
        "party.joined",
        _("%(party)s came into the case on %(on)s: %(reason)s"),
        _("You are a party of the case from %(on)s."),
    )
    declare(
        "party.succeeded",
        _("%(party)s came in the place of %(former)s on %(on)s: %(reason)s"),
        _("You came in the place of another party on %(on)s."),
    )
    declare(
        "act.sent-to",
        _("Act %(sub_number)s was sent to %(party)s, whom it had not gone to before."),
        _("An act in the case was sent to you."),
    )
    declare(
        "representative.appointed",
        _("%(name)s stands for %(party)s from %(from_on)s, %(represents_as)s: %(ground)s"),
        _("Your representative was entered in the case, %(represents_as)s, from %(from_on)s."),
    )
    declare(
        "representative.ended",
        _("%(name)s stands for %(party)s until %(until_on)s and no longer: %(reason)s"),
        _("Your representative stands for you in the case until %(until_on)s and no longer."),
    )
    declare(
        "representative.mistaken",
        _("%(name)s was entered as representative of %(party)s by mistake; acts to send anew: %(acts)s. %(reason)s"),
        _("We had entered a representative of yours by mistake. It is taken back; letters go to you."),
    )
    declare(
        "party.taken-back",
        _("What was entered of %(party)s for %(on)s (%(happened)s) was a mistake and is taken back: %(reason)s"),
        _("What we had entered of you in the case for %(on)s was a mistake of ours. It is taken back."),
    )


def _layouts() -> None:
    """Templates of the office for its own acts."""
    declare("layout.written", _("The template “%(name)s” was written, version %(number)s."))
    declare("layout.approved", _("Version %(number)s of the template “%(name)s” was approved for use."))
    declare("layout.retired", _("The template “%(name)s” was taken out of use."))
    declare("layout.restored", _("The template “%(name)s” was taken back into use."))


def _appeals() -> None:
    declare(
        "appeal.silence",
        _("%(party)s appealed on %(on)s because no decision was issued."),
        _("Your appeal because no decision was issued came on %(on)s."),
    )
    declare(
        "appeal.received",
        _("%(party)s appealed on %(on)s against an act that is not kept here: %(against)s."),
        _("Your appeal came on %(on)s."),
    )
    declare("appeal.ruling", _("The ruling on the %(filed)s of %(party)s was drafted, act %(sub_number)s."))
    declare("appeal.granting", _("The %(filed)s of %(party)s is granted; a new decision is drafted: %(why)s"))
    declare(
        "appeal.forwarded",
        _("The %(filed)s of %(party)s went with the file to: %(to_body)s, on %(on)s."),
        _("Your appeal was forwarded with the file on %(on)s."),
    )
    declare(
        "appeal.ended",
        _("The %(filed)s of %(party)s ended on %(on)s: %(appeal_outcome)s. %(reference)s %(note)s"),
        _("What you filed has ended: %(appeal_outcome)s."),
    )
    declare(
        "appeal.after",
        _("The %(filed)s of %(party)s: notified %(told)s, file back %(file_back)s, court %(court)s."),
    )
    declare("appeal.mistaken", _("The %(filed)s of %(party)s was entered by mistake: %(why)s"))
    declare(
        "case.returned",
        _("The case was returned for a new procedure; the date to decide moved from %(before)s to %(after)s."),
        _("Your case is being decided anew, by %(after)s."),
    )
    declare("clause.put", _("A clause on act %(sub_number)s for %(party)s was made: %(clause)s since %(since)s."))


def _papers() -> None:
    declare("paper.noted", _("The paper “%(title)s” is here on paper only: %(sheets)s sheets, place: %(place)s."))
    declare("paper.moved", _("The paper “%(title)s” lies elsewhere now: %(place)s."))
    declare("paper.withdrawn", _("The note of the paper “%(title)s” was withdrawn: %(reason)s"))
    declare("case.taken", _("The whole case was taken as one file (%(format)s): %(papers)s papers."))
    declare("case.copy-asked", _("The whole case was asked for as one PDF."))
    declare("case.copied", _("The whole case was made into one PDF: %(papers)s papers, %(pages)s pages."))
    declare("scan.confirmed", _("The scan “%(name)s” was compared with its paper and confirmed."))
    declare(
        "scan.confirmed-by-sample",
        _("The scan “%(name)s” was confirmed in a batch of %(scans)s, of which %(viewed)s were viewed."),
    )
    declare("scan.refused", _("The scan “%(name)s” was sent back, the paper is to be scanned again: %(reason)s"))
    declare("scan.replaced", _("The paper of the scan “%(name)s” was scanned again; both scans are in the case."))
    declare("scans.sampled", _("Of %(scans)s scans %(drawn)s were drawn by lot to be viewed."))
    declare("scans.rule", _("The check of scans was set: of a batch one in %(every)s is viewed, at least %(least)s."))
    declare("scans.rule-off", _("The check of scans by a second person was switched off."))
    declare("party.merged", _("%(kept)s stands for %(other)s from now on: %(reason)s"))
    declare("party.unmerged", _("%(kept)s stands for %(other)s no longer: %(reason)s"))
    declare("party.apart", _("%(kept)s and %(other)s are two different ones: %(reason)s"))


def _shelves() -> None:
    declare("shelf.added", _("The shelf %(path)s was added."))
    declare("shelf.removed", _("The empty shelf %(path)s was taken away."))
    declare("box.added", _("The box %(box)s was added on the shelf %(path)s."))
    declare("box.moved", _("The box %(box)s was carried from the shelf %(before)s to the shelf %(path)s."))
    declare("case.placed", _("The papers lie in: %(place)s."))
    declare("case.taken-out", _("The papers were taken out of %(before)s: %(reason)s"))
    declare("case.lent", _("The papers were lent to %(to)s until %(until)s by slip %(slip)s. %(purpose)s"))
    declare("loan.returned", _("The papers came back on %(on)s, slip %(slip)s. %(note)s"))


def _looks() -> None:
    declare("looks.read", _("The access log was read."))
    declare("look.load", _("Somebody looked at how much work %(people)s people have, to assign work."))
    declare("looks.forgotten", _("The access log before %(before)s was removed: %(rows)s rows."))
    declare("look.case", _("An inspector looked at the case."))
    declare("look.document", _("An inspector looked at the document %(name)s."))
    declare("look.register", _("An inspector looked at the register %(code)s for %(year)s."))
    declare("look.books", _("An inspector looked at the list of books."))
    declare("look.delivery-book", _("An inspector looked at the internal delivery book of %(day)s."))
    declare("look.copy", _("An inspector took a copy of the book %(book)s for %(year)s."))


def _views() -> None:
    declare("view.saved", _("The view “%(name)s” of the list of cases was kept. Unit: %(unit)s"))
    declare("view.changed", _("The view “%(name)s” of the list of cases was changed. Unit: %(unit)s"))
    declare("report.asked", _("The report on resolved cases of %(year)s was asked for as %(format)s."))
    declare("report.made", _("The report on resolved cases of %(year)s was made as %(format)s."))
    declare("digest.chosen", _("One mail a day of what is due was chosen: from %(hour)s o'clock, %(days)s days ahead."))
    declare("digest.stopped", _("The mail of what is due was stopped."))
    declare("digest.due", _("The mail of the day was made: %(cases)s cases are due."))
    declare("view.removed", _("The view “%(name)s” of the list of cases was removed. Unit: %(unit)s"))
