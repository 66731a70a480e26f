"""Mutants that no test can tell from the module, each with the reason why.

`docs/mutation.md` is the same list for readers. A line of the module that changes drops out of it.
"""

from __future__ import annotations

from typing import Final

AGING: Final = "gymdesk.domain.aging"
PAST_DUE: Final = "gymdesk.domain.past_due"
RECONCILE: Final = "gymdesk.sync.reconcile"
STANDING: Final = "gymdesk.domain.standing"
CASE: Final = "gymdesk.domain.case"
PROMISE: Final = "gymdesk.domain.promise"

_NOTHING = "A part of 0 cents adds 0 to whichever cell it is put in."
_SAME_LENGTH = "Three names and three limits, both constants: there is nothing to be strict about."
_NO_ZERO = (
    "`owed_part` gives no part of 0 cents, so > 0, >= 0 and > -1 (likewise < 0 and <= 0) agree."
)
_ONE_DEBT = "A shortcut: the sums of a single debt are that debt; an empty list has left before."
_DIFFERS = "Asked only where the stated amount differs from the sum, so the surplus is never 0."

_TRUTH = "Its callers ask for the truth of it alone."
_OTHER_EVENT = "Two kinds of event, and an event has one kind: they are never one and the same."

EQUIVALENT: Final[dict[tuple[str, str, str], str]] = {
    (AGING, "if part.cents < 0:", "Lt -> LtE"): _NOTHING,
    (AGING, "if part.cents < 0:", "0 -> 1"): _NOTHING,
    **{
        (AGING, "for name, limit in zip(names, LIMITS, strict=True):", what): _SAME_LENGTH
        for what in ("strict= dropped", "True -> False")
    },
    **{
        (PAST_DUE, line, what): _NO_ZERO
        for line in (
            "due = [p for p in parts if p.due and p.cents > 0]",
            "dated = [p.due_on for p in parts if p.due and p.cents > 0 and p.due_on is not None]",
            "known_days = [p.days for p in parts if p.due and p.cents > 0 and p.days is not None]",
        )
        for what in ("Gt -> GtE", "0 -> -1")
    },
    **{
        (PAST_DUE, "kept = [p for p in parts if not p.due or p.cents < 0]", what): _NO_ZERO
        for what in ("Lt -> LtE", "0 -> 1")
    },
    (PAST_DUE, "if len(debts) == 1:", "statement dropped"): _ONE_DEBT,
    (PAST_DUE, "if len(debts) == 1:", "1 -> 0"): _ONE_DEBT,
    (PAST_DUE, "return debts[0]", "0 -> -1"): _ONE_DEBT,
    (PAST_DUE, "if surplus < 0:", "Lt -> LtE"): _DIFFERS,
    (PAST_DUE, "if surplus < 0:", "0 -> 1"): _DIFFERS,
    (
        PAST_DUE,
        "if self.past_due_cents > 0 or (self.cancelled_past_due_cents or 0) > 0:",
        "0 -> -1",
    ): "In `or -1`: nothing above 0 either.",
    **{
        (
            PAST_DUE,
            "due, key=lambda p: (-(p.days or 0), p.due_on.toordinal() if p.due_on else 0)",
            what,
        ): "Parts without a date have no age: they stand last, and apart from all that have one."
        for what in ("0 -> 1", "0 -> -1")
    },
    (
        PAST_DUE,
        'status = (said.status or "").casefold().replace("_", " ").replace("-", " ").strip()',
        "'' -> another text",
    ): "A text that is no way to write past due either.",
    (RECONCILE, "return False", "returns None"): _TRUTH,
    (STANDING, "return False", "returns None"): _TRUTH,
    (PROMISE, "return False", "returns None"): _TRUTH,
    (STANDING, "return last is None or last.event_id < said.event_id", "Lt -> LtE"): _OTHER_EVENT,
    (
        CASE,
        "answered = snooze is not None and any(e.event_id > snooze.event_id for e in tries)",
        "Gt -> GtE",
    ): _OTHER_EVENT,
    (CASE, "if not events:", "statement dropped"): (
        "A shortcut for nine of ten: folding no events gives the same case."
    ),
    **{
        (
            PROMISE,
            "if invoice.owed_cents is not None and invoice.owed_cents > 0 "
            "and _is_due(invoice, today)",
            what,
        ): "An invoice that owes nothing is not due: `owed_part` gives no part of 0 cents."
        for what in ("Gt -> GtE", "0 -> -1")
    },
    (PROMISE, "if not debt.past_due_cents:", "statement dropped"): (
        "A shortcut: of what owes nothing no invoice is due, and no stated amount leads."
    ),
    (
        PROMISE,
        "apart = [r for r in agreements if r.agreement.state == AgreementState.CANCELLED]",
        "filter dropped",
    ): "Looked at only where the others have nothing that is covered.",
    (
        PROMISE,
        "cancelled = {e.refers_to for e in events if e.kind == EventKind.PROMISE_CANCELLED}",
        "filter dropped",
    ): "Of what holds, verdicts alone refer to a promise as well, and they are asked first.",
    (
        PROMISE,
        "return Evidence(min(m for m in moments if m is not None), paid, in_flight, withdrawn)",
        "filter dropped",
    ): "For the type checker: where one of them is None, the line above has returned.",
}
