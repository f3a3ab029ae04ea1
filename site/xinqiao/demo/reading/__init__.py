"""Content files read into plain values, with every fault noted by file and line. No database."""
