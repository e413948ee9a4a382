"""Lessons whose exercises the law itself marks.

A `lesson.Lesson` is text in every language of its process with exercises in between; an
exercise is a question to the engine about a case on a day, and no answer is stored with
it.  `marking.mark` asks the engine and accepts whatever is right; `solving.solution`
computes one right answer; `making.made` reads the exercise that a teacher made, from an
address.  Files come in as bytes, and nothing here touches a disk or a clock.
"""
