"""The command line: run, analyze, replay, simulate, bench, validate, model, settings."""

import logging
import sys
from pathlib import Path
from typing import Any

import click

from station import __version__
from station.box_cli import box
from station.cli_options import settings_of, with_settings
from station.enough import CTRL_C, STOPPED, Enough
from station.errors import StationError
from station.model import StickerColour, View
from station.pupils import PupilKind
from station.settings_file import documented, load_settings

SETTING_OF = {
    "source": "camera.source",
    "view": "camera.view",
    "second": "second_camera.source",
    "second_view": "second_camera.view",
    "height_m": "runner.height_m",
    "speed_mps": "runner.belt_speed_mps",
    "stickers": "runner.stickers",
    "port": "dashboard.port",
    "lan": "dashboard.lan",
    "data_dir": "store.data_dir",
}
"""Options of the command line that are settings."""
NONE = ""
"""As second_camera.source: there is none."""


class Group(click.Group):
    """Commands whose errors are a sentence and an exit status, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StationError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo(STOPPED, err=True)
            ctx.exit(CTRL_C)


@click.group(cls=Group)
@click.version_option(__version__)
def main() -> None:
    """Station: live running-gait feedback from one camera."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@main.command()
@click.option("--source", help="virtual, picamera2, usb:N, a clip, a stream's address or a pose stream.")
@click.option("--view", type=click.Choice([view.value for view in View]), help="Where the camera stands.")
@click.option("--second", help="A second camera's source, at the other plane.")
@click.option("--second-view", type=click.Choice([view.value for view in View]), help="Where that one stands.")
@click.option("--height-m", type=float, help="The runner's height.")
@click.option("--speed-mps", type=float, help="The belt's speed.")
@click.option("--stickers", type=click.Choice([colour.value for colour in StickerColour]), help="Dots on the pelvis.")
@click.option("--port", type=int, help="TCP port of the coach's page.")
@click.option("--lan", is_flag=True, default=None, help="Serve the local network, not this machine only.")
@click.option("--start", "start_session", is_flag=True, help="Begin a session at once.")
@with_settings
def run(config: Path | None, start_session: bool, **given: Any) -> None:
    """Run the station: watch, measure, cue, record, and serve the coach's page."""
    from station.console import run_station  # noqa: PLC0415

    run_station(load_settings(config, _dotted(given)), start_session)


@main.command()
@click.argument("clip_or_poses")
@click.option("--view", type=click.Choice([view.value for view in View]), help="Where the camera stands.")
@click.option("--second", help="A second camera's source, at the other plane.")
@click.option("--second-view", type=click.Choice([view.value for view in View]), help="Where that one stands.")
@click.option("--height-m", type=float, help="The runner's height.")
@click.option("--speed-mps", type=float, help="The belt's speed.")
@click.option("--stickers", type=click.Choice([colour.value for colour in StickerColour]), help="Dots on the pelvis.")
@click.option("--aim", type=click.Path(path_type=Path), help="What the camera's set-up kept (camera.json).")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the results.")
@with_settings
def analyze(clip_or_poses: str, out: Path, aim: Path | None, config: Path | None, **given: Any) -> None:
    """Analyse a clip or a pose stream exactly as the live station would have."""
    from station import analysis  # noqa: PLC0415 (MediaPipe takes seconds to import on a Pi; `--help` need not wait)

    given["second"] = given["second"] or NONE  # whatever camera stands beside the belt
    settings = load_settings(config, {"camera.source": clip_or_poses, **_dotted(given)})
    enough = Enough()
    done = analysis.analyze(settings, out, enough=lambda: enough.said is not None, aim_file=aim)
    for remark in done.remarks:
        click.echo(remark, err=True)
    if done.interrupted:
        click.echo(f"Stopped. The files in {out} hold what was seen until then: {done.poses} poses.", err=True)
        sys.exit(enough.status)
    click.echo(f"{done.poses} poses analysed. The results are in {out}.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The table to write (CSV).")
