/** What happened, by kind and by who did it: words and signs. */

import {
  CircleDot,
  FileInput,
  GitMerge,
  type LucideIcon,
  MessageCircle,
  NotebookPen,
  Pencil,
  Phone,
  SquareCheck,
  UserRound,
  Workflow,
} from "lucide-react";
import type { Schemas } from "../api/client";
import { defineMessages } from "../text/define";

export type Entry = Schemas["EntryShown"];
export type Kind = Entry["kinds"][number];
export type Actor = Entry["actor"]["kind"];

export const kinds = defineMessages({
  chat: { id: "story.chat", defaultMessage: "Chat" },
  call: { id: "story.call", defaultMessage: "Call" },
  email: { id: "story.email", defaultMessage: "E-mail" },
  meeting: { id: "story.meeting", defaultMessage: "Meeting" },
  task: { id: "story.task", defaultMessage: "Task" },
  note: { id: "story.note", defaultMessage: "Note" },
  field: { id: "story.field", defaultMessage: "Field change" },
  state: { id: "story.state", defaultMessage: "State" },
  assignment: { id: "story.assignment", defaultMessage: "Assignment" },
  consent: { id: "story.consent", defaultMessage: "Consent" },
  form: { id: "story.form", defaultMessage: "Form" },
  merge: { id: "story.merge", defaultMessage: "Merge" },
  import: { id: "story.import", defaultMessage: "List" },
  rule: { id: "story.rule", defaultMessage: "Rule" },
  other: { id: "story.other", defaultMessage: "Other" },
});

export const actors = defineMessages({
  user: { id: "story.byUser", defaultMessage: "People of ours" },
  person: { id: "story.byPerson", defaultMessage: "The person" },
  rule: { id: "story.byRule", defaultMessage: "Rules" },
  bot: { id: "story.byBot", defaultMessage: "Bots" },
  system: { id: "story.bySystem", defaultMessage: "System" },
});

export const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  chat: MessageCircle,
  call: Phone,
  email: MessageCircle,
  meeting: UserRound,
  task: SquareCheck,
  note: NotebookPen,
  field: Pencil,
  state: CircleDot,
  assignment: UserRound,
  consent: SquareCheck,
  form: FileInput,
  merge: GitMerge,
  import: FileInput,
  rule: Workflow,
  other: CircleDot,
};
