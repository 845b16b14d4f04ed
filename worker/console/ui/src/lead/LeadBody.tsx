import { ChevronDown, CircleCheck, Copy, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { announce } from "../app/announce";
import { wordFor } from "../leads/data/account";
import { phoneText } from "../leads/formats/phones";
import { useLeads } from "../leads/LeadsContext";
import { Assignee, Moment, None, StateOf, WindowLeft } from "../leads/table/Value";
import { Badge, Tag } from "../parts/Badge";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Tab, TabList, TabPanel, Tabs } from "../parts/Tabs";
import { defineMessages } from "../text/define";
import type { Lead } from "./data";
import styles from "./Lead.module.css";
import { Story } from "./Story";

const texts = defineMessages({
  tabs: { id: "lead.tabs", defaultMessage: "What is shown of the lead" },
  details: { id: "lead.details", defaultMessage: "Details" },
  timeline: { id: "lead.timeline", defaultMessage: "Timeline" },
  history: { id: "lead.history", defaultMessage: "History" },
  summary: { id: "lead.summary", defaultMessage: "Summary" },
  readOnly: { id: "lead.readOnly", defaultMessage: "read only" },
  fields: { id: "lead.fields", defaultMessage: "Fields" },
  extra: { id: "lead.extra", defaultMessage: "What sources told besides" },
  id: { id: "lead.id", defaultMessage: "Lead ID" },
  copy: { id: "lead.copyId", defaultMessage: "Copy lead ID" },
  copied: { id: "lead.copied", defaultMessage: "Lead ID copied" },
  contact: { id: "lead.contact", defaultMessage: "Primary contact" },
  trusted: { id: "lead.trusted", defaultMessage: "WhatsApp" },
  state: { id: "lead.state", defaultMessage: "State" },
  status: { id: "lead.status", defaultMessage: "Status" },
  assignee: { id: "lead.assignee", defaultMessage: "Assigned to" },
  source: { id: "lead.source", defaultMessage: "Source" },
  created: { id: "lead.created", defaultMessage: "Created" },
  updated: { id: "lead.updated", defaultMessage: "Updated" },
  window: { id: "lead.window", defaultMessage: "Window" },
  tags: { id: "lead.tags", defaultMessage: "Tags" },
  none: { id: "lead.none", defaultMessage: "not set" },
  locked: { id: "lead.locked", defaultMessage: "Another source has the say about this field" },
});

type Cell = Lead["fields"][string];

/** Summary and fields, to be looked at. */
export function LeadBody({ lead }: { lead: Lead }) {
  const intl = useIntl();
  return (
    <Tabs className={styles.tabs ?? ""}>
      <TabList label={intl.formatMessage(texts.tabs)}>
        <Tab id="details">
          <FormattedMessage {...texts.details} />
        </Tab>
        <Tab id="timeline">
          <FormattedMessage {...texts.timeline} />
        </Tab>
        <Tab id="history">
          <FormattedMessage {...texts.history} />
        </Tab>
      </TabList>
      <TabPanel id="details">
        <Summary lead={lead} />
        <Fields lead={lead} />
      </TabPanel>
      <TabPanel id="timeline">
        <Story lead={lead.id} />
      </TabPanel>
      <TabPanel id="history">
        <Story lead={lead.id} unfolded />
      </TabPanel>
    </Tabs>
  );
}

