"""A page as a browser has it: parsed, with its texts, elements, links and forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

Values = Mapping[str, str | bool | Sequence[str]]
SUBMITTING = {"submit", "image"}


def parse(html: str) -> tuple[Element, list[str]]:
    """The document, and what is wrong with its HTML."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    return root, [f"line {place[0]}: {code} {details}" for place, code, details in parser.errors]


def parse_fragment(html: str) -> tuple[Element, list[str]]:
    """A piece of a page, such as one side of a card, and what is wrong with it."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse_fragment(html)
    return root, [f"line {place[0]}: {code} {details}" for place, code, details in parser.errors]


def is_element(node: Element) -> bool:
    """Whether a node of the tree is an element and not a comment."""
    tag: object = node.tag
    return isinstance(tag, str)


def text_of(element: Element, *, leave_out: Sequence[str] = ()) -> str:
    """The text in an element as it is read out: white space collapsed, nothing aria-hidden."""
    return " ".join("".join(_texts(element, leave_out)).split())


def _texts(element: Element, leave_out: Sequence[str]) -> Iterator[str]:
    is_read = is_element(element) and element.get("aria-hidden") != "true"
    if is_read and element.tag not in leave_out:
        yield element.text or ""
        for child in element:
            yield from _texts(child, leave_out)
            yield child.tail or ""


@dataclass(slots=True)
class Control:
    """The controls of one name in a form: what they hold, and what they could hold."""

    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    def fill(self, name: str, given: str | bool | Sequence[str]) -> None:
        """Hold other values; only such as a browser would let a person choose."""
        if isinstance(given, bool):
            assert self.kind == "checkbox", f"{name} is no checkbox"
            self.values = [*self.choices] if given else []
            return
        values = [given] if isinstance(given, str) else [*given]
        if self.kind in {"checkbox", "radio", "select"}:
            missing = set(values) - set(self.choices)
            assert not missing, f"{name} can't be {missing}, only {self.choices}"
        assert (
            self.kind == "checkbox"
            or len(values) == len(self.values)
            or (self.kind == "radio" and len(values) == 1)
        ), f"{name} stands {len(self.values)} times in the form, not {len(values)}"
        self.values = values


class Form:
    """A form of a page, filled in as a browser does it."""

    def __init__(self, element: Element, page_path: str) -> None:
        self.element = element
        self.method = element.get("method", "get").lower()
        self.action = element.get("action") or page_path
        self.controls: dict[str, Control] = {}
        self.buttons: list[tuple[str, str, str]] = []
        """Name, value and words of each button that sends the form."""
        for control in element.iter():
            self._add(control)

    def fields(self, values: Values, button: str | None = None) -> dict[str, list[str]]:
        """What is sent: the values that the page holds, but those given, and the button's.

        Without a button's value or words the first one is pressed, as Enter does.
        """
        for name, value in values.items():
            assert name in self.controls, f"no control {name!r}, only {[*self.controls]}"
            self.controls[name].fill(name, value)
        sent = {name: control.values for name, control in self.controls.items() if control.values}
        pressed = [found for found in self.buttons if button is None or button in found[1:]]
        assert pressed or button is None, f"no button {button!r}, only {self.buttons}"
        if pressed and pressed[0][0]:
            sent[pressed[0][0]] = [pressed[0][1]]
        return sent

    def _add(self, element: Element) -> None:
        name = element.get("name", "")
        kind = element.get("type", "submit" if element.tag == "button" else "text")
        if element.get("disabled") is not None:
            return
        if element.tag == "button" and kind == "submit":
            self.buttons.append((name, element.get("value", ""), text_of(element)))
        elif element.tag == "input" and kind in SUBMITTING:
            self.buttons.append((name, element.get("value", ""), element.get("value", "")))
        elif name and element.tag == "input":
            self._add_input(name, kind, element)
        elif name and element.tag == "textarea":
            text = "".join(element.itertext())
            self._control(name, "text").values.append(text)
        elif name and element.tag == "select":
            self._add_select(name, element)

    def _control(self, name: str, kind: str) -> Control:
        return self.controls.setdefault(name, Control(kind))

    def _add_input(self, name: str, kind: str, element: Element) -> None:
        if kind not in {"checkbox", "radio"}:
            self._control(name, "text").values.append(element.get("value", ""))
            return
        control = self._control(name, kind)
        value = element.get("value", "on")
        control.choices.append(value)
        if element.get("checked") is not None:
            control.values.append(value)

    def _add_select(self, name: str, element: Element) -> None:
        control = self._control(name, "select")
        options = [*element.iter("option")]
        values = [option.get("value", text_of(option)) for option in options]
        selected = [
            value
            for value, option in zip(values, options, strict=True)
            if option.get("selected") is not None
        ]
        control.choices.extend(values)
        control.values.append(selected[-1] if selected else values[0])


class Page:
    """A parsed page."""

    def __init__(self, html: str, path: str) -> None:
        self.html = html
        self.path = path
        self.root, self.faults = parse(html)

    @property
    def title(self) -> str:
        """What the browser's tab shows."""
        return text_of(self.element(".//title"))

    @property
    def heading(self) -> str:
        """The text of its h1."""
        return text_of(self.element(".//h1"))

    @property
    def text(self) -> str:
        """All that can be read between header and footer."""
        return text_of(self.element(".//main"))

    def elements(self, path: str) -> list[Element]:
        """All elements of an ElementTree path such as `.//input[@name='username']`."""
        return self.root.findall(path)

    def element(self, path: str) -> Element:
        """The only element of that path."""
        found = self.elements(path)
        assert len(found) == 1, f"{len(found)} elements {path} in {self.path}"
        return found[0]

    def texts(self, path: str) -> list[str]:
        """The text of each element of that path."""
        return [text_of(element) for element in self.elements(path)]

    def has(self, path: str) -> bool:
        """Whether there is such an element."""
        return bool(self.elements(path))

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        found = {
            element.get("href", "")
            for element in self.elements(".//a[@href]")
            if words in {text_of(element), element.get("aria-label")}
        }
        assert len(found) == 1, f"links {words!r} in {self.path} lead to {found or 'nowhere'}"
        return found.pop()

    def forms(self, path: str = ".//form") -> list[Form]:
        """All forms in the order of the page."""
        return [Form(element, self.path) for element in self.elements(path)]

    def form(self, action: str | None = None) -> Form:
        """The form that is sent to this path; without one, the only form there is.

        What stands around the content on every page counts only where the content has no such form.
        """
        forms = [form for form in self.forms(".//main//form") if action in {None, form.action}]
        forms = forms or [form for form in self.forms() if action in {None, form.action}]
        assert len(forms) == 1, (
            f"{len(forms)} forms for {action} in {self.path}; "
            f"there are {[form.action for form in self.forms()]}"
        )
        return forms[0]

    @property
    def csrf_token(self) -> str | None:
        """The token in its forms, which are all of one person and therefore the same."""
        tokens = {element.get("value") for element in self.elements(".//input[@name='csrf_token']")}
        assert len(tokens) < 2, "the forms of a page have different tokens"
        return tokens.pop() if tokens else None
