"""Corrections of obvious errors in signed acts, by a ruling of their own."""
