"""Each rule that the page client applies, seen to find what it is there for."""

import pytest
from werkzeug.datastructures import Headers

from tests.page import Page
from tests.page_rules import SECURITY_HEADERS, cache_faults, header_faults, page_faults

GOOD = """<!doctype html>
<html lang="en">
  <head>
    <title>Rivers – Quizapp</title>
    <link rel="stylesheet" href="/static/app.css">
    <script src="/static/theme.js"></script>
  </head>
  <body>
    <main>
      <h1>Rivers</h1>
      <!-- a comment -->
      <section aria-labelledby="long"><h2 id="long">Long ones</h2><h3>Danube</h3></section>
      <h2>Seas</h2>
      <form method="post">
        <label for="name">Name</label><p id="help">As you like.</p>
        <input id="name" name="name" aria-describedby="help">
        <label>Colour <select name="colour"><option>red</option></select></label>
        <fieldset><legend>Which?</legend>
          <label><input type="checkbox" name="a" value="1"> one</label></fieldset>
        <input type="hidden" name="token" value="1">
        <input name="username" value="ada" hidden>
        <button>Send</button>
      </form>
      <img src="/media/map.png" alt="">
      <svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" /></svg>
      <a href="#long">Back</a>
    </main>
  </body>
</html>
"""

# What is changed in the good page, and what has to be said of it.
FAULTS = [
    ("<!doctype html>", "", "there is no doctype"),
    (' lang="en"', "", "html has no lang"),
    ("Rivers – Quizapp", " – Quizapp", "the title is"),
    ("<title>Rivers – Quizapp</title>", "", "the title is"),
    ("<h1>Rivers</h1>", "<p>Rivers</p>", "there are 0 h1"),
    ("<h1>Rivers</h1>", "<h1>Rivers</h1><h1>Seas</h1>", "there are 2 h1"),
    ("<h1>Rivers</h1>", "<h1> </h1>", "or it is empty"),
    ("main>", "div>", "there isn't one main"),
    ("</section>", "", "end-tag-too-early"),
    ("<p id=", "<p id=help id=", "duplicate-attribute"),
    ("As you like.", "You & &nosuch; I", "expected-named-entity"),
    ("<h2>Seas</h2>", '<h2 id="name">Seas</h2>', "the id 'name' is there more than once"),
    ('<h2 id="long">', '<h2 id="very long">', "an id is empty or has white space"),
    ('aria-labelledby="long"', 'aria-labelledby="short"', "points to 'short'"),
    ('aria-describedby="help"', 'aria-describedby="help hint"', "points to 'hint'"),
    ('for="name"', 'for="nobody"', "a label is for 'nobody'"),
    ('for="name"', 'for="help"', "a label is for 'help'"),
    ('href="#long"', 'href="#short"', "a link leads to #short"),
    ("<h1>Rivers</h1>", "<h1>Rivers</h1><style>p { color: red }</style>", "style of its own"),
    ("<h1>", '<h1 style="color: red">', "h1 has a style of its own"),
    ("<h1>Rivers</h1>", "<h1>Rivers</h1><script>alert(1)</script>", "a script stands in the page"),
    ('theme.js"></script>', 'theme.js">alert(1)</script>', "a script stands in the page"),
    ("<button>", '<button onclick="go()">', "button has onclick"),
    ('href="#long"', 'href=" JavaScript:go()"', "href of a is a script"),
    ('src="/static/theme.js"', 'src="https://cdn.example/x.js"', "script loads https://cdn"),
    ('href="/static/app.css"', 'href="//cdn.example/x.css"', "link loads //cdn.example"),
    (' alt=""', "", "has no alt"),
    (' aria-hidden="true"', "", "a drawing has neither"),
    ("<legend>Which?</legend>", "", "a group of controls has no legend"),
    ('<label for="name">Name</label>', "", "tell what this input is"),
    ('<label for="name">Name</label>', '<label for="name"></label>', "tell what this input is"),
    ("<label>Colour <select", "<label><select", "tell what this select is"),
    ("> one</label>", "></label>", "tell what this input is"),
    ("<button>Send", "<button>", "tell what this button is"),
    ("<button>Send", '<button><span aria-hidden="true">→</span>', "tell what this button is"),
    ('<a href="#long">Back', '<a href="#long">', "tell what this a is"),
    ("<h3>Danube</h3>", "<h4>Danube</h4>", "after h2 comes h4"),
    ("<h1>Rivers</h1>", "<h2>Before</h2><h1>Rivers</h1>", "after h0 comes h2"),
]


def test_a_good_page_has_no_faults() -> None:
    assert [*page_faults(Page(GOOD, "/"))] == []


@pytest.mark.parametrize(("good", "bad", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_a_page_is_found_wrong_for(good: str, bad: str, fault: str) -> None:
    assert good in GOOD
    found = "\n".join(page_faults(Page(GOOD.replace(good, bad), "/")))
    assert fault in found


@pytest.mark.parametrize("name", SECURITY_HEADERS)
def test_a_security_header_that_is_missing_weakened_or_doubled_is_found(name: str) -> None:
    headers = Headers(SECURITY_HEADERS)
    assert [*header_faults(headers)] == []
    headers.add(name, SECURITY_HEADERS[name])
    assert [*header_faults(headers)]
    headers[name] = "*"
    assert [*header_faults(headers)]
    del headers[name]
    assert [*header_faults(headers)]


def test_a_page_that_a_cache_could_keep_is_found() -> None:
    assert [*cache_faults(Headers({"Cache-Control": "no-store"}))] == []
    assert [*cache_faults(Headers({"Cache-Control": "max-age=60"}))]
    assert [*cache_faults(Headers())]
