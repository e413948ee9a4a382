"""Files that are written bit by bit, and take their place only once they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from qualflow.cli.files import NoFileError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream that becomes the file at the end; on an error nothing is left.

    Raises:
        NoFileError: If something else is there: a folder, a device, a pipe.
        OSError: If it cannot be written.
    """
    if path.exists() and not path.is_file():
        raise NoFileError(f"{path}: a file expected, something else is there")
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


def _mode(target: Path) -> int:
    """Return the mode of the file that is replaced, that of a new one otherwise."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
