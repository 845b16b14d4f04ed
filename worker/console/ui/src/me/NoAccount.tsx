import { Building2 } from "lucide-react";
import { FormattedMessage } from "react-intl";
import { PersonMenu } from "../app/TopBar";
import { Empty } from "../parts/Empty";
import { defineMessages } from "../text/define";

const texts = defineMessages({
  title: { id: "noAccount.title", defaultMessage: "You belong to no account" },
  why: {
    id: "noAccount.why",
    defaultMessage: "You are signed in, and no account here lists you any more. Ask whoever invited you.",
  },
});

export function NoAccount() {
  return (
    <main>
      <Empty level={1} icon={Building2} title={<FormattedMessage {...texts.title} />} actions={<PersonMenu />}>
        <FormattedMessage {...texts.why} />
      </Empty>
    </main>
  );
}
