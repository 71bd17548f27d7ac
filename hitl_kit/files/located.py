"""YAML that people write: read safely, validated, and every fault named by file, line, key and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import FileProblems, InputError, Problem, meant

M = TypeVar("M", bound=BaseModel)
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 20


@dataclass(frozen=True)
class Document(Generic[M]):
    """A file as it was read: its bytes' SHA-256 is what an approval binds to."""

    path: Path
    text: str
    sha256: str
    value: M


def read_yaml(path: Path, model: type[M], *, beside: Mapping[str, Any] | None = None) -> Document[M]:
    """The file as a `model`; FileProblems names every fault at once, InputError a file that cannot be read. `beside` is
    what the model's validators may hold it against."""
    text, digest = _text(path)
    return Document(path, text, digest, parse_yaml(path, text, model, beside=beside))


def parse_yaml(path: Path, text: str, model: type[M], *, beside: Mapping[str, Any] | None = None) -> M:
    """The text of a file as a `model`; FileProblems names every fault at once."""
    try:
        root = _compose(text)
    except yaml.YAMLError as error:
        raise FileProblems(path, [_syntax(error)]) from None
    except RecursionError:
        raise FileProblems(path, [Problem(0, "", "is nested too deeply")]) from None
    if root is None:
        raise FileProblems(path, [Problem(0, "", "is empty", _mend_empty(model))])
    reader = _Reader(path)
    data = reader.value(root, ())
    if reader.problems:
        raise FileProblems(path, reader.problems)
    try:
        return model.model_validate(data, context=beside)
    except ValidationError as error:
        found: list[dict[str, Any]] = [dict(e) for e in error.errors(include_url=False)]
        places = [tuple(e["loc"]) for e in found]
        problems = [
            problem
            for e in found  # a list is not "too short" because its items are faulty
            if not (
                e["type"] == "too_short"
                and any(len(p) > len(e["loc"]) and p[: len(e["loc"])] == e["loc"] for p in places)
            )
            for problem in _problems(e, reader.lines, model)
        ]
        raise FileProblems(path, sorted(problems, key=lambda p: p.line)) from None


def _compose(text: str) -> yaml.Node | None:
    """The file's nodes: read in C where PyYAML has it, and again in Python where its words for a fault are needed."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None:
        try:
            return yaml.compose(text, Loader=fast)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _text(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} is missing", mend="hitl new SLUG writes a commented one") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    if len(raw) > _MAX_BYTES:
        raise InputError(f"{path} has {len(raw):,} bytes; at most {_MAX_BYTES:,} are read")
    try:
        return raw.decode("utf-8-sig"), sha256_hex(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileProblems(path, [Problem(line, "", "is not UTF-8", "save the file as UTF-8")]) from None


def _mend_empty(model: type[BaseModel]) -> str:
    return f"it needs at least: {', '.join(n for n, f in model.model_fields.items() if f.is_required())}"


def _syntax(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or error).replace("\n", " ")
    if "cannot start any token" in problem and "\\t" in problem:
        return Problem(mark.line + 1 if mark else 0, "", "a tab is used for indentation", "use spaces")
    return Problem(mark.line + 1 if mark else 0, "", f"is not YAML: {problem}", "check quotes, colons and indentation")


class _Reader:
    """Turns nodes into values and remembers the line of every key. No aliases, no tags, no key twice."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[tuple[Any, ...], int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()
        self._scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, where: tuple[Any, ...]) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(where, line)
        if id(node) in self._seen:
            here = self.lines[where]  # the node's own mark is where the anchor stands
            self.problems.append(Problem(here, _dotted(where), "aliases (&, *) are not read", "write the value out"))
            return None
        self._seen.add(id(node))
        if len(where) > _MAX_DEPTH:
            self.problems.append(Problem(line, _dotted(where), "is nested too deeply"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, i)) for i, child in enumerate(node.value)]
        try:
            return self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.problems.append(Problem(line, _dotted(where), f"'{node.value}' cannot be read", "put it in quotes"))
            return None

    def _mapping(self, node: yaml.MappingNode, where: tuple[Any, ...]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in out:
                first = self.lines[*where, key]
                self.problems.append(
                    Problem(line, _dotted((*where, key)), f"is written twice (first on line {first})", "keep one")
                )
                continue
            self.lines[*where, key] = line
            out[key] = self.value(value_node, (*where, key))
        return out


def _dotted(where: Sequence[Any]) -> str:
    out = ""
    for part in where:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out


def _problems(
    error: dict[str, Any], lines: dict[tuple[Any, ...], int], model: type[BaseModel]
) -> Iterator[Problem]:  # fmt: skip
    where = tuple(error["loc"])
    if error["type"] != "faults":
        yield _problem(error, lines, model)
        return
    for fault in error["ctx"]["faults"]:
        place = (*where, *fault.where)
        yield Problem(_line(place, lines), _dotted(place), fault.message, fault.mend)


def _line(where: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> int:
    """The line of a place, or of the nearest one around it that the file has."""
    while where not in lines:
        where = where[:-1]
    return lines[where]


def _problem(error: dict[str, Any], lines: dict[tuple[Any, ...], int], model: type[BaseModel]) -> Problem:
    where = tuple(error["loc"])
    message, mend = str(error["msg"]).removeprefix("Value error, "), ""
    match error["type"]:
        case "extra_forbidden":
            keys = _keys_at(model, where[:-1])
            message, mend = "is not a known key", meant(str(where[-1]), keys, "the keys here are")
        case "missing":
            message, mend = "is missing", f"add '{where[-1]}:' here"
        case "literal_error":
            message, mend = f"{error['input']!r} is not allowed", f"use {error['ctx']['expected']}"
        case "string_pattern_mismatch":
            message = f"'{error['input']}' is not a name"
            mend = "use lower-case letters, digits and underscores, beginning with a letter"
        case "tuple_type" | "list_type":
            message, mend = "must be a list", "write the items in [brackets] or one a line with '- '"
        case "too_short":
            message, mend = "is empty", "give at least one"
        case "model_type" | "model_attributes_type" | "dict_type":
            message, mend = "must hold keys and values", "write 'key: value' lines, indented"
        case "value_error":
            pass
        case _:
            message = message[0].lower() + message[1:]
            mend = f"it is now {error['input']!r}" if isinstance(error["input"], (str, int, float, bool)) else ""
    return Problem(_line(where, lines), _dotted(where), message, mend)


def _keys_at(model: type[BaseModel], where: tuple[Any, ...]) -> list[str]:
    """The keys that the model knows at that place."""
    here: type[BaseModel] = model
    for part in where:
        if isinstance(part, int):
            continue
        found = here.model_fields.get(str(part))
        inner = _model_in(found.annotation) if found else None
        if inner is None:
            return []
        here = inner
    return list(here.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_in(part):
            return found
    return None
