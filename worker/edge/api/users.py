"""GET, POST /users; PATCH /users/{user}; POST /users/{user}/invite, /reset; GET, DELETE /users/{user}/sessions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from schemas.api.users import Invitation, LinkAsked, NewUser, UserChange, Users, UserSessions, UserShown
from worker.access import managing
from worker.access.audit import AuditValue
from worker.access.letters import access_letter, link_letter
from worker.access.managing import MANAGE
from worker.access.people import INVITATION_MS, Person, digest, folded_email, invitation_link, new_secret
from worker.access.principal import Membership
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.mailing import mail, sender
from worker.edge.api.mistakes import refusal
from worker.edge.api.signing_in import session_shown
from worker.errors import Mistake, ProblemError
from worker.system import new_id


async def users(ask: Ask) -> Reply:
    """List who can sign in to the account."""
    who, roles = ask.who(), ask.roles()
    found = await ask.services.people.members(ask.where().id)
    mine = tuple(name for name, role in roles.items() if managing.may_give(who, role))
    return Reply(Users(data=tuple(_shown(ask, person) for person in found), roles=mine))


async def make_user(ask: Ask) -> Reply:
    """Let somebody in; give the link to set a password where they have none."""
    sent, people, account = ask.body(NewUser), ask.services.people, ask.where().id
    email = folded_email(sent.email)
    teammate = sent.teammate or next(
        (user.id for user in ask.team().users if user.email and folded_email(user.email) == email), None
    )
    member = _membership(ask, Membership(sent.role, teammate))
    before = await people.by_email(email)
    if before is not None and account in before.memberships:
        raise ProblemError("exists", f"{email} can sign in here already; change their role instead", user=before.id)
    if before is None:
        person = Person(new_id(), email, sent.name, memberships={account: member}, created_at=ask.now())
        done = await people.add(person)
    else:
        person = replace(before, memberships={**before.memberships, account: member}, name=before.name or sent.name)
        done = await people.change(person)
        person = replace(person, version=person.version + 1)
    if not done:
        raise ProblemError("conflict", f"somebody else lets {email} in at this moment; look again")
    await ask.note("user_invited", user=person.id, role=member.role, teammate=member.teammate)
    return Reply(await _invited(ask, person, by=sent.by), status=201)


async def change_user(ask: Ask) -> Reply:
    """Change role, name or teammate, or let somebody in no more; they sign in anew where they may do other things now."""
    sent, people, account = ask.body(UserChange), ask.services.people, ask.where().id
    before = await _theirs(ask)
    after = _changed(ask, before, sent)
    roles = ask.roles()

    def allows(others: Sequence[Person]) -> bool:
        return not managing.last_manager(before, after, others, roles, account)

    became = await people.change_among(replace(after, version=sent.version), account, allows)
    if became == "refused":
        says = f"nobody else could give roles then ({MANAGE}); give somebody else that role first"
        raise refusal([Mistake("/active" if sent.active is False else "/role", says, "last_manager")])
    if became == "stale":
        now = await people.person(before.id) or before
        detail = "somebody changed this person meanwhile; nothing was saved"
        raise ProblemError("conflict", detail, theirs=_shown(ask, now).model_dump(mode="json"))
    if after.memberships[account] != before.memberships[account]:
        ask.services.feed.end(before.id)
        await people.end_sessions(before.id, besides=ask.caller.session if ask.caller else "")
    await ask.note("user_changed", user=before.id, **_told(before.memberships[account], after.memberships[account]))
    return Reply(_shown(ask, replace(after, version=sent.version + 1)))


async def invite_user(ask: Ask) -> Reply:
    """Give a new link to somebody who has set no password yet; earlier ones no longer work."""
    person = await _theirs(ask)
    if person.password:
        raise ProblemError("exists", "they have set a password; give them a link to set a new one (reset)")
    return Reply(await _invited(ask, person, by=ask.query(LinkAsked).by))


async def reset_user(ask: Ask) -> Reply:
    """Give a link to set a new password. Until it is used, the old password and open sessions hold."""
    person = await _theirs(ask)
    if managing.elsewhere(person, ask.where().id):
        raise ProblemError(
            "not_allowed",
            "they belong to other accounts too, so their password is not this account's to reset; whoever runs the server "
            "can: leadworker users reset",
            permission=MANAGE,
        )
    return Reply(await _linked(ask, person, by=ask.query(LinkAsked).by))


async def user_sessions(ask: Ask) -> Reply:
    """List somebody's browsers that are signed in."""
    person, now = await _theirs(ask), ask.now()
    mine = ask.caller.session if ask.caller else ""
    found = [one for one in await ask.services.people.sessions_of(person.id) if one.alive(now)]
    return Reply(UserSessions(data=tuple(session_shown(one, mine) for one in found)))


