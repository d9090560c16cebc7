"""`salter lab`: an installation of its own, really damaged, that people put right by the commands of the bad night.

Everything lies in one folder: the damaged office, its backups, what people say and what the trainee makes. The truth
(which snapshot is the good one, what the damage is made of) stands in `.lab`; grading looks at what really stands in
databases, stores and backups, and at the commands that were given, in their order.
"""
