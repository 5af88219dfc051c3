"""A page as a browser reads it."""

import json
import xml.etree.ElementTree as ElementTree  # noqa: S405  html5lib made the tree, from our own page
from functools import cached_property

import html5lib


class Page:
    """Parsed strictly: a page with a mistake in its HTML does not pass."""

    def __init__(self, response) -> None:
        self.response = response
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.tree: ElementTree.Element = parser.parse(response.text)

    @cached_property
    def text(self) -> str:
        """What the page says in its main part, in one line."""
        return " ".join("".join(self.main.itertext()).split())

    @property
    def main(self) -> ElementTree.Element:
        main = self.tree.find(".//main")
        assert main is not None, "a page without a main part"
        return main

    def links(self, within: str = "main") -> list[str]:
        return [link.get("href", "") for link in self.tree.findall(f".//{within}//a")]

    def meta(self, name: str) -> str | None:
        for element in self.tree.iter("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content")
        return None

    def rel(self, rel: str) -> str | None:
        return next((link.get("href") for link in self.tree.iter("link") if link.get("rel") == rel), None)

    def jsonld(self) -> dict:
        script = next(each for each in self.tree.iter("script") if each.get("type") == "application/ld+json")
        return json.loads(script.text or "")

    def inputs(self, name: str) -> list[ElementTree.Element]:
        return [element for element in self.tree.iter("input") if element.get("name") == name]

    def checked(self, name: str) -> list[str | None]:
        return [element.get("value") for element in self.inputs(name) if element.get("checked") is not None]


def parsed(fragment: str, *, strict: bool = True) -> ElementTree.Element:
    """A piece of a page, parsed as strictly, unless it holds control characters on purpose."""
    return html5lib.HTMLParser(strict=strict, namespaceHTMLElements=False).parseFragment(fragment)
