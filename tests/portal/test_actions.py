"""A citizen's request on the real database: begun, answered, sent once, supplemented."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from salter.documents.actions import content
from salter.documents.models import Document
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.actions import open_account
from salter.organisations.models import Role
from salter.portal import actions, queries
from salter.portal.definitions import newest
from salter.portal.models import Draft, DraftFile, FormVersion
from salter.registry.models import Case, CaseParty, ConductedIn, IntakeChannel, Procedure
from tests.support.office import Office

from .scenes import begun, filled, pdf, procedure, upload, viewer


def verbs(**about: Any) -> list[str]:
    return list(Entry.objects.filter(**about).order_by("id").values_list("verb", flat=True))


def test_every_procedure_conducted_here_has_a_form_and_no_other(office: Office) -> None:
    here = Procedure.objects.filter(organisation=office.organisation, conducted_in=ConductedIn.SALTER).count()
    assert FormVersion.objects.filter(organisation=office.organisation).count() == here > 40
    elsewhere = Procedure.objects.exclude(conducted_in=ConductedIn.SALTER).first()
    assert elsewhere is not None
    assert queries.form_of(viewer(office), elsewhere) is None
    with pytest.raises(ValidationError) as refused:
        actions.start_draft(viewer(office), procedure=elsewhere)
    assert refused.value.code == "elsewhere"


def test_a_version_is_published_once_and_never_changed(office: Office) -> None:
    definition, admin = newest("P050"), office.viewer(Role.ADMINISTRATOR)
    assert definition is not None
    aid = procedure(office, "P050")
    again = actions.publish_form(admin, procedure=aid, definition=definition)
    assert FormVersion.objects.filter(procedure=aid).get() == again
    assert queries.definition_of(again) == definition
    other = definition.model_copy(update={"intro": definition.afterwards})
    with pytest.raises(ValidationError) as refused:
        actions.publish_form(admin, procedure=aid, definition=other)
    assert refused.value.code == "version"
    with pytest.raises(NotAllowed):
        actions.publish_form(office.viewer(Role.HANDLER), procedure=aid, definition=definition)


def test_a_draft_keeps_the_version_that_it_began_with(office: Office) -> None:
    draft, definition = begun(office), newest("P050")
    assert definition is not None
    newer = definition.model_copy(update={"version": 2})
    actions.publish_form(office.viewer(Role.ADMINISTRATOR), procedure=procedure(office, "P050"), definition=newer)
    assert queries.draft(viewer(office), draft.pk).form.version == 1
    assert begun(office).form.version == 2


def test_a_request_goes_to_the_registry_with_its_paper_answers_and_consent(office: Office) -> None:
    draft = filled(office)
    submission = actions.submit(viewer(office), draft=draft)
    case = Case.objects.get(pk=submission.case_id)
    assert (case.channel, case.procedure, case.ordinal) == (IntakeChannel.PORTAL, procedure(office, "P050"), 1)
    assert case.subject == "Једнократна новчана помоћ: болест или лечење"
    assert case.due_on is not None
    assert case.unit == case.procedure.unit if case.procedure else False
    assert CaseParty.objects.get(case=case).name == "Мила Ведрић"
    paper = submission.attachments.get().document
    with pikepdf.open(BytesIO(content(paper))) as made:
        assert str(made.docinfo["/Title"]) == "Захтев"
    assert submission.answers["answers"]["monthly-income"] == "45000.00"
    assert {"question": "Колико вас живи у домаћинству, заједно са вама?", "answer": "3"} in submission.answers[
        "summary"
    ]
    assert verbs(case_id=case.pk) == ["case.registered", "request.consented", "request.sent"]
    consent = Entry.objects.get(case_id=case.pk, verb="request.consented")
    assert consent.body == {"attachment": "Доказ о приходима домаћинства", "by": "office"}
    assert case in queries.my_cases(viewer(office))


def test_a_request_is_sent_once(office: Office) -> None:
    draft = filled(office)
    first = actions.submit(viewer(office), draft=draft)
    second = actions.submit(viewer(office), draft=draft)
    assert first.pk == second.pk
    assert Case.objects.filter(organisation=office.organisation).count() == 1
    with pytest.raises(ValidationError) as refused:
        actions.answer(viewer(office), draft=draft, question="phone", raw="064111222")
    assert refused.value.code == "sent"


def test_an_incomplete_request_is_not_sent_and_nothing_is_registered(office: Office) -> None:
    draft = begun(office)
    actions.answer(viewer(office), draft=draft, question="reason", raw="illness")
    with pytest.raises(ValidationError) as refused:
        actions.submit(viewer(office), draft=draft)
    assert refused.value.code == "incomplete"
    assert refused.value.params is not None
    assert "story" in refused.value.params["questions"]
    assert not Case.objects.filter(organisation=office.organisation).exists()


def test_answers_that_no_longer_apply_are_not_sent(office: Office) -> None:
    draft = filled(office)
    actions.answer(viewer(office), draft=draft, question="has-income", raw="no")
    submission = actions.submit(viewer(office), draft=draft)
    assert not {"monthly-income", "income-proof-by"} & set(submission.answers["answers"])
    assert "request.consented" not in verbs(case_id=submission.case_id)


def test_a_date_that_has_passed_in_the_meantime_must_be_answered_again(office: Office) -> None:
    draft = begun(office, "P036")
    today = clock.today(office.organisation)
    actions.answer(viewer(office), draft=draft, question="from", raw=today.isoformat())
    later = clock.now(office.organisation) + timedelta(days=3)
    with clock.at(office.organisation, later), pytest.raises(ValidationError) as refused:
        actions.submit(viewer(office), draft=draft)
    assert refused.value.params is not None
    assert "from" in refused.value.params["questions"]


def test_files_are_stored_at_once_and_come_with_the_request(office: Office) -> None:
    draft = filled(office)
    made = actions.attach(viewer(office), draft=draft, question="medical", uploads=[upload(pdf(), "nalaz.pdf")])
    assert content(made[0].document) == pdf() or content(made[0].document).startswith(b"%PDF")
    submission = actions.submit(viewer(office), draft=draft)
    names = list(submission.attachments.order_by("position").values_list("label", flat=True))
    assert names == ["zahtev.pdf", "nalaz.pdf"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "prazno.pdf", "empty"),
        (b"MZ\x90\x00program", "slika.pdf", "disguised"),
        (b"MZ\x90\x00program", "program.exe", "forbidden_type"),
        (pdf("tajna"), "zakljucan.pdf", "encrypted_pdf"),
        (b"%PDF-1.7\n" + b"0" * (20 << 20), "veliko.pdf", "too_large"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason_and_nothing_is_kept(
    office: Office, data: bytes, name: str, code: str
) -> None:
    draft, before = begun(office), Document.objects.count()
    with pytest.raises(ValidationError) as refused:
        actions.attach(
            viewer(office), draft=draft, question="medical", uploads=[upload(pdf(), "dobro.pdf"), upload(data, name)]
        )
    assert refused.value.code == code
    assert Document.objects.count() == before
    assert not DraftFile.objects.filter(draft=draft).exists()


def test_a_file_can_be_taken_out_again(office: Office) -> None:
    draft = begun(office)
    file = actions.attach(viewer(office), draft=draft, question="medical", uploads=[upload(pdf())])[0]
    actions.remove_file(viewer(office), draft=draft, file_id=file.pk)
    assert queries.files(draft) == []
    assert verbs(subject_id=draft.pk)[-1] == "request.file-removed"


def test_only_so_many_files_fit(office: Office) -> None:
    draft = begun(office)
    with pytest.raises(ValidationError) as refused:
        actions.attach(viewer(office), draft=draft, question="medical", uploads=[upload(pdf())] * 6)
    assert refused.value.code == "limit"


def test_another_persons_draft_is_not_found_by_any_action(office: Office) -> None:
    draft = filled(office)
    other = viewer(office, open_account(username="other", name="Други Грађанин"))
    with pytest.raises(Draft.DoesNotExist):
        queries.draft(other, draft.pk)
    for act in (
        lambda: actions.answer(other, draft=draft, question="phone", raw=""),
        lambda: actions.attach(other, draft=draft, question="medical", uploads=[]),
        lambda: actions.discard(other, draft=draft),
        lambda: actions.submit(other, draft=draft),
    ):
        with pytest.raises(Draft.DoesNotExist):
            act()


def test_a_request_that_is_not_sent_can_be_forgotten(office: Office) -> None:
    draft = filled(office)
    actions.attach(viewer(office), draft=draft, question="medical", uploads=[upload(pdf())])
    actions.discard(viewer(office), draft=draft)
    assert not Draft.objects.exists()
    assert not DraftFile.objects.exists()


def test_staff_begin_no_requests(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.start_draft(office.viewer(Role.REGISTRY_CLERK), procedure=procedure(office, "P050"))


def test_a_company_sends_through_who_represents_it(office: Office) -> None:
    account = open_account(username="firma", name="Лука Заступник", company_name="Ведро ДОО", identifier_kind="pib")
    submission = actions.submit(viewer(office, account), draft=filled(office, account=account))
    party = CaseParty.objects.get(case=submission.case)
    assert (party.name, party.representative) == ("Ведро ДОО", "Лука Заступник")


def test_a_supplement_joins_its_case_under_a_sub_number(office: Office) -> None:
    first = actions.submit(viewer(office), draft=filled(office))
    case = Case.objects.get(pk=first.case_id)
    made = actions.supplement(viewer(office), case=case, text="Шаљем потврду.", uploads=[upload(pdf(), "potvrda.pdf")])
    assert (made.case_id, made.sub_number, made.answers) == (case.pk, 1, {"text": "Шаљем потврду."})
    labels = made.attachments.order_by("position").values_list("label", flat=True)
    assert list(labels) == ["dopuna.pdf", "potvrda.pdf"]
    with pytest.raises(ValidationError) as refused:
        actions.supplement(viewer(office), case=case, text="  ", uploads=[])
    assert refused.value.code == "empty"


def test_nobody_supplements_anothers_case(office: Office) -> None:
    case = actions.submit(viewer(office), draft=filled(office)).case
    other = viewer(office, open_account(username="other", name="Други Грађанин"))
    with pytest.raises(Case.DoesNotExist):
        actions.supplement(other, case=case, text="Моје", uploads=[])


def test_the_paper_is_made_in_the_readers_script(office: Office) -> None:
    submission = actions.submit(viewer(office), draft=filled(office), language="sr-latn")
    with pikepdf.open(BytesIO(content(submission.attachments.get().document))) as made:
        assert str(made.docinfo["/Title"]) == "Zahtev"
    assert submission.case.subject.startswith("Једнократна")
