"""Nouns that are kept whole in one column, as JSON, and back: to the bit."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import TypeAdapter
from pydantic_core import to_json

from station.model import FREE_RUN, Reference, SessionPlan, Stage, Tally

_PLAN = TypeAdapter(SessionPlan)
_REFERENCE = TypeAdapter(Reference)
_TALLY = TypeAdapter(dict[Stage, Tally])


def plan_text(plan: SessionPlan) -> str:
    """Return a session's plan as JSON."""
    return _json(plan)


def plan_of(text: str | None) -> SessionPlan:
    """Return the plan in JSON; a session of a station that knew no plans ran free."""
    return _PLAN.validate_json(text) if text else FREE_RUN


def reference_text(reference: Reference | None) -> str | None:
    """Return a reference as JSON."""
    return _json(reference) if reference else None


def reference_of(text: str | None) -> Reference | None:
    """Return the reference in JSON."""
    return _REFERENCE.validate_json(text) if text else None


def tally_text(tally: Mapping[Stage, Tally]) -> str | None:
    """Return a tally as JSON."""
    return _json(tally) if tally else None


def tally_of(text: str | None) -> Mapping[Stage, Tally]:
    """Return the tally in JSON."""
    return MappingProxyType(_TALLY.validate_json(text) if text else {})


def _json(noun: object) -> str:
    return to_json(noun, fallback=dict).decode()  # the fallback is for read-only mappings
