"""Whatever the bytes, the answer or the address: a value, or an error of its kind."""

from hypothesis import given
from hypothesis import strategies as st

from lesson_files import FILES, MATERIALS, RULEBOOK, lessons
from qualflow.learn.answers import AnswerError
from qualflow.learn.loading import LessonError
from qualflow.learn.making import LONGEST, MadeError, address, made
from qualflow.learn.marking import mark
from qualflow.learn.marks import Mark
from qualflow.learn.solving import solution
from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.lesson_marks import marked

NAMES = sorted(FILES)
LINES = sorted({line for text in FILES.values() for line in text.splitlines()})
VALUES = [value.encode() for value in (
    "1", "-1", "true", '""', "[]", "[1]", "{}", "{ a = 1 }", "1e999999", "nan",
    "9" * 400, "2030-02-30", "10:00:00", '"approve"', '["IAA 8"]', r'"\u0000"',
    r'"\u202e"', '["2029-01-01 apply"]', '["apply", "samples = 3"]', '"choose"',
    '"""', "[[x]]", "2199-12-31", "1900-01-01", '{ assessor.x = 1 }', '"decision"',
)]  # fmt: skip
PIECES = [
    b"```", b"```exercise x", b"```check", b"+++", b"| a |", b"> x", b"- [", b"**",
    b"#", b"<b>", b"\\", b"](clause:IAA 8)", b"![", b"1. ", b"\xff", b"\xe2\x80\xae",
]  # fmt: skip


def safe(*texts):
    """Fail if a terminal could act on a text."""
    for text in texts:
        assert all(clean(line) == line for line in text.split("\n")), text


def outcome(files):
    """Return lessons or mistakes, each of which is safe to print."""
    try:
        return lessons(files)
    except LessonError as error:
        found = error.mistakes
    for one in found:
        safe(str(one))
        _, *more = str(one).split("\n")
        assert all(line.startswith("  ") for line in more), one
        assert one.line is None or one.line >= 1
    return found


@st.composite
def mutants(draw):
    """Draw the files with some lines deleted, doubled, moved or given other values."""
    files = {name: text.splitlines() for name, text in FILES.items()}
    for _ in range(draw(st.integers(1, 4))):
        lines = files[draw(st.sampled_from(NAMES))]
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["delete", "move", "value", "piece", "cut"])):
            case "delete":
                del lines[at]
            case "move":
                lines[at] = draw(st.sampled_from(LINES))
            case "value":
                key, equals, _ = lines[at].partition(b" = ")
                lines[at] = key + equals + draw(st.sampled_from(VALUES))
            case "piece":
                place = draw(st.integers(0, len(lines[at])))
                piece = draw(st.sampled_from(PIECES))
                lines[at] = lines[at][:place] + piece + lines[at][place:]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return {name: b"\n".join(lines) for name, lines in files.items()}


@given(mutants())
def test_a_mutant_is_lessons_or_their_mistakes(files):
    """Nothing else ever comes out, however the lines are mixed."""
    assert isinstance(outcome(files), tuple)


@given(
    st.dictionaries(
        st.sampled_from(NAMES) | st.text(max_size=8), st.binary(max_size=99)
    )
)
def test_any_bytes_under_any_name(files):
    """Not text, no head, no name of a lesson: all are mistakes."""
    assert isinstance(outcome({**FILES, **files}), tuple)


# -- answers ---------------------------------------------------------------------------

(LESSON,) = lessons()
CHOICES = [
    made(query, RULEBOOK, MATERIALS)
    for query in (
        "kind=choose&asks=open&state=under_review&given=good_file&on=2029-06-01",
        "kind=order_steps&given=good_file&on=2029-06-01&moves=approve&moves=accept"
        "&moves=apply",
        "kind=last_day&clock=decision&acts=2029-03-01+apply&acts=2029-03-01+accept"
        "&on=2029-03-01",
    )
]
EXERCISES = [*LESSON.exercises.values(), *CHOICES]

WORDS = st.sampled_from([
    *RULEBOOK.facts, *RULEBOOK.clauses, *RULEBOOK.transitions, "open", "met", "office",
    "2029-06-01", "2030-02-30", "9999-99-99", "lee", "", " ", "\ud800", "3", "5.10",
])  # fmt: skip
EXPRESSIONS = st.lists(
    st.sampled_from([
        "samples", ">=", "3", "and", "or", "not", "(", ")", "error_pct", "0.5", "==",
        "true", "today", "2029-01-01", "report_issued_on", "+ 2 years", "implies",
        "known(samples)", '"lee"', "assessor", "=", "%", "others_rely_on_it", "2 *",
    ]),
    max_size=9,
).map(" ".join)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    WORDS,
    st.text(max_size=20),
    EXPRESSIONS,
)
ANSWERS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(EXERCISES), ANSWERS, st.integers(0, 4))
def test_any_answer_is_a_mark_or_an_error_of_an_answer(exercise, answer, tries):
    """Never another exception, and a mark can be said in both languages."""
    try:
        found = mark(RULEBOOK, exercise, answer, tries)
    except AnswerError as error:
        safe(str(error))
        return
    assert isinstance(found, Mark)
    assert (found.right is False) is (found.hint is not None)
    for language in Language:
        said = marked(found, exercise, RULEBOOK, language)
        assert said.reasons or found.right is None
        safe(said.verdict, *said.reasons, said.hint)


# -- addresses -------------------------------------------------------------------------

KEYS = st.sampled_from([
    "kind", "step", "state", "case", "given", "facts", "fact.samples", "fact.assessor",
    "fact.", "fact.x", "link.x", "on", "until", "acts", "by", "standings", "evidence",
    "wanted", "which", "clock", "clause", "moves", "asks", "options", "ask", "hints",
    "widest", "scenario", "question", "x", "",
])  # fmt: skip
PARTS = st.sampled_from([
    "choose_clause", "file_facts", "last_day", "order_steps", "write_clause",
    "probability", "choose", "approve", "under_review", "C-7", "good_file",
    "2029-06-01", "2029-06-01+apply", "apply", "samples+%3D+3", "office", "practice",
    "official",
    "unmet", "any", "decision", "IAA+9(3)", "answer", "state", "open", "5", "lee", "",
    "%ff", "%00", "%E2%80%AE", "=", "&", "%", ";",
])  # fmt: skip
QUERIES = st.lists(st.tuples(KEYS, PARTS).map("=".join), max_size=9).map("&".join)


@given(QUERIES | st.text(max_size=60))
def test_any_address_is_an_exercise_or_its_mistakes(query):
    """And an exercise that is made can be solved."""
    try:
        found = made(query, RULEBOOK, MATERIALS)
    except MadeError as error:
        safe(*map(str, error.mistakes))
        return
    assert mark(RULEBOOK, found, solution(RULEBOOK, found)).right is True
    assert len(address(found)) <= LONGEST
