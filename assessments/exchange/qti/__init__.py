"""QTI of 1EdTech: items and packages of 2.1 and 3.0 are read, 3.0 is written."""

from .packages import read_qti, write_qti

__all__ = ["read_qti", "write_qti"]
