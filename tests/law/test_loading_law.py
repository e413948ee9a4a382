"""More of the checks of loading: clauses, expressions, words, calendar, examples.

`¶` marks the line where the mistake is expected; see editing.py.
"""

from datetime import date

import pytest

from editing import FILES, NAME, edited, marked, mistake, mistakes, unmarked
from qualflow.law.loading import read
from qualflow.law.rules import Interval

PROCESS, FACTS, CALENDAR = "process.toml", "facts.toml", "calendar.toml"
IAA, OP, ZH = "law/iaa.toml", "law/op.toml", "words/zh.toml"
APPROVE, CLAUSES = "examples/approve.toml", "examples/clauses.toml"

BOOK = read(FILES, NAME)
SAMPLES = 'when = "samples >= 3"'
OFFICE = '[actor.office]\nzh = "许可机关"\n'
FIRST = 'example "a complete file is approved"'
SIGNED = 'example "a signed application will do"'


def table(*rows):
    """Parametrize over rows of name, file, old text, new text, mistake."""
    params = [pytest.param(*row, id=name) for name, *row in rows]
    return pytest.mark.parametrize(("file", "old", "new", "what"), params)


# Expressions -------------------------------------------------------------------------


@table(
    ("a fact", IAA, SAMPLES, '¶when = "sampls >= 3"',
     "clause \"IAA 9(3)\": no fact named 'sampls' is declared\n"
     "  did you mean 'samples'?"),
    ("a fact like no other", IAA, SAMPLES, '¶when = "zebra >= 3"',
     "clause \"IAA 9(3)\": no fact named 'zebra' is declared"),
    ("a name of another kind", IAA, SAMPLES, '¶when = "under_review"',
     "clause \"IAA 9(3)\": no fact named 'under_review' is declared (it is a state)"),
    ("a name nobody can have filed", IAA, SAMPLES, '¶when = "known(xyz)"',
     "clause \"IAA 9(3)\": no fact named 'xyz' is declared"),
    ("a definition that is filed", IAA, SAMPLES, '¶when = "known(others_rely_on_it)"',
     'clause "IAA 9(3)": '
     "known(…) asks for a fact, 'others_rely_on_it' is a definition"),
    ("a definition that is misspelt", IAA, SAMPLES, '¶when = "known(others_rely)"',
     "clause \"IAA 9(3)\": no fact named 'others_rely' is declared"),
    ("types", IAA, SAMPLES, '¶when = "report_issued_on >= 3"',
     "clause \"IAA 9(3)\": '3': a day expected, a number found"),
    ("no condition", IAA, SAMPLES, '¶when = "samples"',
     "clause \"IAA 9(3)\": 'samples': a condition that is true or false expected, "
     "a number found"),
    ("no option", IAA, SAMPLES, "¶when = 'intended_use == \"trad\"'",
     "clause \"IAA 9(3)\": '\"trad\"': one of trade, medicine, teaching expected, "
     "no option of it found\n  did you mean 'trade'?"),
    ("words", IAA, SAMPLES, '¶when = "samples >= and"',
     'clause "IAA 9(3)": '
     "a fact, a number, a day, a text or a bracket expected, 'and' found\n"
     "  samples >= and\n"
     "             ^"),
    ("words on many lines as they stand", IAA, SAMPLES,
     "when = '''\nsamples >= 3 and\n¶or'''",
     'clause "IAA 9(3)": '
     "a fact, a number, a day, a text or a bracket expected, 'or' found\n"
     "  samples >= 3 and or\n"
     "                   ^"),
    ("words on many lines", IAA, SAMPLES, 'when = """\nsamples >= 3 and\n¶or"""',
     'clause "IAA 9(3)": '
     "a fact, a number, a day, a text or a bracket expected, 'or' found\n"
     "  samples >= 3 and or\n"
     "                   ^"),
    ("a line of its own", IAA, SAMPLES, 'when = """samples >= 3 and\n¶samples >="""',
     'clause "IAA 9(3)": '
     "a fact, a number, a day, a text or a bracket expected, the end found\n"
     "  samples >= 3 and samples >=\n"
     "                             ^"),
)  # fmt: skip
def test_an_expression_is_placed_and_pointed_at(file, old, new, what):
    """The caret stands under the word; the line is that of the word."""
    assert mistake(file, old, new) == what