@click.option("--report", "page", type=click.Path(path_type=Path), help="Write how the angles answer to the truth too.")
@with_settings
def stills(folder: Path, out: Path, page: Path | None, config: Path | None, data_dir: Path | None) -> None:
    """Measure single pictures whose joints are known: what the points say, and what the station reports."""
    from station import sensitivity  # noqa: PLC0415
    from station import stills as pictures  # noqa: PLC0415

    done = pictures.measure(settings_of(config, data_dir), folder, out)
    if done.nobody:
        click.echo(
            f"Nobody to be seen in {len(done.nobody)} of {done.pictures} pictures: {', '.join(done.nobody[:5])}",
            err=True,
        )
    click.echo(f"{done.pictures - len(done.nobody)} pictures measured: {out}")
    if page:
        sensitivity.write(folder, out, page)


@main.command()
@click.argument("session", type=int)
@with_settings
def replay(session: int, config: Path | None, data_dir: Path | None) -> None:
    """Compute a kept session anew from its poses and tell whether steps and cues are the same, to the bit."""
    from station import analysis  # noqa: PLC0415

    different = analysis.replay(settings_of(config, data_dir), session)
    for line in different:
        click.echo(line)
    click.echo("The replay differs." if different else f"Session {session}: the same steps and cues, to the bit.")
    sys.exit(1 if different else 0)


@main.command()
@click.option("--programme", required=True, help="A programme's name, as its file is called.")
@click.option("--runner", type=click.Choice([kind.value for kind in PupilKind]), required=True, help="Who runs.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same run.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep record and poses in this folder.")
@with_settings
def simulate(
    *, programme: str, runner: str, seed: int, as_json: bool, keep: Path | None, config: Path | None, **rest: Any
) -> None:
    """Let a virtual pupil run a whole programme in virtual time, and print what came of it."""
    from station.simulation import command  # noqa: PLC0415

    simulation = command.prepared(
        settings_of(config, **rest), programme, PupilKind(runner), seed, poses_kept=bool(keep)
    )
    command.tell(simulation, command.run(simulation, keep), in_json=as_json)


@main.command()
@click.argument("clip")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures there too.")
@click.option("--markdown", "page", type=click.Path(path_type=Path), help="Write a page of documentation too.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True, help="More rounds, less chance.")
@with_settings
def bench(clip: str, rounds: int, config: Path | None, data_dir: Path | None, **wanted: Path | None) -> None:
    """Measure how fast this machine is: MediaPipe alone, the station beside it, delay from frame to cue."""
    from rich.console import Console  # noqa: PLC0415

    from station import bench as benchmark  # noqa: PLC0415

    settings = load_settings(config, {"camera.source": clip, "second_camera.source": NONE, "store.data_dir": data_dir})
    report = benchmark.bench(settings, rounds=rounds)
    benchmark.show(report, Console())
    for name, write in (("json_file", benchmark.as_json), ("page", benchmark.as_markdown)):
        if path := wanted[name]:
            path.write_text(write(report) + "\n", encoding="utf-8")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--report", "page", type=click.Path(path_type=Path), help="Write a page with plots (Markdown) too.")
@click.option("--only", default="", help="Only cases whose name matches this regular expression.")
@click.option("--jobs", type=click.IntRange(1), help="Analyses at a time; as many as cores unless said.")
@click.option("--data-dir", type=click.Path(path_type=Path), envvar="STATION_DATA_DIR", help="Where the model lies.")
def validate(folder: Path, page: Path | None, only: str, jobs: int | None, data_dir: Path | None) -> None:
    """Tell how right the station is, on a folder of cases whose truth is known."""
    from station.validation import validate as validation  # noqa: PLC0415

    problems = validation.validate(folder, data_dir, only, jobs, page)
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


@main.command()
@click.option("--from", "file", type=click.Path(path_type=Path), help="A file carried here: bundle or wheel.")
@with_settings
def model(file: Path | None, config: Path | None, data_dir: Path | None) -> None:
    """Provide the pose model, once: from the network, or from a file on a stick."""
    from station.vision.model_store import provide  # noqa: PLC0415

    settings = settings_of(config, data_dir)
    path = provide(settings.store.data_dir, settings.pose.model, file)
    click.echo(f"The pose model ({settings.pose.model}) is ready: {path}")


@main.command()
def settings() -> None:
    """Print a settings file with every setting, its meaning and its default."""
    for line in documented():
        click.echo(line)


def _dotted(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given on the command line by the names of the settings."""
    return {SETTING_OF[name]: value for name, value in given.items()}


for command in box.commands.values():
    main.add_command(command)
