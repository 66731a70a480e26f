"""The HTML of the demo ClubOS: sign-in page, signed-in shells, the assignees fragment, errors."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gymdesk.demo.ledger import Ledger

    Contact = Callable[[int, str], tuple[str, str]]
    """Tells e-mail and phone of a person by id and name."""

# As captured: 87 bytes, and status 200.
ACTION_FAILED = (
    "<br />Something isn't right.  Please refresh the page and try your request again.<br />"
)
NO_ASSIGNEES = "\n" * 6
# Never captured: ClubOS was not seen to lock anybody out.
ACCOUNT_LOCKED = (
    "<!DOCTYPE html>\n<html><head><title>Anytime Fitness</title></head><body>"
    '<ul><li class="error">Your account has been locked. Please contact support.</li></ul>'
    "</body></html>\n"
)
PAGE_NOT_FOUND = (
    "<!DOCTYPE html>\n<html><head><title>Club OS</title></head>"
    '<body><h2 class="cabin">PAGE NOT FOUND</h2></body></html>\n'
)

Marks = tuple[str, str]
"""One form's `_sourcePage` and `__fp`."""


def fresh_marks() -> Marks:
    """Return the two hidden values that each form gets each time it is shown."""
    return secrets.token_urlsafe(42), f"{secrets.token_urlsafe(9)[:11]}="


def sign_in_page(
    action: str, sign_in: Marks, forgot: Marks, *, refused_username: str | None = None
) -> str:
    """Return the sign-in page; with *refused_username* the one after a wrong password."""
    refused = refused_username is not None
    prefilled = f'value="{escape(refused_username)}"' if refused_username is not None else ""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8" /><title>Anytime Fitness</title></head>
<body class="login">
<form method="post" action="{action}" id="loginForm">
  <input type="hidden" name="login" value="Submit" />
  <div class="form-group form-group-username">
  <input class="form-control input-lg" type="text" name="username" placeholder="Username" required \
autocomplete="username" aria-label="User name" {prefilled} />
  </div>
  <div class="form-group form-group-password{" has-error has-feedback" if refused else ""}">
  <input class="form-control input-lg" type="password" name="password" placeholder="Password" \
required autocomplete="current-password" aria-label="Password" />
  </div>
  {_hidden(sign_in)}</form>
<form method="post" action="{action}" id="forgotForm" onsubmit="return false;">
  <input type="hidden" name="forgot" value="Submit" />
  <input class="form-control" type="text" name="username" placeholder="Username" />
  {_hidden(forgot)}</form>
<div class="js-errors error-list {"" if refused else "hide"}"><ul>
  <li class="error incorrect {"" if refused else "hide"}">\
{"Username/Password is incorrect" if refused else ""}</li>
  <li class="error username hide">Username is required</li>
  <li class="error password hide">Password is required</li>
</ul></div>
</body></html>
"""


def _hidden(marks: Marks) -> str:
    """Return the hidden fields that end a form."""
    return (
        f'<div style="display: none;"><input type="hidden" name="_sourcePage" value="{marks[0]}" />'
        f'<input type="hidden" name="__fp" value="{marks[1]}" /></div>'
    )


def signed_in_page(title: str, inner: str, ledger: Ledger, acting: int, token: str) -> str:
    """Return a page of the signed-in site with the page variables in front of *inner*."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8" /><title>Anytime Fitness - {escape(title)}</title>
<script type="text/javascript">
{_page_variables(ledger, acting, token)}
</script></head>
<body>
{inner}
<div id="expiring-session-popup" class="hide">Your session is about to expire.
<a href="#" class="stay">Stay Signed In</a></div>
</body></html>
"""


def _page_variables(ledger: Ledger, acting: int, token: str) -> str:
    """Return the variables every signed-in page declares; all values are quoted strings."""
    manager = ledger.manager
    values = {
        "CLUB_ID": ledger.club_id,
        "ACTING_USER_CLUB_NAME": "Anytime Fitness",
        "ACTING_USER_DOMAIN_PREFIX": "anytime",
        "CLUB_LOCATION_ID": ledger.location_id,
        "USER_ID": acting,
        "LOGGED_IN_USER_ID": manager.id,
        "LOGGED_IN_USER_ROLE_ID": "LOCATION_MANAGER",
        "LOGGED_IN_USER_ROLE_ID_INT": 3,
        "LOGGED_IN_USER_RESTRICTED_LOCATIONS": f"[{ledger.location_id}]",
        "LOGGED_IN_USER_FULL_NAME": manager.name,
        "LOGGED_IN_USER_LOCATION_NAME": ledger.club_name,
        "LOGGED_IN_USER_LOCATION_ID": ledger.location_id,
    }
    lines = [f'var {name} = "{value}";' for name, value in values.items()]
    lines += [
        "var IS_DELEGATING = USER_ID !== LOGGED_IN_USER_ID;",
        'var API_CONTEXT_PATH = "/api";',
        f'var ACCESS_TOKEN = "{token}";',
    ]
    return "\n".join(lines)


def dashboard() -> str:
    """Return what the dashboard shows."""
    return '<div id="dashboard"><h1>Dashboard</h1></div>'


def assignees_shell() -> str:
    """Return the assignees page, which holds no client: a script fetches them."""
    return """<input type="hidden" id="assignee-type" value="member" />
