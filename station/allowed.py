"""What a field allows, and what was wrong with what it was given, in words: for settings, programmes, file heads."""

import difflib
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_OF_RANGE = ("greater_than", "greater_than_equal", "less_than_equal", "multiple_of", "finite_number")

Place = tuple[int | str, ...]


def complaints(error: ValidationError, root: type[BaseModel], thing: str) -> Iterator[str]:
    """Yield every problem of what was given to `root`: its key, what was given, what is allowed and what it means.

    `thing` is what a key of it is called. Tables of a list are counted from 1.
    """
    for problem in error.errors():
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
        field = _field(root, problem["loc"])
        meaning = f" {field.description}" if field and field.description else ""
        if problem["type"] == "extra_forbidden":
            yield f"{where}: no such {thing}.{_nearest(root, problem['loc'])}"
        elif problem["type"] == "missing":
            yield f"{where}: is missing.{meaning}"
        else:
            yield f"{where} = {problem['input']!r}: {complaint(problem, field)}.{meaning}"


def complaint(problem: ErrorDetails, field: FieldInfo | None) -> str:
    """Return what is wrong with a value, as the end of a sentence without its full stop."""
    if field and problem["type"] in _OF_RANGE and (allowed := limits(field)):
        return f"must be {allowed}"
    if problem["type"] == "model_type":
        return "is a table of settings, not a value"
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    return problem["msg"][0].lower() + problem["msg"][1:]


def limits(field: FieldInfo) -> str:
    """Return a number's whole range, both ends, "" where it has none."""
    ends = {kind: getattr(end, kind) for end in field.metadata for kind in ("ge", "gt", "le") if hasattr(end, kind)}
    match ends:
        case {"ge": low, "le": high}:
            said = f"between {low} and {high}"
        case {"gt": low, "le": high}:
            said = f"over {low} and at most {high}"
        case {"ge": low}:
            said = f"at least {low}"
        case _:
            said = ""
    steps = [f" in steps of {end.multiple_of}" for end in field.metadata if hasattr(end, "multiple_of")]
    return said + "".join(steps)


def _nearest(root: type[BaseModel], place: Place) -> str:
    section = _section(root, place[:-1])
    names = list(section.model_fields) if section else []
    close = difflib.get_close_matches(str(place[-1]), names, n=1)
    return f" Did you mean {close[0]}?" if close else f" There are: {', '.join(names)}."


def _field(root: type[BaseModel], place: Place) -> FieldInfo | None:
    """Return what is known of a value; of one in a list, the list's meaning and the value's own range."""
    if not place:
        return None
    if isinstance(place[-1], int):
        return _element(_field(root, place[:-1]))
    section = _section(root, place[:-1])
    return section.model_fields.get(place[-1]) if section else None


def _element(of_list: FieldInfo | None) -> FieldInfo | None:
    kinds = [kind for kind in get_args(of_list.annotation) if get_origin(kind) is Annotated] if of_list else []
    if not (of_list and kinds):
        return of_list
    element = FieldInfo.from_annotation(kinds[0])
    element.description = of_list.description
    return element


def _section(root: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Return the table that is meant, through tables in tables and lists of them."""
    section: type[BaseModel] | None = root
    for name in (part for part in place if isinstance(part, str)):
        known = section.model_fields.get(name) if section else None
        section = _table(known.annotation) if known else None
    return section


def _table(annotation: Any) -> type[BaseModel] | None:
    kinds = [annotation, *get_args(annotation)]
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
