"""`make mutants`: changes a module in one place at a time and sees whether its tests notice.

The tests are collected once; each mutant is then tried in a fork of this process, so that most take
a fraction of a second. Survivors that are argued for stand in `equivalent.py`; any other makes the
exit status 1.
"""

from __future__ import annotations
import __future__

import argparse
import ast
import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

os.environ.setdefault("GYMDESK_SCALE", "0.2")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.operators import Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

ROOT: Final = Path(__file__).parent.parent.parent
TESTS: Final = {
    "gymdesk.domain.aging": (
        "tests/domain/test_aging.py",
        "tests/domain/test_rule_edges.py",
        "tests/domain/test_past_due.py",
    ),
    "gymdesk.domain.past_due": (
        "tests/domain/test_rule_edges.py",
        "tests/domain/test_past_due.py",
    ),
    "gymdesk.domain.call_list": ("tests/domain/test_call_list.py",),
    "gymdesk.domain.gates": ("tests/domain/test_call_list.py",),
    "gymdesk.domain.standing": ("tests/domain/test_call_list.py",),
    "gymdesk.domain.case": ("tests/domain/test_case.py",),
    "gymdesk.domain.promise": ("tests/domain/test_promise.py",),
    "gymdesk.sync.reconcile": (
        "tests/sync/test_reconcile_edges.py",
        "tests/sync/test_reconcile.py",
    ),
}
LIMIT_S: Final = 120.0


def main(argv: list[str]) -> int:
    """Try every mutant of the wanted modules and say which ones live."""
    reader = argparse.ArgumentParser("python -m tests.mutation", description=__doc__)
    reader.add_argument("modules", nargs="*", default=list(TESTS), metavar="MODULE")
    reader.add_argument("--jobs", type=int, default=2)
    wanted = reader.parse_args(argv)
    os.chdir(ROOT)
    if len(wanted.modules) == 1:
        trial = Trial(wanted.modules[0], wanted.jobs)
        options = ("-q", "--no-header", "-p", "no:randomly", "-p", "no:xdist")
        pytest.main([*options, *TESTS[trial.name]], plugins=[trial])
        return trial.told()
    each = [[sys.executable, "-m", "tests.mutation", m, "--jobs", f"{wanted.jobs}"]
            for m in wanted.modules]  # fmt: skip
    return max(subprocess.run(command, check=False).returncode for command in each)


class Trial:
    """Tries the mutants of one module in the place of pytest's own loop over the tests."""

    def __init__(self, name: str, jobs: int) -> None:
        self.name = name
        self._jobs = jobs
        self._text = (ROOT / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        self._every = list(mutants(self._text))
        self._ends: dict[int, bool] = {}
        self._seconds = 0.0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests once without a change, then once for each mutant."""
        module = importlib.import_module(self.name)
        if not self._lives(session.items, module, None):
            sys.exit(f"{self.name}: the tests fail without any change; nothing was tried")
        started_s = time.monotonic()
        running: dict[int, tuple[int, float]] = {}
        waiting = list(range(len(self._every)))[::-1]
        while waiting or running:
            while waiting and len(running) < self._jobs:
                number = waiting.pop()
                pid = self._started(session.items, module, self._every[number])
                running[pid] = (number, time.monotonic())
            self._wait(running)
        self._seconds = time.monotonic() - started_s
        return True

    def told(self) -> int:
        """Print what lives and what was argued for it; 1 where something was not."""
        alive = [m for i, m in enumerate(self._every) if self._ends.get(i, True)]
        argued = [m for m in alive if (self.name, m.source, m.what) in EQUIVALENT]
        sys.stdout.write(
            f"{self.name}: {len(self._every)} mutants, {len(self._every) - len(alive)} killed, "
            f"{len(argued)} argued for, {len(alive) - len(argued)} alive, {self._seconds:.0f} s\n"
        )
        for mutant in alive:
            why = EQUIVALENT.get((self.name, mutant.source, mutant.what))
            sys.stdout.write(f"  {mutant}\n" + (f"      {why}\n" if why else ""))
        sys.stdout.flush()
        return 1 if len(alive) > len(argued) else 0

    def _wait(self, running: dict[int, tuple[int, float]]) -> None:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            number, _ = running.pop(pid)
            self._ends[number] = os.waitstatus_to_exitcode(status) == 0
            if self._ends[number]:
                sys.stderr.write(f"{len(self._ends)}/{len(self._every)} {self._every[number]}\n")
            return
        time.sleep(0.005)
        for slow, (number, since_s) in list(running.items()):
            if time.monotonic() - since_s > LIMIT_S:  # a loop without end is noticed
                os.kill(slow, 9)
                os.waitpid(slow, 0)
                del running[slow]
                self._ends[number] = False

    def _started(self, items: Sequence[pytest.Item], module: ModuleType, mutant: Mutant) -> int:
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            status = 0 if self._lives(items, module, mutant) else 1
        finally:
            os._exit(status)

    def _lives(
        self, items: Sequence[pytest.Item], module: ModuleType, mutant: Mutant | None
    ) -> bool:
        if mutant is not None:
            put_in(module, mutant)
        for item in items:
            reports = runtestprotocol(item, log=False, nextitem=None)
            if any(r.failed for r in reports):
                return False
        return True


def put_in(module: ModuleType, mutant: Mutant) -> None:
    """Let the loaded module behave as the mutant, for all who hold its functions and classes.

    Only the statement that was changed is made anew: classes stay the ones the tests know.
    """
    statement = next(
        s for s in mutant.tree.body if first_line(s) <= mutant.line <= (s.end_lineno or s.lineno)
    )
    space = dict(vars(module))
    flags = __future__.annotations.compiler_flag
    alone = ast.Module([statement], [])
    exec(compile(alone, "mutant", "exec", flags, dont_inherit=True), space)
    for name, value in space.items():
        before = vars(module).get(name)
        if value is before or name == "__builtins__":
            continue
        if isinstance(before, FunctionType):
            like(before, value)
        elif isinstance(before, type):
            for part, new in vars(value).items():
                if isinstance(new, FunctionType):
                    type.__setattr__(before, part, at_home(new, module))
                elif isinstance(new, property) and new.fget is not None:
                    type.__setattr__(before, part, property(at_home(new.fget, module)))
        else:
            setattr(module, name, value)


def first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)])


def like(before: Any, new: Any) -> None:
    before.__code__, before.__defaults__ = new.__code__, new.__defaults__
    before.__kwdefaults__ = new.__kwdefaults__


def at_home(new: Any, module: ModuleType) -> Any:
    """Return the method with the module's own names around it; generated ones have their own."""
    if new.__code__.co_filename != "mutant":
        return new
    made = FunctionType(new.__code__, vars(module), new.__name__, new.__defaults__, new.__closure__)
    made.__kwdefaults__ = new.__kwdefaults__
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
