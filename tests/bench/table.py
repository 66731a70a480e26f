"""The lines of the table: a figure, what it is measured against, the target, and the inputs."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One measured figure. `ratio` = `value` / `against`; a target is an upper bound of it.

    `target_of` says whether the target bounds the "ratio" or the "value" itself.
    """

    part: str
    what: str
    value: float
    unit: str
    against: float | None = None
    against_what: str = ""
    target: float | None = None
    target_of: str = "ratio"
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Return the value in units of what it is measured against."""
        return None if self.against is None else self.value / self.against

    @property
    def met(self) -> bool | None:
        """Return whether the target is met; None where there is none."""
        if self.target is None:
            return None
        figure = self.value if self.target_of == "value" else self.ratio
        return figure is not None and figure <= self.target


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def as_text(lines: Iterable[Line]) -> str:
    """Return the table as text, each line with its inputs below."""
    out = [f"{'':3}{'what':44}{'figure':>13}{'against':>13}{'ratio':>9}  target"]
    for line in lines:
        against = "" if line.against is None else f"{line.against:.1f} {line.unit}"
        ratio = "" if line.ratio is None else _ratio(line.ratio)
        target = ""
        if line.target is not None:
            unit = f" {line.unit}" if line.target_of == "value" else ""
            target = f"<= {line.target:g}{unit}: {'met' if line.met else 'MISSED'}"
        figure = f"{line.value:.1f} {line.unit}"
        out.append(f"{line.part:3}{line.what:44}{figure:>13}{against:>13}{ratio:>9}  {target}")
        said = "; ".join(f"{k} {_word(v)}" for k, v in line.inputs.items())
        if line.against_what:
            said = (
                f"against {line.against_what}; {said}" if said else f"against {line.against_what}"
            )
        if said:
            out.append(f"   · {said}")
    return "\n".join(out)


def write_json(lines: Iterable[Line], path: Path, machine: dict[str, Any]) -> None:
    """Write all lines with their inputs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = [{**asdict(line), "ratio": line.ratio, "met": line.met} for line in lines]
    whole = {"machine": machine, "lines": listed}
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def _ratio(ratio: float) -> str:
    return f"{ratio:.4f}" if ratio < 0.1 else f"{ratio:.2f}"


def _word(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
