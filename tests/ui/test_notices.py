"""Notices: the worst state wins, and each says what is safe and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.credentials import KeyStoreState, KeyStoreUse
from gymdesk.domain.client import ClubId, ItemTrouble
from gymdesk.errors import (
    CredentialsMissing,
    KeyRefused,
    RateLimited,
    SignInRefused,
    Unreachable,
    WrongPath,
)
from gymdesk.rows import ErrorRow, Health, RunStatus, SourceRow
from gymdesk.sync.request import Progress, RefreshReport, RunReport
from tests.ui.fakes import FETCHED, FakeEngine, Source, source_row
from ui.notices import Notices

if TYPE_CHECKING:
    from gymdesk.errors import DeskError
    from ui.club_phrases import ClubPhrases


@pytest.fixture
def notices(phrases: ClubPhrases) -> Notices:
    return Notices(phrases)


def failed(title: str) -> SourceRow:
    error = ErrorRow("", title, "Check it.", FETCHED, source=Source.CLUBOS)
    row = source_row(Health.FAILED, recent_errors=(error,))
    assert row.last_run is not None
    return replace(row, last_run=replace(row.last_run, status=RunStatus.FAILED, errors=(error,)))


def test_nothing_is_told_while_all_is_well(notices: Notices) -> None:
    assert notices.banner((source_row(),), KeyStoreUse(KeyStoreState("ready", "x"))) is None


def test_a_wrong_password_offers_to_sign_in_again(notices: Notices) -> None:
    notice = notices.banner((failed(SignInRefused().title),), None, None, FETCHED)
    assert notice is not None
    assert notice.title == "ClubOS did not accept the password"
    assert "09:12 today" in notice.sentence
    assert ("sign_in", "Sign in again", True) in notice.buttons


@pytest.mark.parametrize("kind", [SignInRefused, CredentialsMissing])
def test_of_several_users_the_one_that_was_not_let_in_is_named(
    notices: Notices, kind: type[SignInRefused] | type[CredentialsMissing]
) -> None:
    error = ErrorRow("", kind().title, f"mika: {kind().message}", FETCHED)
    row = source_row(Health.INCOMPLETE)
    assert row.last_run is not None
    some = replace(row, last_run=replace(row.last_run, done=33, total=33, errors=(error,)))
    notice = notices.banner((some,), None, None, FETCHED)
    assert notice is not None
    assert notice.title == f"{kind().title}: mika"
    assert "33 of 33 clients were read" in notice.sentence
    assert notice.buttons[-1][0] == "sign_in"
    none = replace(failed(kind().title), last_run=replace(row.last_run, errors=(error,)))
    notice = notices.banner((none,), None, None, FETCHED)
    assert notice is not None
    assert notice.title == f"{kind().title}: mika"


def test_no_connection_offers_to_try_again(notices: Notices) -> None:
    notice = notices.banner((failed(Unreachable().title),), None, None, FETCHED)
    assert notice is not None
    assert (notice.key, notice.buttons[-1][0]) == ("unreachable", "try_again")


@pytest.mark.parametrize("word", ["absent", "locked", "refused", "silent"])
def test_the_key_store_comes_before_everything_else(notices: Notices, word: str) -> None:
    sources = (failed(SignInRefused().title), source_row(Health.INCOMPLETE))
    state = KeyStoreState(word, "x")  # type: ignore[arg-type]
    use = KeyStoreUse(state, (Source.CLUBOS, Source.WODIFY))
    notice = notices.banner(sources, use, Unreachable())
    assert notice is not None
    assert notice.key.startswith("key store")
    assert notice.sentence.endswith("It is needed for ClubOS and WODIFY.")
    assert notice.buttons[-1] == ("sign_in", "Enter the password", True)


def test_where_only_wodify_needs_the_key_store_a_key_is_asked_for(notices: Notices) -> None:
    use = KeyStoreUse(KeyStoreState("locked", "x"), (Source.WODIFY,), (Source.CLUBOS,))
    notice = notices.banner((source_row(),), use)
    assert notice is not None
    assert notice.sentence.endswith("It is needed for WODIFY.")
    assert notice.buttons[-1] == ("sign_in", "Enter the key", True)


@pytest.mark.parametrize(
    "use",
    [
        None,
        KeyStoreUse(None, (), (Source.CLUBOS,)),
        KeyStoreUse(KeyStoreState("ready", "x"), (Source.WODIFY,), (Source.CLUBOS,)),
    ],
)
def test_a_key_store_that_nobody_misses_is_no_notice(
    notices: Notices, use: KeyStoreUse | None
) -> None:
    assert notices.banner((source_row(),), use) is None


def test_the_worst_source_wins(notices: Notices) -> None:
    sources = (
        source_row(Health.STALE),
        source_row(Health.INCOMPLETE),
        failed(SignInRefused().title),
        failed(Unreachable().title),
    )
    assert notices.banner(sources).key == "password"  # type: ignore[union-attr]
    assert notices.banner((sources[0], sources[1])).key.startswith("incomplete")  # type: ignore[union-attr]


def test_an_incomplete_refresh_says_how_many_were_read(notices: Notices) -> None:
    row = source_row(Health.INCOMPLETE)
    assert row.last_run is not None
    row = replace(row, last_run=replace(row.last_run, done=25, total=25, failed=3))
    notice = notices.banner((row,))
    assert notice is not None
    assert "22 of 25 clients" in notice.sentence


def test_a_source_that_is_not_set_up_tells_nothing(notices: Notices) -> None:
    row = source_row(Health.FAILED, configured=False)
    assert notices.banner((row,), KeyStoreState("locked", "x")) is None
    assert notices.status((row,), running=False) == []


def test_steps_are_counted(notices: Notices) -> None:
    step = Progress("Harbour Street", Source.CLUBOS, "reading clients", 37, 212)
    assert notices.progress(step) == "ClubOS · client 37 of 212"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RunStatus.COMPLETE, "ClubOS: 7 clients read."),
        (RunStatus.CANCELLED, "ClubOS: cancelled after 7 of 25 clients. They are kept."),
    ],
)
def test_a_report_is_one_sentence(notices: Notices, status: RunStatus, words: str) -> None:
    report = RefreshReport((FakeEngine()._report(status, 7),))
    assert notices.report(report) == words


def test_a_report_says_what_was_read_of_a_source_with_several_lists(notices: Notices) -> None:
    run = replace(FakeEngine()._report(RunStatus.COMPLETE, 7), source=Source.WODIFY)
    runs = tuple(replace(run, entity=entity) for entity in ("members", "leads", "invoices"))
    assert notices.report(RefreshReport(runs)) == ("WODIFY: 7 clients, 7 leads, 7 invoices read.")


def test_the_status_bar_has_one_word_for_a_source_and_it_is_the_worst(notices: Notices) -> None:
    members, leads = (
        replace(source_row(health), source=Source.WODIFY, entity=entity)
        for health, entity in ((Health.OK, "members"), (Health.FAILED, "leads"))
    )
    words = notices.status((source_row(), members, leads), running=False)
    assert [w.text.split(" ")[0] for w in words] == ["ClubOS", "WODIFY"]
    assert words[1].text.startswith("WODIFY failed")


def test_the_status_bar_says_source_time_and_age(notices: Notices) -> None:
    (word,) = notices.status((source_row(),), running=False)
    assert word.text == "ClubOS 09:12 · 14 min ago"
    (word,) = notices.status((source_row(Health.FAILED),), running=False)
    assert word.text.startswith("ClubOS failed")
    (word,) = notices.status((source_row(),), running=True)
    assert word.text == "ClubOS refreshing"


# --- what WODIFY says -----------------------------------------------------------------------------


def of_wodify(error: DeskError | None, entity: str = "members") -> SourceRow:
    """Return WODIFY's members, or another list of it, after a run that failed in this way."""
    if error is None:
        return source_row(source=Source.WODIFY, entity=entity)
    row = ErrorRow("", error.title, error.message, FETCHED, source=Source.WODIFY)
    made = source_row(Health.FAILED, source=Source.WODIFY, entity=entity, recent_errors=(row,))
    assert made.last_run is not None
    return replace(made, last_run=replace(made.last_run, status=RunStatus.FAILED, errors=(row,)))


