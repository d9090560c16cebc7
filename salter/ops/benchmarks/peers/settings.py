"""The settings of the installation, with the peers' URL map in place of the product's."""

from salter.ops.settings import *  # noqa: F403

ROOT_URLCONF = "salter.ops.benchmarks.peers.urls"
