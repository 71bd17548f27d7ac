"""Changing YAML that people wrote: single values in their place, every other byte kept, comments and all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from hitl_kit.domain.errors import InputError

Place = tuple[str | int, ...]
"""Where a value stands: keys and numbers of items, from the top."""


def changed_yaml(text: str, changes: Mapping[Place, float | Sequence[str]]) -> str:
    """The text with other numbers and lists of words at these places; InputError where the file has none there, or a
    list with comments of its own, which would be lost."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    edits = [_edit(text, root, place, value) for place, value in changes.items()]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edit(text: str, root: yaml.Node | None, place: Place, value: float | Sequence[str]) -> tuple[int, int, str]:
    """What to put in the place of which characters."""
    node = root
    for key in place:
        node = _below(node, key)
    if isinstance(value, Sequence) and isinstance(node, yaml.SequenceNode):
        return _list(text, node, [_word(v) for v in value], place)
    if not isinstance(value, Sequence) and isinstance(node, yaml.ScalarNode):
        return node.start_mark.index, node.end_mark.index, f"{value:.15g}"
    raise InputError(f"{_named(place)} is not what can be changed here", mend="change it in the file")


def _below(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _list(text: str, node: yaml.SequenceNode, words: list[str], place: Place) -> tuple[int, int, str]:
    start, end = node.start_mark.index, node.end_mark.index
    if not node.flow_style:
        end = node.value[-1].end_mark.index  # the mark of the list itself lies behind the comments that follow it
    edges = [start, *(mark.index for item in node.value for mark in (item.start_mark, item.end_mark)), end]
    if any("#" in text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)):
        raise InputError(f"{_named(place)} has comments between its values", mend="change it in the file")
    if node.flow_style or not words:
        return start, end, f"[{', '.join(words)}]"
    return start, end, ("\n" + " " * node.start_mark.column).join(f"- {word}" for word in words)


def _word(value: str) -> str:
    """A text as YAML that reads as the same text."""
    plain = value.isprintable()
    style = None if plain else '"'  # the one style that has a sign for every character
    return yaml.safe_dump(
        [value], default_flow_style=True, default_style=style, allow_unicode=plain, width=10**6
    ).strip()[1:-1]  # fmt: skip


def _named(place: Place) -> str:
    return ".".join(str(key + 1) if isinstance(key, int) else key for key in place)
