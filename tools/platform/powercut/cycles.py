"""Boot, wait for the moment, cut the power; again, on the same disk."""

import json
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.platform.bed import Bed
from tools.platform.guest import Guest, cut
from tools.platform.powercut import old_record
from tools.platform.powercut.disk import await_free, make_disk, write_run
from tools.platform.powercut.judge import Acknowledged, Verdict, judge, judge_old
from tools.platform.powercut.moments import ROUND, Moment
from tools.platform.powercut.told import FILE, Line, told

DISK_MB, MEMORY_MB = 256, 512
MARK_WITHIN_S = 120.0

JOB = """
ip link set lo up
mkdir -p /data
{fsck}
mount -t ext4 -o noatime /dev/ubda /data || exit 9
{release}/venv/bin/python -B -c '
import sys
sys.path.append("/src")  # behind the release: its station is the one that runs
from tools.platform.powercut.guest import main
main()'
rc=$?
umount /data
exit $rc
"""
FSCK = "e2fsck -p /dev/ubda; echo $? >/out/fsck"


class GuestFailed(Exception):
    """The guest ended by itself; the message is what it said last."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut, and what the next start told of it."""

    moment: Moment
    after_s: float
    took_s: float
    verdict: Verdict


class Box:
    """One disk, and a guest whose power fails again and again."""

    def __init__(self, bed: Bed, out: Path, seed: int) -> None:
        self._bed = bed
        self._guest = Guest(bed, MEMORY_MB)
        self._out = out
        self.disk = out / "data.img"
        self._chance = random.Random(seed)
        self.acknowledged = Acknowledged()
        self._migrating = False
        """True while an old record waits to be looked at that was being brought up to date at a cut."""
        self._ran: str | None = None
        """The session that ran at the last cut."""
        self.told_last: list[Line] = []
        out.mkdir(parents=True, exist_ok=True)
        make_disk(self.disk, DISK_MB)
        write_run(out / "run.poses.jsonl.gz")
        old_record.make(out / "old.db")

    def cuts(self, number: int) -> Iterator[Cut]:
        """Yield so many cuts, each judged by the start that follows it."""
        waiting: list[tuple[Moment, float, float]] = []
        for index in range(number):
            moment, began_s = ROUND[index % len(ROUND)], time.monotonic()
            after_s = self._chance.uniform(*moment.within_s)
            lines = self._cycle(moment, after_s, fsck=index % 2 == 0)
            yield from self._judged(waiting, lines)
            self._remember(lines)
            waiting.append((moment, after_s, time.monotonic() - began_s))
        self.told_last = self._last()
        yield from self._judged(waiting, self.told_last)

    def _cycle(self, moment: Moment, after_s: float, *, fsck: bool) -> list[Line]:
        """Boot, wait for the mark, wait a little more, cut; return what was told."""
        self._lay({"do": "record", "migrate": False, "session_s": 600.0, "pause_s": 1.0, **moment.plan})
        await_free(self.disk)
        guest = self._guest.boot(self._job(fsck=fsck), self._out, disk=self.disk, bare=True)
        self._await(moment.mark, guest)
        time.sleep(after_s)
        if guest.poll() is not None:
            raise GuestFailed(f"the guest ended by itself: {(self._out / 'job.log').read_text()[-2000:]}")
        cut(guest)
        return list(told(self._out))

    def _await(self, mark: str, guest: "subprocess.Popen[bytes]") -> None:
        end_s = time.monotonic() + MARK_WITHIN_S
        while mark and guest.poll() is None and time.monotonic() < end_s:
            if any(line["what"] == mark for line in told(self._out)):
                return
            time.sleep(0.02)

    def _last(self) -> list[Line]:
        """Boot once more, let every session be opened, and switch off in peace."""
        self._lay({"do": "last"})
        await_free(self.disk)
        ran = self._guest.run(self._job(fsck=True), self._out, disk=self.disk, bare=True, timeout_s=900.0)
        if ran.rc != 0:
            raise GuestFailed(f"the last start failed ({ran.rc}): {ran.said[-2000:]}")
        return list(told(self._out))

    def _lay(self, plan: Line) -> None:
        (self._out / FILE).unlink(missing_ok=True)
        (self._out / "plan.json").write_text(json.dumps(plan | {"look_at_old": self._migrating}))

    def _job(self, *, fsck: bool) -> str:
        return JOB.format(release=self._bed.release, fsck=FSCK if fsck else "")

    def _judged(self, waiting: list[tuple[Moment, float, float]], lines: list[Line]) -> Iterator[Cut]:
        """Yield the cuts that wait for a judgement, if a start came so far that it tells what it found."""
        found, opened = (next((line for line in lines if line["what"] == what), None) for what in ("found", "opened"))
        if not found:
            return
        verdict = judge(self.acknowledged, found, opened, self._ran)
        verdict.problems += judge_old(found["old"]) if self._migrating else ()
        verdict.problems += self._ill()
        for cut_so in waiting:
            yield Cut(*cut_so, verdict)
            verdict = Verdict()
        waiting.clear()
        self._migrating = False

    def _ill(self) -> Iterator[str]:
        """Yield what the kernel and fsck complained of; 0 and 1 (repaired: the journal was played) are well."""
        said = (self._out / "console.log").read_text(errors="replace")
        yield from (line for line in said.splitlines() if "EXT4-fs error" in line or "I/O error" in line)
        status = self._out / "fsck"
        if status.exists() and status.read_text().strip() not in ("0", "1"):
            yield f"e2fsck -p ended with {status.read_text().strip()}"

    def _remember(self, lines: list[Line]) -> None:
        self.acknowledged.take(lines)
        self._ran = next((line["session"] for line in reversed(lines) if line["what"] == "live"), None)
        marks = [line["what"] for line in lines if line["what"] in ("migrating", "migrated")]
        self._migrating = self._migrating or marks[-1:] == ["migrating"]
