import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api, type Schemas } from "../api/client";
import { ProblemError, told } from "../api/problems";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { defineMessages } from "../text/define";
import { Card } from "./Card";
import styles from "./Card.module.css";

const texts = defineMessages({
  title: { id: "code.title", defaultMessage: "One more step" },
  subtitle: {
    id: "code.subtitle",
    defaultMessage: "Type the code that the app on your telephone shows, or one of your recovery codes.",
  },
  code: { id: "code.code", defaultMessage: "Code" },
  need: { id: "code.need", defaultMessage: "A code has six digits; a recovery code is longer." },
  wrong: { id: "code.wrong", defaultMessage: "This code is not right, or was used before. Wait for the next one." },
  submit: { id: "code.submit", defaultMessage: "Sign in" },
  back: { id: "code.back", defaultMessage: "Back to e-mail and password" },
});

const SHORTEST = 6;

/** Whether the API wants a second factor after a password that was right. */
export const wantsCode = (error: unknown): boolean => error instanceof ProblemError && error.kind === "second_factor";

/** The second factor, after the password: `onDone` gets who is signed in, `onBack` goes back to the password. */
export function CodeStep({
  account,
  onDone,
  onBack,
}: {
  account: string | null;
  onDone: (who: Schemas["SignedIn"]) => void;
  onBack: () => void;
}) {
  const intl = useIntl();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const given = code.trim();

  const send = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/totp", { body: { code: given } })),
    onSuccess: onDone,
    onError: () => box.current?.select(),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (given.length < SHORTEST) return box.current?.focus();
    send.mutate();
  }

  return (
    <Card
      account={account}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {send.error ? (
          <Banner look="danger">
            {wantsCode(send.error) ? <FormattedMessage {...texts.wrong} /> : told(intl, send.error).detail}
          </Banner>
        ) : null}
        <Field
          label={<FormattedMessage {...texts.code} />}
          autoComplete="one-time-code"
          size="card"
          value={code}
          onChange={setCode}
          inputRef={box}
          autoFocus
          error={tried && given.length < SHORTEST ? <FormattedMessage {...texts.need} /> : undefined}
        />
        <Button type="submit" look="primary" size="card" wide isPending={send.isPending}>
          <FormattedMessage {...texts.submit} />
        </Button>
        <Button look="quiet" onPress={onBack}>
          <FormattedMessage {...texts.back} />
        </Button>
      </form>
    </Card>
  );
}
