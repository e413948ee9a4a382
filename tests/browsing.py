"""What the tests in a real browser share: sizes, languages, what axe finds."""

from importlib.resources import files

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


def violations(page, rules=None):
    """Return what axe finds wrong with a page, as (rule, element).

    Args:
        page: Of Playwright.
        rules: The names of those that are asked; None for all.
    """
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text()
    page.evaluate(script)
    options = {"preload": False}  # it would fetch the sheet, which a file may not
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        (one["id"], node["html"][:120])
        for one in found["violations"]
        for node in one["nodes"]
    ]


def in_language(address, language):
    """Return the address of a page in a language; English needs no word for it."""
    if language == "en":
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
