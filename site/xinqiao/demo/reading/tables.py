"""YAML whose mappings and lists know their lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from django.utils.translation import gettext as _

from .files import Source


class Table(dict[str, Any]):
    """A mapping; `lines` holds the line of each key."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Rows(list[Any]):
    """A list; `lines` holds the line of each item."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class Loader(yaml.SafeLoader):
    """Plain data only, no key twice."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
            if isinstance(value, str):
                value.encode()  # an escape such as "\\ud800" is half a character
            return value
        except ValueError as error:  # such as the 31st of February
            raise yaml.constructor.ConstructorError(
                None, None, str(error), node.start_mark
            ) from None

    def construct_table(self, node: yaml.MappingNode) -> Iterator[Table]:
        table = Table(node.start_mark.line + 1)
        yield table
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in table:
                problem = _("the key “%(key)s” stands here a second time") % {"key": key}
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            table[key] = self.construct_object(value_node, deep=True)
            table.lines[key] = key_node.start_mark.line + 1

    def construct_rows(self, node: yaml.SequenceNode) -> Iterator[Rows]:
        rows = Rows(node.start_mark.line + 1)
        yield rows
        for item in node.value:
            rows.append(self.construct_object(item, deep=True))
            rows.lines.append(item.start_mark.line + 1)


Loader.add_constructor("tag:yaml.org,2002:map", Loader.construct_table)
Loader.add_constructor("tag:yaml.org,2002:seq", Loader.construct_rows)


def read_yaml(source: Source, text: str | None = None, first_line: int = 1) -> Any:
    """What the YAML says, or None after noting that it is broken or empty.

    *text* is a part of the file that begins at *first_line*; without it, the whole file is read.
    """
    text = source.text if text is None else text
    try:
        # Empty lines before it give all marks the file's own line numbers.
        value = yaml.load("\n" * (first_line - 1) + text, Loader=Loader)  # noqa: S506  (a safe one)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else first_line
        problem = error.problem or error.context
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = error.reason
    except RecursionError:
        line, problem = first_line, _("too many things inside one another")
    else:
        if value is None:
            source.fault(first_line, _("There is nothing here."))
        return value
    source.fault(line, _("This is not valid YAML: %(problem)s.") % {"problem": problem})
    return None
