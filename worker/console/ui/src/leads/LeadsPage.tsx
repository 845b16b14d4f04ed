import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { FormattedMessage, useIntl } from "react-intl";
import { meIn } from "../api/session";
import { useTitle } from "../app/title";
import { Empty } from "../parts/Empty";
import { defineMessages } from "../text/define";

const texts = defineMessages({
  title: { id: "leads.title", defaultMessage: "All leads" },
  none: { id: "leads.none", defaultMessage: "No leads yet" },
  how: { id: "leads.how", defaultMessage: "The first message to one of your numbers makes one by itself." },
});

export function LeadsPage() {
  const intl = useIntl();
  const { account } = useParams({ from: "/within/$account" });
  const me = useQuery(meIn(account));
  useTitle(intl.formatMessage(texts.title), me.data?.account_name);
  return (
    <Empty icon={Inbox} good level={1} title={<FormattedMessage {...texts.none} />}>
      <FormattedMessage {...texts.how} />
    </Empty>
  );
}
