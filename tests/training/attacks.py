"""What a trainee may try: one line an attack, with who tries it, what is asked for, and how it is refused.

Addresses name objects of `tests.training.test_attacks.Scene` in braces: `real_…` of the real office, `their_…` of the
practice office of another trainee, `own_…` of the trainee's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

API = "/api/v1"
CLERK, HANDLER, SIGNS, HEAD, ARCHIVE, CITIZEN, NOBODY = (
    *("pisarnica", "obrada", "potpis", "nacelnik-uprave", "arhiva"),
    *("gradjanin1", ""),
)
EXAM = "exam"
"""Who sits in the exam of a class."""


@dataclass(frozen=True)
class Attack:
    """One attempt: `status` is how it is refused; 200 says that the page opens and must not hold what was sought."""

    name: str
    address: str
    status: int = 404
    by: str = CLERK
    sent: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def posted(about: str, address: str, /, status: int = 404, by: str = CLERK, **sent: str) -> Attack:
    """An attempt that sends a form."""
    return Attack(about, address, status, by, sent)


REAL_OFFICE = (
    Attack("a case of the real office by its key", "/cases/{real_case}/"),
    Attack("the same, as its handler", "/cases/{real_case}/", by=HANDLER),
    Attack("the same, as the head of administration", "/cases/{real_case}/", by=HEAD),
    Attack("the same, as the archivist", "/cases/{real_case}/", by=ARCHIVE),
    Attack("the same, in another script", "/sr-latn/cases/{real_case}/"),
    Attack("a document by its key", "/cases/{real_case}/documents/{real_document}/"),
    Attack("a document of the real office in the own case", "/cases/{own_case}/documents/{real_document}/"),
    Attack("a document by its hash", "/cases/{real_case}/documents/{real_hash}/"),
    Attack("bytes of the store by their hash", "/static/sha256/{real_hash}"),
    Attack("a page of a document as a picture", "/cases/{real_case}/documents/{real_document}/pages/1/"),
    Attack("the receipt of a submission", "/cases/{real_case}/submissions/{real_submission}/receipt/"),
    Attack("the label of a submission", "/cases/{real_case}/submissions/{real_submission}/label/"),
    Attack("what was registered", "/cases/{real_case}/submissions/{real_submission}/"),
    Attack(
        "a submission of the real office in the own case", "/cases/{own_case}/submissions/{real_submission}/receipt/"
    ),
    Attack("a signed act", "/cases/{real_case}/acts/{real_act}/"),
    Attack("a signed act as a file", "/cases/{real_case}/acts/{real_act}/pdf/"),
    Attack("an act of the real office in the own case", "/cases/{own_case}/acts/{real_act}/pdf/", by=HANDLER),
    Attack("the versions of an act", "/cases/{real_case}/acts/{real_act}/versions/", by=HANDLER),
    Attack("an act as a Word file", "/cases/{real_case}/acts/{real_act}/word/", by=HANDLER),
    Attack("the cover of a case", "/cases/{real_case}/cover/"),
    Attack("the cover sheet of a case", "/cases/{real_case}/cover/sheet/"),
    Attack("the whole case as a file", "/cases/{real_case}/whole/zip/"),
    Attack("the parties of a case", "/cases/{real_case}/parties/"),
    Attack("the tasks of a case", "/cases/{real_case}/tasks/"),
    Attack("the hearings of a case", "/cases/{real_case}/hearings/"),
    Attack("the appeals of a case", "/cases/{real_case}/appeals/"),
    Attack("data asked for ex officio", "/cases/{real_case}/data/", by=HANDLER),
    Attack("related cases", "/cases/{real_case}/related/", by=HANDLER),
    Attack("the box, by words", "/find/?q=крчединска", 200),
    Attack("the box, by the number", "/find/?q={real_number}", 200),
    Attack("the box, as the head of administration", "/find/?q=крчединац", 200, by=HEAD),
    Attack("the list of cases, all of them", "/cases/?status=all&who=all&q=крчединац", 200, by=HEAD),
    Attack("parties by name", "/office/parties/?q=Крчединац", 200),
    Attack(
        "twins with a party of the real office", "/office/parties/twins/{own_party}/{real_party}/", by="sef-pisarnice"
    ),
    Attack("where is my request, by the receipt number", "/status/?number={real_receipt}", 404),
    Attack("where is my request, by address", "/status/{real_receipt}/"),
    Attack("the book of the real office, under its code", "/registers/{real_register}/{real_year}/", 200),
    Attack("the report of the real office's year", "/report/{real_year}/", 200, by=HEAD),
    Attack("the mailbox of a citizen of the real office", "/mailbox/{real_delivery}/", by=CITIZEN),
    Attack("a letter's document", "/mailbox/{real_delivery}/documents/{real_document}/", by=CITIZEN),
    Attack("a letter's evidence", "/mailbox/{real_delivery}/evidence.pdf", by=CITIZEN),
    Attack("the own case of a real citizen", "/my/{real_case}/", by=CITIZEN),
    Attack("a real citizen's receipt", "/my/receipts/{real_submission}.pdf", by=CITIZEN),
    Attack("a letter to the real office", "/my/letters/{real_letter}/", by=CITIZEN),
    Attack("what came in by mail", "/incoming/{real_incoming}/"),
    Attack("registering what came in to the real office", "/cases/new/form/?incoming={real_incoming}", 404),
    Attack("an archived case as a file", "/archive/units/{real_case}/aip.zip", by=ARCHIVE),
    Attack("keeping a case of the real office", "/archive/waiting/{real_case}/", by=ARCHIVE),
    Attack("a form that an official has kept", "/kept/{real_kept}/"),
    Attack("sending the form that an official has kept", "/cases/new/form/?kept_form={real_kept}", 200),
    Attack("the staff of an office", "/office/administration/staff/", 403),
    Attack("a person of the real office", "/office/administration/staff/{real_staff}/", 403),
    Attack("the units of an office", "/office/administration/units/", 403),
    Attack("functions and modes", "/office/administration/functions/", 403),
    Attack("how people sign in", "/office/administration/signing-in/", 403),
    Attack("programs and their tokens", "/office/administration/programs/", 403),
    Attack("importing people", "/office/administration/import/", 403),
    Attack("the settings of the office", "/office/administration/office/", 403),
    Attack("who looked at what", "/office/looks/", 403),
    Attack("letters of the real office, at dispatch", "/office/dispatch/{real_act}/"),
    Attack("a package for the state's mailbox", "/office/dispatch/state-mailbox/{real_delivery}.zip"),
    Attack("an outgoing letter's label by guess of the day", "/office/dispatch/receipts/{real_delivery}/"),
    posted("a note on a real case", "/cases/{real_case}/comments/", by=HANDLER, text="x"),
    posted("assigning a real case", "/cases/{real_case}/assign/", unit="{real_unit}"),
    posted("cancelling a real number", "/cases/{real_case}/cancel/", 404, by="sef-pisarnice", reason="x"),
    posted("closing a real case", "/cases/{real_case}/close/", by=HANDLER, class_code="352"),
    posted("restricting a real case", "/cases/{real_case}/access/", by="sef-pisarnice", deed="restrict", reason="x"),
    posted("supplementing a real case", "/cases/{real_case}/supplement/", text="x"),
    posted("drafting in a real case", "/cases/{real_case}/acts/new/", by=HANDLER, kind="decision"),
    posted("signing a real act", "/cases/{real_case}/acts/{real_act}/do/", by=SIGNS, deed="sign"),
    posted("dispatching a real act", "/office/dispatch/{real_act}/", channel="mailbox"),
    posted("taking a real letter", "/mailbox/{real_delivery}/", by=CITIZEN),
    posted("undoing a real registration", "/cases/{real_case}/undo/"),
    posted("the clock of a real case", "/cases/{real_case}/clocks/new/", by=HANDLER, note="x"),
    posted("joining the own case to a real one", "/cases/{own_case}/related/new/", 422, HANDLER, case="{real_number}"),
    posted("handing the own case to a real unit", "/cases/{own_case}/assign/", 422, unit="{real_unit}"),
    posted(
        "a real official for the own case", "/cases/{own_case}/assign/", 422, unit="{own_unit}", staff="{real_staff}"
    ),
)

API_AND_LOG = (
    Attack("cases by the API with the session of practice", f"{API}/cases", 401),
    Attack("a real case by the API with the session", f"{API}/cases/{{real_case}}", 401),
    Attack("search by the API with the session", f"{API}/search?q=крчединац", 401),
    Attack("a register by the API with the session", f"{API}/registers/{{real_register}}/{{real_year}}", 401),
    posted("registering by the API with the session", f"{API}/cases", 401),
    Attack("a real case with a token of practice", f"{API}/cases/{{real_case}}", 404, by="token"),
    Attack("its journal with a token of practice", f"{API}/cases/{{real_case}}/journal", 404, by="token"),
    Attack("its deadlines with a token of practice", f"{API}/cases/{{real_case}}/deadlines", 404, by="token"),
    Attack("a real act with a token of practice", f"{API}/cases/{{real_case}}/acts/{{real_act}}", 404, by="token"),
    Attack("search with a token of practice", f"{API}/search?q=крчединац", 200, by="token"),
    Attack("all cases with a token of practice", f"{API}/cases", 200, by="token"),
    Attack("units with a token of practice", f"{API}/units", 200, by="token"),
    Attack(
        "the book of a real year with a token of practice",
        f"{API}/registers/{{real_register}}/{{real_year}}",
        200,
        by="token",
    ),
    Attack("another trainee's case with a token of practice", f"{API}/cases/{{their_case}}", 404, by="token"),
    Attack("a token of practice at pages", "/cases/", 302, by="token"),
    Attack("the words of a real entry from its proof", f"{API}/log/proof?entry={{real_entry}}", 200),
    Attack(
        "the log of the offices in place of the own", f"{API}/log/consistency?first=1&second={{real_log_size}}", 422
    ),
    Attack("metrics of the server", "/metrics", 403, headers={"X-Forwarded-For": "127.0.0.1"}),
)

OTHERS = (
    Attack("a case of another trainee by its key", "/cases/{their_case}/"),
    Attack("the same, as the head of administration", "/cases/{their_case}/", by=HEAD),
    Attack("the same, not signed in", "/cases/{their_case}/", 302, by=NOBODY),
    Attack("another trainee's document", "/cases/{their_case}/documents/{their_document}/"),
    Attack("the same, in the own case", "/cases/{own_case}/documents/{their_document}/"),
    Attack("another trainee's receipt", "/cases/{their_case}/submissions/{their_submission}/receipt/"),
    Attack("another trainee's words", "/find/?q=меденац", 200),
    Attack("another trainee's request by the receipt number", "/status/{their_receipt}/"),
    Attack("another trainee's party", "/office/parties/?q=Меденац", 200),
    posted("writing into another trainee's case", "/cases/{their_case}/comments/", by=HANDLER, text="x"),
    posted("cancelling another trainee's number", "/cases/{their_case}/cancel/", by="sef-pisarnice", reason="x"),
    posted("becoming somebody of another office", "/practice/as/{their_code}/"),
    posted("becoming an official of the real office", "/practice/as/vedrovo-administrator/"),
    posted("becoming who founded the office", "/practice/as/founder/"),
    posted("a second practice office", "/practice/take/", 403),
    Attack("a place of the class by its key", "/practice/classes/{live}/places/{their_seat}/", 403),
    Attack("a code that nobody has", "/join/AAAAAA/"),
    Attack("a code of a class that is closed", "/join/{closed_code}/"),
    Attack("a code with a jolly", "/join/%25/"),
)

ANSWERS = (
    Attack("the description of an exercise", "/practice/exercises/salter/", 200),
    Attack("the same with ?debug", "/practice/exercises/salter/?debug=1", 200),
    Attack("the same as a file", "/practice/exercises/salter.yaml", 404),
    Attack("all exercises", "/practice/", 200),
    Attack("the guide", "/practice/guide/", 200),
    Attack("the guide with a forged state", "/practice/guide/?state=x&mark=x.x.x&here=/cases/", 200),
    Attack("the guide of a later step", "/practice/guide/?step=dopuna", 200),
    Attack("the file of an exercise as a static file", "/static/training/exercises/library/02-salter.yaml", 404),
    Attack("the same out of the folder of static files", "/static/../training/exercises/library/02-salter.yaml", 404),
    Attack("the same, written otherwise", "/static/..%2f..%2ftraining/exercises/library/02-salter.yaml", 404),
    Attack("the source of the program", "/salter/training/exercises/library/02-salter.yaml", 404),
    Attack("the list of those who write exercises", "/practice/writing/", 403),
    Attack("a new exercise from another one", "/practice/writing/new/?source=salter", 403),
    posted("copying an exercise to read it", "/practice/writing/new/", 403, source="salter", code="x", title="x"),
    Attack("the text of an exercise", "/practice/writing/{written}/", 403),
    Attack("its preview, with every mistake", "/practice/writing/{written}/preview/", 403),
    Attack("its difference", "/practice/writing/{written}/difference/", 403),
    Attack("how it was tried", "/practice/writing/{written}/try/", 403),
    posted("trying it", "/practice/writing/{written}/try/", 403),
    posted("publishing it", "/practice/writing/{written}/publish/", 403),
    posted("taking it back", "/practice/writing/{written}/take-back/", 403),
    Attack("what steps are called elsewhere", "/practice/writing/there/salter/", 403),
    Attack("the classes", "/practice/classes/", 403),
    Attack("the board of the class", "/practice/classes/{live}/", 403),
    Attack("the rows of the board", "/practice/classes/{live}/rows/", 403),
    Attack("the slips with everybody's codes", "/practice/classes/{live}/slips/", 403),
    Attack("the wall of the class", "/practice/classes/{live}/wall/", 403),
    posted("saying something to the class", "/practice/classes/{live}/say/", 403, text="x"),
    posted("setting everybody to another step", "/practice/classes/{live}/step/", 403, step="1"),
    posted("stopping the clocks", "/practice/classes/{live}/pause/", 403),
    posted("letting them go on", "/practice/classes/{live}/resume/", 403),
    posted("closing the class", "/practice/classes/{live}/close/", 403),
    posted("a class of one's own", "/practice/classes/{live}/clone/", 403),
    posted(
        "setting one's own place forward", "/practice/classes/{live}/places/{own_seat}/", 403, deed="step", step="1"
    ),
    posted("a hint in an exam", "/practice/hint/", 403, EXAM, step="novi"),
    posted("doing an exam again", "/practice/exercises/salter/begin/", 403, EXAM),
    posted("beginning an exam at its last step", "/practice/exercises/salter/begin/", 403, EXAM, step="1"),
    posted("learning in the middle of an exam", "/practice/exercises/salter/begin/", 403, EXAM, mode="learning"),
    posted("leaving an exam", "/practice/leave/", 403, EXAM),
    Attack("the guide of an exam", "/practice/guide/", 200, EXAM),
    posted("a step that is not there", "/practice/exercises/salter/begin/", 404, step="99"),
    Attack(
        "a situation of an exercise that was not begun", "/practice/security/sumnjive-poruke/situation/?place=3", 302
    ),
    posted("answering what was not asked", "/practice/security/sumnjive-poruke/situation/", 302, item="x", choice="x"),
)

OUT = (
    Attack("the real office by its host name", "/cases/{real_case}/", headers={"Host": "vedrovo.example"}),
    Attack("the same, forwarded", "/cases/{real_case}/", headers={"X-Forwarded-Host": "vedrovo.example"}),
    Attack("the office in the address", "/cases/{real_case}/?organisation={real_org}&office=vedrovo"),
    Attack("the office in a header", "/cases/{real_case}/", headers={"X-Organisation": "{real_org}"}),
    Attack(
        "the office in a cookie", "/cases/{real_case}/", headers={"Cookie": "{own_cookie}; organisation={real_org}"}
    ),
    posted("the office in a form", "/cases/{real_case}/comments/", by=HANDLER, text="x", organisation="{real_org}"),
    Attack("webhooks", "/administration/webhooks/", 403),
    posted("a webhook into the net of the office", "/administration/webhooks/new/", 403, url="http://127.0.0.1:5432/"),
    posted("a real webhook's secret", "/administration/webhooks/{real_case}/secret/", 403),
    Attack("mailboxes", "/office/mail/", 403),
    posted("a mailbox on a machine of the office", "/office/mail/new/", 403, host="127.0.0.1", port="22"),
    posted("the address of the office's mail", "/office/administration/office/", 403, email="x@example.com"),
    posted("a person who signs in from outside", "/office/administration/staff/new/", 403, name="x"),
    posted("an invitation by mail", "/office/administration/staff/{own_staff}/invite/", 403),
    Attack("a link by which the account would sign in", "/security/provider/link/", 302),
    Attack("a passkey of the account", "/security/passkeys/make/", 302),
    posted("a password of the account", "/security/password/", 302, new="Zelena-reka-2026", again="Zelena-reka-2026"),
    Attack("one-time codes of the account", "/security/codes/", 302),
    posted("a mail with a new password", "/password/", 200, username="{own_code}.pisarnica"),
    posted("signing in without a password", "/sign-in/", 422, NOBODY, username="{own_code}.pisarnica", password=""),
    posted(
        "signing in with the one of the demo",
        "/sign-in/",
        422,
        NOBODY,
        username="{own_code}.pisarnica",
        password="salter",
    ),
    posted("another site as the way back", "/practice/clock/", 302, days="1", next="https://example.com/"),
    Attack("the office beside, not signed in", "/office/", 302, by=NOBODY),
    Attack("the office with the session of before", "/cases/{real_case}/", 302, by="before"),
    Attack("the office with the session that was left", "/cases/{own_case}/", 302, by="left"),
)

ATTACKS: dict[str, tuple[Attack, ...]] = {
    "the real office": REAL_OFFICE,
    "API and log": API_AND_LOG,
    "another trainee": OTHERS,
    "answers and the board": ANSWERS,
    "out of the practice office": OUT,
}
