"""What bodies and answers of the lane look like, as JSON Schema of 2020-12."""

from typing import Any, Final

from goodstanding.web.lane.reading import ARRAY, EVENTS, LINES, ROWS_MAX

Schema = dict[str, Any]

SLIPS_MAX: Final = 1_000
TEXT_MAX: Final = 100
YAML: Final = "application/yaml"
MARKDOWN: Final = "text/markdown; charset=utf-8"

DAY: Final[Schema] = {"type": "string", "format": "date"}
TEXT: Final[Schema] = {"type": "string", "maxLength": TEXT_MAX, "pattern": "^[^\\u0000]*$"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


def an_object(description: str = "", **members: Schema) -> Schema:
    """Return the schema of an object that has these members and no others."""
    said = {"description": description} if description else {}
    return {
        "type": "object",
        **said,
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def a_list(of: Schema, **limits: int) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": of, **limits}


ROW: Final[Schema] = {
    "description": (
        "A record: `id`, `source`, `member` (the handle), `kind`, `on`, and the columns that the "
        "policy gives its kind. Each row is judged by itself, so what is no record comes back "
        "among the malformed."
    )
}
EVENT: Final[Schema] = {
    "description": (
        "An event of CloudEvents 1.0: `source` is the source, `type` the kind, `subject` the "
        "handle, `id` the record; `data` holds the other columns. One without an `id` is refused."
    )
}
SCHEMAS: Final[dict[str, Schema]] = {
    "Rows": a_list(ROW, minItems=1, maxItems=ROWS_MAX),
    "Events": a_list(EVENT, minItems=1, maxItems=ROWS_MAX),
    "Lines": {"description": "One JSON object a line, each as one of `Rows`; at most 10,000."},
    "Slips": an_object(slips=a_list(TEXT, maxItems=SLIPS_MAX)),
    "Question": an_object(code=TEXT, benefit=TEXT),
    "Taken": an_object(
        "How many rows came, and what is wrong with the form of some. Of the others nothing is "
        "said: the answer is the same whomever they are about.",
        rows=COUNT,
        malformed=a_list(
            an_object(
                row={"type": "integer", "minimum": 1},
                code={"type": "string"},
                column={"type": "string"},
                what={"type": "string"},
                hint={"type": "string"},
            )
        ),
    ),
    "Recalled": an_object("The same whether the record stood or not."),
    "Handles": an_object(
        handles=a_list({"type": ["string", "null"], "description": "Null for every kind of no."})
    ),
    "Refusals": an_object(
        days=a_list(an_object(on=DAY, refused={"type": "integer", "multipleOf": 10}))
    ),
    "Answer": an_object(yes={"type": "boolean"}),
    "Editions": an_object(
        editions=a_list(
            an_object(edition=COUNT, sha256={"type": "string"}, published=DAY, in_force=DAY)
        )
    ),
    "Problems": an_object(
        problems=a_list(
            an_object(code={"type": "string"}, what={"type": "string"}, hint={"type": "string"}),
            minItems=1,
        )
    ),
    "Document": {"type": "object", "required": ["openapi", "paths"]},
    "Policy": {"description": "The published text, byte for byte."},
    "Text": {"type": "string"},
}

EXAMPLES: Final[dict[str, Any]] = {
    "Rows": [
        {"id": "s-1", "source": "volunteer-network", "member": "0123456789ABCDEFGHJKM",
         "kind": "volunteer-shift", "on": "2026-03-01", "hours": 2}
    ],
    "Events": [
        {"specversion": "1.0", "id": "s-1", "source": "volunteer-network",
         "type": "volunteer-shift", "subject": "0123456789ABCDEFGHJKM",
         "data": {"on": "2026-03-01", "hours": 2}}
    ],
    "Slips": {"slips": ["0123456789"]},
    "Question": {"code": "01234567", "benefit": "library-loans"},
}  # fmt: skip
"""An example of each body."""

BODIES: Final = {LINES: "Lines", ARRAY: "Rows", EVENTS: "Events"}
"""What a body of records is, by its type."""
