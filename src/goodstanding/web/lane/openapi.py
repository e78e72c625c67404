"""The document of the lane in OpenAPI 3.1, made from the operations that it serves."""

import json
from functools import cache
from typing import Any, Final

from goodstanding.web.lane.operations import BASE, LANE, Operation
from goodstanding.web.lane.reading import ARRAY
from goodstanding.web.lane.schemas import EXAMPLES, SCHEMAS

VERSION: Final = "1"
NOTES: Final = {
    400: "The request as a whole is malformed.",
    401: "No key that holds for this came with it; every kind of no is the same.",
    404: "There is no such thing.",
    413: "The body has too many bytes or rows.",
    415: "The type of the body is not taken here.",
    429: "This was asked too often, or the quota of the day is spent.",
    500: "Something of ours failed; nothing was taken.",
    503: "There is no room for more; nothing was taken.",
}


@cache
def document() -> dict[str, Any]:
    """Return the document. Each operation says its audience and its name in the table of rights."""
    paths: dict[str, dict[str, Any]] = {}
    for each in LANE:
        paths.setdefault(BASE + each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Good Standing: the interface of sources, partners and the public",
            "version": VERSION,
            "description": "Nothing here tells who is a member, or anybody's points.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of a source or a partner; it ends within a year.",
                }
            },
        },
    }


@cache
def text() -> str:
    """Return the document as it is served and kept in the reference."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operation(each: Operation) -> dict[str, Any]:
    """Return an operation as the document has it."""
    refused = {500, *each.refuses}
    refused |= set() if each.public else {401, 503}
    refused |= {400, 413, 415} if each.takes else set()
    found: dict[str, Any] = {
        "operationId": each.key,
        "summary": each.summary,
        "x-operation": each.name,
        "x-audience": each.audience,
        "x-sandbox": each.sandbox,
        "security": [] if each.public else [{"key": []}],
        "responses": {
            str(each.status): {
                "description": each.summary,
                "content": {each.kind: {"schema": _named(each.says)}},
                **({"links": _links(each)} if each.leads_to else {}),
            },
            **{
                str(status): {
                    "description": NOTES[status],
                    "content": {ARRAY: {"schema": _named("Problems")}},
                }
                for status in sorted(refused)
            },
        },
    }
    if each.parameters:
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": schema,
             "example": schema["examples"][0]}
            for name, schema in each.parameters.items()
        ]  # fmt: skip
    if each.takes:
        content = {media: _body(name) for media, name in each.takes.items()}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _links(each: Operation) -> dict[str, Any]:
    """Return where the answer of an operation leads to."""
    return {
        key: {"operationId": key, "parameters": dict(parameters)}
        for key, parameters in each.leads_to.items()
    }


def _body(name: str) -> dict[str, Any]:
    """Return a body by the name of its schema, with its example where it has one."""
    example = {"example": EXAMPLES[name]} if name in EXAMPLES else {}
    return {"schema": _named(name), **example}


def _named(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}
