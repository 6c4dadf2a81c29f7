"""The settings file: read with what the command line adds, refused in words, and written out whole as documentation."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from station.allowed import complaints
from station.errors import ConfigError
from station.settings import Section, Settings


def load_settings(path: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings of a TOML file (None = defaults) with overrides like {"camera.source": "usb:0"} on top.

    Raises ConfigError with every problem at once.
    """
    tables = _read(path) if path else {}
    for dotted, value in (overrides or {}).items():
        if value is not None:
            table, key = dotted.split(".")
            tables.setdefault(table, {})[key] = value
    try:
        return Settings.model_validate(tables)
    except ValidationError as error:
        raise ConfigError("\n".join(_report(error, path))) from None


def documented() -> Iterator[str]:
    """Yield a settings file, line by line: every setting with its sentence and its default, commented out."""
    for table, field in Settings.model_fields.items():
        section = field.annotation
        assert isinstance(section, type) and issubclass(section, Section)
        yield f"[{table}]  # {(section.__doc__ or '').strip()}"
        for name, setting in section.model_fields.items():
            default = setting.get_default(call_default_factory=True)
            yield f"# {setting.description}{_range(setting)}"
            yield f"# {name} = {_toml(name, default)}"
        yield ""


def _range(setting: FieldInfo) -> str:
    limits = [getattr(bound, kind) for bound in setting.metadata for kind in ("ge", "gt", "le") if hasattr(bound, kind)]
    return {2: " ({} to {})", 1: " (from {})"}.get(len(limits), "").format(*limits)


def _toml(name: str, default: Any) -> str:
    if isinstance(default, Path):
        return '"~/.local/share/station"'
    if isinstance(default, tuple):
        return json.dumps(list(default))
    return "...  # not set" if default is None else json.dumps(default)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The settings file {path} can not be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The settings file {path} is not valid TOML: {error}.") from None


def _report(error: ValidationError, path: Path | None) -> Iterator[str]:
    yield f"The settings{f' in {path}' if path else ''} can not be used. Change these and start again:"
    for told in complaints(error, Settings, "setting"):
        yield f"  {told}"
