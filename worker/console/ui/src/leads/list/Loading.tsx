import { useIntl } from "react-intl";
import { Bone } from "../../parts/Skeleton";
import { defineMessages } from "../../text/define";
import type { Column } from "../columns/model";
import { useSlow } from "./hooks";
import styles from "./List.module.css";

const texts = defineMessages({ loading: { id: "loading.leads", defaultMessage: "Leads are being read" } });
const WIDTHS = [88, 62, 100, 76, 56, 82, 94, 78, 68, 90];

/** Rows of the right height while the first page is on its way, not before 150 ms. */
export function Loading({ columns = [], cards }: { columns?: readonly Column[]; cards?: boolean }) {
  const intl = useIntl();
  if (!useSlow(true)) return <div className={styles.loading} aria-busy="true" />;
  return (
    <div className={styles.loading} role="status" aria-label={intl.formatMessage(texts.loading)}>
      {cards ? null : (
        <div className={styles.loadingHead} aria-hidden="true">
          {columns.slice(0, 8).map((one) => (
            <span key={one.id} style={{ inlineSize: one.width }}>
              {one.label}
            </span>
          ))}
        </div>
      )}
      {WIDTHS.map((width) => (
        <div key={width} className={cards ? styles.loadingCard : styles.loadingRow}>
          <Bone width={16} height={16} />
          <Bone width={width + 40} />
          <Bone width={width} height={20} round />
          <Bone width={20} height={20} round />
          <Bone width={56} />
        </div>
      ))}
    </div>
  );
}
