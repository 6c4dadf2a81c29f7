"""`python -m tools.release`: write station-<version>.tar, and its checksum beside it."""

import hashlib
from pathlib import Path

import click

from tools.release.pack import REPO, Contents, pack


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("dist"), show_default=True)
@click.option("--wheelhouse", "tags", multiple=True, help="Carry the packages for cp311-aarch64, cp313-aarch64 ...")
@click.option("--model", type=click.Path(path_type=Path), help="Carry this pose model (pose_landmarker_full.task).")
@click.option("--lock", type=click.Path(path_type=Path), default=REPO / "requirements-pi.lock", help="Another lock.")
def main(out: Path, tags: tuple[str, ...], model: Path | None, lock: Path) -> None:
    """Pack this checkout as a release."""
    file = pack(REPO, out, Contents(lock, tags, model=model))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_suffix(".tar.sha256").write_text(f"{digest}  {file.name}\n", encoding="utf-8")
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


if __name__ == "__main__":
    main()
