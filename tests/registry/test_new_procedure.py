"""The form of a new procedure."""

from __future__ import annotations

from salter.registry.carrying.columns import PROCEDURES
from salter.registry.forms.catalogue import RowForm


def test_lists_of_a_new_procedure_are_empty() -> None:
    form = RowForm(kind=PROCEDURES)
    assert [form[name].initial for name in ("required_documents", "templates") if name in form.fields] == ["", ""]
