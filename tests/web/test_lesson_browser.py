"""Lessons in a real browser: with the keyboard alone, and from a folder on disk."""

import re

import pytest
from playwright.sync_api import expect

from browsing import PHONE, in_language, violations
from qualflow.learn.asking import findings
from qualflow.learn.exercises import Choose, FileFacts, Probability
from qualflow.learn.marking import mark
from qualflow.learn.solving import solution
from qualflow.web.exporting import export
from qualflow.web.library import library
from qualflow.words.language import Language
from qualflow.words.lesson_marks import marked
from sites import shipped

LESSON = "/learn/cn-automaker/01-two-gates"
PAGES = {
    "learn": "/learn",
    "lesson": LESSON,
    "marked": f"{LESSON}?x=who-files&tries=3&a=company",
    "facts": "/learn/cn-automaker/02-fourteen-cars",
    "likely": "/learn/cn-automaker/11-how-likely",
    "sheet": f"{LESSON}/sheet?answers=1",
    "teach": "/teach",
    "making": "/teach/cn-automaker?kind=choose_clause&make=1",
    "ready": "/teach/cn-automaker?kind=file_facts&case=xiaomi&on=2023-08-23"
    "&step=request_access&make=1",
    "made": "/exercise/cn-automaker?kind=choose&asks=actors&step=file&on=2024-03-01",
}
FOLDER = "en/learn/cn-automaker/01-two-gates.html"

every_page = pytest.mark.parametrize("name", PAGES)
both_languages = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture(scope="module")
def folder(browser, tmp_path_factory):  # noqa: ARG001
    target = tmp_path_factory.mktemp("written") / "pages"
    export(library(["cn-automaker"]), target)
    return target.as_uri()


# -- for everybody --------------------------------------------------------------------


@every_page
@both_languages
def test_a_page_of_lessons_is_for_everybody(opened, server, name, language):
    page = opened(server + in_language(PAGES[name], language))

    assert violations(page) == []


@every_page
def test_a_page_of_lessons_can_be_read_in_the_dark(opened, server, name):
    page = opened(server + PAGES[name], color_scheme="dark")

    assert violations(page, ["color-contrast", "link-in-text-block"]) == []


