"""`python -m gymdesk.demo`: the demo gym on a loopback address, to sign in to by hand."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from gymdesk.demo import (
    DEMO_KEY,
    DEMO_PASSWORD,
    DEMO_USERNAME,
    WodifyKnobs,
    demo_gym,
    demo_wodify,
)
from gymdesk.demo.serve import serve


def main() -> None:
    """Serve Harbour Street as it stands today on this PC."""
    options = argparse.ArgumentParser(prog="python -m gymdesk.demo", description=__doc__)
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument(
        "--dialect",
        choices=("captured", "documented"),
        default="captured",
        help="how ClubOS answers",
    )
    options.add_argument(
        "--system", choices=("clubos", "wodify"), default="clubos", help="which system answers"
    )
    options.add_argument(
        "--profile",
        choices=("wodify_v1", "documented"),
        default="wodify_v1",
        help="how WODIFY answers",
    )
    wanted = options.parse_args()
    today = datetime.now(UTC).astimezone().date()
    if wanted.system == "wodify":
        sys.stdout.write(f"The key is {DEMO_KEY}\n")
        serve(demo_wodify(today, knobs=WodifyKnobs(profile=wanted.profile)).app, wanted.port)
        return
    sys.stdout.write(f"Sign in as {DEMO_USERNAME} with the password {DEMO_PASSWORD}\n")
    serve(demo_gym(today, dialect=wanted.dialect).clubos, wanted.port)


if __name__ == "__main__":
    main()
