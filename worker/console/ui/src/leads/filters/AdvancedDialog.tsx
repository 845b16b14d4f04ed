import { ListPlus, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Button, IconButton } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { Menu, MenuItem } from "../../parts/Menu";
import { Option, Select } from "../../parts/Select";
import { defineMessages } from "../../text/define";
import { useLeads } from "../LeadsContext";
import type { Shown } from "../useListing";
import { OperatorSelect, ValueEditor } from "./ConditionEditor";
import { begun, complete } from "./catalogue";
import { joined, parted } from "./created";
import styles from "./Filters.module.css";
import {
  added,
  filterParts,
  type Group,
  isGroup,
  type Join,
  type Levels,
  levelsOf,
  moved,
  type Place,
  replaced,
  withGroup,
} from "./levels";
import { filterWords } from "./say";
import type { Condition } from "./tree";

const texts = defineMessages({
  title: { id: "advanced.title", defaultMessage: "Filter" },
  sub: {
    id: "advanced.sub",
    defaultMessage: "Groups join their conditions the other way. The span of creation stays at its chip.",
  },
  match: { id: "advanced.match", defaultMessage: "Find leads for which" },
  all: { id: "advanced.all", defaultMessage: "all of these hold" },
  any: { id: "advanced.any", defaultMessage: "one of these holds" },
  and: { id: "advanced.and", defaultMessage: "and" },
  or: { id: "advanced.or", defaultMessage: "or" },
  where: { id: "advanced.where", defaultMessage: "where" },
  field: { id: "advanced.field", defaultMessage: "Field" },
  condition: { id: "advanced.condition", defaultMessage: "Condition" },
  group: { id: "advanced.group", defaultMessage: "Group" },
  remove: { id: "advanced.remove", defaultMessage: "Remove condition" },
  removeGroup: { id: "advanced.removeGroup", defaultMessage: "Remove group" },
  move: { id: "advanced.move", defaultMessage: "Move or remove condition" },
  toGroup: { id: "advanced.toGroup", defaultMessage: "Move to group {number}" },
  out: { id: "advanced.out", defaultMessage: "Move out of the group" },
  cancel: { id: "advanced.cancel", defaultMessage: "Cancel" },
  apply: { id: "advanced.apply", defaultMessage: "Show leads" },
  unfinished: { id: "advanced.unfinished", defaultMessage: "A condition has no value yet." },
  deep: {
    id: "advanced.deep",
    defaultMessage:
      "This filter is deeper than two levels, so it is shown as it is: {filter}. Taking it away begins anew.",
  },
  anew: { id: "advanced.anew", defaultMessage: "Begin anew" },
});

/** The tree of a filter, two levels of it: all of these, or one of these, with groups that join the other way. */
export function AdvancedDialog({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const intl = useIntl();
  const { about, formats } = useLeads();
  const { created, rest } = parted(shown.listing.filter);
  const [levels, setLevels] = useState<Levels | null>(() => levelsOf(rest));
  const first = about.fields.find((one) => one.id === "state") ?? about.fields.find((one) => one.filters);
  const ready =
    levels?.parts.every((part) => (isGroup(part) ? part.parts : [part]).every((one) => isReady(one))) ?? false;
  function isReady(one: Condition): boolean {
    const field = about.byId.get(one.field);
    return field ? complete(one, field) : false;
  }
  if (!levels) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={<FormattedMessage {...texts.title} />}
        foot={
          <Button size="form" onPress={() => setLevels({ join: "all", parts: [] })}>
            {intl.formatMessage(texts.anew)}
          </Button>
        }
      >
        <FormattedMessage
          {...texts.deep}
          values={{ filter: filterWords({ all: rest }, { intl, formats, byId: about.byId }) }}
        />
      </Dialog>
    );
  }
  const groups = levels.parts.flatMap((part, i) => (isGroup(part) ? [i] : []));
  const line = (condition: Condition, place: Place, join: Join, index: number) => (
    <Line
      key={place.join("/")}
      condition={condition}
      join={index === 0 ? intl.formatMessage(texts.where) : intl.formatMessage(join === "all" ? texts.and : texts.or)}
      groups={groups.filter((one) => one !== place[0])}
      grouped={place.length === 2}
      onChange={(next) => setLevels(replaced(levels, place, next))}
      onMove={(to) => setLevels(moved(levels, place, to))}
    />
  );
  return (
    <Dialog
      open
      onClose={onClose}
      dismissable={false}
      className={styles.wide ?? ""}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.sub} />}
      foot={
        <>
          <span className={styles.count}>{ready ? null : <FormattedMessage {...texts.unfinished} />}</span>
          <Button look="quiet" size="form" onPress={onClose}>
            <FormattedMessage {...texts.cancel} />
          </Button>
          <Button
            look="primary"
            size="form"
            isDisabled={!ready}
            onPress={() => {
              shown.show({ filter: joined(created, filterParts(levels)) });
              onClose();
            }}
          >
            <FormattedMessage {...texts.apply} />
          </Button>
        </>
      }
    >
      <JoinSelect join={levels.join} onChange={(join) => setLevels({ ...levels, join })} />
      {levels.parts.map((part, i) =>
        isGroup(part) ? (
          <section
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no other name than their place
            key={i}
            className={styles.group}
            aria-label={`${intl.formatMessage(texts.group)} ${groups.indexOf(i) + 1}`}
          >
            <div className={styles.groupHead}>
              <span className={styles.join}>
                {i === 0 ? null : intl.formatMessage(levels.join === "all" ? texts.and : texts.or)}
              </span>
              <JoinSelect
                join={part.join}
                onChange={(join) => setLevels(replaced(levels, [i], { ...part, join } satisfies Group))}
              />
              <span className={styles.grow} />
              <IconButton
                label={intl.formatMessage(texts.removeGroup)}
                onPress={() => setLevels(replaced(levels, [i], null))}
              >
                <Icon of={Trash2} />
              </IconButton>
            </div>
            {part.parts.map((one, j) => line(one, [i, j], part.join, j))}
            <div>
              <Button look="quiet" onPress={() => first && setLevels(added(levels, begun(first), i))}>
                <Icon of={Plus} />
                <FormattedMessage {...texts.condition} />
              </Button>
            </div>
          </section>
        ) : (
          line(part, [i], levels.join, i)
        ),
      )}
      <div className={styles.pair}>
        <Button look="quiet" onPress={() => first && setLevels(added(levels, begun(first)))}>
          <Icon of={Plus} />
          <FormattedMessage {...texts.condition} />
        </Button>
        <Button look="quiet" onPress={() => first && setLevels(withGroup(levels, [begun(first)]))}>
          <Icon of={ListPlus} />
          <FormattedMessage {...texts.group} />
        </Button>
      </div>
    </Dialog>
  );
}

