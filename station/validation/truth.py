"""Read what is true of a case: real motion, a rendered clip, or counted footage."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from station.errors import SourceError
from station.validation.stream_truth import StreamTruth
from station.validation.video_truth import ClipTruth, FootageTruth

STREAM_SCHEMA = "bench.truth/1"
CLIP_FORMAT = "render_runner truth"

Truth = StreamTruth | ClipTruth | FootageTruth


def read_truth(path: Path) -> Truth:
    """Read a truth file of any of the three kinds. Raises SourceError that names it."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return _kind(fields).model_validate(fields)
    except OSError as error:
        raise SourceError(f"{path} can not be read: {error.strerror}.") from None
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"])) or "it"
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise SourceError(f"{path} is no truth that can be used: {place}: {problem['msg']}{more}.") from None
    except (ValueError, AttributeError):
        raise SourceError(f"{path} is no truth that can be used: it is not a JSON object.") from None


def _kind(fields: dict[str, Any]) -> type[Truth]:
    if fields.get("schema") == STREAM_SCHEMA:
        return StreamTruth
    return ClipTruth if str(fields.get("format", "")).startswith(CLIP_FORMAT) else FootageTruth
