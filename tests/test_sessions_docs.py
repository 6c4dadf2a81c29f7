"""docs/record.md tells of every table and column."""

import re
from pathlib import Path

from station.sessions import recorder, store, writer
from station.sessions.schema import Base

PAGE = (Path(__file__).parent.parent / "docs" / "record.md").read_text(encoding="utf-8")


def test_every_table_is_told_with_exactly_its_columns():
    rows = {match[1]: match[2] for match in re.finditer(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)}
    assert set(rows) == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        told = set(re.findall(r"`(\w+)`", rows[name]))
        columns = {column.name for column in table.columns} - {"id", "session_id"}
        assert columns <= told, name


def test_the_limits_are_those_of_the_code():
    assert f"up to {writer.KEEP_ROWS:,}" in PAGE
    assert f"up to {writer.KEEP_FRAMES:,}" in PAGE
    assert f"queue ({recorder.QUEUE_BEATS:,} frames)" in PAGE
    assert f"{store.ROOM_BYTES // 2**20} MiB free" in PAGE
