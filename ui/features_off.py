"""PySide reads no sources: nothing here asks for one of its features.

Once it is loaded, PySide reads the source file of every module that is loaded after it, to know
whether the module may switch on a `__feature__` (PYSIDE-2029): a tenth of what loading ours takes.
It does so no more when this module was imported.
"""

from __future__ import annotations

from contextlib import suppress

with suppress(ImportError, AttributeError):
    # PySide's own affair: where it is gone all works as before, only later
    from shibokensupport import feature  # type: ignore[import-not-found]

    feature._mod_uses_pyside  # noqa: B018, SLF001 (raises where it is gone)
    feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001
