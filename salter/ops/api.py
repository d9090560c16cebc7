"""The public API: rooms' routers under one roof, bearer tokens, problem documents (RFC 9457)."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as SchemaError

from salter.documents.blobs import TooLarge
from salter.journal.api import router as log
from salter.journal.idempotency import KeyReused
from salter.ops.problems import problem
from salter.organisations.access import NotAllowed
from salter.organisations.api import Precondition, ScopeMissing
from salter.registry.api import FIELD_OF_CODE
from salter.registry.api import router as registry
from salter.registry.finding.api import router as finding
from salter.registry.handling.api import router as handling
from salter.signatures.api import router as signatures

api = NinjaAPI(
    title="Šalter",
    version="1",
    description="The open electronic office. Errors are problem documents (RFC 9457) with a stable `code`.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", registry)
api.add_router("", finding)
api.add_router("", handling)
api.add_router("", log)
api.add_router("", signatures)


@api.exception_handler(SchemaError)
def _wrong_fields(request: HttpRequest, error: SchemaError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(str(part) for part in row["loc"][2:] or row["loc"][1:]),
            "code": row["type"],
            "message": row["msg"],
        }
        for row in error.errors
    ]
    return problem(422, "invalid-fields", _("Some fields are missing or wrong. Nothing was saved."), errors=errors)


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    errors = [
        {
            "field": FIELD_OF_CODE.get(one.code or "", "") if field == NON_FIELD_ERRORS else field,
            "code": one.code or "invalid",
            "message": " ".join(one.messages),
        }
        for field, found in by_field.items()
        for one in found
    ]
    code = errors[0]["code"] if errors else "invalid"
    return problem(422, code, errors[0]["message"] if errors else _("The request was refused."), errors=errors)


@api.exception_handler(TooLarge)
def _too_large(request: HttpRequest, error: TooLarge) -> HttpResponse:
    return problem(413, "too_large", _("The file is too large. Nothing was saved."))


@api.exception_handler(KeyReused)
def _conflict(request: HttpRequest, error: KeyReused) -> HttpResponse:
    title = _("This Idempotency-Key came before with another body. Use a new key for a new request.")
    return problem(409, "idempotency-key-reused", title)


@api.exception_handler(ScopeMissing)
def _not_for_this(request: HttpRequest, error: ScopeMissing) -> HttpResponse:
    return problem(403, "scope-missing", str(error), scope=error.scope.value)


@api.exception_handler(Precondition)
def _changed(request: HttpRequest, error: Precondition) -> HttpResponse:
    return problem(error.status, error.code, str(error))


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return problem(403, "not-allowed", str(error) or _("This token may not do that."))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "not-allowed", _("This token may not do that."))


@api.exception_handler(ObjectDoesNotExist)
def _missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    return problem(404, "not-found", _("There is no such thing, or this token may not see it."))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(401, "no-token", _("Send a valid token: Authorization: Bearer …"))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "invalid-request", error.message)
