"""What each printed document needs: the plain data that `rendering.render(NAME, data, at=…)` takes.

All text comes in the script of the document, dates and sizes as they are to be printed (salter.ui.formats). Fixed words
come from labels.py. `Block` is a paragraph as text, or a list, heading or table; `Text` are words, or words in styles
(markup.py makes both of what people write).
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Styled(TypedDict):
    """Some words in one style; "" is none."""

    text: str
    style: Literal["", "bold", "italic"]


Text = str | list[Styled]


class Paragraph(TypedDict):
    """One paragraph; a plain string means the same."""

    kind: Literal["paragraph"]
    text: Text


class Bullets(TypedDict):
    """A list without numbers."""

    kind: Literal["list"]
    items: list[Text]


class Numbers(TypedDict):
    """A numbered list: 1), 2), from `start` on."""

    kind: Literal["numbers"]
    start: int
    items: list[Text]


class Heading(TypedDict):
    """A heading inside a text."""

    kind: Literal["heading"]
    text: str


class Table(TypedDict):
    """A table with a header row; every row has as many cells as there are columns."""

    kind: Literal["table"]
    columns: list[Text]
    rows: list[list[Text]]


Block = str | Paragraph | Bullets | Numbers | Heading | Table


class Body(TypedDict):
    """The body in the letterhead. Without `arms_svg` (SVG text) a neutral shield stands there."""

    name: str
    state: NotRequired[str]
    authority: NotRequired[str]
    unit: NotRequired[str]
    contact: NotRequired[str]
    arms_svg: NotRequired[str]


class Paper(TypedDict):
    """What every document has. `title` is the PDF's title; `number`, `date`, `place` stand in the letterhead.

    `code` stands in the footer; `practice` draws the band ВЕЖБА; `demo_signatures` says TEST beside the signatures.
    `second` is the same document in a second language: its text is printed too, and fixed words in both.
    """

    language: Literal["sr", "sr-latn", "hu"]
    title: str
    body: Body
    number: NotRequired[str]
    date: NotRequired[str]
    place: NotRequired[str]
    code: NotRequired[str]
    practice: NotRequired[bool]
    demo_signatures: NotRequired[bool]
    second: NotRequired[dict[str, Any]]


class Signature(TypedDict):
    """Who signs. `name` with acting capacity when there is one ("в. д."); the authorisation to decide, as recorded."""

    name: str
    function: NotRequired[str]
    authorisation_number: NotRequired[str]
    authorisation_date: NotRequired[str]


class Signed(Paper):
    """A document that an official signs and the body seals; `timestamp_text` says by whom and when, as far as known.

    `draft`: it is not signed yet, and says so where it otherwise tells of its signatures.
    """

    signature: Signature
    seal_of: NotRequired[str]
    timestamp_text: NotRequired[str]
    draft: NotRequired[bool]
    deliver_to: NotRequired[list[str]]


class Decision(Signed):
    """`decision` (решење) and `conclusion` (закључак): General Administrative Procedure Act, Art. 141.

    `introduction` (увод) names body, legal ground, party and matter; `points` are the operative part (диспозитив),
    numbered when there are several; then reasoning (образложење) and remedy (упутство о правном средству).
    """

    introduction: list[Block]
    subject: NotRequired[str]
    points: list[Block | list[Block]]
    reasoning: list[Block]
    remedy: list[Block]


Conclusion = Decision


class Letter(Signed):
    """`letter` (позив за уређење поднеска, обавештење): an address block for each person, the first in `recipient`.

    `deadline` is set off in a panel.
    """

    recipient: list[str]
    others: NotRequired[list[list[str]]]
    subject: str
    paragraphs: list[Block]
    deadline: NotRequired[str]
    closing: NotRequired[list[Block]]
    remedy: NotRequired[list[Block]]
    enclosures: NotRequired[list[str]]


class Named(TypedDict):
    """A document by its name and SHA-256 (lower-case hex)."""

    name: str
    sha256: str


class LogProof(TypedDict):
    """Where an entry stands in the log, in words and numbers as people read them."""

    text: str
    leaf: str
    size: str
    root: str


class SubmissionReceipt(Paper):
    """`submission_receipt` (потврда о пријему). `qr_svg` holds the address `status_url` as an SVG picture."""

    submission_number: str
    case_number: NotRequired[str]
    received_at: str
    submitter: NotRequired[str]
    subject: NotRequired[str]
    unit: NotRequired[str]
    sentence: NotRequired[str]
    documents: list[Named]
    status_url: NotRequired[str]
    qr_svg: NotRequired[str]
    next: NotRequired[list[Block]]
    proof: NotRequired[LogProof]


class RequestLine(TypedDict):
    """A question and its answer."""

    label: str
    value: str


class RequestSection(TypedDict):
    """Questions that belong together."""

    title: str
    lines: list[RequestLine]


class OfficialNote(Paper):
    """`official_note` (службена белешка): what an officer notes for the record; `title` is its heading."""

    facts: list[RequestLine]
    paragraphs: list[Block]


class DraftPart(TypedDict):
    """A part of a draft under its heading."""

    heading: str
    blocks: list[Block]


class DraftOfAct(Paper):
    """`draft` (нацрт): what a body may adopt after it was checked; `mark` stands on every page, `note` says why."""

    mark: str
    note: str
    parts: list[DraftPart]


class DataRequest(Paper):
    """`data_request` (захтев за уступање података): what another body is asked for; signed by hand, with a seal."""

    recipient: list[str]
    facts: list[RequestLine]
    paragraphs: list[Block]
    signature: Signature


class OralRecord(Paper):
    """`oral_record` (записник): what a party has said at the counter; `title` is its heading, both sign by hand."""

    facts: list[RequestLine]
    statement: list[Block]
    paragraphs: list[Block]
    party: str
    clerk: str


class HearingRecord(Paper):
    """`hearing_record` (записник о усменој расправи): who was there, what was said; everybody of `signing` signs."""

    facts: list[RequestLine]
    people: list[str]
    statement: list[Block]
    paragraphs: list[Block]
    signing: list[str]


class CodedSheet(TypedDict):
    """A sheet with its code, also as a picture (`qr_svg`)."""

    code: str
    qr_svg: str


class OutageSheets(Paper):
    """`outage_sheet`: sheets filled in by hand while there is no electricity; the last of `fields` is the largest.

    `stub` heads the part that is torn off for the party, `stub_note` says what the code is good for.
    """

    sheets: list[CodedSheet]
    fields: list[str]
    note: str
    stub: str
    stub_note: str


class CoverSheet(TypedDict):
    """One sheet that parts a batch: what lies behind it, in large letters; `about` in a line below."""

    what: str
    number: NotRequired[str]
    about: NotRequired[str]
    qr_svg: str


class CoverSheets(Paper):
    """`cover_sheet`: sheets that are laid between papers before they are scanned, one a page."""

    sheets: list[CoverSheet]
    how: list[str]


class StampLabel(TypedDict):
    """The intake stamp on one label (пријемни штамбиљ)."""

    body: str
    received: str
    number: str
    submission: str
    unit: str
    enclosures: str
    value: str
    place: str
    qr_svg: str


class StampLabels(Paper):
    """`labels`: on a roll of 62 mm, or (`sheet`) on A4 with 3 × 8 labels of 70 × 36.9 mm from label `first` on."""

    sheet: bool
    first: int
    items: list[StampLabel]


class Envelope(TypedDict):
    """One envelope: the one person it goes to, how it is sent, and the code of its return slip."""

    mark: str
    number: str
    name: str
    address: list[str]
    registered: NotRequired[str]
    code: NotRequired[str]
    qr_svg: NotRequired[str]


class Envelopes(Paper):
    """`envelopes`: one a page of `width` × `height` millimetres; `sender` are the lines of the office's address."""

    width: int
    height: int
    sender: list[str]
    items: list[Envelope]


