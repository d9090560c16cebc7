"""Handling of cases by other programs: what officials do on pages, over the API (interfaces.md, HTTP)."""
