"""Tables for the tests of this feature, and giving them."""

import io
from typing import Any

from tests.page import text_of
from tests.page_client import PageClient

IMPORT = "/banks/import"
CARDS = (
    "Question;Answer\nHow long is the Danube?;2,850 km\nWhere does it rise?;In the Black Forest\n"
)
KEYED = (
    "Frage;Antwort A;Antwort B;Antwort C;Richtig\n"
    "Which of these is the largest number?;1;2;3;2\n"
    "Which number comes first?;2;1;3;1\n"
)
"""The key can be the number of an answer or its text."""


def give(
    client: PageClient, data: bytes | str, name: str = "table.csv", status: int = 303, **more: str
) -> None:
    """Choose a file on the page and press the button."""
    client.get(IMPORT)
    content = data if isinstance(data, bytes) else data.encode()
    fields: dict[str, Any] = {"csrf_token": client.csrf_token, "text": "", "bank": "", **more}
    fields["file"] = (io.BytesIO(content), name)
    options = {"data": fields, "content_type": "multipart/form-data"}
    client._request("POST", IMPORT, status, **options)
    if status == 303:
        client.follow()


def check(client: PageClient, number: int = 1, /, **values: str) -> None:
    """Press the button that checks the file, and look at what was found."""
    client.submit(f"{IMPORT}/{number}/check", values, button="Check the file")
    client.follow()


def faults(client: PageClient) -> list[str]:
    """What is said of faulty rows."""
    return [
        text_of(each)
        for group in client.page.elements(".//ul[@class='row-faults']")
        for each in group
    ]


def show_again(client: PageClient, number: int = 1, /, **values: str) -> None:
    """Press the button that shows how the file is read with what was changed."""
    form = client.page.form(f"{IMPORT}/{number}/check")
    sent = form.fields(values)
    fields = {name: value for name, value in sent.items() if name != "csrf_token"}
    client.post(f"{IMPORT}/{number}/settings", fields)
    client.follow()
