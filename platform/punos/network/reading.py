"""The network's eyes: published figures and public names, read as the role *net*.

The only module that uses that role's connection. The role may read these two tables and nothing else,
so whatever is asked here, no person and no exact figure of a member can come of it.
"""

from typing import Any

from sqlalchemy import Row, Select

from punos.db import Directory
from punos.deployment import Deployment


def read(deployment: Deployment, query: Select[*tuple[Any, ...]]) -> list[Row[*tuple[Any, ...]]]:
    """The rows of a query over published figures and public names."""
    return Directory(deployment.database("net")).rows(query)
