"""Django's `url` and `static`, for templates that need the same addresses on every page: each is looked up once."""

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import Node, Parser, Token
from django.templatetags.static import StaticNode

register = template.Library()


class Kept(Node):
    """Another node that gives the same on every page, so that its first answer is kept."""

    def __init__(self, node: Node, name: str | None = None):
        self.node, self.name = node, name
        self.answer: str | None = None

    def render(self, context: template.Context) -> str:
        """The answer; where the tag gives it a name, as in `{% url … as name %}`, it goes there and not on the page."""
        if self.answer is None:
            shown = self.node.render(context)
            self.answer = context[self.name] if self.name else shown
        if self.name:
            context[self.name] = self.answer
            return ""
        return self.answer


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """As ever; the address of a page of ours that takes no argument is kept."""
    node = defaulttags.url(parser, token)
    name = node.view_name.var
    is_ours = isinstance(name, str) and name.startswith("directory:")
    return Kept(node, node.asvar) if is_ours and not (node.args or node.kwargs) else node


@register.tag
def static(parser: Parser, token: Token) -> Node:
    """As ever; the address of a file that is named here is kept."""
    node = StaticNode.handle_token(parser, token)
    return node if settings.DEBUG or node.path.is_var else Kept(node, node.varname)
