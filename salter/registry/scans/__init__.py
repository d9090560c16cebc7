"""Scans as a door: a watched folder, kept first and moved after; read page by page in the background."""
