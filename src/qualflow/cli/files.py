"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from qualflow.errors import QualflowError


class NoFileError(QualflowError):
    """What is there and cannot be replaced by a file."""


def content_of(path: Path, at_most: int) -> bytes | None:
    """Return what a file holds, at most a byte more than is allowed; None if it is new.

    Raises:
        NoFileError: If something else is there: a folder, a device, a pipe.
        OSError: If it cannot be read.
    """
    _check(path)
    try:
        with path.open("rb") as opened:
            return opened.read(at_most + 1)
    except FileNotFoundError:
        return None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or leave it as it is; where a link points is written.

    Raises:
        NoFileError: If something else is there, or no folder to write it into.
        OSError: If it cannot be written.
    """
    with replacing(path) as opened:
        opened.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream that becomes the file at the end; on an error nothing is left.

    Raises:
        NoFileError: If something else is there, or no folder to write it into.
        OSError: If it cannot be written.
    """
    _check(path)
    target = path.resolve()
    with NamedTemporaryFile(
        dir=target.parent, prefix=f".{target.name[:100]}.", delete=False
    ) as opened:
        written = Path(opened.name)
        try:
            yield cast(BinaryIO, opened)
            opened.flush()
            os.fsync(opened.fileno())
            written.chmod(_mode(target))
            written.replace(target)
        except BaseException:
            with suppress(OSError):
                written.unlink()
            raise


def _check(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise NoFileError(f"{path}: a file expected, something else is there")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise NoFileError(f"{path}: there is no folder {folder} to write it into")


def _mode(target: Path) -> int:
    """Return the mode of the file that is replaced, that of a new one otherwise."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