async def sign_user_out(ask: Ask) -> Reply:
    """End all of somebody's sessions, at once."""
    person = await _theirs(ask)
    await ask.services.people.end_sessions(person.id)
    ask.services.feed.end(person.id)
    await ask.note("user_signed_out", user=person.id)
    return Reply(status=204)


async def _theirs(ask: Ask) -> Person:
    """Give the person that the path names, if whoever asks may change them."""
    person = await ask.services.people.person(ask.places["user"])
    if person is None or ask.where().id not in person.memberships:
        raise ProblemError("not_found", "nobody of this account has this id")
    if not _may_change(ask, person):
        raise ProblemError(
            "not_allowed",
            f"they may do more than you as {ask.who().role.name}, so you cannot change them",
            permission=MANAGE,
        )
    return person


def _may_change(ask: Ask, person: Person) -> bool:
    role = managing.role_in(person, ask.where().id, ask.roles())
    return ask.who().may(MANAGE) and managing.may_give(ask.who(), role)


def _membership(ask: Ask, member: Membership) -> Membership:
    """Check a membership that somebody is to have."""
    roles, known = ask.roles(), [user.id for user in ask.team().users]
    found: list[Mistake] = []
    if member.role not in roles:
        found.append(Mistake("/role", f"there is no role {member.role!r}; there is {', '.join(roles)}", "role"))
    if member.teammate is not None and member.teammate not in known:
        found.append(Mistake("/teammate", f"team.yaml has no user {member.teammate!r}", "teammate"))
    if found:
        raise refusal(found)
    if not managing.may_give(ask.who(), roles[member.role]):
        detail = f"as {ask.who().role.name} you cannot give the role {member.role}: it may do more than you"
        raise ProblemError("not_allowed", detail, permission=MANAGE)
    return member


def _changed(ask: Ask, before: Person, sent: UserChange) -> Person:
    account = ask.where().id
    member = before.memberships[account]
    new: dict[str, Any] = {}
    if sent.role is not None:
        new["role"] = sent.role
    if sent.teammate is not None:
        new["teammate"] = sent.teammate or None
    if sent.active is not None:
        new["active"] = sent.active
    member = replace(member, **new)
    if {"role", "teammate"} & new.keys():
        _membership(ask, member)
    alone = not managing.elsewhere(before, account)
    if sent.name is not None and not alone and sent.name != before.name:
        says = "they belong to other accounts too, which know them by this name"
        raise refusal([Mistake("/name", says, "elsewhere")])
    active = True if sent.active and alone else before.active  # who was let go on the server is let in again
    name = before.name if sent.name is None else sent.name
    return replace(before, memberships={**before.memberships, account: member}, name=name, active=active)


def _told(before: Membership, after: Membership) -> dict[str, AuditValue]:
    """Give what was changed, before and after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in ("role", "teammate", "active")}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return {f"{name}_{when}": pair[i] for name, pair in changed.items() for i, when in enumerate(("before", "after"))}


async def _invited(ask: Ask, person: Person, by: str) -> Invitation:
    if not person.password and not managing.elsewhere(person, ask.where().id):
        return await _linked(ask, person, by)
    letter = access_letter(person, ask.where().settings, await sender(ask), ask.services.address)
    mailed, says = await mail(ask, person, letter, by)
    return Invitation(user=_shown(ask, person), link=None, expires_at=None, mailed=mailed, says=says)


async def _linked(ask: Ask, person: Person, by: str) -> Invitation:
    secret, until = new_secret(), ask.now() + INVITATION_MS
    await ask.services.people.invite(digest(secret), person.id, until)
    link = invitation_link(ask.services.address, secret)
    letter = link_letter(person, ask.where().settings, await sender(ask), link, until)
    mailed, says = await mail(ask, person, letter, by)
    await ask.note("user_linked", user=person.id, resets=bool(person.password), mailed=mailed)
    shown = _shown(ask, person)
    return Invitation(user=shown, link=None if mailed else link, expires_at=until, mailed=mailed, says=says)


def _shown(ask: Ask, person: Person) -> UserShown:
    account, roles = ask.where().id, ask.roles()
    member = person.memberships[account]
    role = roles.get(member.role)
    return UserShown(
        id=person.id,
        email=person.email,
        name=person.name,
        role=member.role,
        role_name=role.name if role else None,
        teammate=member.teammate,
        active=managing.works(person, account),
        joined=bool(person.password),
        elsewhere=managing.elsewhere(person, account),
        may_change=_may_change(ask, person),
        created_at=person.created_at,
        version=person.version,
    )
