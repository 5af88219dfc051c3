"""What rendering/ makes of texts from outside, covers and changes, as filters for templates."""

from django import template
from django.template.defaultfilters import stringfilter

from directory.rendering.cards import named
from directory.rendering.changes import changed_fields, field_names
from directory.rendering.covers import cover
from directory.rendering.texts import host, markdown

register = template.Library()
register.filter("markdown", stringfilter(markdown))
for each in (changed_fields, cover, field_names, host, named):
    register.filter(each)
