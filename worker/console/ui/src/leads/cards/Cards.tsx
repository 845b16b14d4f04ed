import { MessageCircle, PanelRightOpen, Phone } from "lucide-react";
import { memo } from "react";
import { useIntl } from "react-intl";
import { Avatar } from "../../parts/Avatar";
import { Checkbox } from "../../parts/Checkbox";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { isolated } from "../../text/isolated";
import { heldBy, type Row } from "../data/rows";
import { momentText } from "../formats/moments";
import { short } from "../formats/money";
import { phoneText } from "../formats/phones";
import { type Parts, useLeads } from "../LeadsContext";
import { pieces } from "../marks";
import { isSelected, ranged, type Selection, toggled } from "../selection";
import { Ago, Due, Marked, Missing, StateOf, WindowLeft } from "../table/Value";
import styles from "./Cards.module.css";

const texts = defineMessages({
  label: { id: "cards.label", defaultMessage: "Leads" },
  select: { id: "cards.select", defaultMessage: "Select {name}" },
  call: { id: "cards.call", defaultMessage: "Call" },
  message: { id: "cards.message", defaultMessage: "WhatsApp" },
  details: { id: "cards.details", defaultMessage: "Details of {name}" },
  crore: { id: "cards.crore", defaultMessage: "{number} crore" },
  lakh: { id: "cards.lakh", defaultMessage: "{number} lakh" },
  noFollowUp: { id: "cards.noFollowUp", defaultMessage: "No follow-up" },
  nobody: { id: "cards.nobody", defaultMessage: "Nobody has this lead" },
  of: { id: "cards.of", defaultMessage: "{name} has this lead" },
});

type Props = {
  readonly rows: readonly Row[];
  readonly fields: readonly string[];
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly stale: ReadonlySet<string>;
};

/** Leads as cards: what phones show first. */
export function Cards({ rows, fields, selection, onSelect, stale }: Props) {
  const intl = useIntl();
  const { parts, open } = useLeads();
  const ids = rows.map((one) => one.id);
  return (
    <ul
      className={styles.cards}
      aria-label={intl.formatMessage(texts.label)}
      data-selecting={selection.kind === "all" || selection.ids.size > 0 ? "" : undefined}
    >
      {rows.map((row) => (
        <Card
          key={row.id}
          row={row}
          fields={fields}
          parts={parts}
          selected={isSelected(selection, row.id)}
          flash={stale.has(row.id)}
          onSelect={(range) => onSelect(range ? ranged(selection, row.id, ids) : toggled(selection, row.id))}
          onOpen={() => open(row.id)}
        />
      ))}
    </ul>
  );
}

type CardProps = {
  readonly row: Row;
  readonly fields: readonly string[];
  readonly parts: Parts;
  readonly selected: boolean;
  readonly flash: boolean;
  readonly onSelect: (range: boolean) => void;
  readonly onOpen: () => void;
};

const Card = memo(
  function Card({ row, fields, parts, selected, flash, onSelect, onOpen }: CardProps) {
    const { intl, about } = parts;
    const text = (id: string): string | null => {
      const value = heldBy(row, id);
      return typeof value === "string" ? value : null;
    };
    const assignee = text("assignee");
    const name = assignee ? (about.personOf.get(assignee)?.name ?? assignee) : undefined;
    const phone = text("phone");
    const heard = text("last_inbound_at");
    const told = fields.flatMap((id) => fieldText(row, id, parts) ?? []);
    return (
      <li>
        <article
          className={classes(styles.card, flash && styles.flash)}
          data-lead={row.id}
          data-selected={selected ? "" : undefined}
        >
          <div className={styles.line}>
            <Checkbox
              aria-label={intl.formatMessage(texts.select, { name: row.title })}
              isSelected={selected}
              onChange={() => onSelect(false)}
            />
            <h2 className={classes(styles.name, "trunc")} dir="auto">
              <a
                href={`?open=${row.id}`}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen();
                }}
              >
                <Marked of={pieces(row.title, parts.terms)} />
              </a>
            </h2>
            <Missing row={row} parts={parts} />
            <span className={styles.grow} />
            <Avatar name={name} id={assignee ?? undefined} size={24} />
            <span className="sr">
              {name ? intl.formatMessage(texts.of, { name }) : intl.formatMessage(texts.nobody)}
            </span>
          </div>
          <div className={styles.line}>
            <StateOf id={text("state")} parts={parts} />
            <span className={classes(styles.told, "trunc")} dir="auto">
              {told.map(isolated).join(" · ")}
            </span>
          </div>
          <div className={styles.line}>
            {phone ? (
              <span className={styles.told} dir="ltr">
                {phoneText(phone)}
              </span>
            ) : null}
            <span className={styles.grow} />
            {heard ? (
              <span className={styles.heard}>
                <Icon of={MessageCircle} size={14} />
                <Ago at={heard} parts={parts} />
              </span>
            ) : null}
          </div>
          <div className={styles.line}>
            {text("follow_up") ? (
              <Due at={text("follow_up")} parts={parts} />
            ) : (
              <span className={styles.heard}>{intl.formatMessage(texts.noFollowUp)}</span>
            )}
            <span className={styles.grow} />
            <WindowLeft until={text("window_until")} parts={parts} />
          </div>
          <div className={styles.acts}>
            {phone ? (
              <a href={`tel:${phone}`}>
                <Icon of={Phone} />
                {intl.formatMessage(texts.call)}
              </a>
            ) : null}
            {phone ? (
              <a
                href={`https://wa.me/${phone.replace(/\D/g, "")}`}
                target="_blank"
                rel="noopener noreferrer"
                className={styles.main}
              >
                <Icon of={MessageCircle} />
                {intl.formatMessage(texts.message)}
              </a>
            ) : null}
            <button
              type="button"
              className={styles.more}
              aria-label={intl.formatMessage(texts.details, { name: row.title })}
              onClick={onOpen}
            >
              <Icon of={PanelRightOpen} />
            </button>
          </div>
        </article>
      </li>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.selected === after.selected &&
    before.flash === after.flash &&
    before.parts === after.parts &&
    before.fields === after.fields,
);

/** A field as cards say it: numbers shortly where people count in lakh. */
function fieldText(row: Row, id: string, parts: Parts): string | null {
  const value = heldBy(row, id);
  const field = parts.about.byId.get(id);
  if (value === null || Array.isArray(value) || !field) return null;
  if (typeof value === "number") {
    const { scaled, word } = short(value, parts.formats.locale);
    const number = parts.formats.number(scaled);
    return word ? parts.intl.formatMessage(texts[word], { number }) : number;
  }
  if (field.type === "datetime") return momentText(String(value), parts.formats);
  return field.kind === "date" ? parts.formats.date(String(value)) : String(value);
}
