"""Run the station over cases, several at a time, the same way as `station analyze` does for other programs."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from station.analysis import analyze
from station.errors import StationError
from station.posestream import PoseReader, PoseWriter
from station.settings import Settings
from station.settings_file import load_settings
from station.validation.cases import Case, find_cases
from station.validation.results import Results, read_results
from station.validation.score import ClipRow, FootageRow, Scores, StreamRow, ThinnedRow, score, score_thinned
from station.validation.stream_truth import StreamTruth
from station.validation.video_truth import FootageTruth

FULL_HZ, THINNED_HZ = 60.0, 10.0
"""Streams with so many poses a second are looked at once more with so few."""

WORKER_DIED = "A worker process ended before its time, most often for want of memory. Try again with --jobs 1."


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One analysis: of a case, or of every so many frames of it. No two are the same."""

    case: Case
    settings: Settings
    out: Path
    every: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """The tasks that ended with results, and in words what went wrong."""

    results: dict[Task, Results]
    problems: tuple[str, ...]


def judge(folder: Path, data_dir: Path | None, only: str, jobs: int) -> tuple[Scores, list[str]]:
    """Run the station on every case of a folder; return the scores, and in words what could not be used.

    Raises SourceError where the folder is not there or holds no case.
    """
    found = find_cases(folder, only)
    with TemporaryDirectory(prefix="station-validate-") as work:
        done = run(found.cases, Path(work), data_dir, jobs)
    return scored(done), [*found.problems, *done.problems]


def run(cases: Sequence[Case], work: Path, data_dir: Path | None, jobs: int) -> Done:
    """Analyse the cases into folders under `work`, which bear their names."""
    tasks: list[Task] = []
    problems: list[str] = []
    for case in cases:
        try:
            tasks += _tasks(case, work, load_settings(None, {"store.data_dir": data_dir, **case.settings}))
        except StationError as error:
            problems.append(f"{case.name}: {error}")
    said = _run_all(tasks, jobs)
    read = {task: read_results(task.out) for task in tasks if (task.out / "summary.json").exists()}
    problems += [f"{task.case.name}: {said[task]}" for task in tasks if said[task] and not _empty(task, read)]
    return Done(read, tuple(problems))


def scored(done: Done) -> Scores:
    """Judge all results."""
    rows = [score(task.case, results) for task, results in done.results.items() if task.every == 1]
    return Scores(
        [row for row in rows if isinstance(row, StreamRow)],
        [row for row in rows if isinstance(row, ClipRow)],
        [row for row in rows if isinstance(row, FootageRow)],
        list(_thinned(done)),
    )


def _thinned(done: Done) -> Iterator[ThinnedRow]:
    full = {task.case.name: results for task, results in done.results.items() if task.every == 1}
    for task, results in done.results.items():
        if task.every > 1 and task.case.name in full:
            row = score_thinned(task.case.short, task.every, full[task.case.name], results)
            if row:
                yield row


def _tasks(case: Case, work: Path, settings: Settings) -> Iterator[Task]:
    full = Task(case, settings, work / case.name)
    yield full
    if isinstance(case.truth, StreamTruth) and case.truth.fps >= FULL_HZ:
        yield replace(full, out=work / f"{case.name}.thinned", every=round(case.truth.fps / THINNED_HZ))


def _run_all(tasks: Sequence[Task], jobs: int) -> dict[Task, str]:
    """Run the tasks in processes of their own; return what each had to say: nothing, or what went wrong."""
    said: dict[Task, str] = {}
    spawn = get_context("spawn")  # MediaPipe's threads do not survive a fork
    with Progress(console=Console(stderr=True)) as progress, ProcessPoolExecutor(jobs, spawn) as pool:
        bar = progress.add_task("Analysing", total=len(tasks))
        running = {pool.submit(_analysed, task): task for task in tasks}
        try:
            for done in as_completed(running):
                said[running[done]] = done.result()
                progress.update(bar, advance=1, description=running[done].case.short)
        except BrokenProcessPool:
            raise StationError(WORKER_DIED) from None
    return said


def _analysed(task: Task) -> str:
    try:
        analyze(_thin(task) if task.every > 1 else task.settings, task.out, show=False)
    except StationError as error:
        return str(error)
    return ""


def _thin(task: Task) -> Settings:
    """Write every so many frames of a stream to a file of its own; return the settings that read it."""
    path = task.out.with_name(f"{task.out.name}.poses.jsonl.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    reader = PoseReader(task.case.path)
    with PoseWriter(path, reader.setup) as writer:
        for sighting in islice(reader, 0, None, task.every):
            writer.write(sighting)
    camera = task.settings.camera.model_copy(update={"source": str(path)})
    return task.settings.model_copy(update={"camera": camera})


def _empty(task: Task, read: dict[Task, Results]) -> bool:
    """Tell whether nobody was seen where nobody need be: in footage without a runner."""
    truth = task.case.truth
    runnerless = isinstance(truth, FootageTruth) and truth.counted_spm is None
    return runnerless and task in read and read[task].summary["poses"] == 0
