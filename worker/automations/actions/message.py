"""Queueing a message to the lead, if it may be sent; if not, the reason stands in the lead's history."""

from schemas.quick_messages import Language, MessageFile
from schemas.rule_actions import SendQuickMessage
from worker.automations.actions.context import Context, sent_id
from worker.automations.actions.quick_message import SendingTerms, quick_message
from worker.errors import RefusedError
from worker.leads.commands import CommandDraft, Step
from worker.topology import QUICK_MESSAGES

_ANY: Language = "en"  # a text written in a rule is in whatever language it is in


def send_quick_message(args: SendQuickMessage, context: Context, _place: int) -> Step:
    """Queue a message of messages/, or a text of the rule, to the lead as it is when this is written."""

    def step(draft: CommandDraft) -> None:
        ask = SendingTerms(
            channel=args.channel,
            message=_message(args, context),
            key=sent_id(draft),
            reason=context.reason,
            language=_language(args, context, draft),
            sender=args.sender or (context.surroundings.sender if args.channel == "whatsapp" else None),
            not_before=context.now + args.not_before if args.not_before is not None else None,
        )
        wire = quick_message(ask, draft.lead.view(), lambda text: context.render(text, draft), context.now)
        draft.send(QUICK_MESSAGES, "quick_message", wire.model_dump(mode="json"))

    return step


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
