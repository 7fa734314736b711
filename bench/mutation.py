"""The small breakages a file can have: each a place in it and what would stand there instead."""

from __future__ import annotations

import ast
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
_SWAPPED: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.FloorDiv(), ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(),
}  # fmt: skip
# What a call only says or declares: a log line, a column's width (SQLite checks none), a type.
_SAYS = ("log.", "logger.", "warnings.", "String", "mapped_column", "Index", "TypeVar", "cast")
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_UNSEEN = ("__repr__", "__str__")


@dataclass(frozen=True)
class Mutant:
    """One breakage.

    Args:
        line: of the file, from 1.
        kind: compare, boolean, not, number, arithmetic, removed, returned or guard.
        before: what stands there.
        after: what would.
        start: place in the file, in bytes.
        end: the place after it.
    """

    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int

    def applied(self, source: bytes) -> bytes:
        """The file with the breakage."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants_of(source: str) -> list[Mutant]:
    """Every breakage of a file that a test could notice, in the order of their places."""
    found = _Finder(source.encode())
    found.visit(ast.parse(source))
    return sorted(found.mutants, key=lambda one: (one.start, one.after))


class _Finder(ast.NodeVisitor):
    """Goes through a file, past everything that only says, declares or annotates."""

    def __init__(self, source: bytes) -> None:
        self.mutants: list[Mutant] = []
        self._source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._returns = self._inside = ""

    def _add(self, node: ast.expr | ast.stmt, kind: str, after: ast.AST | str) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        before = self._source[start:end].decode()
        text = after if isinstance(after, str) else f"({ast.unparse(after)})"
        self.mutants.append(Mutant(node.lineno, kind, before, text, start, end))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if node.name in _UNSEEN:
            return
        outer = self._inside, self._returns
        self._inside, self._returns = node.name, ast.unparse(node.returns) if node.returns else ""
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(part)
        self._inside, self._returns = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if any(ast.unparse(base).startswith("Protocol") for base in node.bases):
            return
        for part in node.body:
            self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Python 3.11 doesn't know the places inside it."""

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if not isinstance(value, ast.Call) or _only_says(value):
            return
        self._add(node, "removed", "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._add(node, "removed", "pass")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        # In __init__ anything that is missing is missed at once: that says nothing of the tests.
        kept = all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)
        if kept and self._inside != "__init__":
            self._add(node, "removed", "pass")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if not node.orelse and isinstance(node.body[-1], _LEAVES):
            self._add(node.test, "guard", "False")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        value = node.value
        if value is None:
            return
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            self._add(value, "returned", str(not value.value))
        elif self._returns == "bool":
            self._add(value, "returned", ast.UnaryOp(ast.Not(), value))
        elif "None" in self._returns and not _is_none(value):
            self._add(value, "returned", "None")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for place, operator in enumerate(node.ops):
            ops = list(node.ops)
            ops[place] = _COMPARED[type(operator)]
            self._add(node, "compare", ast.Compare(node.left, ops, node.comparators))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._add(node, "boolean", ast.BoolOp(other, node.values))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._add(node, "not", node.operand)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        swapped = _SWAPPED.get(type(node.op))
        if swapped is not None and not _is_text(node.left) and not _is_text(node.right):
            self._add(node, "arithmetic", ast.BinOp(node.left, swapped, node.right))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) is int:  # 0 and 2 go up, 1 and 3 go down
            self._add(node, "number", f"({node.value + (-1 if node.value % 2 else 1)})")
        elif type(node.value) is bool:
            self._add(node, "boolean", str(not node.value))

    def visit_Call(self, node: ast.Call) -> None:
        if not _only_says(node):
            self.generic_visit(node)


def _only_says(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith(_SAYS)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
