"""Dossiers: cases of one subject kept together by reference (decision 056)."""
