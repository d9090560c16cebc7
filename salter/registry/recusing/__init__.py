"""An official who may not act in a case: asked for, decided by the head, with a substitute (decision 049)."""