<p id="no-trainers" class="hide">This account does not have any members assigned.</p>
<ul class="my-clients"><i class="fa fa-spinner fa-spin"></i></ul>"""


def club_services(ledger: Ledger, acting: int) -> str:
    """Return the club services page: the membership table and an empty script container."""
    client = ledger.client_by_id.get(acting)
    name = escape(client.name) if client else ""
    return f"""<h3>{name}</h3><h4>Membership Agreements</h4>
<table><tbody><tr id="agreement-12345678" class="row-content"><td>{ledger.today.isoformat()}</td>
<td>Club Membership<br />(12345678)</td><td>Active</td><td>$0.00</td><td>$0.00</td></tr></tbody>
</table><div ng-controller="ClubServicesController"></div>"""


def agreement_shell(ledger: Ledger, acting: int) -> str:
    """Return the shell of one agreement."""
    return f"""<div id="package-agreement"></div><script type="text/javascript">
var prePackageAgreementData = {{ locationId: {ledger.location_id}, memberId: {acting},
  salespersonId: {ledger.manager.id}, packageAgreementId: "spa",
  pageParams: {{"packageAgreementId":["spa"]}} }};
var permissions = {{ canWaiveTerms:false, canCancelAgreement:false, canCreateAgreement:true }};
</script>"""


def assignees_fragment(
    people: Iterable[tuple[int, str]],
    *,
    onclick_on_li: bool = False,
    contact: Contact | None = None,
) -> str:
    """Return the list as the site's script gets it: blank lines, then one item per person."""
    in_order = sorted(people, key=lambda person: person[1].casefold())
    if not in_order:
        return NO_ASSIGNEES
    items = [
        _assignee(*one, onclick_on_li=onclick_on_li, reached=contact(*one) if contact else None)
        for one in in_order
    ]
    return NO_ASSIGNEES + "".join(items)


def assignee_as_json(user_id: int, name: str, contact: Contact | None) -> dict[str, int | str]:
    """Return one person as an item of a JSON list."""
    told: dict[str, int | str] = {"id": user_id, "name": name}
    if contact is not None:
        told["email"], told["phone"] = contact(user_id, name)
    return told


def _reached(user_id: int, email: str, phone: str) -> tuple[str, str]:
    """Return e-mail and phone as attributes of the item or, for every other person, as links."""
    if user_id % 2:
        return f' data-email="{escape(email)}" data-phone="{escape(phone)}"', ""
    links = f'<a href="mailto:{email}?subject=Hello">E-mail</a> <a href="tel:{phone}">Call</a>'
    return "", f"\n                    {links}"


def _assignee(
    user_id: int, name: str, *, onclick_on_li: bool, reached: tuple[str, str] | None = None
) -> str:
    """Return one item, with the white space as captured."""
    attributes, links = _reached(user_id, *reached) if reached else ("", "")
    shown = escape(name)
    onclick = f" onclick=\"delegate({user_id},'/action/Assignees'); return false;\""
    on_li, on_link = (onclick, "") if onclick_on_li else ("", onclick)
    return f"""                <li class="client assignee"{attributes}{on_li}>
                    <img src="{_photo(user_id)}" />
        
                    <h4 class="name-email"><a  href="#"{on_link}>{shown}</a></h4>{links}
        
                    <span class="edit-client">
                        <a href="#" title="Contact Now" class="direct-contact" data-id="{user_id}" \
data-name="{shown}"><i class="fa fa-envelope-o"></i></a>
                        <a href="#" id="{user_id}" class="delete fa"></a>
                    </span>
                </li>
"""  # noqa: W293 - the blanks are in the captured answer


def _photo(user_id: int) -> str:
    """Return the address of the photo; every third person has none."""
    if user_id % 3 == 0:
        return (
            "https://s3.amazonaws.com/technique-webcontent/images/profile/50_img_profile_male.gif"
        )
    return (
        "https://s3.amazonaws.com/technique-usercontent/photos/"
        f"{user_id}/profile/50.jpg?h={user_id:032x}"
    )