class ReturnSlip(TypedDict):
    """A slip that the recipient signs; `what` is the act."""

    number: str
    what: str
    name: str
    address: list[str]
    code: str
    qr_svg: str


class ReturnSlips(Paper):
    """`return_slips` (доставнице): three on a sheet of A4."""

    items: list[ReturnSlip]


class LetterCover(TypedDict):
    """The sheet on top of one letter: to whom, how, what it encloses and on how many `pages`."""

    mark: str
    number: str
    what: str
    pages: str
    name: str
    address: list[str]
    registered: NotRequired[str]
    code: NotRequired[str]
    qr_svg: NotRequired[str]


class LetterCovers(Paper):
    """`letter_covers` (пропратни листови): one a page, the address where the window of an envelope is."""

    items: list[LetterCover]


class Request(Paper):
    """`request` (захтев, допуна): what a party has handed in through the portal, made by the system.

    `ex_officio` lists what the body obtains itself, and the consent to it.
    """

    submitter: str
    representative: NotRequired[str]
    identifier_label: NotRequired[str]
    identifier: NotRequired[str]
    address: NotRequired[str]
    procedure: NotRequired[str]
    case_number: NotRequired[str]
    submitted_at: str
    sections: list[RequestSection]
    ex_officio: NotRequired[list[Block]]
    documents: NotRequired[list[Named]]