KEY, LIMIT = KeyRefused("WODIFY"), RateLimited("WODIFY")
PATH, NONE = WrongPath("WODIFY", "members"), CredentialsMissing("WODIFY")


@pytest.mark.parametrize(
    ("error", "title", "what_to_do", "button"),
    [
        (KEY, "WODIFY did not accept the key", "Type the key in the account", "Open the account"),
        (NONE, "No sign-in for WODIFY yet", "Type the key in the account", "Open the account"),
        (LIMIT, "WODIFY takes no more requests for now", "Wait a few minutes", "Try again"),
        (
            PATH,
            "WODIFY has no page for the members at this address",
            "Check the address, and how WODIFY answers, under Settings",
            "Open the account",
        ),
    ],
)
def test_the_title_says_what_happened_with_wodify_and_the_text_what_to_do(
    notices: Notices, error: DeskError, title: str, what_to_do: str, button: str
) -> None:
    for notice in (
        notices.banner((of_wodify(error),), None, None, FETCHED),
        notices.banner((of_wodify(None),), None, error, FETCHED),
    ):
        assert notice is not None
        assert notice.title == title
        assert notice.sentence.startswith(what_to_do)
        assert notice.sentence.endswith("The figures below are from 09:12 today.")
        assert notice.buttons[-1][1] == button
        assert "password" not in notice.sentence, "WODIFY has none"


