"""A walk as a query string: the whole state is in the address."""

from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from qualflow.stepping.address import (
    LONGEST,
    MOST_EDITS,
    AddressError,
    address,
    parse,
    walk_of,
)
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from walks import walks

DAY = date(2016, 3, 31)
WALK = Walk(
    "qiantu",
    9,
    None,
    (
        File("sample_cars", "14", DAY),
        Ask("accept", DAY),
        Drop(4),
        Move(8, DAY),
        Reform(date(2019, 1, 10), -31),
    ),
    law_abiding=True,
)
ADDRESS = (
    "life=qiantu&at=9&file=sample_cars~2016-03-31~14&ask=accept~2016-03-31&drop=4"
    "&move=8~2016-03-31&reform=2019-01-10~-31&abiding=1"
)


def test_an_address_can_be_read_by_a_person():
    assert address(WALK) == ADDRESS
    assert parse(ADDRESS) == WALK
    assert parse(f"?{ADDRESS}") == WALK


def test_what_a_walk_leaves_out_is_not_written():
    assert address(Walk("C-7")) == "life=C-7"
    assert address(Walk("", 0, DAY)) == "on=2016-03-31"
    assert parse("") == Walk("")


@given(walks())
def test_a_walk_comes_back_from_its_address(walk):
    """What is too long for one is refused and never cut."""
    try:
        text = address(walk)
    except AddressError as error:
        assert error.expected == f"at most {LONGEST:,} characters"  # noqa: PT017
        return

    assert parse(text) == walk
    assert len(text) <= LONGEST
    assert text.isascii()


@given(walks())
def test_a_walk_has_one_address(walk):
    assume(len(walk.edits) < 4)

    assert address(parse(address(walk))) == address(walk)


def test_order_of_edits_is_kept_wherever_they_stand():
    """A form sends its fields in an order of its own; edits count among themselves."""
    shuffled = "drop=2&at=3&reform=2019-01-10~31&life=C-7&drop=1"

    walk = parse(shuffled)

    assert walk.edits == (Drop(2), Reform(date(2019, 1, 10), 31), Drop(1))
    assert address(walk) == "life=C-7&at=3&drop=2&reform=2019-01-10~31&drop=1"


def test_a_value_may_hold_the_signs_of_the_address():
    walk = Walk("a b", 0, None, (File("name", "x~y&z=1+1 + 样车", DAY),))

    assert parse(address(walk)) == walk
    assert parse("file=name~2016-03-31~a+b").edits[0].value == "a b"


# -- hostile input --------------------------------------------------------------------

WRONG = {
    "at=-1": "at: a whole number from 0 to 99,999 expected, '-1' found",
    "at=007": "at: a whole number from 0 to 99,999 expected, '007' found",
    "at=٣": "at: a whole number from 0 to 99,999 expected, '٣' found",
    "at=1&at=2": "at: it once expected, '2' found",
    "at=1&on=2016-03-31": (
        "on: a place or a day, not both, expected, '2016-03-31' found"
    ),
    "on=2016-02-30": (
        "on: a day from 1900-01-01 to 2199-12-31, like 2019-01-10, expected, "
        "'2016-02-30' found"
    ),
    "life=": "life: a name of 1 to 200 printable characters expected, '' found",
    "life=%00": "life: a name of 1 to 200 printable characters expected, '\\x00' found",
    "life=%ff": "life: UTF-8 expected, '%ff' found",
    "abiding=yes": "abiding: a whole number from 0 to 1 expected, 'yes' found",
    "file=sample_cars~14": "file: FACT~DAY~VALUE expected, 'sample_cars~14' found",
    "file=a~2016-03-31~": "file: a value of 1 to 500 characters expected, '' found",
    "file=a b~2016-03-31~1": "file: a name of the process expected, 'a b' found",
    "ask=~2016-03-31": "ask: a name of the process expected, '' found",
    "drop=0": "drop: a whole number from 1 to 99,999 expected, '0' found",
    "reform=2019-01-10~99999": (
        "reform: a whole number from -36,525 to 36,525 expected, '99999' found"
    ),
    "link=holder": "link: LINK~LIFE expected, 'holder' found",
    "link=holder~": "link: a name of 1 to 200 printable characters expected, '' found",
    "link=holder~a&link=holder~b": "link: each link once expected, 'holder~b' found",
    "link=a~1&link=b~1&link=c~1&link=d~1&link=e~1": (
        "link: at most 4 links expected, 'e~1' found"
    ),
    "frop=1": (
        "one of life, at, on, abiding, link, file, ask, drop, move, reform; did you "
        "mean 'drop'? expected, 'frop' found"
    ),
    "life": "life: a key, an equals sign and a value expected, 'life' found",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_what_is_wrong_is_named(text, message):
    with pytest.raises(AddressError) as found:
        parse(text)

    assert str(found.value) == f"address: {message}"


def test_an_address_is_bounded():
    with pytest.raises(AddressError, match="at most 4,000 characters"):
        parse("at=1" + "&" * LONGEST)
    with pytest.raises(AddressError, match=f"at most {MOST_EDITS} edits"):
        parse("&".join(["drop=1"] * (MOST_EDITS + 1)))


def test_a_walk_that_no_address_can_be_of_has_none():
    """A place beside a day would be lost on the way; so would a broken text."""
    for walk in (Walk("a", 3, DAY), Walk("\ud800"), Walk("a", -1)):
        with pytest.raises(AddressError):
            address(walk)


hostile = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.tuples(
            st.sampled_from(
                [*"life at on file ask drop move reform abiding".split(), "x"]
            ),
            st.one_of(
                st.text(max_size=30),
                st.from_regex(r"[0-9a-z.~_-]{0,30}", fullmatch=True),
                st.sampled_from(
                    ["1", "1~2016-03-31", "a~2016-03-31~1", "%", "%f", "%c0"]
                ),
            ),
        ),
        max_size=6,
    ).map(lambda pairs: "&".join(f"{key}={value}" for key, value in pairs)),
)


@given(hostile)
@example("at=" + "9" * 3_000)
@example("reform=2019-01-10~-")
def test_whatever_comes_in_is_a_walk_or_an_address_error(text):
    """An address is typed by strangers: no other exception ever leaves."""
    try:
        walk = parse(text)
    except AddressError as error:
        assert str(error).isprintable() or not text.isprintable()  # noqa: PT017
        return

    assert parse(address(walk)) == walk


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=3))
def test_pairs_of_a_web_framework_are_a_walk_or_an_address_error(pairs):
    try:
        walk = walk_of(pairs)
    except AddressError:
        return

    assert parse("&".join(f"{k}={quote(v)}" for k, v in pairs)) == walk