def test_every_name_of_an_expression_that_is_not_declared_is_said():
    """Two misspelt names are two mistakes."""
    files = edited(IAA, SAMPLES, 'when = "sampls >= 3 and asessor != applicnt"')

    assert [m.split("'")[1] for m in mistakes(files)] == [
        "sampls",
        "asessor",
        "applicnt",
    ]


def test_a_fact_with_a_mistake_is_declared_all_the_same():
    """Its type is not known, so nothing is said of the expressions that read it."""
    files = edited(FACTS, 'type = "number"\ncount', 'type = "nubmer"\ncount')

    (only,) = [m for m in mistakes(files) if "is for numbers" not in m]

    assert only.startswith("facts.toml:36: fact 'samples': 'type': ")


# Clauses and provisions --------------------------------------------------------------


@table(
    ("no expression", IAA, SAMPLES + "\n", "",
     "law/iaa.toml:55: clause \"IAA 9(3)\": 'when' is missing"),
    ("no words", IAA, 'en = "At least three samples were tested."\n', "",
     "law/iaa.toml:55: clause \"IAA 9(3)\": 'en' is missing"),
    ("a kind", IAA, 'kind = "document"', '¶kind = "deadline"',
     "clause \"IAA 5(1)\": 'kind': one of condition, prohibition, document expected, "
     'a text found: "deadline"'),
    ("a kind of provision", IAA, 'kind = "effect"', '¶kind = "condition"',
     "provision \"IAA 17\": 'kind': one of deadline, actor, effect expected, "
     'a text found: "condition"'),
    ("no kind of provision", IAA, 'kind = "effect"\n', "",
     "law/iaa.toml:87: provision \"IAA 17\": 'kind' is missing"),
    ("no standing", OP, 'visit"\nstanding = "practice"', 'visit"',
     "law/op.toml:11: clause \"OP visit\": 'standing' is missing"),
    ("a standing", IAA, 'standing = "memory"', '¶standing = "rumour"',
     "clause \"IAA 21\": 'standing': one of text, press, memory, practice expected, "
     'a text found: "rumour"'),
    ("an instrument's standing", OP, 'standing = "practice"', '¶standing = "habit"',
     "instrument 'OP': 'standing': one of text, press, memory, practice expected, "
     'a text found: "habit"'),
    ("an effect", IAA, 'effect = "finding"', '¶effect = "note"',
     "clause \"IAA 8\": 'effect': one of refuse, finding expected, "
     'a text found: "note"'),
    ("a number", IAA, 'number = "approximate"', '¶number = "21"',
     "clause \"IAA 21\": 'number': approximate expected, a text found: \"21\""),
    ("a presumption", IAA, "presumed = true", '¶presumed = "yes"',
     "clause \"IAA 11\": 'presumed': true or false expected, a text found: \"yes\""),
    ("verified by nobody", IAA, 'standing = "memory"', "¶verified_on = 2030-01-01\n"
     'standing = "memory"',
     "clause \"IAA 21\": 'verified_on' is given, 'verified_by' is missing"),
    ("verified on no day", IAA, 'standing = "memory"', '¶verified_by = "Kim Lee"\n'
     'standing = "memory"',
     "clause \"IAA 21\": 'verified_by' is given, 'verified_on' is missing"),
    ("a remedy with a full stop", IAA, 'remedy = "sign the application', "¶"
     'remedy = "sign the application.',
     "clause \"IAA 5(1)\": 'remedy': no full stop at the end expected, '.' found"),
    ("an unknown key in a version", IAA, "in_force_until = 2030-01-01",
     "in_force_until = 2030-01-01\n¶presumd = true",
     "clause \"IAA 9(1)\": unknown key 'presumd'\n  did you mean 'presumed'?"),
    ("two versions on one day", IAA, "in_force_from = 2030-01-01", "¶"
     "in_force_from = 2029-12-31",
     'clause "IAA 9(1)": two versions are in force on one day: '
     "from 2029-01-01 until 2030-01-01 and from 2029-12-31"),
    ("a version before its instrument", IAA, "in_force_until = 2030-01-01", "¶"
     "in_force_until = 2029-01-01",
     'clause "IAA 9(1)": in force on no day: from 2029-01-01 until 2029-01-01'),
    ("an instrument in force on no day", OP, 'id = "OP"', 'id = "OP"\n'
     "in_force_from = 2030-01-01\n¶in_force_until = 2029-01-01",
     "instrument 'OP': in force on no day: from 2030-01-01 until 2029-01-01"),
    ("no id", OP, '¶id = "OP"\n'[1:], "", "law/op.toml:4: instrument: 'id' is missing"),
    ("an empty id", OP, 'id = "OP"', '¶id = " "',
     "instrument: 'id': a text expected, an empty one found"),
    ("no instrument", OP, "[instrument]", "[x]\n[instrument]", "law/op.toml:4: "
     "unknown key 'x'\n  known: instrument, clause, basis"),
    ("an idle clause", PROCESS, '    "OP visit",\n', "",
     'law/op.toml:11: clause "OP visit": guards no transition'),
)  # fmt: skip
def test_a_clause_says_what_it_is_and_how_well_it_is_known(file, old, new, what):
    """A standing is never guessed: "text" means that somebody has read it."""
    assert mistake(file, old, new) == what


