import { Lock, SearchX, ShieldCheck } from "lucide-react";
import { FormattedMessage, useIntl } from "react-intl";
import { type ProblemError, sentence } from "../api/problems";
import { Empty } from "../parts/Empty";
import { defineMessages } from "../text/define";
import { lastAccount } from "./lastPlace";
import { ButtonLink } from "./links";

const texts = defineMessages({
  denied: { id: "denied.title", defaultMessage: "You may not open this" },
  needs: {
    id: "denied.needs",
    defaultMessage:
      "It needs the permission {permission}; your role does not have it. An administrator of this account can give it.",
  },
  absent: { id: "absent.title", defaultMessage: "There is nothing here" },
  absentWhy: { id: "absent.why", defaultMessage: "The address is wrong, or it leads to what is not yours to see." },
  factor: { id: "factorNeeded.title", defaultMessage: "This account needs a second factor" },
  factorWhy: {
    id: "factorNeeded.why",
    defaultMessage:
      "Your role here asks for a code from an app on your phone, besides the password. Setting it up takes a minute.",
  },
  factorSet: { id: "factorNeeded.set", defaultMessage: "Set it up" },
  back: { id: "denied.back", defaultMessage: "Back to leads" },
});

function Back() {
  const account = lastAccount();
  return (
    <ButtonLink to={account ? "/$account/leads" : "/"} params={account ? { account } : {}}>
      <FormattedMessage {...texts.back} />
    </ButtonLink>
  );
}

/** Which permission is missing, and who can give it. */
export function Denied({ problem }: { problem: ProblemError }) {
  const permission = problem.more.permission;
  return (
    <Empty level={1} icon={Lock} title={<FormattedMessage {...texts.denied} />} actions={<Back />}>
      {typeof permission === "string" ? (
        <FormattedMessage {...texts.needs} values={{ permission: <b>{permission}</b> }} />
      ) : (
        sentence(problem.detail)
      )}
    </Empty>
  );
}

/** Nothing is at this address, or it is somebody else's: the two are not told apart. */
export function Absent() {
  const intl = useIntl();
  return (
    <Empty level={1} icon={SearchX} title={intl.formatMessage(texts.absent)} actions={<Back />}>
      {intl.formatMessage(texts.absentWhy)}
    </Empty>
  );
}

/** The role of this account lets nobody in by a password alone. */
export function FactorNeeded() {
  return (
    <Empty
      level={1}
      icon={ShieldCheck}
      title={<FormattedMessage {...texts.factor} />}
      actions={
        <ButtonLink to="/me">
          <FormattedMessage {...texts.factorSet} />
        </ButtonLink>
      }
    >
      <FormattedMessage {...texts.factorWhy} />
    </Empty>
  );
}
