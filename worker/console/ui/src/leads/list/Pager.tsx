import { ChevronDown, ChevronLeft, ChevronRight, Ellipsis } from "lucide-react";
import { useEffect, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import type { Schemas } from "../../api/client";
import { announce } from "../../app/announce";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { useLeads } from "../LeadsContext";
import { DEFAULT_SIZE, GAP, pageItems, pagesOf, rowsOf, SIZES, typedPage } from "../paging";
import type { Shown } from "../useListing";
import styles from "./List.module.css";

const texts = defineMessages({
  label: { id: "pager.label", defaultMessage: "Pages" },
  size: { id: "pager.size", defaultMessage: "Rows per page" },
  rows: { id: "pager.rows", defaultMessage: "{from} – {to} of {total}" },
  previous: { id: "pager.previous", defaultMessage: "Previous page" },
  next: { id: "pager.next", defaultMessage: "Next page" },
  page: { id: "pager.page", defaultMessage: "Page {number}" },
  go: { id: "pager.goTo", defaultMessage: "Go to page" },
  send: { id: "pager.send", defaultMessage: "Go" },
  clamped: { id: "pager.clamped", defaultMessage: "There is no such page any more; this is the last, page {number}" },
});

type Props = {
  readonly shown: Shown;
  readonly page: Schemas["PageInfo"];
  readonly total: Schemas["CountInfo"] | null;
  readonly rows: number;
  readonly size: number;
  readonly cards: boolean;
};

/** Page numbers, the next one, a box for a number, rows per page. A page past the end is the last one. */
export function Pager({ shown, page, total, rows, size, cards }: Props) {
  const intl = useIntl();
  const { formats } = useLeads();
  const number = page.number ?? 1;
  const [typed, setTyped] = useState("");
  const pages = total?.exact
    ? pagesOf(total.value, size)
    : Math.max(pagesOf(total?.value ?? 0, size), page.next ? number + 1 : number);
  const { go } = shown;
  const to = (next: number) => go({ page: next === 1 ? undefined : next });
  const asked = shown.address.page ?? 1;
  useEffect(() => {
    // Also the address says where one is.
    if (page.clamped && asked !== number) {
      go({ page: number === 1 ? undefined : number }, true);
      announce(intl.formatMessage(texts.clamped, { number }));
    }
  }, [page.clamped, asked, number, go, intl]);
  const [from, until] = rowsOf(number, size, rows);
  const count = total ? `${formats.count(total.value)}${total.exact ? "" : "+"}` : "…";
  return (
    <nav className={styles.pager} aria-label={intl.formatMessage(texts.label)}>
      <span className={styles.label} aria-hidden="true">
        <FormattedMessage {...texts.size} />
      </span>
      <span className={styles.size}>
        <select
          aria-label={intl.formatMessage(texts.size)}
          value={size}
          onChange={(event) => {
            const next = Number(event.target.value);
            // The first row in sight stays on the page.
            const place = Math.floor(((number - 1) * size) / next) + 1;
            go({ size: next === DEFAULT_SIZE ? undefined : next, page: place === 1 ? undefined : place });
          }}
        >
          {SIZES.map((one) => (
            <option key={one} value={one}>
              {formats.count(one)}
            </option>
          ))}
        </select>
        <Icon of={ChevronDown} size={14} />
      </span>
      <span className={styles.rows}>
        <FormattedMessage
          {...texts.rows}
          values={{ from: formats.count(from), to: formats.count(until), total: count }}
        />
      </span>
      <span className={styles.grow} />
      <ul className={styles.pages}>
        <li>
          <button
            type="button"
            disabled={number <= 1}
            aria-label={intl.formatMessage(texts.previous)}
            onClick={() => to(number - 1)}
          >
            <Icon of={ChevronLeft} className="mirror" />
          </button>
        </li>
        {pageItems(number, pages, cards ? 5 : 7).map((item, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what stays while pages turn
          <li key={i}>
            {item === GAP ? (
              <span aria-hidden="true">
                <Icon of={Ellipsis} size={14} />
              </span>
            ) : (
              <button
                type="button"
                aria-label={intl.formatMessage(texts.page, { number: item })}
                aria-current={item === number ? "page" : undefined}
                onClick={() => to(item)}
              >
                {formats.count(item)}
              </button>
            )}
          </li>
        ))}
        <li>
          <button
            type="button"
            disabled={number >= pages}
            aria-label={intl.formatMessage(texts.next)}
            onClick={() => to(number + 1)}
          >
            <Icon of={ChevronRight} className="mirror" />
          </button>
        </li>
      </ul>
      <form
        className={styles.goto}
        onSubmit={(event) => {
          event.preventDefault();
          const next = typedPage(typed, total?.exact ? pages : 10_000_000);
          setTyped("");
          if (next !== null) to(next);
        }}
      >
        <label className={styles.goto}>
          <span>
            <FormattedMessage {...texts.go} />
          </span>
          <input
            inputMode="numeric"
            enterKeyHint="go"
            aria-label={intl.formatMessage(texts.go)}
            value={typed}
            placeholder={formats.count(number)}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        {/* The digits of a telephone have no key that sends them. */}
        {typed ? (
          <button type="submit" className={styles.send}>
            <FormattedMessage {...texts.send} />
          </button>
        ) : null}
      </form>
    </nav>
  );
}
