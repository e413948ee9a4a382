"""`qualflow new`."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import click

from qualflow.cli import options
from qualflow.cli.output import write_json, write_text
from qualflow.errors import QualflowError
from qualflow.law.loading import read
from qualflow.law.loading.toml import parse
from qualflow.processes import folder, shipped
from qualflow.words.language import Language
from qualflow.words.layout import clean

STARTER = "new.toml"
"""The file that marks a process as one to start from; it holds the copy's title."""

_TITLE = re.compile(r"^title = .*$", re.MULTILINE)
_WRITTEN = {
    Language.EN: "Written to {folder}: {count} files.\n\nnext: qualflow check {folder}",
    Language.ZH: "已写入 {folder}：{count}个文件。\n\n下一步：qualflow check {folder}",
}


class FolderError(QualflowError):
    """A folder that cannot be written, and why."""


@click.command()
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@options.language
@options.as_json
def command(target: Path, language: Language, as_json: bool) -> None:
    """Write a small working process to start from.

    FOLDER is made; it may exist if it is empty.  Nothing is left behind if the writing
    fails.  docs/reference/process-folder.md says what stands in the files.

    \b
    Example:
      qualflow new my-process
      qualflow check my-process
    """  # noqa: D301
    _check_free(target)
    name = target.resolve().name
    files = starter(name)
    read(files, name)
    _write(target, files)
    if as_json:
        listed = sorted(files)
        write_json({"process": name, "folder": str(target), "files": [*listed]})
    else:
        said = _WRITTEN[language].format(folder=clean(str(target)), count=len(files))
        write_text(said)


def starter(name: str) -> dict[str, bytes]:
    """Return the files of a process to start from, by their path in its folder."""
    source = next(home for p in shipped() if ((home := folder(p)) / STARTER).is_file())
    titles = parse(STARTER, (source / STARTER).read_bytes()).data["title"]
    files = {}
    for file in sorted(source.rglob("*")):
        place = file.relative_to(source).as_posix()
        if file.is_file() and place != STARTER:
            files[place] = file.read_bytes()
    files["process.toml"] = _titled(files["process.toml"], titles["en"])
    files["words/zh.toml"] = _titled(files["words/zh.toml"], titles["zh"])
    for place in files:
        if place.startswith("cases/"):
            files[place] = _renamed(files[place], name)
    return files


def _titled(content: bytes, title: str) -> bytes:
    line = f"title = {json.dumps(title, ensure_ascii=False)}"
    return _TITLE.sub(lambda _: line, content.decode(), count=1).encode()


def _renamed(content: bytes, name: str) -> bytes:
    """Return a case file as one of another process."""
    case = json.loads(content)
    case["process"] = name
    return (json.dumps(case, ensure_ascii=False, indent=1) + "\n").encode()


def _check_free(target: Path) -> None:
    if target.is_dir():
        if any(target.iterdir()):
            raise FolderError(f"{target}: the folder is not empty")
    elif target.exists() or target.is_symlink():
        raise FolderError(f"{target}: is there already, and is no folder")
    elif not target.resolve().parent.is_dir():
        raise FolderError(f"{target}: there is no folder {target.resolve().parent}")


def _write(target: Path, files: dict[str, bytes]) -> None:
    """Write beside the target and move it there, so that it is whole or not at all."""
    whole = target.resolve()
    beside = whole.parent / f".{whole.name}.{os.getpid()}"
    beside.mkdir()
    try:
        for place, content in files.items():
            file = beside / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if whole.is_dir():
            whole.rmdir()
        beside.rename(whole)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
