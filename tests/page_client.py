"""A browser without script: keeps the page it is on, fills its forms, and checks every answer."""

import json as json_module
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.factories import PASSWORD
from tests.page import Page, Values
from tests.page_rules import cache_faults, header_faults, page_faults

Data = Mapping[str, str | Sequence[str]]


class PageClient:
    """One person's browser. Another address is another `REMOTE_ADDR`, as the rate limits see it."""

    def __init__(self, app: Flask, *, address: str = "127.0.0.1") -> None:
        self.http = app.test_client()
        self.http.environ_base["REMOTE_ADDR"] = address
        self.current: Page | None = None
        self.response: TestResponse | None = None
        self.csrf_token: str | None = None

    @property
    def page(self) -> Page:
        """The page that was shown last."""
        assert self.current, "no page has been asked for yet"
        return self.current

    def get(self, path: str, status: int = 200, **query: str | Sequence[str]) -> Page:
        """Ask for a page; `status` is what it has to answer with."""
        self._request("GET", path, status, query_string=query or None)
        return self.page

    def get_json(self, path: str, status: int = 200, **query: str) -> Any:
        """Ask for JSON, as our scripts do."""
        headers = {"Accept": "application/json"}
        response = self._request("GET", path, status, query_string=query or None, headers=headers)
        return response.get_json()

    def post(
        self, path: str, data: Data | None = None, status: int = 303, *, csrf: bool = True
    ) -> TestResponse:
        """Send form fields as they are, with the token of the last page that had one."""
        fields: dict[str, Any] = {"csrf_token": self._token()} if csrf else {}
        for name, value in (data or {}).items():
            # The test client takes a tuple for a file.
            fields[name] = value if isinstance(value, str) else [*value]
        return self._request("POST", path, status, data=fields)

    def post_json(self, path: str, json: object, status: int = 200, *, csrf: bool = True) -> Any:
        """Send JSON with the token in its header, as our scripts do; returns the JSON answered.

        A text is sent as it is, so that it can be broken JSON.
        """
        headers = {"Accept": "application/json"}
        if csrf:
            headers["X-CSRFToken"] = self._token()
        body = json if isinstance(json, str | bytes) else json_module.dumps(json)
        response = self._request(
            "POST", path, status, data=body, headers=headers, content_type="application/json"
        )
        return response.get_json()

    def submit(
        self,
        action: str | None = None,
        values: Values | None = None,
        *,
        button: str | None = None,
        status: int = 303,
        **more: str | bool | Sequence[str],
    ) -> TestResponse:
        """Fill a form of the page and press a button (by its words or value) of it.

        `action` is the path that the form is sent to, None for a page's only form. Controls that
        aren't given send what the page holds. Checkboxes take a bool or the values to check.
        """
        form = self.page.form(action)
        fields = form.fields({**(values or {}), **more}, button)
        if form.method == "get":
            return self._request("GET", form.action, status, query_string=fields)
        return self._request("POST", form.action, status, data=fields)

    def follow(self, status: int = 200) -> Page:
        """Go where the last answer sent us."""
        assert self.response is not None
        assert self.response.status_code == 303, f"{self.response.status} sends nowhere"
        path, location = self.response.request.path, self.response.headers["Location"]
        target = urljoin(path, location)
        assert not urlsplit(target).netloc, f"{path} sends elsewhere: {target}"
        return self.get(target, status)

    def sign_up(
        self, username: str = "ada", *, display_name: str = "Ada L.", password: str = PASSWORD
    ) -> Page:
        """Make an account by the form; ends on the first page that is shown then."""
        self.get("/sign-up")
        self.submit(username=username, display_name=display_name, password=password)
        return self.follow()

    def sign_in(self, username: str = "ada", *, password: str = PASSWORD) -> Page:
        """Sign in by the form; ends on the page that is shown then."""
        self.get("/sign-in")
        self.submit(username=username, password=password)
        return self.follow()

    def sign_out(self) -> Page:
        """Sign out by the button of the account page."""
        self.get("/account")
        self.submit("/sign-out")
        self.csrf_token = None
        return self.follow()

    def _token(self) -> str:
        assert self.csrf_token, "no page with a form has been asked for yet"
        return self.csrf_token

    def _request(self, method: str, path: str, status: int, **options: Any) -> TestResponse:
        response = self.http.open(path, method=method, **options)
        self.response = response
        place = f"{method} {path}"
        assert response.status_code == status, f"{place}: {response.status}\n{_shown(response)}"
        faults = [*header_faults(response.headers)]
        if response.mimetype in {"text/html", "application/json"}:
            faults += cache_faults(response.headers)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            address = response.request.full_path.rstrip("?")
            self.current = Page(response.get_data(as_text=True), address)
            faults += page_faults(self.current)
            self.csrf_token = self.current.csrf_token or self.csrf_token
        assert not faults, f"{place}: " + "\n".join(faults)
        return response


def _shown(response: TestResponse) -> str:
    if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
        return Page(response.get_data(as_text=True), "").text
    return f"{response.headers.get('Location', '')} {response.get_data(as_text=True)[:500]}"
