"""Guarantee acts: what the body binds itself to decide, later requests that refer to them, decisions that depart."""
