"""What must be true of every page: valid, readable by everybody, and nothing from elsewhere."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from werkzeug.datastructures import Headers

from tests.page import Page, is_element, text_of

# Written out here and not imported, so that a header that is lost or weakened is noticed.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers")
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data")
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
LABELLED = {"input", "select", "textarea"}


def header_faults(headers: Headers) -> Iterator[str]:
    """Security headers that are missing, changed or sent twice."""
    for name, value in SECURITY_HEADERS.items():
        if headers.getlist(name) != [value]:
            yield f"header {name} is {headers.getlist(name)}"
    if "Server" in headers or "X-Powered-By" in headers:
        yield "a header tells what the server is"


def cache_faults(headers: Headers) -> Iterator[str]:
    """Pages are of one person; no cache may keep them."""
    if headers.getlist("Cache-Control") != ["no-store"]:
        yield f"Cache-Control is {headers.getlist('Cache-Control')}"


def page_faults(page: Page) -> Iterator[str]:
    """Everything that is wrong with a page."""
    yield from page.faults
    yield from _frame_faults(page)
    yield from element_faults(page.root)
    yield from _heading_faults(page.root)


def element_faults(root: Element) -> Iterator[str]:
    """What is wrong with single elements, in a page or in a piece of one."""
    elements = [element for element in root.iter() if is_element(element)]
    by_id = {element.get("id"): element for element in elements if element.get("id") is not None}
    yield from _id_faults(elements)
    yield from _reference_faults(elements, by_id)
    yield from _inline_faults(elements)
    yield from _name_faults(root, elements, by_id)


def _frame_faults(page: Page) -> Iterator[str]:
    if not page.html.lstrip().lower().startswith("<!doctype html>"):
        yield "there is no doctype"
    if not page.root.get("lang"):
        yield "html has no lang"
    titles = page.texts(".//head/title")
    if len(titles) != 1 or not titles[0].partition("–")[0].strip():
        yield f"the title is {titles}"
    if len(page.elements(".//h1")) != 1 or not page.heading:
        yield f"there are {len(page.elements('.//h1'))} h1, or it is empty"
    if len(page.elements(".//main")) != 1:
        yield "there isn't one main"


def _id_faults(elements: list[Element]) -> Iterator[str]:
    ids = [element.get("id", "") for element in elements if element.get("id") is not None]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"the id {name!r} is there more than once"
    if any(not name or name.split() != [name] for name in ids):
        yield "an id is empty or has white space"


def _reference_faults(elements: list[Element], by_id: dict[str | None, Element]) -> Iterator[str]:
    for element in elements:
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in by_id:
                    yield f"{attribute} of {element.tag} points to {name!r}, which isn't there"
        target = element.get("for")
        if element.tag == "label" and target is not None:
            labelled = by_id.get(target)
            if labelled is None or labelled.tag not in LABELLED:
                yield f"a label is for {target!r}, which is no control"
        address = element.get("href", "")
        if address.startswith("#") and address[1:] not in by_id:
            yield f"a link leads to {address}, which isn't there"


def _inline_faults(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or element.get("style") is not None:
            yield f"{element.tag} has a style of its own"
        if element.tag == "script" and (
            "src" not in element.attrib or (element.text or "").strip()
        ):
            yield "a script stands in the page"
        for name in element.attrib:
            if name.startswith("on"):
                yield f"{element.tag} has {name}"
        for name in ADDRESSES:
            if element.get(name, "").strip().lower().startswith("javascript:"):
                yield f"{name} of {element.tag} is a script"
        loaded = element.get(LOADED.get(element.tag, ""))
        if loaded is not None and (not loaded.startswith("/") or loaded.startswith("//")):
            yield f"{element.tag} loads {loaded} from elsewhere"


def _name_faults(
    root: Element, elements: list[Element], by_id: dict[str | None, Element]
) -> Iterator[str]:
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in elements:
        if element.tag == "img" and element.get("alt") is None:
            yield f"the picture {element.get('src')} has no alt"
        if element.tag.endswith("}svg") and not _is_named_or_hidden(element):
            yield "a drawing has neither a name nor aria-hidden"
        if element.tag == "fieldset" and not _group_name(element, by_id):
            yield "a group of controls has no legend"
        if _needs_name(element) and not _name(element, elements, by_id, parents):
            shown = {name: element.get(name) for name in ("id", "name", "href", "value")}
            yield f"a person can't tell what this {element.tag} is: {shown}"


def _is_named_or_hidden(element: Element) -> bool:
    return element.get("aria-hidden") == "true" or bool(element.get("aria-label"))


def _needs_name(element: Element) -> bool:
    if element.tag in LABELLED:
        return element.get("type") != "hidden" and element.get("hidden") is None
    if element.tag == "a":
        return element.get("href") is not None
    # A hidden button is one that a script will show.
    return element.tag in {"button", "summary"}


def _group_name(element: Element, by_id: dict[str | None, Element]) -> str:
    named_by = [by_id[name] for name in element.get("aria-labelledby", "").split() if name in by_id]
    return "".join(map(text_of, named_by or element.findall("legend")))


def _name(
    element: Element,
    elements: list[Element],
    by_id: dict[str | None, Element],
    parents: dict[Element, Element],
) -> str:
    """What a screen reader says for a control, as far as our pages use it."""
    named_by = element.get("aria-labelledby", "").split()
    if named_by:
        return " ".join(text_of(by_id[name]) for name in named_by if name in by_id)
    if element.get("aria-label", "").strip():
        return element.get("aria-label", "")
    if element.tag in {"button", "a", "summary"}:
        pictures = (picture.get("alt", "") for picture in element.iter("img"))
        return text_of(element) or "".join(pictures)
    if element.get("type") in {"submit", "reset", "button"}:
        return element.get("value", "")
    labels = [
        label
        for label in elements
        if label.tag == "label"
        and element.get("id") is not None
        and label.get("for") == element.get("id")
    ]
    labels += [label for label in _ancestors(element, parents) if label.tag == "label"]
    return " ".join(text_of(label, leave_out=("select", "textarea")) for label in labels).strip()


def _ancestors(element: Element, parents: dict[Element, Element]) -> Iterator[Element]:
    while element in parents:
        element = parents[element]
        yield element


def _heading_faults(root: Element) -> Iterator[str]:
    before = 0
    for element in root.iter():
        level = HEADINGS.get(element.tag)
        if level is None:
            continue
        if level > before + 1:
            yield f"after h{before} comes h{level}: {text_of(element)!r}"
        before = level