export function Summary({ lead }: { lead: Lead }) {
  const intl = useIntl();
  const { parts, formats } = useLeads();
  const trusted = lead.identities.some((one) => one.trusted && one.kind === "phone");
  const at = (moment: string) => (
    <time dateTime={moment} title={formats.full(Date.parse(moment))}>
      {formats.moment(Date.parse(moment))}
    </time>
  );
  return (
    <section className={styles.group} aria-label={intl.formatMessage(texts.summary)}>
      <h3 className={styles.head}>
        <FormattedMessage {...texts.summary} />
        <span className={styles.note}>
          <FormattedMessage {...texts.readOnly} />
        </span>
      </h3>
      <dl className={styles.list}>
        <Line label={intl.formatMessage(texts.id)} oneLine>
          <code className="mono trunc" title={lead.id}>
            {lead.id.slice(0, 12)}…{lead.id.slice(-8)}
          </code>
          <IconButton
            label={intl.formatMessage(texts.copy)}
            onPress={() => {
              void navigator.clipboard?.writeText(lead.id).then(() => announce(intl.formatMessage(texts.copied)));
            }}
          >
            <Icon of={Copy} />
          </IconButton>
        </Line>
        <Line label={intl.formatMessage(texts.contact)}>
          {lead.phone ? (
            <span dir="ltr" className="num">
              {phoneText(lead.phone)}
            </span>
          ) : (
            <None says={intl.formatMessage(texts.none)} />
          )}
          {trusted ? (
            <Badge look="soft">
              <Icon of={CircleCheck} size={12} />
              <FormattedMessage {...texts.trusted} />
            </Badge>
          ) : null}
        </Line>
        <Line label={intl.formatMessage(texts.state)}>
          <StateOf id={lead.state.value as string | null} parts={parts} />
        </Line>
        <Line label={intl.formatMessage(texts.status)}>{wordFor(intl, lead.status)}</Line>
        <Line label={intl.formatMessage(texts.assignee)}>
          <Assignee id={lead.assignee.value as string | null} parts={parts} />
        </Line>
        <Line label={intl.formatMessage(texts.source)}>
          {lead.source ? wordFor(intl, lead.source) : <None says={intl.formatMessage(texts.none)} />}
        </Line>
        <Line label={intl.formatMessage(texts.window)}>
          <WindowLeft until={lead.window_until ?? null} parts={parts} />
        </Line>
        <Line label={intl.formatMessage(texts.created)}>{at(lead.created_at)}</Line>
        <Line label={intl.formatMessage(texts.updated)}>{at(lead.updated_at)}</Line>
        {lead.tags.length > 0 ? (
          <Line label={intl.formatMessage(texts.tags)}>
            {lead.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </Line>
        ) : null}
      </dl>
    </section>
  );
}

export function Fields({ lead }: { lead: Lead }) {
  const intl = useIntl();
  const { about } = useLeads();
  const extra = Object.entries(lead.extra);
  return (
    <>
      <section className={styles.group} aria-label={intl.formatMessage(texts.fields)}>
        <h3 className={styles.head}>
          <FormattedMessage {...texts.fields} />
        </h3>
        <dl className={styles.list}>
          {about.fields
            .filter((one) => one.own !== null)
            .map((one) => {
              const cell = lead.fields[one.own ?? ""];
              return (
                <Line key={one.id} label={one.label} required={one.required}>
                  <CellText cell={cell} kind={one.kind} />
                  {cell?.because === "outranked" ? (
                    <span className={styles.lock} title={intl.formatMessage(texts.locked)}>
                      <Icon of={Lock} size={14} />
                      <span className="sr">{intl.formatMessage(texts.locked)}</span>
                    </span>
                  ) : null}
                </Line>
              );
            })}
        </dl>
      </section>
      {extra.length > 0 ? (
        <details className={styles.group}>
          <summary className={styles.head}>
            <Icon of={ChevronDown} size={14} />
            <FormattedMessage {...texts.extra} />
            <span className={styles.note}>{extra.length}</span>
          </summary>
          <dl className={styles.list}>
            {extra.map(([name, cell]) => (
              <Line key={name} label={name}>
                <CellText cell={cell} kind="text" />
              </Line>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

function CellText({ cell, kind }: { cell: Cell | undefined; kind: string }) {
  const intl = useIntl();
  const { formats } = useLeads();
  const value = cell?.value as unknown;
  if (value === null || value === undefined || value === "") return <None says={intl.formatMessage(texts.none)} />;
  if (typeof value === "number") return <span className="num">{formats.number(value)}</span>;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (kind === "date") return <time dateTime={text}>{formats.date(text)}</time>;
  if (kind === "time") return <Moment at={text} formats={formats} />;
  if (kind === "phone") return <span dir="ltr">{phoneText(text)}</span>;
  return (
    <span className={styles.text} dir="auto">
      {text}
    </span>
  );
}

function Line({
  label,
  required,
  oneLine,
  children,
}: {
  label: string;
  required?: boolean;
  /** What does not fit is cut, nothing goes below. */
  oneLine?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={styles.line}>
      <dt dir="auto">
        {label}
        {required ? (
          <span className={styles.required} aria-hidden="true">
            *
          </span>
        ) : null}
      </dt>
      <dd className={oneLine ? styles.oneLine : undefined}>{children}</dd>
    </div>
  );
}
