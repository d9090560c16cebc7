"""Many letters in one go: dispatched, printed in volumes and handed to the post by the worker (decision 047)."""
