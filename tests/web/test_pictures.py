"""The main pages as pictures: a broken layout is seen, another font is not.

A golden picture is the top of a page, made small, with the size of the whole page
written into it.  A page agrees with it if that size does, within `STRETCH`, and if the
two look alike from far away: in `CELLS` grey cells a row the mean difference stays
below `LIMITS`.  Measured with three fonts, of 255 grey values: another font makes at
most 2.3 at the desk and 5.4 on the phone; no stylesheet 4.1 and 7.2, no chart 3.5
and 7.3.
"""

import io
from itertools import permutations
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.PngImagePlugin import PngInfo

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
WIDTHS = {"desk": 1100, "phone": 390}
KEPT = {"desk": 360, "phone": 200}  # the width of a golden picture
CELLS = {"desk": 6, "phone": 4}
LIMITS = {"desk": 2.9, "phone": 6.3}
STRETCH = {"desk": 0.12, "phone": 0.2}
TALLEST = 1600
COLOURS = 32
PAGES = {
    "home": "/?",
    "learn": "/learn?",
    "lesson": "/learn/cn-automaker/10-take-over?",
    "step": "/step/cn-automaker/xiaomi?at=6&",
    "law": "/law/cn-automaker/on/2019-01-10?",
    "simulate": "/simulate/cn-automaker/xiaomi-2024?",
}
PICTURES = [
    *(f"{page}-{width}-en-light" for page in PAGES for width in WIDTHS),
    "home-desk-zh-light",
    "step-desk-zh-light",
    "step-desk-en-dark",
    "step-phone-en-dark",
]


@pytest.fixture
def photographed(browser, server):
    """Return a function that takes the picture of a whole page.

    `rules` are added to each stylesheet; with None for them no stylesheet arrives.
    """

    def photograph(name, rules=""):
        page, width, language, scheme = name.split("-")
        context = browser.new_context(
            viewport={"width": WIDTHS[width], "height": 800},
            color_scheme=scheme,
            locale="en-US",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        shown = context.new_page()
        if rules is None:
            shown.route("**/*.css", lambda route: route.abort())
        elif rules:
            shown.route("**/*.css", lambda route: added(route, rules))
        shown.goto(f"{server}{PAGES[page]}lang={language}")
        taken = shown.screenshot(full_page=True, animations="disabled")
        context.close()
        return Image.open(io.BytesIO(taken)).convert("RGB")

    return photograph


def added(route, rules):
    """Answer with the stylesheet and some rules more."""
    answer = route.fetch()
    route.fulfill(response=answer, body=f"{answer.text()}\n{rules}")


def keep(picture, name):
    """Write the top of a picture, small, as the golden one of a name."""
    top = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    width = KEPT[name.split("-")[1]]
    height = round(top.height * width / top.width)
    small = top.resize((width, height), Image.Resampling.LANCZOS)
    size = PngInfo()
    size.add_text("page", f"{picture.width}x{picture.height}")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(
        GOLDEN / f"{name}.png", optimize=True, pnginfo=size
    )


def kept(name):
    """Return a golden picture and the size (width, height) of its whole page."""
    path = GOLDEN / f"{name}.png"
    if not path.exists():
        pytest.fail(f"tests/golden/pages/{name}.png is missing: pytest --update-golden")
    with Image.open(path) as opened:
        width, height = opened.text["page"].split("x")
        return opened.convert("RGB"), (int(width), int(height))


def from_afar(picture, rows, cells):
    return picture.convert("L").resize((cells, rows), Image.Resampling.BOX)


def objection(picture, name):
    """Say why the picture of a whole page is not the golden one, or nothing."""
    _, (_, height) = kept(name)
    tallest = round(TALLEST * picture.height / height)
    top = picture.crop((0, 0, picture.width, min(picture.height, tallest)))
    return unlike(top, picture.size, name)


def unlike(top, size, name):
    """Say why the top of a page of a size is not the golden one, or nothing.

    A page that is longer by some lines has them everywhere: it is pressed to fit.
    """
    golden, (width, height) = kept(name)
    kind = name.split("-")[1]
    if size[0] != width or abs(size[1] / height - 1) > STRETCH[kind]:
        return f"size {size[0]}x{size[1]}, expected {width}x{height}"
    rows = max(1, round(CELLS[kind] * golden.height / golden.width))
    far = [from_afar(one, rows, CELLS[kind]) for one in (top, golden)]
    difference = ImageStat.Stat(ImageChops.difference(*far)).mean[0]
    if difference > LIMITS[kind]:
        return f"differs by {difference:.1f}, at most {LIMITS[kind]} is expected"
    return ""


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_looks_as_it_does_in_its_golden_picture(request, photographed, name):
    picture = photographed(name)
    if request.config.getoption("--update-golden"):
        keep(picture, name)

    assert objection(picture, name) == ""


@pytest.mark.parametrize(
    "name", ["law-phone-en-light", "step-phone-en-light", "simulate-desk-en-light"]
)
def test_another_font_is_no_other_picture(photographed, name):
    assert (
        objection(photographed(name, "* {font-family: serif !important}"), name) == ""
    )


@pytest.mark.parametrize(
    "name",
    [
        "learn-desk-en-light",
        "learn-phone-en-light",
        "home-desk-zh-light",
        "simulate-phone-en-light",
        "step-desk-en-dark",
    ],
)
def test_a_page_without_its_stylesheet_is_seen(photographed, name):
    assert objection(photographed(name, None), name) != ""


@pytest.mark.parametrize("lack", ["display: none", "visibility: hidden"])
@pytest.mark.parametrize(
    "name", ["step-desk-zh-light", "step-phone-en-light", "simulate-desk-en-light"]
)
def test_a_missing_chart_is_seen(photographed, name, lack):
    picture = photographed(name, f"main svg {{{lack} !important}}")

    assert objection(picture, name) != ""


def test_a_picture_is_not_that_of_another_page():
    alike = [
        (one, other)
        for one, other in permutations(PICTURES, 2)
        if one.split("-")[0] != other.split("-")[0]
        and one.split("-")[1:] == other.split("-")[1:]
        and unlike(*kept(one), other) == ""
    ]

    assert alike == []


def test_a_golden_picture_is_small():
    assert sorted(path.stem for path in GOLDEN.glob("*")) == sorted(PICTURES)
    for path in GOLDEN.glob("*.png"):
        assert path.stat().st_size <= 40_000, path.name
