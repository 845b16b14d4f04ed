"""Queueing a message to the lead, if it may be sent; if not, the reason stands in the lead's history."""

from typing import Final

from schemas.durations import DAY_MS
from schemas.quick_messages import Channel, Language, MessageFile, QuickMessage
from schemas.rule_actions import SendQuickMessage
from worker.automations.actions.context import Context, sent_id
from worker.automations.actions.quick_message import SendingTerms, quick_message
from worker.errors import PutOffError, RefusedError
from worker.leads.commands import CommandDraft, Step
from worker.topology import QUICK_MESSAGES

MAX_HOLDS: Final = 5
LONGEST_HOLD_MS: Final = 7 * DAY_MS
NOT_REACHED: Final = frozenset({"unreachable", "no_address"})  # reasons of a channel for which others are tried
_ANY: Language = "en"  # a text written in a rule is in whatever language it is in


def send_quick_message(args: SendQuickMessage, context: Context, place: int) -> Step:
    """Queue a message of messages/, or a text of the rule, to the lead as it is when this is written.

    Where WhatsApp cannot reach them, it goes by the first channel of `fallback` that can. Where it may not go for a while,
    it is held, and decided again when that is over.
    """

    def step(draft: CommandDraft) -> None:
        try:
            wire = _first_possible(args, context, draft, place)
        except PutOffError as put_off:
            _hold(put_off, context, draft, place)
        else:
            draft.send(QUICK_MESSAGES, "quick_message", wire.model_dump(mode="json"))

    return step


def _first_possible(args: SendQuickMessage, context: Context, draft: CommandDraft, place: int) -> QuickMessage:
    """Give the message by the first channel that reaches the person; what refused the first one is said if none does."""
    try:
        return _by(args.channel, args, context, draft, place)
    except RefusedError as error:
        if error.reason not in NOT_REACHED or not args.fallback:
            raise
        first = error
    also = []
    for channel in args.fallback:
        try:
            wire = _by(channel, args, context, draft, place)
        except RefusedError as error:
            also.append(f"{channel}: {error.detail}")
        else:
            draft.change.notes.append(f"by {channel} instead of {args.channel}: {first.detail}")
            return wire
    raise RefusedError(first.reason, "; ".join((first.detail, *also)))


def _by(channel: Channel, args: SendQuickMessage, context: Context, draft: CommandDraft, place: int) -> QuickMessage:
    message, again = _message(args, context), context.again
    left = ["template"] if message.text and message.template is not None else []
    left += args.fallback if channel == args.channel else []
    own = args.sender if channel == args.channel else None  # a sender is of one channel
    ask = SendingTerms(
        channel=channel,
        message=message,
        key=sent_id(draft),
        reason={**context.reason, "place": again.place if again is not None else place, "left": left},
        attempt=again.times + 1 if again is not None else 1,
        language=_language(args, context, draft),
        sender=own or (context.surroundings.sender if channel == "whatsapp" else None),
        not_before=context.now + args.not_before if args.not_before is not None else None,
    )
    return quick_message(ask, draft.lead.view(), lambda text: context.render(text, draft), context.now)


def _hold(put_off: PutOffError, context: Context, draft: CommandDraft, place: int) -> None:
    """Leave the message for later; not without end, and not so long that it would be out of place."""
    again = context.again
    times = again.times + 1 if again is not None else 1
    if times > MAX_HOLDS or put_off.until - context.now > LONGEST_HOLD_MS:
        raise RefusedError(put_off.reason, f"{put_off.detail}; it was held {times - 1} times and is given up")
    draft.hold({
        "step": "send_quick_message",
        "place": again.place if again is not None else place,
        "within": context.wait,
        "until": put_off.until,
        "reason": put_off.reason,
        "detail": put_off.detail,
        "times": times,
    })  # fmt: skip


def _message(args: SendQuickMessage, context: Context) -> MessageFile:
    if args.template is None:
        subject = {_ANY: args.subject} if args.subject is not None else {}
        return MessageFile(text={_ANY: str(args.text)}, subject=subject, consent=args.consent)
    message = context.surroundings.messages.get(args.template)
    if message is None:
        raise RefusedError("unknown_message", f"there is no messages/{args.template}.yaml")
    return message


def _language(args: SendQuickMessage, context: Context, draft: CommandDraft) -> str | None:
    """The language, or the value of the lead's field that is named in its place."""
    if args.language is None or not args.language.startswith("lead."):
        return args.language
    field = context.setting.catalogue.find(args.language)
    value = field.read(context.seen_now(draft)) if field is not None else None
    return value if isinstance(value, str) else None
