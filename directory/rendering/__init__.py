"""What repeats on a page, rendered fast from templates: see docs/decisions/0009-lean-pages.md."""