def test_a_provision_says_how_well_it_is_known():
    """As a clause does."""
    known = 'kind = "effect"\nnumber = "approximate"\nin_force_until = 2031-01-01'

    provision = read(edited(IAA, 'kind = "effect"', known), NAME).provisions["IAA 17"]

    assert provision.approximate
    assert provision.in_force == Interval(date(2029, 1, 1), date(2031, 1, 1))
    assert not BOOK.provisions["IAA 17"].approximate


def test_clauses_end_with_their_instrument():
    """Each end that a clause has not of its own is the instrument's."""
    days = 'id = "OP"\nin_force_from = 2029-05-01\nin_force_until = 2030-05-01'
    files = edited(OP, 'id = "OP"', days)
    files = edited(OP, "when = ", "in_force_from = 2029-06-01\nwhen = ", files)

    (clause,) = read(files, NAME).clauses["OP visit"]

    assert clause.in_force == Interval(date(2029, 6, 1), date(2030, 5, 1))


def test_an_id_is_one_word():
    """Every ref begins with it and a space."""
    found = mistakes(edited(OP, 'id = "OP"', 'id = "O P"'))

    assert (
        "law/op.toml:5: instrument 'O P': 'id': an id without a space expected" in found
    )


def test_a_file_of_law_has_an_instrument():
    """Without it nobody knows which law its clauses are."""
    text = FILES[OP].decode()
    clauses = text[text.index("[clause") :].encode()
    number = b"instrument = 1\n" + clauses

    assert mistakes({**FILES, OP: clauses}) == ["law/op.toml: [instrument] is missing"]
    assert mistakes({**FILES, OP: number}) == [
        "law/op.toml:1: [instrument] expected, a whole number found: 1"
    ]


CLAUSE_8 = '[clause."IAA 8"]\nzh = "检验开始前应当告知许可机关。"'
VERSION_2 = (
    '[[clause."IAA 9(1)".version]]\nzh = "许可之日，检验报告出具不超过365天。"\n'
    'remedy = "提交365天内出具的检验报告"'
)

# Words -------------------------------------------------------------------------------


