"""The program's door: Ctrl-C ends it in a word, also while the rest is still being imported."""

import sys

from station.enough import CTRL_C, STOPPED
from station.postponed import postpone


def main() -> None:
    """Run the command line."""
    postpone()
    try:
        from station import cli  # noqa: PLC0415 (takes a second on a Pi)

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(CTRL_C)


if __name__ == "__main__":
    main()
