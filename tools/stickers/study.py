"""How well two stickers tell pelvic drop: measure what `pictures.py` and `clips.py` rendered, write docs/stickers.md.

    python -m tools.stickers.study STILLS CLIPS [WITHOUT ...]

STILLS holds pictures and `rows.jsonl`, CLIPS clips with their truth; WITHOUT are folders of pictures and clips in which
nobody wears a sticker. `make stickers` renders and measures.
"""

import sys
from pathlib import Path

from station.settings import StoreSettings
from station.vision.landmarker import Landmarker
from station.vision.model_store import require
from tools.stickers.page import write_page
from tools.stickers.runs import drops_of_clips
from tools.stickers.stills import drops_of_stills, false_pairs


def main() -> None:
    """Measure everything, write the page."""
    stills, clips, *without = map(Path, sys.argv[1:])
    landmarker = Landmarker(require(StoreSettings().data_dir, "full"), 0.5)
    seen = list(drops_of_stills(stills, landmarker))
    wrong = {folder.name: false_pairs(folder, landmarker) for folder in without}
    landmarker.close()
    write_page(seen, list(drops_of_clips(clips)), wrong)


if __name__ == "__main__":
    main()
