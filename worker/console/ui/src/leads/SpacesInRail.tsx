import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import { useIntl } from "react-intl";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { type Space, spacesOf } from "./data/spaces";
import { iconOf } from "./icons";
import styles from "./SpacesInRail.module.css";

const texts = defineMessages({
  mine: { id: "rail.mine", defaultMessage: "Mine" },
  team: { id: "rail.team", defaultMessage: "Team {name}" },
  role: { id: "rail.role", defaultMessage: "Role {name}" },
  everyone: { id: "rail.everyone", defaultMessage: "Everyone" },
  all: { id: "rail.all", defaultMessage: "All leads" },
});

/** The spaces beneath Leads: mine, my teams', everyone's. */
export function SpacesInRail({ account }: { account: string }) {
  const intl = useIntl();
  const spaces = useQuery({ ...spacesOf(account), enabled: account !== "" });
  const here = useRouterState({
    select: (state) =>
      state.location.pathname === `/${account}/leads`
        ? ((state.location.search as { space?: string }).space ?? "")
        : null,
  });
  if (!account) return null;
  const groups = new Map<string, Space[]>();
  for (const space of spaces.data?.data ?? []) {
    if (!space.for_me) continue;
    groups.set(space.scope, [...(groups.get(space.scope) ?? []), space]);
  }
  const everyone = groups.get("everyone") ?? [];
  groups.delete("everyone");
  const name = (scope: string): string => {
    if (scope === "me") return intl.formatMessage(texts.mine);
    const [kind, id] = scope.split(":");
    return intl.formatMessage(kind === "team" ? texts.team : texts.role, { name: id });
  };
  const line = (space: Space) => (
    <Link
      key={space.id}
      to="/$account/leads"
      params={{ account }}
      search={{ space: space.id }}
      activeProps={{}}
      className={styles.space}
      aria-current={here === space.id ? "page" : undefined}
      title={space.name}
    >
      <span className={styles.sign}>
        <Icon of={iconOf(space.icon)} />
      </span>
      <span className={styles.word} dir="auto">
        {space.name}
      </span>
    </Link>
  );
  return (
    <div className={styles.spaces}>
      {[...groups].map(([scope, some]) => (
        <div key={scope}>
          <p className={styles.head}>{name(scope)}</p>
          {some.map(line)}
        </div>
      ))}
      <p className={styles.head}>{intl.formatMessage(texts.everyone)}</p>
      <Link
        to="/$account/leads"
        params={{ account }}
        search={{}}
        activeProps={{}}
        className={styles.space}
        aria-current={here === "" ? "page" : undefined}
        title={intl.formatMessage(texts.all)}
      >
        <span className={styles.sign}>
          <Icon of={Layers} />
        </span>
        <span className={styles.word}>{intl.formatMessage(texts.all)}</span>
      </Link>
      {everyone.map(line)}
    </div>
  );
}