function JoinSelect({ join, onChange }: { join: Join; onChange: (join: Join) => void }) {
  const intl = useIntl();
  return (
    <div className={styles.pair}>
      <span>
        <FormattedMessage {...texts.match} />
      </span>
      <Select
        size="bar"
        aria-label={intl.formatMessage(texts.match)}
        selectedKey={join}
        onSelectionChange={(key) => onChange(key as Join)}
      >
        <Option id="all">{intl.formatMessage(texts.all)}</Option>
        <Option id="any">{intl.formatMessage(texts.any)}</Option>
      </Select>
    </div>
  );
}

type LineProps = {
  readonly condition: Condition;
  readonly join: string;
  readonly groups: readonly number[];
  readonly grouped: boolean;
  readonly onChange: (condition: Condition | null) => void;
  readonly onMove: (group: number | null) => void;
};

function Line({ condition, join, groups, grouped, onChange, onMove }: LineProps) {
  const intl = useIntl();
  const { about } = useLeads();
  const field = about.byId.get(condition.field);
  return (
    <div className={styles.line}>
      <span className={styles.join}>{join}</span>
      <select
        className={styles.input}
        aria-label={intl.formatMessage(texts.field)}
        value={condition.field}
        onChange={(event) => {
          const next = about.byId.get(event.target.value);
          if (next) onChange(begun(next));
        }}
      >
        {about.fields
          .filter((one) => one.filters || one.id === condition.field)
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
      </select>
      {field ? <OperatorSelect condition={condition} field={field} onChange={onChange} /> : <span />}
      <div>
        {field ? (
          <ValueEditor
            key={`${condition.field} ${condition.op}`}
            condition={condition}
            field={field}
            onChange={onChange}
          />
        ) : null}
      </div>
      {groups.length > 0 || grouped ? (
        <Menu
          button={
            <IconButton label={intl.formatMessage(texts.move)}>
              <Icon of={Trash2} />
            </IconButton>
          }
          onAction={(key) => (key === "remove" ? onChange(null) : onMove(key === "out" ? null : Number(key)))}
        >
          {grouped ? <MenuItem id="out">{intl.formatMessage(texts.out)}</MenuItem> : null}
          {groups.map((one, i) => (
            <MenuItem key={one} id={String(one)}>
              {intl.formatMessage(texts.toGroup, { number: i + 1 })}
            </MenuItem>
          ))}
          <MenuItem id="remove" icon={Trash2} danger>
            {intl.formatMessage(texts.remove)}
          </MenuItem>
        </Menu>
      ) : (
        <IconButton label={intl.formatMessage(texts.remove)} onPress={() => onChange(null)}>
          <Icon of={Trash2} />
        </IconButton>
      )}
    </div>
  );
}
