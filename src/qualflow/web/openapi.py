"""The OpenAPI 3.1 document, made from the calls themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from qualflow import __version__
from qualflow.strict_json import Json
from qualflow.web.errors import LONGEST_ADDRESS, PROBLEM
from qualflow.web.parameters import LANGUAGE, MOST_PAIRS, Parameter
from qualflow.web.wire import Health, ProblemForm

if TYPE_CHECKING:
    from qualflow.web.api import Call

PREFIX = "/api/v1"
_REFS = "#/components/schemas/{name}"
_ABOUT = f"""The pages of qualflow, for programs. Nothing is kept between two requests.

A parameter that is unknown, given twice or not of its pattern is refused (400); a name
that is not there is 404. An address has at most {LONGEST_ADDRESS:,} bytes (414) and
{MOST_PAIRS} parameters. Errors are problem details (RFC 9457)."""
_ERRORS = {
    400: "A parameter is not what it should be.",
    404: "Something that the address names is not there.",
    405: "This method is not allowed here; `Allow` has those that are.",
    414: "The address is too long.",
    500: "A mistake of the server.",
    503: "What this needs is not installed on the server.",
}


def document(
    calls: Sequence[Call], processes: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Return the document.

    Args:
        calls: Everything that can be asked.
        processes: The processes that are shown, each with examples by parameter.
    """
    types = [call.result for call in calls if call.result is not dict]
    schemas, components = msgspec.json.schema_components(
        [*types, Health, ProblemForm], ref_template=_REFS
    )
    paths: dict[str, Any] = {}
    for call, schema in zip(calls, schemas, strict=False):
        path = "/".join((PREFIX, *call.path))
        paths[path] = {"get": _operation(call, schema, processes)}
    paths["/health"] = {"get": _health()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "qualflow",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(
    call: Call, schema: dict[str, Any], processes: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    named = {parameter.name for parameter in call.named}
    fit = [kept for kept in processes.values() if named <= kept.keys()]
    examples = next(iter(fit), {})
    parameters = [*call.named, *call.query, *([LANGUAGE] if call.words else ())]
    return {
        "operationId": _name(call),
        "summary": call.about,
        "parameters": [
            _parameter(one, list(processes), examples) for one in parameters
        ],
        "responses": {
            "200": {
                "description": call.about,
                "headers": _headers(),
                "content": {"application/json": {"schema": schema}},
            },
            **_errors((400, 404, 405, 414, 500, *((503,) if call.slow else ()))),
        },
    }


def _name(call: Call) -> str:
    words = [part.strip("{}").replace(".", "_") for part in call.path]
    return "_".join(words)


def _parameter(
    parameter: Parameter, processes: Sequence[str], examples: Mapping[str, str]
) -> dict[str, Json]:
    form = parameter.form
    if parameter.name in examples:
        form["example"] = examples[parameter.name]
    if parameter.name == "process":
        form["schema"] = {"type": "string", "enum": list(processes)}
    return form


def _health() -> dict[str, Any]:
    schema = {"$ref": _REFS.format(name="Health")}
    about = "Whether the server is there."
    return {
        "operationId": "health",
        "summary": about,
        "responses": {
            "200": {
                "description": about,
                "headers": _headers(),
                "content": {"application/json": {"schema": schema}},
            },
            **_errors((400, 405, 414, 500)),
        },
    }


def _errors(codes: Iterable[int]) -> dict[str, Any]:
    schema = {"$ref": _REFS.format(name="ProblemForm")}
    return {
        str(code): {
            "description": _ERRORS[code],
            "headers": _headers(),
            "content": {PROBLEM: {"schema": schema}},
        }
        for code in codes
    }


def _headers() -> dict[str, Any]:
    about = "The name of the request in the server's log."
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
    return {"X-Request-Id": {"description": about, "schema": schema}}
