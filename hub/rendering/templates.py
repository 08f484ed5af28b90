"""Message templates: Jinja2 without access to anything but the values given."""

from collections.abc import Mapping

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from typing_extensions import override

from hub.errors import InvalidError
from hub.ports.rendering import Renderer

_MAX_LENGTH = 200_000


class JinjaRenderer(Renderer):
    """Compiles each source once; unknown names are errors, not gaps in a customer's text."""

    def __init__(self) -> None:
        options = {"undefined": StrictUndefined, "keep_trailing_newline": False, "cache_size": 500}
        self._text = ImmutableSandboxedEnvironment(autoescape=False, **options)
        self._html = ImmutableSandboxedEnvironment(autoescape=True, **options)

    @override
    def render(self, source: str, values: Mapping[str, object], *, html: bool = False) -> str:
        environment = self._html if html else self._text
        try:
            text = environment.from_string(source).render(dict(values))
        except TemplateError as error:
            raise InvalidError(f"the template cannot be rendered: {error.message}", field="text") from error
        if len(text) > _MAX_LENGTH:
            raise InvalidError(f"the text is longer than {_MAX_LENGTH} characters", field="text")
        return text

    @override
    def problems(self, source: str) -> list[str]:
        try:
            self._text.parse(source)
        except TemplateSyntaxError as error:
            return [f"line {error.lineno}: {error.message}"]
        return []

    @override
    def variables(self, source: str) -> frozenset[str]:
        tree = self._text.parse(source)
        given = find_undeclared_variables(tree)
        inner = {id(each.node) for each in tree.find_all(nodes.Getattr)}
        named = [each for each in tree.find_all((nodes.Getattr, nodes.Name)) if id(each) not in inner]
        return frozenset(name for each in named if (name := _dotted(each)) and name.partition(".")[0] in given)


def _dotted(node: nodes.Node) -> str:
    """The name of a value and of its part, as written; empty for what is computed."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        outer = _dotted(node.node)
        return f"{outer}.{node.attr}" if outer else ""
    return ""