@table(
    ("a word", ZH, OFFICE, "¶[actor.office]\n",
     "actor 'office': 'zh' is missing: in English \"the approval office\""),
    ("a table of words", ZH, OFFICE, "",
     "words/zh.toml: actor 'office': [actor.office] is missing"),
    ("a quoted table of words", ZH, CLAUSE_8, "",
     "words/zh.toml: clause \"IAA 8\": [clause.\"IAA 8\"] is missing"),
    ("the title", ZH, 'title = "仪器许可"\n', "",
     "words/zh.toml: 'title' is missing: in English \"Instrument approval\""),
    ("an option", ZH, '¶teaching = "教学"'[1:], "",
     "words/zh.toml:80: fact 'intended_use': 'teaching' is missing: "
     'in English "teaching"'),
    ("a measure word", ZH, 'unit = "台"\n', "",
     "words/zh.toml:93: fact 'samples': 'unit' is missing: a measure word"),
    ("a word of a version", ZH, 'remedy = "提交365天内出具的检验报告"\n', "",
     "words/zh.toml:155: clause \"IAA 9(1)\": 'remedy' is missing: "
     'in English "file a report issued within the last 365 days"'),
    ("a version", ZH, VERSION_2, "",
     "words/zh.toml: clause \"IAA 9(1)\": [[clause.\"IAA 9(1)\".version]] number 2 "
     "is missing"),
    ("an empty word", ZH, 'zh = "许可机关"', '¶zh = " "',
     "actor 'office': 'zh': a text expected, an empty one found"),
    ("a number for a word", ZH, 'zh = "许可机关"', "¶zh = 3",
     "actor 'office': 'zh': a text expected, a whole number found: 3"),
    ("a Chinese full stop", ZH, 'zh = "申请书已签字"', '¶zh = "申请书已签字。"',
     "fact 'application_signed': 'zh': no full stop at the end expected, '。' found"),
    ("a word for nothing", ZH, OFFICE, OFFICE + '¶remedy = "x"\n',
     "actor 'office': 'remedy' is a word for nothing"),
    ("words for nobody", ZH, OFFICE, OFFICE + '¶[actor.ofice]\nzh = "x"\n',
     "actor 'ofice': words for nothing: no actor named 'ofice' is declared\n"
     "  did you mean 'office'?"),
    ("a word that should be a table", ZH, "\n[actor.app", "\n¶link = 3\n[actor.app",
     "'link' is a word for nothing"),
    ("an empty table of words", ZH, OFFICE, OFFICE + "¶[link]\n",
     "'link' is a word for nothing"),
    ("words for no kind", ZH, OFFICE, OFFICE + "¶[actr.office]\n",
     "'actr' is a word for nothing"),
    ("words for a provision", ZH, OFFICE, OFFICE + '¶[basis."IAA 18"]\nzh = "x"\n',
     'provision "IAA 18": words for nothing: '
     "no provision named 'IAA 18' is declared\n"
     "  did you mean 'IAA 17'?"),
    ("words for no version", ZH, '[clause."IAA 9(2)"]', "¶"
     '[[clause."IAA 9(1)".version]]\nzh = "x"\n[clause."IAA 9(2)"]',
     'clause "IAA 9(1)": words for a version that does not exist'),
    ("words for no option", ZH, 'teaching = "教学"', 'teaching = "教学"\n¶toys = "x"',
     "fact 'intended_use': 'toys' is a word for nothing"),
)  # fmt: skip
def test_there_is_a_word_for_every_word_and_none_for_nothing(file, old, new, what):
    """Chinese readers get whole sentences or a mistake at loading, never English."""
    assert mistake(file, old, new) == what


@pytest.mark.parametrize("language", ["en", "chinese", "ZH", "z"])
def test_a_language_is_a_code(language):
    """English words stand beside what they name."""
    files = {**FILES, f"words/{language}.toml": b""}

    assert mistakes(files) == [
        f"words/{language}.toml: a language of two or three letters other than 'en' "
        "expected"
    ]


# Calendar ----------------------------------------------------------------------------


@table(
    ("another year", CALENDAR, "off = [2029-01-01", "¶off = [2030-01-01",
     "year 2029: 'off': 2030-01-01 is in another year"),
    ("a weekend off", CALENDAR, "off = [2029-01-01", "¶off = [2029-01-06",
     "year 2029: 'off': 2029-01-06 is a weekend day, not a weekday"),
    ("a weekday worked", CALENDAR, "working = [2029-09-29]", "¶working = [2029-09-28]",
     "year 2029: 'working': 2029-09-28 is a weekday, not a weekend day"),
    ("a day twice", CALENDAR, "off = [2029-01-01", "¶off = [2029-05-01",
     "year 2029: 'off': 2029-05-01 is listed twice"),
    ("a text for a day", CALENDAR, "working = [2029-09-29]", '¶working = ["x"]',
     "year 2029: 'working': days expected, a text found: \"x\""),
    ("a year of two digits", CALENDAR, "[year.2031]", "¶[year.31]",
     "year 31: a year of four digits expected"),
    ("an early year", CALENDAR, "[year.2029]", "¶[year.1899]\n[year.2029]",
     "year 1899: is not in 1900..2199"),
    ("an unknown key", CALENDAR, "working = [2029-09-29]", "¶worked = [2029-09-29]",
     "year 2029: unknown key 'worked'\n  did you mean 'working'?"),
    ("a year that is none", CALENDAR, "[year.2029]", "[year]\n¶2028 = 1\n[year.2029]",
     "year 2028: a table expected, a whole number found: 1"),
)  # fmt: skip
def test_a_calendar_has_whole_years_of_right_days(file, old, new, what):
    """A year that is not there is no mistake; one in the middle is."""
    assert mistakes_without_gap(file, old, new) == [what]


def mistakes_without_gap(file, old, new):
    """Return what an edit leads to, apart from the hole a year out of line tears."""
    files, [(_, line)] = unmarked(marked(FILES, file, old, new))
    found = [m for m in mistakes(files) if "without a gap" not in m]
    return [m.removeprefix(f"{file}:{line}: ") for m in found]


