import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { useIntl } from "react-intl";
import { ProblemError } from "../api/problems";
import { meIn } from "../api/session";
import { Absent } from "../app/Denied";
import { Failure } from "../app/Failure";
import { useTitle } from "../app/title";
import { accountOf, schemaOf } from "../leads/data/account";
import { useEdits } from "../leads/editing/useEdits";
import { formatsOf, localeOf } from "../leads/formats/formats";
import { LeadsContext } from "../leads/LeadsContext";
import { useNow } from "../leads/list/hooks";
import { Loading } from "../leads/list/Loading";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { leadOf } from "./data";
import styles from "./Lead.module.css";
import { LeadBody } from "./LeadBody";

const texts = defineMessages({ back: { id: "leadPage.back", defaultMessage: "Back to leads" } });
const NO_TERMS: readonly string[] = [];

/** A lead on a page of its own, for looking. */
export function LeadPage() {
  const intl = useIntl();
  const { account, lead } = useParams({ from: "/within/$account/leads/$lead" });
  const me = useQuery(meIn(account));
  const schema = useQuery(schemaOf(account));
  const asked = useQuery(leadOf(account, lead));
  const now = useNow();
  const teammate = me.data?.teammate ?? null;
  const about = useMemo(
    () => (schema.data ? accountOf(schema.data, teammate, intl) : null),
    [schema.data, teammate, intl],
  );
  const formats = useMemo(
    () => formatsOf(localeOf(intl.locale, me.data?.region ?? null), me.data?.time_zone ?? "UTC"),
    [intl.locale, me.data],
  );
  const may = useMemo(() => new Set(me.data?.permissions ?? []), [me.data]);
  const edits = useEdits(account, about);
  useTitle(asked.data?.title, me.data?.account_name);
  if (asked.error instanceof ProblemError && asked.error.kind === "not_found") return <Absent />;
  if (asked.error) return <Failure error={asked.error} onAgain={() => void asked.refetch()} />;
  if (!asked.data || !about) return <Loading />;
  const parts = { about, formats, intl, now, terms: NO_TERMS, search: "" };
  return (
    <LeadsContext value={{ ...parts, parts, account, may, edits, open: () => {}, me: teammate }}>
      <header className={styles.pageHead}>
        <Link
          to="/$account/leads"
          params={{ account }}
          className={styles.whole}
          aria-label={intl.formatMessage(texts.back)}
          title={intl.formatMessage(texts.back)}
        >
          <Icon of={ArrowLeft} className="mirror" />
        </Link>
        <h1 className={styles.pageTitle} dir="auto">
          {asked.data.title}
        </h1>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <section className={styles.pageBody} tabIndex={0} aria-label={asked.data.title}>
        <LeadBody lead={asked.data} />
      </section>
    </LeadsContext>
  );
}
