import { useQuery } from "@tanstack/react-query";
import { Calendar, ChevronDown, Plus, SlidersHorizontal, X } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { Button } from "../../parts/Button";
import { classes } from "../../parts/classes";
import { Pop } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { Menu, MenuItem } from "../../parts/Menu";
import { defineMessages } from "../../text/define";
import { countOf } from "../data/rows";
import { useLeads } from "../LeadsContext";
import { useRested } from "../list/hooks";
import type { Shown } from "../useListing";
import styles from "./Chips.module.css";
import { begun, complete, entryOf } from "./catalogue";
import { createdText, joined, parted } from "./created";
import { chipText, filterWords, thisUnits, units } from "./say";
import { type Condition, type Filter, isCondition } from "./tree";

const FilterEditor = lazy(async () => ({ default: (await import("./FilterEditor")).FilterEditor }));
const CreatedEditor = lazy(async () => ({ default: (await import("./CreatedEditor")).CreatedEditor }));

const texts = defineMessages({
  remove: { id: "filters.remove", defaultMessage: "Remove filter {field}" },
  filterBy: { id: "filters.by", defaultMessage: "Filter by {field}" },
  add: { id: "filters.add", defaultMessage: "Filter" },
  done: { id: "filters.done", defaultMessage: "Done" },
  advanced: { id: "filters.advanced", defaultMessage: "Advanced" },
  count: { id: "filters.count", defaultMessage: "{count, plural, one {# lead} other {# leads}}" },
  unfinished: { id: "filters.unfinished", defaultMessage: "Choose a value" },
  created: { id: "filters.created", defaultMessage: "Created" },
  all: { id: "filters.allTime", defaultMessage: "at any time" },
  last: { id: "filters.last", defaultMessage: "last {span}" },
  this: { id: "filters.this", defaultMessage: "this {unit}" },
  today: { id: "filters.today", defaultMessage: "today" },
  between: { id: "filters.between", defaultMessage: "{from} to {to}" },
  after: { id: "filters.after", defaultMessage: "after {day}" },
  before: { id: "filters.before", defaultMessage: "before {day}" },
  other: { id: "filters.otherTime", defaultMessage: "by a filter" },
});

/** The chips of the filters, what adds one, and the editor of each. */
export function Chips({ shown, onAdvanced, touch }: { shown: Shown; onAdvanced: () => void; touch?: boolean }) {
  const { rest, created } = useMemo(() => parted(shown.listing.filter), [shown.listing.filter]);
  const { about, formats, intl } = useLeads();
  const [fresh, setFresh] = useState<Condition | null>(null);
  const set = (parts: readonly Filter[]) => shown.show({ filter: joined(created, parts) });
  return (
    <>
      {rest.map((part, i) => {
        const others = rest.filter((_, j) => j !== i);
        const drop = () => set(others);
        const field = isCondition(part) ? about.byId.get(part.field) : undefined;
        if (!isCondition(part) || !field) {
          const words = filterWords(part, { intl, formats, byId: about.byId });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a filter have no other name than their place
            <Chip key={i} quiet="" strong={words} onDrop={drop} dropLabel={words} onOpen={onAdvanced} touch={touch} />
          );
        }
        return (
          <ConditionChip
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={i}
            condition={part}
            touch={touch}
            question={(condition) =>
              joined(
                created,
                rest.map((one, j) => (j === i ? condition : one)),
              )
            }
            search={shown.listing.search}
            account={shown.account}
            onDrop={drop}
            onAdvanced={onAdvanced}
            onDone={(condition) => set(rest.map((one, j) => (j === i ? condition : one)))}
          />
        );
      })}
      {fresh ? (
        <ConditionChip
          key="fresh"
          condition={fresh}
          begin
          touch={touch}
          question={(condition) => joined(created, [...rest, condition])}
          search={shown.listing.search}
          account={shown.account}
          onDrop={() => setFresh(null)}
          onAdvanced={onAdvanced}
          onDone={(condition) => {
            setFresh(null);
            set([...rest, condition]);
          }}
        />
      ) : null}
      <Menu
        button={
          <Button look="quiet" className={touch ? styles.chip : undefined}>
            <Icon of={Plus} />
            <FormattedMessage {...texts.add} />
          </Button>
        }
        onAction={(key) => {
          if (key === "+advanced") return onAdvanced();
          const field = about.byId.get(String(key));
          if (!field) return;
          const first = begun(field);
          if (entryOf(field, first.op) === "none") set([...rest, first]);
          else setFresh(first);
        }}
      >
        {about.fields
          .filter((one) => one.filters && one.id !== "created_at")
          .map((one) => (
            <MenuItem key={one.id} id={one.id}>
              {one.label}
            </MenuItem>
          ))}
        <MenuItem id="+advanced" icon={SlidersHorizontal}>
          {intl.formatMessage(texts.advanced)}
        </MenuItem>
      </Menu>
    </>
  );
}

function Chip({
  quiet,
  strong,
  onDrop,
  dropLabel,
  onOpen,
  touch,
}: {
  quiet: string;
  strong: string;
  onDrop: () => void;
  dropLabel: string;
  onOpen: () => void;
  touch?: boolean | undefined;
}) {
  const intl = useIntl();
  return (
    <span className={classes(styles.chip, touch && styles.touch)}>
      <AriaButton onPress={onOpen}>
        {quiet ? <span className={styles.quiet}>{quiet}</span> : null}
        <span className={classes(styles.strong, "trunc")}>{strong}</span>
      </AriaButton>
      <AriaButton
        className={styles.drop ?? ""}
        aria-label={intl.formatMessage(texts.remove, { field: dropLabel })}
        onPress={onDrop}
      >
        <Icon of={X} size={14} />
      </AriaButton>
    </span>
  );
}

