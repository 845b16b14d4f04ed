"""What rules can do: one builder per action. A builder gives the step that a command applies to the lead.

Pure. Imports `rules`, `language` and `leads`; a step refuses what cannot be done, and never raises anything else.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from worker.automations.actions import assign, lead, message, notify
from worker.automations.actions.context import Context
from worker.leads.commands import Step

# Arguments (their model of schemas.rule_actions), the context, and the action's place among its neighbours.
Build = Callable[[Any, Context, int], Step]

ACTIONS: Final[Mapping[str, Build]] = {
    "assign_user": assign.assign_user,
    "set_state": lead.set_state,
    "won": lead.won,
    "lost": lead.lost,
    "reopen": lead.reopen,
    "set_field": lead.set_field,
    "add_tags": lead.add_tags,
    "remove_tags": lead.remove_tags,
    "note": lead.note,
    "task": lead.task,
    "notify": notify.notify,
    "call_webhook": notify.call_webhook,
    "send_quick_message": message.send_quick_message,
}
