"""Let another release run, and prove it; whatever goes wrong, let the former one run again with the record as it was.

A note on the disk (`pending`) says what is being changed. Who finds it after a power cut goes back: `settle`, at the
next start of the box (station-settle.service) and before the next change.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from station.appliance.kept_record import KeptRecord
from station.appliance.pending import Change, Pending
from station.appliance.releases import Releases
from station.errors import UpdateError

PROVE_S = 90.0
"""A Pi takes seconds to import MediaPipe; a station that is not well by then will not be."""


class Service(Protocol):
    """The station's service; see `appliance.service`."""

    def stop(self) -> None: ...

    def start(self, release: Path) -> None: ...

    def health(self) -> Mapping[str, object]: ...

    def proven(self, version: str, well: bool, limit_s: float) -> bool: ...


class Switch:
    """Changes which release runs; tells each step in the user's words."""

    def __init__(
        self,
        releases: Releases,
        service: Service,
        record: KeptRecord,
        say: Callable[[str], None],
        prove_s: float = PROVE_S,
    ) -> None:
        self.releases = releases
        self.service = service
        self.record = record
        self.say = say
        self._prove_s = prove_s
        self._pending = Pending(releases.root)

    def to(self, version: str, record: Path | None = None) -> None:
        """Let a release run, with another record if one is given. Raises UpdateError; then the former one runs."""
        was = self.releases.current()
        if not was:
            raise UpdateError("No station is installed here. Run install.sh of the release.")
        well = self.service.health().get("ok") is True  # a box without its camera may be updated, too
        change: Change | None = None
        try:
            self.say("Stopping the station, copying the record")
            self.service.stop()
            change = self._note(was, version)
            self._prove(version, record, well)
        except BaseException as error:  # noqa: BLE001 (Ctrl-C too: a stopped station must not stay so)
            self.say(f"Station {version} does not run ({str(error) or 'interrupted'}); going back to {was}")
            self._undo(was, change, well, error)
        self._pending.clear()

    def settle(self) -> bool:
        """Go back from a change that was cut short; say whether there was one. The service is not touched."""
        change = self._pending.read()
        if change:
            self.say(f"The change to station {change.to} was cut short; going back to {change.was}.")
            self._go_back(change)
        return change is not None

    def _note(self, was: str, version: str) -> Change:
        copy = self.record.back_up(f"before-{version}")
        change = Change(was, version, self.releases.previous(), str(copy) if copy else None)
        self._pending.write(change)
        return change

    def _prove(self, version: str, record: Path | None, well: bool) -> None:
        if record:
            self.record.put_back(record)
        self.releases.switch(version)
        self.say(f"Starting station {version}")
        self.service.start(self.releases.root / "current")
        if not self.service.proven(version, well, self._prove_s):
            raise UpdateError(f"it was not well within {self._prove_s:.0f} s")

    def _undo(self, was: str, change: Change | None, well: bool, error: BaseException) -> None:
        self.service.stop()
        if change:
            self._go_back(change)
        self.service.start(self.releases.root / "current")
        if self.service.proven(was, well, self._prove_s):
            state = f"Station {was} runs again"
        else:
            state = f"Station {was} was started again but is not well; look at `station check`"
        raise UpdateError(
            f"The change failed: {str(error) or 'interrupted'}. {state}, the record is as it was."
        ) from error

    def _go_back(self, change: Change) -> None:
        copy = Path(change.copy) if change.copy else None
        if copy and self.record.changed_since(copy):
            self.record.put_back(copy)
            self.say("The record is again as it was before.")
        self.releases.switch_back(change.was, change.before)
        self._pending.clear()
