import { CircleAlert, Copy, RefreshCw } from "lucide-react";
import { Component, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { told } from "../api/problems";
import { Button, IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { announce } from "./announce";
import styles from "./Failure.module.css";

const texts = defineMessages({
  again: { id: "failure.again", defaultMessage: "Try again" },
  trace: { id: "failure.trace", defaultMessage: "Trace" },
  copy: { id: "failure.copy", defaultMessage: "Copy trace id" },
  copied: { id: "failure.copied", defaultMessage: "Trace id copied" },
});

/** Stands where something could not be read: what happened, *Try again*, and the id under which the log tells more. */
export function Failure({
  error,
  onAgain,
  title,
}: {
  error: unknown;
  onAgain?: (() => void) | undefined;
  title?: ReactNode;
}) {
  const intl = useIntl();
  const words = told(intl, error);
  return (
    <div className={styles.failure} role="alert">
      <div className={styles.line}>
        <Icon of={CircleAlert} size={20} className={styles.sign ?? ""} />
        <div className={styles.words}>
          <h2 className={styles.title}>{title ?? words.title}</h2>
          <p className={styles.detail}>{words.detail}</p>
        </div>
      </div>
      {onAgain ? (
        <div>
          <Button look="primary" onPress={onAgain}>
            <Icon of={RefreshCw} />
            <FormattedMessage {...texts.again} />
          </Button>
        </div>
      ) : null}
      {words.trace ? (
        <p className={styles.trace}>
          <FormattedMessage {...texts.trace} />
          <code className="mono">{words.trace}</code>
          <IconButton
            label={intl.formatMessage(texts.copy)}
            onPress={() => {
              void navigator.clipboard?.writeText(words.trace).then(() => announce(intl.formatMessage(texts.copied)));
            }}
          >
            <Icon of={Copy} />
          </IconButton>
        </p>
      ) : null}
    </div>
  );
}

interface Caught {
  error: unknown;
}

/** Holds a fault of one part of the page, so that the rest stays. `about`: what it shows; another one is tried anew. */
export class Boundary extends Component<{ children: ReactNode; about?: string }, Caught> {
  override state: Caught = { error: undefined };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error };
  }

  override componentDidUpdate(before: { about?: string }): void {
    if (before.about !== this.props.about && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} onAgain={() => this.setState({ error: undefined })} />;
  }
}