class State(TypedDict):
    """One rung of the ladder of delivery; without `time` it has not been reached."""

    name: str
    time: NotRequired[str]
    note: NotRequired[str]


class DeliveryEvidence(Paper):
    """`delivery_evidence` (доказ о достављању): what was delivered to whom, when, and what that means in law."""

    sender: str
    recipient: str
    delivery_id: str
    case_number: NotRequired[str]
    channel: str
    sent: NotRequired[str]
    arrived: NotRequired[str]
    opened: NotRequired[str]
    documents: list[Named]
    states: list[State]
    legal_effect: NotRequired[list[Block]]
    signature_note: NotRequired[str]


class CoverItem(TypedDict):
    """One paper in the cover."""

    ordinal: str
    date: str
    name: str
    sheets: NotRequired[str]


class CaseCover(Paper):
    """`case_cover` (омот предмета)."""

    case_number: str
    subject: str
    year: str
    unit: str
    handler: NotRequired[str]
    procedure: NotRequired[str]
    classification: NotRequired[str]
    parties: list[str]
    opened_on: str
    closed_on: NotRequired[str]
    retention: NotRequired[str]
    guarantees: NotRequired[str]
    contents: list[CoverItem]


class ContentsItem(CoverItem):
    """A paper in the contents of a whole case: the page it begins on, its hash, and what is to be said of it."""

    page: NotRequired[str]
    sha256: NotRequired[str]
    remark: NotRequired[str]


class CaseContents(Paper):
    """`case_contents` (предмет у целини): cover and contents of a whole case as one PDF."""

    case_number: str
    subject: str
    unit: str
    handler: NotRequired[str]
    parties: list[str]
    opened_on: str
    closed_on: NotRequired[str]
    guarantees: NotRequired[str]
    made_at: str
    made_for: str
    notes: list[Block]
    contents: list[ContentsItem]


class PicturePage(TypedDict):
    """`picture_page`: an image (the first attachment) as a page."""

    title: str


class WordsPages(TypedDict):
    """`words_pages`: the words of a file as pages."""

    title: str
    note: str
    lines: list[str]


class BookColumn(TypedDict):
    """A column of a book and its width relative to the others."""

    label: str
    width: int


class BookRow(TypedDict):
    """A line of a book; `note` is printed in the column `note_at`, what is `under` a number stands on grey."""

    cells: list[str]
    struck: NotRequired[bool]
    note: NotRequired[str]
    under: NotRequired[bool]


class RegisterBook(Paper):
    """`register_book` (основна евиденција, уписник, попис аката), landscape: one volume; the last has a summary."""

    columns: list[BookColumn]
    note_at: int
    text_size: NotRequired[float]
    facts_before: NotRequired[list[RequestLine]]
    before: NotRequired[list[Block]]
    rows: list[BookRow]
    summary_title: NotRequired[str]
    summary: NotRequired[list[RequestLine]]
    explained: NotRequired[list[Block]]


class InvoiceView(Paper):
    """`invoice_view` (приказ фактуре): what the XML of an invoice says; the XML itself goes along as an attachment.

    Cells of `lines`: ordinal, name, quantity, price, tax rate, amount; of `taxes`: category, rate, base, tax.
    """

    kind: str
    invoice_number: str
    file: str
    sha256: str
    supplier: list[str]
    buyer: list[str]
    facts: list[RequestLine]
    lines: list[list[str]]
    taxes: list[list[str]]
    totals: list[RequestLine]
    payable: str
    notes: list[str]
    enclosures: list[str]


class ArchivedFile(Named):
    """A kept file with its size in words."""

    size: str


class ArchiveNote(Paper):
    """`archive_note` (белешка о архивирању предмета)."""

    case_number: str
    subject: str
    unit: str
    classification: str
    retention: str
    keep_until: NotRequired[str]
    opened_on: str
    closed_on: str
    archive_unit: str
    archive_entry: NotRequired[str]
    archived_at: str
    archived_by: str
    paragraphs: NotRequired[list[Block]]
    files: list[ArchivedFile]
