"""Sheets for trainers: every type of question goes in and out as it is."""

from .comma import read_csv, write_csv
from .workbook import read_xlsx, write_xlsx

__all__ = ["read_csv", "read_xlsx", "write_csv", "write_xlsx"]
