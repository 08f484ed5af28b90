"""Texts with values: what is missing stays visible, and templates can do without it."""

import pytest

from hub.domain.canned import CannedText
from hub.rendering.templates import JinjaRenderer
from hub.services.knowledge.reply_values import fill

VALUES = {"customer.name": "Ann", "customer.attributes.bike": "Glide 7", "case.number": ""}
RENDERER = JinjaRenderer()


@pytest.mark.parametrize(
    ("source", "text", "missing"),
    [
        ("Hi {{ customer.name }}", "Hi Ann", ()),
        ("Your {{ customer.attributes.bike }}", "Your Glide 7", ()),
        ("{{ case.number }}", "⟦case.number⟧", ("case.number",)),
        ("{{ case.number or 'your case' }}", "your case", ()),
        ("{% if case.number %}Case {{ case.number }}. {% endif %}Hello", "Hello", ()),
        ("{{ customer.attributes.size }}", "⟦customer.attributes.size⟧", ("customer.attributes.size",)),
        ("{{ today }} {{ today }}", "⟦today⟧ ⟦today⟧", ("today",)),
        ("{{ customer.name|upper }}", "ANN", ()),
    ],
)
def test_a_text_is_filled_in(source: str, text: str, missing: tuple[str, ...]) -> None:
    filled = fill(CannedText(locale="en", text=source), VALUES, RENDERER)
    assert (filled.text, filled.missing) == (text, missing)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ customer.name }} {{ today }}", {"customer.name", "today"}),
        ("{% set x = 1 %}{{ x }}", set()),
        ("{% for each in customer.tags %}{{ each.name }}{% endfor %}", {"customer.tags"}),
        ("{{ customer.attributes.a.b }}", {"customer.attributes.a.b"}),
        ("no values", set()),
    ],
)
def test_a_template_tells_what_it_asks_for(source: str, names: set[str]) -> None:
    assert RENDERER.variables(source) == names