@every_page
@both_languages
def test_a_telephone_shows_a_lesson_without_scrolling_sideways(
    opened, server, name, language
):
    page = opened(server + in_language(PAGES[name], language), viewport=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# -- a lesson from start to end -------------------------------------------------------


def tab_to(page, selector):
    """Press Tab until an element has the focus; all who read can do so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def back_to(page, selector):
    for _ in range(120):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no way back to {selector} by keyboard")


def take(page, value):
    """Choose an option of the list in focus with the arrow keys."""
    values = page.evaluate(
        "[...document.activeElement.options].map((one) => one.value)"
    )
    page.keyboard.press("Home")
    for _ in range(values.index(value)):
        page.keyboard.press("ArrowDown")


def verdict(page, name):
    return page.locator(f"#ex-{name} .mark .said")


def test_a_lesson_from_start_to_end_by_keyboard_wrong_answers_first(opened, server):
    page = opened(server + "/learn")
    tab_to(page, 'main a[href*="01-two-gates"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/01-two-gates")

    # Who could put a project on file?  First the company, then with the hint.
    tab_to(page, '#ex-who-files input[value="company"]')
    page.keyboard.press("Space")
    tab_to(page, "#ex-who-files-go")
    page.keyboard.press("Enter")
    expect(verdict(page, "who-files")).to_have_text("Not yet.")
    assert page.evaluate("document.activeElement.id") == "ex-who-files-go"
    expect(page.locator("#live")).to_have_text(re.compile("^Not yet[.]"))  # no page
    hint = page.get_by_text("It is the commission nearest to the plant.")
    expect(hint).to_be_hidden()
    tab_to(page, "#ex-who-files summary")
    page.keyboard.press("Enter")
    expect(hint).to_be_visible()
    back_to(page, '#ex-who-files input[value="province"]')
    page.keyboard.press("Space")
    back_to(page, '#ex-who-files input[value="company"]')
    page.keyboard.press("Space")
    tab_to(page, "#ex-who-files-go")
    page.keyboard.press("Enter")
    expect(verdict(page, "who-files")).to_have_text("Right.")

    # Which clause stops it?  Nothing chosen first.
    tab_to(page, "#ex-plant-go")
    page.keyboard.press("Enter")
    expect(verdict(page, "plant")).to_have_text("Nothing was chosen yet.")
    back_to(page, '#ex-plant input[value="M50 5(a)"]')
    page.keyboard.press("Space")
    tab_to(page, "#ex-plant-go")
    page.keyboard.press("Enter")
    expect(verdict(page, "plant")).to_have_text("Right.")
    expect(verdict(page, "who-files")).to_have_text("Right.")  # it stays as it was

    # In which order?  Backwards first.
    right = solution(*the_way())
    arrange(page, right[::-1])
    expect(verdict(page, "the-way")).to_have_text("Not yet.")
    arrange(page, right)
    expect(verdict(page, "the-way")).to_have_text("Right.")

    back_to(page, 'nav.crumbs a[href*="learn"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn")
    expect(page.locator('[data-count*="01-two-gates"]')).to_have_text("· 3 of 3 solved")


def the_way():
    process = shipped().processes["cn-automaker"]
    return process.rulebook, process.lessons["01-two-gates"].exercises["the-way"]


def arrange(page, moves):
    """Put acts into an order in the lists of the exercise, from before the first."""
    page.locator("#ex-the-way-h").evaluate(
        "h => { h.tabIndex = -1; h.focus(); h.removeAttribute('tabindex'); }"
    )
    for number, move in enumerate(moves, 1):
        tab_to(page, f"#ex-the-way-{number}")
        take(page, move)
    tab_to(page, "#ex-the-way-go")
    page.keyboard.press("Enter")


def test_what_is_typed_elsewhere_stays_while_an_answer_is_marked(opened, server):
    page = opened(f"{server}/learn/cn-automaker/02-fourteen-cars")
    page.locator("#ex-write-annex textarea").fill("half a thought")

    page.locator("#ex-write-samples textarea").fill("sample_cars >= 15")
    page.locator("#ex-write-samples-go").click()

    expect(verdict(page, "write-samples")).to_have_text("Not yet.")
    expect(page.locator("#ex-write-annex textarea")).to_have_value("half a thought")


def test_the_address_of_an_answer_shows_its_mark_again_in_either_language(
    opened, server
):
    page = opened(server + LESSON)
    page.locator('#ex-who-files input[value="miit"]').check()
    page.locator("#ex-who-files-go").click()
    expect(verdict(page, "who-files")).to_have_text("Not yet.")

    page.reload()
    expect(verdict(page, "who-files")).to_have_text("Not yet.")
    page.get_by_role("link", name="中文").click()
    expect(verdict(page, "who-files")).to_have_text("还不对。")
    page.go_back()
    expect(verdict(page, "who-files")).to_have_text("Not yet.")


def test_the_way_back_leads_to_the_lesson_without_an_answer(opened, server):
    page = opened(server + LESSON)
    page.locator("#ex-who-files-go").click()
    expect(verdict(page, "who-files")).to_have_text("Nothing was chosen yet.")

    page.go_back()

    expect(page.locator("#ex-who-files .mark")).to_have_count(0)


def test_a_lesson_works_without_the_script(opened, server):
    page = opened(server + LESSON, java_script_enabled=False)

    page.locator('#ex-who-files input[value="province"]').check()
    page.locator("#ex-who-files-go").click()

    expect(verdict(page, "who-files")).to_have_text("Right.")
    assert page.url.endswith("#ex-who-files")


def test_progress_stays_in_the_browser_until_it_is_forgotten(opened, server):
    page = opened(server + LESSON)
    page.locator('#ex-who-files input[value="province"]').check()
    page.locator("#ex-who-files-go").click()
    expect(page.locator("#ex-who-files .done")).to_be_visible()
    expect(page.locator("#ex-plant .done")).to_be_hidden()

    page.goto(f"{server}/learn?lang=zh")
    count = page.locator('[data-count*="01-two-gates"]')
    expect(count).to_have_text("· 已完成1/3")
    page.locator("[data-forget]").click()
    expect(count).to_be_hidden()
    expect(page.locator("[data-forget]")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_an_answer_that_somebody_sent_is_not_counted_as_ones_own(opened, server):
    page = opened(f"{server}{LESSON}?x=who-files&tries=0&a=province")
    expect(verdict(page, "who-files")).to_have_text("Right.")
    done = page.locator("#ex-who-files .done")
    expect(done).to_be_hidden()

    # An answer of one's own to another exercise counts, and that alone.
    page.locator('#ex-plant input[value="M50 5(a)"]').check()
    page.locator("#ex-plant-go").click()
    expect(page.locator("#ex-plant .done")).to_be_visible()
    expect(verdict(page, "who-files")).to_have_text("Right.")
    expect(done).to_be_hidden()
    page.go_back()
    expect(done).to_be_hidden()

    page.locator("#ex-who-files-go").click()
    expect(done).to_be_visible()


def test_a_teacher_makes_an_exercise_and_a_pupil_solves_it(opened, server):
    page = opened(f"{server}/teach/cn-automaker")
    page.select_option("#f-kind", "choose.state")
    page.locator("#go-on").click()
    page.select_option("#f-case", "xiaomi")
    page.locator("#f-on").fill("2023-08-23")
    for state in ("draft", "filed", "production_start"):
        page.locator(f'[name="options"][value="{state}"]').check()
    page.locator("#f-ask").fill("Where is it?")
    page.locator("#make").click()
    page.locator("a.go").click()

    expect(page.locator(".ask")).to_have_text("Where is it?")
    page.locator('#ex-made [type=radio][value="filed"]').check()
    page.locator("#ex-made-go").click()
    expect(verdict(page, "made")).to_have_text("Right.")


def test_a_printed_sheet_has_no_buttons_and_no_navigation(opened, server):
    page = opened(f"{server}{LESSON}/sheet")
    page.emulate_media(media="print")

    assert page.locator("button:visible").count() == 0
    assert page.locator("nav:visible").count() == 0
    assert page.locator(".box:visible").count() > 10


# -- from disk ------------------------------------------------------------------------


def test_the_folder_opens_from_disk_and_checks_what_its_tables_hold(opened, folder):
    page = opened(f"{folder}/index.html")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Learn", exact=True).click()
    page.locator('main a[href*="01-two-gates"]').first.click()

    page.locator('#ex-who-files input[value="company"]').check()
    page.locator("#ex-who-files-go").click()
    expect(verdict(page, "who-files")).to_have_text("Not yet.")
    page.locator('#ex-who-files input[value="company"]').uncheck()
    page.locator("#ex-who-files-go").click()
    expect(page.locator("#ex-who-files .mark")).to_have_text("Nothing was chosen yet.")
    page.locator('#ex-who-files input[value="province"]').check()
    page.locator("#ex-who-files-go").click()
    expect(verdict(page, "who-files")).to_have_text("Right.")
    expect(page.locator("#ex-who-files .done")).to_be_visible()

    right = solution(*the_way())
    for moves, said in ((right[::-1], "Not yet."), (right, "Right.")):
        for number, move in enumerate(moves, 1):
            page.select_option(f"#ex-the-way-{number}", move)
        page.locator("#ex-the-way-go").click()
        expect(verdict(page, "the-way")).to_have_text(said)
    assert violations(page) == []

    page.locator(".crumbs a").nth(1).click()
    expect(page.locator('[data-count*="01-two-gates"]')).to_have_text("· 2 of 3 solved")


def test_a_last_day_is_checked_from_disk_in_chinese(opened, folder):
    page = opened(f"{folder}/zh/learn/cn-automaker/06-counting-days.html")
    process = shipped().processes["cn-automaker"]
    exercise = process.lessons["06-counting-days"].exercises["plain"]
    day = solution(process.rulebook, exercise)

    for given, said in (
        ("2018-03-27", "还不对。"),
        ("1999-01-01", "还不对。"),
        (day, "正确。"),
    ):
        page.locator("#ex-plain-1").fill(given)
        page.locator("#ex-plain-go").click()
        expect(verdict(page, "plain")).to_have_text(said)
        assert len(page.locator("#ex-plain .mark p").all()) >= 2


FILL_IN = """
([id, answer]) => {
  const form = document.querySelector(`#ex-${id} form`);
  form.reset();
  const fields = [...form.elements].filter((one) => one.name.startsWith("a"));
  const parts = Array.isArray(answer) ? answer : [answer];
  if (typeof answer === "object" && !Array.isArray(answer)) {
    for (const [name, value] of Object.entries(answer)) {
      form.elements[`a.${name}`].value = String(value);
    }
  } else if (["radio", "checkbox"].includes(fields[0].type)) {
    for (const one of fields) one.checked = parts.includes(one.value);
  } else {
    parts.forEach((part, number) => { fields[number].value = String(part); });
  }
  form.requestSubmit();
  const box = document.querySelector(`#ex-${id} [data-mark]`);
  return [box.className, [...box.querySelectorAll("p")].map((one) => one.textContent)];
}
"""
LOOKS = {True: "mark is-right", False: "mark is-wrong", None: "mark is-open"}


@pytest.mark.parametrize(
    "name", ["03-not-known", "04-who-may-act", "09-given-up-is-gone", "11-how-likely"]
)
def test_the_script_of_the_folder_says_what_the_engine_says(opened, folder, name):
    """Twice wrong, nothing, then right; each reason is one of the engine's."""
    page = opened(f"{folder}/en/learn/cn-automaker/{name}.html")
    process = shipped().processes["cn-automaker"]
    for key, exercise in process.lessons[name].exercises.items():
        tries = 0
        for answer in answers_to(process, exercise):
            found = mark(process.tested, exercise, answer, tries)
            said = marked(found, exercise, process.tested, Language.EN)

            looks, lines = page.evaluate(FILL_IN, [key, answer])
            assert looks == LOOKS[found.right], (key, answer)
            more = [one for one in said.reasons if "belong" not in one]
            assert set(more) <= {*lines, "Nothing was chosen yet."}, (key, answer)
            tries += found.right is False


def answers_to(process, exercise):
    right = solution(process.tested, exercise)
    match exercise:
        case FileFacts():
            wrong = {**right, next(iter(right)): False}
            return [wrong, {next(iter(right)): True}, {}, right]
        case Probability(widest=widest):
            low, high = right
            return [[0, 0], [99, 100], [low, high + widest], [low, high]]
        case Choose(options=options):
            others = [one for one in options if one not in right]
        case _:
            found = findings(process.tested, exercise)
            others = [ref for ref in found if ref not in right]
    return [others[:1], [], others[1:2] or others[:1], right]


def test_an_open_exercise_from_disk_says_who_marks_it(opened, folder):
    page = opened(f"{folder}/en/learn/cn-automaker/02-fourteen-cars.html")

    expect(page.locator("#ex-write-samples")).to_contain_text("start qualflow serve")
    right = page.locator("#ex-write-samples details").last
    expect(right.locator("p").first).to_be_hidden()
    right.locator("summary").click()
    expect(right).to_contain_text("sample_cars >= 15")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_folder_is_for_everybody_on_a_telephone(opened, folder, scheme):
    for name in (FOLDER, "zh/learn.html", "index.html", "en/index.html"):
        page = opened(f"{folder}/{name}", viewport=PHONE, color_scheme=scheme)

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
