"""The Merkle tree of the log (RFC 9162, section 2.1): pure, no I/O.

A *place* (level, number) is a perfect subtree: the leaves number·2^level … (number + 1)·2^level - 1. Whoever keeps the
hashes of the perfect subtrees computes every root and every proof from O(log n) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
Range = tuple[int, int]
EMPTY = hashlib.sha256(b"").digest()
LENGTH = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass
class Tree:
    """The right edge of a growing tree: its size and the hashes of its perfect subtrees, the largest first."""

    size: int = 0
    edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf by its hash; gives the hashes of the perfect subtrees that it completes, from level 0 up."""
        completed = [leaf]
        number = self.size
        while number & 1:
            completed.append(node_hash(self.edge.pop(), completed[-1]))
            number >>= 1
        self.edge.append(completed[-1])
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        """The root hash."""
        return fold(self.edge)


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, the largest first."""
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def places(begin: int, end: int) -> list[Place]:
    """The perfect subtrees that cover the leaves `begin` … `end` - 1 of a range that RFC 9162 splits off."""
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append((level, begin >> level))
        begin += 1 << level
    return found


def inclusion(index: int, size: int) -> list[Range]:
    """The ranges whose roots are the inclusion proof of a leaf (2.1.3.1), from the leaf up.

    Raises ValueError when the tree of that size has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    begin, end, found = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    return found[::-1]


def consistency(first: int, second: int) -> list[Range]:
    """The ranges whose roots prove that the tree of `second` leaves begins with that of `first` (2.1.4.1).

    Raises ValueError unless 0 < first <= second.
    """
    if not 0 < first <= second:
        raise ValueError("no such trees")
    begin, end, found, whole = 0, second, [], True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin, whole = middle, False
    return ([] if whole else [(begin, end)]) + found[::-1]


def needed(ranges: Iterable[Range]) -> set[Place]:
    """The perfect subtrees from which the roots of ranges are computed."""
    return {place for begin, end in ranges for place in places(begin, end)}


def roots(ranges: Iterable[Range], known: Callable[[Place], bytes]) -> list[bytes]:
    """The root of each range; `known` gives the hash of a perfect subtree."""
    return [fold([known(place) for place in places(begin, end)]) for begin, end in ranges]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (2.1.3.2); None when the proof has not the shape of one."""
    if not 0 <= index < size:
        return None
    number, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(sibling, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at `index` of the tree with this size and root."""
    return root_from_inclusion(leaf, index, size, proof) == root


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the second tree begins with the whole first one (2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and (old, new) == (first_root, second_root)


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
