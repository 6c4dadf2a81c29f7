"""What the platform's tests need of the machine they run on."""

from pathlib import Path

import pytest

from tools.platform.mappings import WANTED, enough_mappings

READ_ONLY = Path("/proc/sys/kernel/random/poolsize")
"""A number of the kernel's that nobody may set."""


@pytest.mark.parametrize("before", [65_530, WANTED, 4 * WANTED])
def test_a_guest_may_map_all_its_pages_and_the_limit_is_put_back(tmp_path: Path, before: int) -> None:
    limit = tmp_path / "max_map_count"
    limit.write_text(f"{before}\n")
    with enough_mappings(limit):
        assert int(limit.read_text()) == max(before, WANTED)
    assert int(limit.read_text()) == before


def test_a_machine_that_does_not_let_it_be_raised_is_told_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with enough_mappings(READ_ONLY):
        pass
    assert "sysctl -w vm.max_map_count=1048576" in capsys.readouterr().err
