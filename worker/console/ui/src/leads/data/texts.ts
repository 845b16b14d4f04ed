import { defineMessages } from "../../text/define";

/** Labels of the columns that every lead has. */
export const names = defineMessages({
  name: { id: "column.name", defaultMessage: "Customer name" },
  phone: { id: "column.phone", defaultMessage: "Phone number" },
  state: { id: "column.state", defaultMessage: "State" },
  status: { id: "column.status", defaultMessage: "Status" },
  assignee: { id: "column.assignee", defaultMessage: "Assigned to" },
  source: { id: "column.source", defaultMessage: "Source" },
  origin: { id: "column.origin", defaultMessage: "Origin" },
  campaign: { id: "column.campaign", defaultMessage: "Campaign" },
  consent: { id: "column.consent", defaultMessage: "Consent" },
  tag: { id: "column.tag", defaultMessage: "Tags" },
  flag: { id: "column.flag", defaultMessage: "Marks" },
  incomplete: { id: "column.incomplete", defaultMessage: "Missing" },
  created_at: { id: "column.createdAt", defaultMessage: "Created" },
  updated_at: { id: "column.updatedAt", defaultMessage: "Updated" },
  last_inbound_at: { id: "column.lastInboundAt", defaultMessage: "Last message" },
  follow_up: { id: "column.followUp", defaultMessage: "Next follow-up" },
  my_follow_up: { id: "column.myFollowUp", defaultMessage: "My follow-up" },
  window_until: { id: "column.windowUntil", defaultMessage: "Window" },
  me: { id: "person.me", defaultMessage: "Me" },
  nobody: { id: "person.nobody", defaultMessage: "Nobody" },
  my_team: { id: "person.myTeam", defaultMessage: "My team" },
});

/** Words for values that are the worker's own. */
export const statuses = defineMessages({
  open: { id: "status.open", defaultMessage: "Open" },
  closed: { id: "status.closed", defaultMessage: "Closed" },
  cancelled: { id: "status.cancelled", defaultMessage: "Cancelled" },
  given: { id: "consent.given", defaultMessage: "Given" },
  withdrawn: { id: "consent.withdrawn", defaultMessage: "Withdrawn" },
  unknown: { id: "consent.unknown", defaultMessage: "Unknown" },
  whatsapp: { id: "source.whatsapp", defaultMessage: "WhatsApp" },
  ctwa_ad: { id: "source.ad", defaultMessage: "WhatsApp ad" },
  campaign: { id: "source.campaign", defaultMessage: "Broadcast" },
  plugin: { id: "source.plugin", defaultMessage: "Plugin" },
  manual: { id: "source.manual", defaultMessage: "Typed in" },
  import: { id: "source.import", defaultMessage: "Upload" },
  history: { id: "source.history", defaultMessage: "Older chats" },
});
