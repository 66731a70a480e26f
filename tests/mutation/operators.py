"""The changes that are tried, one at a time: each turns a rule into one that is subtly another."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[ast.AST], None]

COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: Final[dict[type[ast.operator], tuple[type[ast.operator], ...]]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}


@dataclass(frozen=True)
class Mutant:
    """One change of one module: where, what, and the module as it then is."""

    line: int
    source: str
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.line}: {self.source}  [{self.what}]"


def mutants(text: str) -> Iterator[Mutant]:
    """Yield every mutant of a module's text."""
    tree = ast.parse(text)
    lines = text.splitlines()
    left_out = _left_out(tree)
    for number, node in enumerate(ast.walk(tree)):
        if node in left_out:
            continue
        for what, line, change in _changes(node, left_out):
            other = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(other)) if i == number)
            change(target)
            ast.fix_missing_locations(other)
            yield Mutant(line, lines[line - 1].strip(), what, other)


def _left_out(tree: ast.Module) -> set[ast.AST]:
    """Return what says nothing at run time: annotations, docstrings, imports, decorators, names."""
    found: set[ast.AST] = set()

    def leave(node: ast.AST | None) -> None:
        if node is not None:
            found.update(ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg):
            leave(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                leave(decorator)
        if isinstance(node, ast.FunctionDef):
            leave(node.returns)
        if isinstance(node, ast.Import | ast.ImportFrom):
            leave(node)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            leave(node)
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(b) for b in node.bases):
            leave(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            leave(node)
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
            leave(node)
        if isinstance(node, ast.Subscript) and ast.unparse(node).startswith("frozenset["):
            leave(node)
    return found


def _changes(node: ast.AST, left_out: set[ast.AST]) -> Iterator[tuple[str, int, Change]]:
    line = getattr(node, "lineno", 0)
    match node:
        case ast.Compare():
            for i, op in enumerate(node.ops):
                for other in COMPARISONS.get(type(op), ()):
                    yield f"{_name(type(op))} -> {_name(other)}", line, _set_op(i, other)
        case ast.BinOp() if type(node.op) in ARITHMETIC:
            for arithmetic in ARITHMETIC[type(node.op)]:
                yield (
                    f"{_name(type(node.op))} -> {_name(arithmetic)}",
                    line,
                    _set("op", arithmetic()),
                )
        case ast.BoolOp():
            swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
            yield f"{_name(type(node.op))} -> {_name(swapped)}", line, _set("op", swapped())
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", line, _set("operand", ast.UnaryOp(ast.Not(), node.operand))
        case ast.UnaryOp(op=ast.USub()):
            yield "minus dropped", line, _set("op", ast.UAdd())
        case ast.Constant():
            yield from _constants(node, line)
        case ast.IfExp():
            yield "condition negated", line, _negate
        case ast.Return() if node.value is not None:
            if not (isinstance(node.value, ast.Constant) and node.value.value is None):
                yield "returns None", line, _set("value", ast.Constant(None))
        case ast.comprehension():
            for i, condition in enumerate(node.ifs):
                yield "filter dropped", condition.lineno, _drop("ifs", i)
        case ast.Call():
            for i, keyword in enumerate(node.keywords):
                yield f"{keyword.arg}= dropped", keyword.value.lineno, _drop("keywords", i)
        case ast.Set() if len(node.elts) > 1:
            for i, element in enumerate(node.elts):
                yield "element dropped", element.lineno, _drop("elts", i)
        case ast.Tuple() if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            for i, element in enumerate(node.elts):
                yield "element dropped", element.lineno, _drop("elts", i)
    if isinstance(node, ast.If):
        yield "condition negated", line, _negate
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if isinstance(statements, list):
            for i, statement in enumerate(statements):
                if statement not in left_out and _may_go(statement):
                    yield "statement dropped", statement.lineno, _pass(block, i)


def _constants(node: ast.Constant, line: int) -> Iterator[tuple[str, int, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} -> {not value}", line, _set("value", not value)
    elif isinstance(value, int):
        yield f"{value} -> {value + 1}", line, _set("value", value + 1)
        yield f"{value} -> {value - 1}", line, _set("value", value - 1)
    elif isinstance(value, str):
        yield f"{value!r} -> another text", line, _set("value", f"{value}~")


def _may_go(statement: ast.stmt) -> bool:
    return isinstance(
        statement,
        ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break | ast.Assign | ast.If,
    )


def _name(kind: type[ast.AST]) -> str:
    return kind.__name__


def _set(name: str, value: object) -> Change:
    return lambda node: setattr(node, name, copy.deepcopy(value))


def _set_op(index: int, other: type[ast.cmpop]) -> Change:
    def change(node: ast.AST) -> None:
        node.ops[index] = other()  # type: ignore[attr-defined]

    return change


def _drop(name: str, index: int) -> Change:
    def change(node: ast.AST) -> None:
        del getattr(node, name)[index]

    return change


def _pass(name: str, index: int) -> Change:
    def change(node: ast.AST) -> None:
        getattr(node, name)[index] = ast.Pass()

    return change


def _negate(node: ast.AST) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)  # type: ignore[attr-defined]
