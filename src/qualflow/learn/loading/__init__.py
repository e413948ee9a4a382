"""Lessons and made exercises from text, read as strictly as the law itself.

Every mistake of all lessons is reported at once, with its file and line, and the way
out where it can be guessed; what comes out can be trusted by `marking`.
"""

from qualflow.learn.loading.materials import read_materials
from qualflow.learn.loading.reading import read_lessons
from qualflow.learn.loading.shared import LessonError

__all__ = ["LessonError", "read_lessons", "read_materials"]
