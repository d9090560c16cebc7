"""Kinds of decisions: in the whole, of a part, supplementary; and what each makes of its case."""
