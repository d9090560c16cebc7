"""Which object of the office stands in an address; which roles pass a door and find nothing behind it."""

from __future__ import annotations

from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry.models import ClassMark, Procedure, RetentionRule
from tests.support.scene import Scene

# Sees no case of the office before the second instance is built, though it may open the pages of cases.
NO_CASES = (Role.SECOND_INSTANCE,)
OTHER_PARTY = (Role.COMPANY,)
# The PDF of a whole case is its asker's, the clerk's here.
NOT_THE_ASKER = (
    *(Role.REGISTRY_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY),
    *(Role.SECOND_INSTANCE, Role.ARCHIVIST, Role.INSPECTOR),
)
# A copy of a book is its asker's, the clerk's here.
NOT_THE_CLERK = (Role.REGISTRY_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR, Role.ARCHIVIST)
# A batch of scans is whose lot drew it, the head's here.
NOT_THE_DRAWER = (Role.REGISTRY_CLERK, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)
# A task is its doer's and the handler's.
NOT_THE_DOER = (Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.SIGNATORY)
# A view is its keeper's, the handler's here.
NOT_THE_KEEPER = (
    *(Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION, Role.SIGNATORY),
    *(Role.SECOND_INSTANCE, Role.ARCHIVIST, Role.INSPECTOR),
)


def case(scene: Scene) -> dict[str, object]:
    """The open case."""
    return {"case_id": scene.open.case_id}


def closed(scene: Scene) -> dict[str, object]:
    """The closed case that the archive has not taken over yet."""
    return {"case_id": scene.closed.pk}


def running(scene: Scene) -> dict[str, object]:
    """A clock of the open case."""
    return {**case(scene), "deadline_id": scene.clock}


def task(scene: Scene) -> dict[str, object]:
    """A task of the open case."""
    return {**case(scene), "task_id": scene.task}


def joining(scene: Scene) -> dict[str, object]:
    """What is conducted together with the open case."""
    return {**case(scene), "joining_id": scene.joining.pk}


def datum(scene: Scene) -> dict[str, object]:
    """What the handler has asked another body for."""
    return {**case(scene), "data_id": scene.datum}


def of_party(scene: Scene) -> dict[str, object]:
    """The party of the open case."""
    return {**case(scene), "party_id": scene.open.case.parties.get().pk}


def submission(scene: Scene) -> dict[str, object]:
    """The submission of the open case."""
    return {"case_id": scene.open.case_id, "submission_id": scene.open.pk}


def came_in(scene: Scene) -> dict[str, object]:
    """What came by e-mail and waits."""
    return {"incoming_id": scene.incoming.pk}


def list_table(scene: Scene) -> dict[str, object]:
    """The checked table of acts for the list."""
    return {**act_list(scene), "table_id": scene.list_table}


def received(scene: Scene) -> dict[str, object]:
    """The invoice in the book of received invoices."""
    return {"invoice_id": scene.invoice.pk}


def doubtful(scene: Scene) -> dict[str, object]:
    """The invoice that came in and waits for a look."""
    return {"incoming_id": scene.doubtful.pk, "file_id": scene.doubtful.files.get(position=0).pk}


def draft(scene: Scene) -> dict[str, object]:
    """The act that is being drafted."""
    return {"case_id": scene.draft.case_id, "act_id": scene.draft.pk}


def signed_act(scene: Scene) -> dict[str, object]:
    """A signed decision."""
    return {"case_id": scene.signed.case_id, "act_id": scene.signed.pk}


def delivered(scene: Scene) -> dict[str, object]:
    """The letter that the citizen has opened."""
    return {"delivery_id": scene.delivered.pk}


def written(scene: Scene) -> dict[str, object]:
    """What the citizen has written to the body and sent."""
    return {"letter_id": scene.written.pk}


def begun_letter(scene: Scene) -> dict[str, object]:
    """A letter that the citizen has not sent."""
    return {"letter_id": scene.begun_letter.letter_id}


def unit(scene: Scene) -> dict[str, object]:
    """The archived case."""
    return {"unit_id": scene.archived}


def act_list(scene: Scene) -> dict[str, object]:
    """The list of acts."""
    return {"list_id": scene.listed.act_list_id}


