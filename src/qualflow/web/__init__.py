"""Pages to read, and the same answers for programs: `qualflow serve`.

Pages are pure: `pages.html(view, route, …)` makes the text of one from values, for the
server and for a folder of files alike.  `app` puts them on the wire, `api` answers
programs; nothing is kept between two requests.  Only this package knows Litestar,
uvicorn and Jinja.
"""