def test_years_are_tables():
    """Nothing else says which days are off."""
    assert mistakes({**FILES, CALENDAR: b"year = 1"}) == [
        "calendar.toml:1: [year.2024] expected, a whole number found: 1"
    ]


def test_a_calendar_has_no_hole():
    """Working days in a year between two others could not be counted across."""
    text = FILES[CALENDAR].decode()
    start, end = text.index("[year.2030]"), text.index("[year.2031]")
    files = {**FILES, CALENDAR: (text[:start] + text[end:]).encode()}

    assert mistakes(files) == [
        "calendar.toml:8: year 2031: comes after year 2029: "
        "years must follow one another without a gap"
    ]


# Examples ----------------------------------------------------------------------------


@table(
    ("a name twice", APPROVE, 'name = "the office approves, nobody else"', "¶"
     'name = "a complete file is approved"',
     f"{FIRST}: the example at examples/approve.toml:13 has the same name"),
    ("a name twice in the folder", CLAUSES, 'name = "a signed application will do"', "¶"
     'name = "a complete file is approved"',
     f"{FIRST}: the example at examples/approve.toml:13 has the same name"),
    ("no name", APPROVE, 'name = "a complete file is approved"\n', "",
     "examples/approve.toml:13: example 1: 'name' is missing"),
    ("no day", APPROVE, "on = 2029-06-01\n", "",
     f"examples/approve.toml:13: {FIRST}: 'on' is missing"),
    ("a given value", APPROVE, "samples = 3\n", "¶samples = 3.5\n",
     "given 'good_file': 'samples': a whole number from 0 to 1,000 expected, "
     "a number found: 3.5"),
    ("a given type", APPROVE, "test_announced = true", "¶test_announced = 1",
     "given 'good_file': 'test_announced': true or false expected, "
     "a whole number found: 1"),
    ("a given option", APPROVE, '"trade"', '¶"trad"',
     "given 'good_file': 'intended_use': one of trade, medicine, teaching expected, "
     'a text found: "trad"'),
    ("a given fact", APPROVE, "samples = 3\n", "¶sampels = 3\n",
     "given 'good_file': no fact named 'sampels' is declared\n"
     "  did you mean 'samples'?"),
    ("a value", CLAUSES, "{ application_signed = true }", '¶{ assessor = "" }',
     f"{SIGNED}: 'assessor': a text expected, an empty one found"),
    ("a long value", CLAUSES, "{ application_signed = true }",
     '¶{ assessor = "' + "x" * 501 + '" }',
     f"{SIGNED}: 'assessor': a text of 1 to 500 characters expected, "
     'a text found: "' + "x" * 59 + '…"'),
    ("two questions", CLAUSES, 'verdict = "met"', 'verdict = "met"\n¶state = "draft"',
     f"{SIGNED}: 'clause' asks for a clause, 'state' for a transition: "
     "one question expected"),
    ("no question", CLAUSES, 'clause = "IAA 5(1)"\n', "",
     f"examples/clauses.toml:3: {SIGNED}: 'clause' is missing"),
    ("nothing asked", CLAUSES, 'verdict = "met"\n', "",
     f"examples/clauses.toml:3: {SIGNED}: 'verdict' is missing"),
    ("a verdict", CLAUSES, 'verdict = "met"', '¶verdict = "open"',
     f"{SIGNED}: 'verdict': one of met, unmet, unknown, not_evaluated expected, "
     'a text found: "open"'),
    ("an answer", APPROVE, 'answer = "open"', '¶answer = "yes"',
     f"{FIRST}: 'answer': one of open, closed, unknown, no_such_transition expected, "
     'a text found: "yes"'),
    ("no answer", APPROVE, 'answer = "open"\n', "",
     f"examples/approve.toml:13: {FIRST}: 'answer' is missing"),
    ("no state", APPROVE, 'state = "under_review"\n', "",
     f"examples/approve.toml:13: {FIRST}: 'state' is missing"),
    ("standings", APPROVE, '"practice"]', '¶"habit"]',
     'example "a visit is asked for only by those who count practice": \'standings\': '
     'one of text, press, memory, practice expected, a text found: "habit"'),
    ("evidence", APPROVE, 'evidence = "documented"', '¶evidence = "document"',
     'example "rumours are not documents": \'evidence\': one of rumoured, reported, '
     'documented, official expected, a text found: "document"'),
    ("an unknown key", APPROVE, "failing = []", "¶failin = []",
     f"{FIRST}: unknown key 'failin'\n  did you mean 'failing'?"),
)  # fmt: skip
def test_an_example_asks_one_question_about_facts_that_can_be(file, old, new, what):
    """An example that cannot be asked would hold for ever."""
    assert mistake(file, old, new) == what


