"""A browser without a screen and without JavaScript: pages, cookies, and forms with all their fields.

A member lets a client in with it: they open the address that the client names, sign in, read who asks
for what, and say yes. From a shell, for clients of other languages:

    browser.py ADDRESS NAME PASSWORD

prints where the node has sent the browser, or the code that it has shown.
"""

import http.client
import sys
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

# Pages that lead to one another before a member has answered: more would be a circle.
STEPS = 10


class Page(HTMLParser):
    """What a browser needs of a page: its forms with their fields, and what stands in `code`."""

    def __init__(self, text: str):
        super().__init__()
        self.forms: list[dict] = []
        self.codes: list[str] = []
        self._form: dict | None = None
        self._code = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self._form = {"action": said.get("action", ""), "fields": {}, "buttons": []}
            self.forms.append(self._form)
        elif self._form is not None and tag == "input" and "name" in said:
            self._form["fields"][said["name"]] = said.get("value") or ""
        elif self._form is not None and tag == "button" and "name" in said:
            self._form["buttons"].append((said["name"], said.get("value") or ""))
        elif tag == "code":
            self._code = True
            self.codes.append("")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "code":
            self._code = False

    def handle_data(self, data):
        if self._code:
            self.codes[-1] += data

    def form(self, *fields: str) -> dict:
        """The form that asks for all of these."""
        for form in self.forms:
            asked = set(form["fields"]) | {name for name, _ in form["buttons"]}
            if asked.issuperset(fields):
                return form
        raise AssertionError(f"no form asks for {fields}: {self.forms}")


class Browser:
    """One member's browser."""

    def __init__(self):
        self.cookies: dict[tuple[str, str], str] = {}

    def ask(self, method: str, address: str, fields: dict | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and text of an answer; no redirection is followed."""
        url = urlsplit(address)
        kept = [f"{name}={value}" for (host, name), value in self.cookies.items() if host == url.netloc]
        headers = {"Accept": "text/html", "Accept-Language": "fr"}
        if kept:
            headers["Cookie"] = "; ".join(kept)
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"{url.scheme}://{url.netloc}"
        connection = http.client.HTTPConnection(url.netloc, timeout=30)
        try:
            path = url.path + ("?" + url.query if url.query else "")
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[(url.netloc, name)] = value
        leads = answer.headers.get("Location")
        return answer.status, urljoin(address, leads) if leads else "", text

    def let_in(self, address: str, name: str, password: str) -> str:
        """Says yes to the client that asks with this address, signing in on the way. Gives the
        address that the browser was sent to, or the code that was shown instead."""
        home = urlsplit(address).netloc
        method, fields = "GET", None
        for _ in range(STEPS):
            status, leads, text = self.ask(method, address, fields)
            method, fields = "GET", None
            if leads:
                if urlsplit(leads).netloc != home:
                    return leads
                address = leads
                continue
            assert status == 200, f"{status} at {address}: {text}"
            page = Page(text)
            if urlsplit(address).path == "/connexion":
                form = page.form("name", "password")
                fields = form["fields"] | {"name": name, "password": password}
            elif any("answer" in dict(form["buttons"]) for form in page.forms):
                form = page.form("answer")
                assert ("answer", "yes") in form["buttons"], form
                fields = form["fields"] | {"answer": "yes"}
            else:
                assert len(page.codes) == 1, f"neither a form nor a code at {address}: {text}"
                return page.codes[0]
            method, address = "POST", urljoin(address, form["action"])
        raise AssertionError(f"the pages lead in a circle: {address}")


if __name__ == "__main__":
    print(Browser().let_in(*sys.argv[1:4]))