def test_a_key_that_may_not_read_one_list_is_not_a_wrong_key(notices: Notices) -> None:
    rows = (of_wodify(None), of_wodify(KEY, "invoices"))
    notice = notices.banner(rows, None, None, FETCHED)
    assert notice is not None
    assert notice.title == "WODIFY does not let the key read the invoices"
    assert notice.sentence.startswith("Give the key that right in WODIFY; the rest was read.")
    assert notice.buttons[-1][1] == "Try again"
    both = (of_wodify(KEY), of_wodify(KEY, "invoices"))
    assert notices.banner(both).title == "WODIFY did not accept the key"  # type: ignore[union-attr]


def test_the_month_that_is_used_up_says_until_when(notices: Notices) -> None:
    error = RateLimited("WODIFY", "This month's 500,000 requests are used up: refresh next month")
    notice = notices.banner((of_wodify(error),), None, None, FETCHED)
    assert notice is not None
    assert "refresh next month" in notice.sentence


def failed_run(entity: str, error: DeskError | None) -> RunReport:
    """Return how the run of a list of WODIFY ended."""
    status = RunStatus.COMPLETE if error is None else RunStatus.FAILED
    troubles = () if error is None else (ItemTrouble("", error.title, error.message),)
    ends = {"started_at_utc": FETCHED, "finished_at_utc": FETCHED}
    club, name = ClubId(1), "Harbour Street"
    return RunReport(
        club, name, Source.WODIFY, entity, status, done=9, total=9, errors=troubles, **ends
    )


@pytest.mark.parametrize(
    ("members", "leads", "invoices", "words"),
    [
        (KEY, KEY, KEY, "WODIFY did not accept the key. Nothing was changed."),
        (
            None,
            None,
            KEY,
            "WODIFY: 9 clients, 9 leads read. "
            "Invoices: WODIFY did not accept the key. Nothing was changed.",
        ),
        (
            LIMIT,
            LIMIT,
            KEY,
            "Members: WODIFY takes no more requests for now. Nothing was changed. "
            "Leads: WODIFY takes no more requests for now. Nothing was changed. "
            "Invoices: WODIFY did not accept the key. Nothing was changed.",
        ),
    ],
)
def test_what_went_wrong_with_each_list_is_said_once(
    notices: Notices,
    members: DeskError | None,
    leads: DeskError | None,
    invoices: DeskError | None,
    words: str,
) -> None:
    runs = (
        failed_run("members", members),
        failed_run("leads", leads),
        failed_run("invoices", invoices),
    )
    assert notices.report(RefreshReport(runs)) == words