def test_examples_without_names_do_not_share_one():
    """Each misses its own."""
    files = edited(CLAUSES, 'name = "a signed application will do"\n', "")
    files = edited(APPROVE, f"name = {FIRST.removeprefix('example ')}\n", "", files)

    assert mistakes(files) == [
        "examples/approve.toml:13: example 1: 'name' is missing",
        "examples/clauses.toml:3: example 1: 'name' is missing",
    ]


def test_an_example_asks_something():
    """Facts alone prove nothing."""
    old = 'clause = "IAA 5(1)"\nfacts = { application_signed = true }\nverdict = "met"'
    files = edited(CLAUSES, old, "facts = { application_signed = true }")

    assert mistakes(files) == [
        f"examples/clauses.toml:3: {SIGNED}: "
        "a question is missing: 'clause', or 'state' and 'transition'"
    ]


def test_sets_of_facts_are_named_once_in_the_folder():
    """All files share them."""
    files = {**FILES, "examples/zz.toml": b"[given.good_file]\nsamples = 3\n"}

    assert mistakes(files) == [
        "examples/zz.toml:1: given 'good_file': stands in examples/approve.toml already"
    ]


@pytest.mark.parametrize("content", [b"example = 1", b"example = [1]"])
def test_examples_are_tables(content):
    """Nothing else can be asked."""
    (found,) = mistakes({**FILES, CLAUSES: content})

    assert (
        found
        == "examples/clauses.toml:1: [[example]] expected, a whole number found: 1"
    )


# Links -------------------------------------------------------------------------------

PROPERTY = "[property.no_approval_unseen]"
HOLDER = f'[link.holder]\nen = "the holder"\n\n{PROPERTY}'
LINKED = edited(PROCESS, PROPERTY, HOLDER)
LINKED = edited(ZH, PROPERTY, f'[link.holder]\nzh = "持有人"\n\n{PROPERTY}', LINKED)


@table(
    ("a process", PROCESS, 'the holder"', 'the holder"\n¶process = "others"',
     "link 'holder': no process named 'others' can be found"),
    ("a path", PROCESS, 'the holder"', 'the holder"\n¶process = "../x"',
     "link 'holder': 'process': the name of a process expected, no path"),
    ("an unknown key", PROCESS, 'the holder"', 'the holder"\n¶proces = "x"',
     "link 'holder': unknown key 'proces'\n  did you mean 'process'?"),
    ("a state of the other", IAA, SAMPLES, "¶when = 'holder.state == \"aproved\"'",
     "clause \"IAA 9(3)\": '\"aproved\"': one of draft, applied, under_review, "
     "approved, refused, withdrawn, surrendered expected, no option of it found\n"
     "  did you mean 'approved'?"),
    ("a part it has not", IAA, SAMPLES, '¶when = "known(holder.stat)"',
     "clause \"IAA 9(3)\": no fact named 'holder.stat' is declared\n"
     "  did you mean 'holder.state'?"),
    ("one fact two ways", CLAUSES, "facts = { samples = 2 }",
     '¶facts = { holder.state = "draft", "holder.state" = "refused" }',
     "example \"two samples are too few\": 'holder.state' is given twice"),
    ("a record", PROCESS, 'records = { applied_on = "today" }',
     '¶records = { holder.since = "today" }',
     "transition 'apply': records 'holder.since': "
     "it is read from the other case of link 'holder'"),
)  # fmt: skip
def test_a_link_is_to_a_process_that_can_be_found(file, old, new, what):
    """Its facts are read, never written here."""
    assert mistake(file, old, new, LINKED) == what


def test_a_fact_of_a_link_is_declared_by_the_link_alone():
    """Two declarations would be two types."""
    ended = "[fact.ended_on]"
    own = f'[fact."holder.state"]\nen = "x"\ntype = "text"\n\n{ended}'
    files = edited(FACTS, ended, own, LINKED)
    files = edited(ZH, ended, f'[fact."holder.state"]\nzh = "x"\n\n{ended}', files)

    assert mistakes(files) == [
        "facts.toml:82: fact 'holder.state': link 'holder' declares this fact already"
    ]


def test_the_sound_folder_is_sound():
    """Every mistake above is of the edit, not of the folder."""
    assert read(LINKED, NAME).links.keys() == {"holder"}