def mine(scene: Scene) -> dict[str, object]:
    """The citizen's own case."""
    return {"case_id": scene.sent_submission.case_id}


def drawn(scene: Scene) -> dict[str, object]:
    """The first page of a signed decision, as a picture."""
    return {"case_id": scene.signed.case_id, "document_id": scene.signed.document_id, "number": 1}


def bound(scene: Scene) -> dict[str, object]:
    """The clerk's PDF of the whole open case."""
    return {**case(scene), "copy_id": scene.case_copy}


def letter_document(scene: Scene) -> dict[str, object]:
    row = scene.delivered.documents.get()
    return {**delivered(scene), "document_id": row.document_id}


def handed_in(scene: Scene) -> dict[str, object]:
    row = scene.sent_submission.attachments.order_by("position").first()
    return {**mine(scene), "document_id": row.document_id if row else None}


def scan(scene: Scene) -> dict[str, object]:
    """The scan that waits for a second person."""
    return {"check_id": scene.scan.pk}


def saved_view(scene: Scene) -> dict[str, object]:
    """The view that the handler keeps."""
    return {"view_id": scene.saved_view}


def person(scene: Scene) -> dict[str, object]:
    """The handler."""
    return {"staff_id": scene.office.people[Role.HANDLER].pk}


def office_unit(scene: Scene) -> dict[str, object]:
    return {"unit_id": scene.office.units["IV-02"].pk}


def procedure(scene: Scene) -> dict[str, object]:
    return {"procedure_id": Procedure.objects.get(organisation=scene.office.organisation, code="P036").pk}


def class_mark(scene: Scene) -> dict[str, object]:
    return {"mark_id": ClassMark.objects.filter(organisation=scene.office.organisation).order_by("id")[0].pk}


def retention_rule(scene: Scene) -> dict[str, object]:
    return {"rule_id": RetentionRule.objects.filter(organisation=scene.office.organisation).order_by("id")[0].pk}


def appeal(scene: Scene) -> dict[str, object]:
    """An appeal of the open case."""
    return {**case(scene), "appeal_id": scene.appeal}


def service(scene: Scene) -> dict[str, object]:
    """The dates of a party of the signed decision."""
    return {"case_id": scene.signed.case_id, "service_id": scene.signed.services.all()[0].pk}


def part(scene: Scene) -> dict[str, object]:
    """The party of the open case."""
    return {**case(scene), "part_id": scene.open.case.parties.order_by("id")[0].pk}


def changed(scene: Scene) -> dict[str, object]:
    """Another address of the party of the open case."""
    return {**case(scene), "change_id": scene.change}


def stands_for(scene: Scene) -> dict[str, object]:
    """Who stands for the party of the open case."""
    return {**case(scene), "representative_id": scene.representative}


def authorisation(scene: Scene) -> dict[str, object]:
    return {"authorisation_id": scene.office.people[Role.SIGNATORY].authorisations.get().pk}


def old_book(scene: Scene) -> dict[str, object]:
    return {"book_id": scene.old_book}


def mailing(scene: Scene) -> dict[str, object]:
    return {"mailing_id": scene.mailing}


def state_export(scene: Scene) -> dict[str, object]:
    return {"export_id": scene.state_export}


def state_row(scene: Scene) -> dict[str, object]:
    return {"row_id": scene.state_row}


def today(scene: Scene) -> dict[str, object]:
    return {"day": clock.today(scene.office.organisation).isoformat()}


def refused_by_post(scene: Scene) -> dict[str, object]:
    """What the post's word that a letter was refused means."""
    return {"channel_id": scene.posted.channel_id, "result": "refused"}


def hook(scene: Scene) -> dict[str, object]:
    """The webhook."""
    return {"hook_id": scene.hook_call.hook_id}


def loan(scene: Scene) -> dict[str, object]:
    return {"loan_id": scene.loan.pk}


def box(scene: Scene) -> dict[str, object]:
    return {"box_id": scene.loan.case.places.get().box_id}


def shelf(scene: Scene) -> dict[str, object]:
    return {"shelf_id": scene.loan.case.places.get().box.shelf_id}
