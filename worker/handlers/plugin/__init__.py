"""Leads of plugins: bodies of the queue `plugin-webhook` to contacts.

    envelope -> account -> body (JSON, form, XML) -> preset + plugins.yaml -> secret -> leads -> contacts

Senders are described by data: `presets` for those we know, `plugins.yaml` for the rest, and the names of the fields
where neither says anything. `sealed` and `enrichment` are for the edge. Imports what is beside it in
`handlers`, but not `whatsapp`.
"""

from worker.handlers.plugin.enrichment import ThinLead, enriched, thin_leads
from worker.handlers.plugin.webhook import handle, sealed, slices

__all__ = ["ThinLead", "enriched", "handle", "sealed", "slices", "thin_leads"]
