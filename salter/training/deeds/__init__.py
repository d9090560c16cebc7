"""Deeds: what somebody does in a practice office, by name, through the same actions as the pages.

They serve the cases that lie in the office at the beginning, colleagues and citizens who answer, checkpoints, and the
player that checks every exercise. A deed takes a world and what its row in a file gives; `by` names who does it;
without it that is whoever would, mostly the handler of the case.
"""

from salter.training.deeds import acts, coming_in, delivery, ending, procedure, work
from salter.training.deeds.base import DEEDS, play

__all__ = ["DEEDS", "play", "acts", "coming_in", "delivery", "ending", "procedure", "work"]
