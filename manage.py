#!/usr/bin/env python
"""Run a management command of Xinqiao."""

import os
import sys
from pathlib import Path

# The folder site/ holds the project package `xinqiao`. It can never be a package
# itself: Python has a standard module called `site`, loaded before anything of ours.
sys.path.insert(1, str(Path(__file__).parent / "site"))

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
