import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Asterisk, Maximize2 } from "lucide-react";
import { FormattedMessage, useIntl } from "react-intl";
import { Failure } from "../app/Failure";
import { useLeads } from "../leads/LeadsContext";
import { Badge } from "../parts/Badge";
import { Sheet } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { Bone } from "../parts/Skeleton";
import { defineMessages } from "../text/define";
import { leadOf } from "./data";
import styles from "./Lead.module.css";
import { LeadBody } from "./LeadBody";

const texts = defineMessages({
  reading: { id: "lead.reading", defaultMessage: "Lead" },
  page: { id: "lead.page", defaultMessage: "Open as a page" },
  missing: { id: "lead.missing", defaultMessage: "{count, plural, one {# field missing} other {# fields missing}}" },
});

/** A lead at the side of the list, for looking. */
export function LeadSheet({ lead, onClose }: { lead: string; onClose: () => void }) {
  const intl = useIntl();
  const { account } = useLeads();
  const asked = useQuery(leadOf(account, lead));
  const told = asked.data;
  return (
    <Sheet
      open
      onClose={onClose}
      className={styles.sheet ?? ""}
      title={<span dir="auto">{told?.title ?? intl.formatMessage(texts.reading)}</span>}
      aside={
        <span className={styles.aside}>
          {told && told.incomplete.length > 0 ? (
            <Badge look="warn">
              <Icon of={Asterisk} size={12} />
              <FormattedMessage {...texts.missing} values={{ count: told.incomplete.length }} />
            </Badge>
          ) : null}
          <Link
            to="/$account/leads/$lead"
            params={{ account, lead }}
            className={styles.whole}
            aria-label={intl.formatMessage(texts.page)}
            title={intl.formatMessage(texts.page)}
          >
            <Icon of={Maximize2} />
          </Link>
        </span>
      }
    >
      {asked.error ? (
        <Failure error={asked.error} onAgain={() => void asked.refetch()} />
      ) : told ? (
        <LeadBody lead={told} />
      ) : (
        <div className={styles.bones} role="status" aria-label={intl.formatMessage(texts.reading)}>
          {[180, 240, 200, 260, 160].map((width) => (
            <Bone key={width} width={width} height={12} />
          ))}
        </div>
      )}
    </Sheet>
  );
}
