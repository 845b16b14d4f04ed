import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api, type Schemas } from "../api/client";
import { ProblemError, sentence, told } from "../api/problems";
import { signedIn } from "../api/session";
import { useTitle } from "../app/title";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { defineMessages } from "../text/define";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { CodeStep, wantsCode } from "./CodeStep";
import { NewPasswordFields, useNewPassword } from "./NewPassword";

const texts = defineMessages({
  title: { id: "invite.title", defaultMessage: "Choose your password" },
  subtitle: {
    id: "invite.subtitle",
    defaultMessage: "The link works once. Afterwards you sign in with your e-mail address and this password.",
  },
  submit: { id: "invite.submit", defaultMessage: "Set password and sign in" },
  over: {
    id: "invite.over",
    defaultMessage: "This link was used, is over, or was replaced by a newer one. Ask whoever sent it for a new one.",
  },
});

export function Invite() {
  const intl = useIntl();
  const { token } = useParams({ from: "/invite/$token" });
  const router = useRouter();
  const queries = useQueryClient();
  const chosen = useNewPassword();
  useTitle(intl.formatMessage(texts.title));

  function enter(who: Schemas["SignedIn"]) {
    queries.clear();
    queries.setQueryData(signedIn.queryKey, who);
    router.history.replace(`${router.basepath}/`); // the link is used: going back leads past it
  }

  const set = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/password", { body: { token, password: chosen.password } })),
    onSuccess: enter,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen.ready()) set.mutate();
  }

  if (wantsCode(set.error)) {
    return (
      <CodeStep account={null} onDone={enter} onBack={() => router.history.replace(`${router.basepath}/sign-in`)} />
    );
  }
  const refused = set.error instanceof ProblemError ? set.error : undefined;
  const weak = refused?.at("/password");
  return (
    <Card
      account={null}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {set.error && !weak ? (
          <Banner look="danger">
            {refused?.kind === "not_found" || refused?.at("/token") ? (
              <FormattedMessage {...texts.over} />
            ) : (
              told(intl, set.error).detail
            )}
          </Banner>
        ) : null}
        <NewPasswordFields of={chosen} refused={weak ? sentence(weak) : null} size="card" autoFocus />
        <Button type="submit" look="primary" size="card" wide isPending={set.isPending}>
          <FormattedMessage {...texts.submit} />
        </Button>
      </form>
    </Card>
  );
}
