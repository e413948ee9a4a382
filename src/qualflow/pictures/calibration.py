"""The picture of a back-test: whether forecasts come true."""

from __future__ import annotations

from qualflow.draw.calibration import Calibration, Dot, calibration_svg
from qualflow.law.rulebook import Rulebook
from qualflow.pictures.simulation import picture_words
from qualflow.simulate.scoring import BackTest, Bin
from qualflow.words.figures import count
from qualflow.words.language import Language
from qualflow.words.scenarios import Labels
from qualflow.words.scoring import (
    above_picture,
    below_picture,
    bin_text,
    calibration,
    labels,
)


def calibration_picture(found: BackTest, rulebook: Rulebook, language: Language) -> str:
    """Return a reliability diagram of what was scored; without a dot if nothing was."""
    words = labels(found, rulebook, language)
    head = tuple(above_picture(found, words))
    table = calibration(found, words)
    told = " ".join([*head, *(f"{bin_text(part, words)}." for part in found.bins)])
    drawn = Calibration(
        picture_words(words, words.tell("picture", title=words.title()), told),
        tuple(_dot(part, words) for part in found.bins),
        words.tell("picture.across"),
        words.tell("picture.up"),
        words.tell("picture.counted"),
        words.tell("picture.perfect"),
        words.tell("picture.part"),
        head,
        tuple(below_picture(found, words)),
        (table.head, *table.rows) if table.rows else (),
    )
    return calibration_svg(drawn)


def _dot(part: Bin, words: Labels) -> Dot:
    return Dot(
        part.low,
        part.high,
        part.forecast,
        part.came,
        part.n,
        words.tell("picture.n", n=count(part.n)),
        bin_text(part, words),
    )
