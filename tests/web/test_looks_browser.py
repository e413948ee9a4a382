"""How pages are laid out, at the desk and on the phone."""

import pytest

from browsing import PHONE

STEP = "/step/cn-automaker/xiaomi?at=6"
EDGES = """region => ["--before", "--after"].map(
  name => getComputedStyle(region).getPropertyValue(name))"""
LEFT = "document.querySelector('h1').getBoundingClientRect().left"
TOPS = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"


@pytest.mark.parametrize(
    ("part", "fading"),
    [(0, ["0px", "48px"]), (0.3, ["48px", "48px"]), (1, ["48px", "0px"])],
)
def test_a_chart_fades_at_the_edge_beyond_which_it_goes_on(opened, part, fading):
    chart = opened(STEP, viewport=PHONE).locator(".picture").first
    chart.evaluate("(it, part) => {it.scrollLeft = part * it.scrollWidth}", part)
    chart.page.wait_for_function(
        "([it, after]) => getComputedStyle(it).getPropertyValue('--after') === after",
        arg=[chart.element_handle(), fading[1]],
    )

    assert chart.evaluate(EDGES) == fading


def test_what_fits_does_not_fade(opened):
    chart = opened(STEP).locator(".picture").first

    assert chart.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert chart.evaluate(EDGES) == ["0px", "0px"]


@pytest.mark.parametrize(("width", "rows"), [(390, 4), (700, 2), (1100, 1)])
def test_doors_stand_in_rows_of_one_two_or_four(opened, width, rows):
    page = opened("/", viewport={"width": width, "height": 800})

    assert len(set(page.locator(".doors a").evaluate_all(TOPS))) == rows


@pytest.mark.parametrize("width", [390, 1100, 1440])
def test_all_pages_begin_at_the_same_left_edge(opened, width):
    size = {"width": width, "height": 800}
    pages = ["/", "/learn", STEP, "/simulate/cn-automaker/xiaomi-2024", "/law"]

    assert len({opened(page, viewport=size).evaluate(LEFT) for page in pages}) == 1


def test_no_day_of_a_table_is_broken_between_lines(opened):
    page = opened("/law", viewport=PHONE)
    lines = page.locator("time").evaluate_all(
        "all => all.map(one => one.getClientRects().length)"
    )

    assert len(lines) > 10
    assert set(lines) == {1}


def test_the_numbers_of_lessons_stand_within_the_page(opened):
    page = opened("/learn", viewport=PHONE)
    # The widest number, its point and the gap after it, in the font of the page.
    needed = page.evaluate("""() => {
        const one = document.createElement("span");
        one.textContent = "10.\\u2002";
        document.querySelector(".course li").prepend(one);
        return one.getBoundingClientRect().width;
    }""")
    indent = page.locator(".course").evaluate("it => getComputedStyle(it).paddingLeft")

    assert needed <= float(indent.removesuffix("px")) + 2
