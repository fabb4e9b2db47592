"""A plugin whose metadata is wrong."""

from tests.extend.made import made

plugin = made("wrong", api="one")
