"""The Merkle tree: the vectors of RFC 6962's reference tree, and agreement with an independent implementation."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency  # type: ignore[import-untyped]

from salter.journal import merkle

# The reference tree of the Certificate Transparency projects: its leaves, and its root at each size.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Grown:
    """A tree with its stored subtrees, as the database keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.rows: list[list[bytes]] = []
        self.roots: list[bytes] = []
        tree = merkle.Tree()
        for leaf in leaves:
            self.rows.append(tree.append(merkle.leaf_hash(leaf)))
            self.roots.append(tree.root)

    def node(self, place: merkle.Place) -> bytes:
        """The hash of a perfect subtree."""
        level, number = place
        return self.rows[((number + 1) << level) - 1][level]

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof of a leaf."""
        return merkle.roots(merkle.inclusion(index, size), self.node)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof of growth."""
        return merkle.roots(merkle.consistency(first, second), self.node)


def oracle(leaves: list[bytes]) -> InmemoryTree:
    """The same tree by pymerkle, which counts from 1."""
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(leaves)
    return tree


def theirs(proof: object) -> list[str]:
    """The path of a proof of theirs, in the order of RFC 9162."""
    return list(proof.serialize()["path"])  # type: ignore[attr-defined]


def test_the_reference_tree() -> None:
    grown = Grown([bytes.fromhex(leaf) for leaf in LEAVES])
    assert [root.hex() for root in grown.roots] == ROOTS
    assert merkle.fold([]) == merkle.EMPTY


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=70))
def test_roots_and_proofs_agree_with_pymerkle(leaves: list[bytes]) -> None:
    grown, other = Grown(leaves), oracle(leaves)
    size = len(leaves)
    for length in range(1, size + 1):
        assert grown.roots[length - 1] == other.get_root(length)
        assert merkle.fold([grown.node(place) for place in merkle.places(0, length)]) == grown.roots[length - 1]
    for index in range(size):
        path = [merkle.leaf_hash(leaves[index]), *grown.inclusion(index, size)]  # theirs begins with the leaf itself
        assert [part.hex() for part in path] == theirs(other.prove_inclusion(index + 1, size))
    for first in range(1, size + 1):
        agree_on_growth(grown, other, first, size)


def agree_on_growth(grown: Grown, other: InmemoryTree, first: int, size: int) -> None:
    """Their proofs have another form; both verifiers accept the same two trees, and both refuse another first one."""
    old, new = other.get_root(first), other.get_root(size)
    verify_consistency(old, new, other.prove_consistency(first, size))
    assert merkle.verify_consistency(first, size, old, new, grown.consistency(first, size))
    with pytest.raises(InvalidProof):
        verify_consistency(merkle.EMPTY, new, other.prove_consistency(first, size))
    assert not merkle.verify_consistency(first, size, merkle.EMPTY, new, grown.consistency(first, size))


# The proofs of growth that the Certificate Transparency projects test with.
GROWTH = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


@pytest.mark.parametrize(("first", "second"), list(GROWTH))
def test_the_proofs_of_growth_of_the_reference_tree(first: int, second: int) -> None:
    grown = Grown([bytes.fromhex(leaf) for leaf in LEAVES])
    assert [part.hex() for part in grown.consistency(first, second)] == GROWTH[first, second]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 64, 100])
def test_every_proof_holds_and_no_changed_one_does(size: int) -> None:
    grown = Grown([bytes([number]) for number in range(size)])
    root = grown.roots[-1]
    for index in range(size):
        leaf, proof = merkle.leaf_hash(bytes([index])), grown.inclusion(index, size)
        assert merkle.verify_inclusion(leaf, index, size, proof, root)
        assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, root)
        assert not merkle.verify_inclusion(leaf, index, size, [*proof, root], root)
        assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], root) or not proof
        for other in range(size):
            assert other == index or not merkle.verify_inclusion(leaf, other, size, proof, root)
        for place, part in enumerate(proof):
            changed = [*proof[:place], bytes([part[0] ^ 1]) + part[1:], *proof[place + 1 :]]
            assert not merkle.verify_inclusion(leaf, index, size, changed, root)
    for first in range(1, size + 1):
        proof, old = grown.consistency(first, size), grown.roots[first - 1]
        assert merkle.verify_consistency(first, size, old, root, proof)
        assert not merkle.verify_consistency(first, size, merkle.EMPTY, root, proof)
        assert not merkle.verify_consistency(first, size, old, merkle.EMPTY, proof)
        assert not merkle.verify_consistency(first, size, old, root, [*proof, root])
        for place, part in enumerate(proof):
            changed = [*proof[:place], bytes([part[0] ^ 1]) + part[1:], *proof[place + 1 :]]
            assert not merkle.verify_consistency(first, size, old, root, changed)


@given(st.integers(1, 10**9), st.data())
def test_a_proof_needs_few_subtrees(size: int, data: st.DataObject) -> None:
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    height = size.bit_length()
    assert len(merkle.needed(merkle.inclusion(index, size))) <= 2 * height
    assert len(merkle.needed(merkle.consistency(first, size))) <= 2 * height
    for level, number in merkle.needed(merkle.consistency(first, size)):
        assert (number + 1) << level <= size


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(index, size)
    assert not merkle.verify_inclusion(b"", index, size, [], merkle.EMPTY)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_what_never_was_has_no_continuation(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no such trees"):
        merkle.consistency(first, second)
    assert not merkle.verify_consistency(first, second, merkle.EMPTY, merkle.EMPTY, [])


def test_a_rewritten_leaf_breaks_every_later_consistency() -> None:
    chosen = random.Random(9)
    leaves = [chosen.randbytes(8) for _number in range(50)]
    old = Grown(leaves[:30])
    rewritten = Grown([*leaves[:10], b"rewritten", *leaves[11:]])
    for second in range(30, 51):
        proof = rewritten.consistency(30, second)
        assert not merkle.verify_consistency(30, second, old.roots[-1], rewritten.roots[second - 1], proof)
