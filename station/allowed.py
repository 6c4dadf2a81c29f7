"""What a field allows, and what was wrong with what it was given, in words: for settings and for the heads of files."""

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_OF_RANGE = ("greater_than", "greater_than_equal", "less_than_equal", "multiple_of", "finite_number")


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