type ConditionChipProps = {
  readonly condition: Condition;
  readonly begin?: boolean;
  readonly touch?: boolean | undefined;
  readonly question: (condition: Condition) => Filter;
  readonly search: string;
  readonly account: string;
  readonly onDrop: () => void;
  readonly onAdvanced: () => void;
  readonly onDone: (condition: Condition) => void;
};

/** A filter as a chip; pressing it opens its editor, which counts what it would find. */
function ConditionChip({
  condition,
  begin,
  touch,
  question,
  search,
  account,
  onDrop,
  onAdvanced,
  onDone,
}: ConditionChipProps) {
  const { about, formats, intl } = useLeads();
  const [open, setOpen] = useState(Boolean(begin));
  const [draft, setDraft] = useState(condition);
  const field = about.byId.get(condition.field);
  const { quiet, strong } = chipText(open ? draft : condition, { intl, formats, byId: about.byId });
  if (!field) return null;
  const ready = complete(draft, field);
  const close = () => {
    setOpen(false);
    if (ready) onDone(draft);
    else if (begin) onDrop();
    else setDraft(condition);
  };
  return (
    <span className={classes(styles.chip, touch && styles.touch)}>
      <DialogTrigger
        isOpen={open}
        onOpenChange={(now) => {
          if (!now) close();
          else {
            setDraft(condition);
            setOpen(true);
          }
        }}
      >
        <AriaButton>
          <span className={styles.quiet}>{quiet}</span>
          <span className={classes(styles.strong, "trunc")}>{strong}</span>
        </AriaButton>
        <Pop label={intl.formatMessage(texts.filterBy, { field: field.label })} placement="bottom start">
          <Suspense fallback={null}>
            <FilterEditor
              draft={draft}
              field={field}
              onDraft={setDraft}
              count={
                ready ? (
                  <Count account={account} filter={question(draft)} search={search} />
                ) : (
                  <FormattedMessage {...texts.unfinished} />
                )
              }
              onDrop={() => {
                setOpen(false);
                onDrop();
              }}
              onAdvanced={() => {
                close();
                onAdvanced();
              }}
              onDone={close}
            />
          </Suspense>
        </Pop>
      </DialogTrigger>
      <AriaButton
        className={styles.drop ?? ""}
        aria-label={intl.formatMessage(texts.remove, { field: field.label })}
        onPress={onDrop}
      >
        <Icon of={X} size={14} />
      </AriaButton>
    </span>
  );
}

function Count({ account, filter, search }: { account: string; filter: Filter; search: string }) {
  const rested = useRested(filter, 300);
  const count = useQuery(countOf(account, rested, search));
  return count.data ? <FormattedMessage {...texts.count} values={{ count: count.data.count.value }} /> : null;
}

/** When leads came: always there, so it has nothing that takes it away. */
export function CreatedChip({ shown, touch }: { shown: Shown; touch?: boolean }) {
  const { formats, intl } = useLeads();
  const [open, setOpen] = useState(false);
  const { created, rest } = useMemo(() => parted(shown.listing.filter), [shown.listing.filter]);
  const text = createdText(created);
  const say = (): string => {
    switch (text.kind) {
      case "all":
        return intl.formatMessage(texts.all);
      case "last":
        return intl.formatMessage(texts.last, { span: intl.formatMessage(units[text.unit], { count: text.count }) });
      case "this":
        return text.unit === "day"
          ? intl.formatMessage(texts.today)
          : intl.formatMessage(texts.this, {
              unit:
                text.unit in thisUnits ? intl.formatMessage(thisUnits[text.unit as keyof typeof thisUnits]) : text.unit,
            });
      case "between":
        return intl.formatMessage(texts.between, {
          from: formats.date(text.from.slice(0, 10)),
          to: formats.date(text.to.slice(0, 10)),
        });
      case "on":
        return formats.date(text.day.slice(0, 10));
      case "after":
        return intl.formatMessage(texts.after, { day: formats.date(text.day.slice(0, 10)) });
      case "before":
        return intl.formatMessage(texts.before, { day: formats.date(text.day.slice(0, 10)) });
      default:
        return intl.formatMessage(texts.other);
    }
  };
  return (
    <span className={classes(styles.chip, styles.fixed, touch && styles.touch)}>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <AriaButton>
          <span className={styles.quiet}>
            <Icon of={Calendar} size={14} />
          </span>
          {touch ? null : (
            <span className={styles.quiet}>
              <FormattedMessage {...texts.created} />
            </span>
          )}
          <span className={styles.strong}>{say()}</span>
          <span className={styles.quiet}>
            <Icon of={ChevronDown} size={14} />
          </span>
        </AriaButton>
        <Pop label={intl.formatMessage(texts.created)} placement="bottom start">
          <Suspense fallback={null}>
            <CreatedEditor
              created={created}
              onChange={(next) => {
                shown.show({ filter: joined(next, rest) });
                setOpen(false);
              }}
            />
          </Suspense>
        </Pop>
      </DialogTrigger>
    </span>
  );
}
