import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useIntl } from "react-intl";
import { Toasts } from "../parts/Toasts";
import { defineMessages } from "../text/define";
import { Announcer } from "./Announcer";
import { JumpBox } from "./JumpBox";
import { listingKeys } from "./jumping";
import { listen, useKeys } from "./keys";
import { useStore } from "./store";

const KeyList = lazy(() => import("./KeyList").then((module) => ({ default: module.KeyList })));

const texts = defineMessages({
  help: { id: "keys.help", defaultMessage: "Show these keys" },
  everywhere: { id: "keys.everywhere", defaultMessage: "Everywhere" },
});

/** What is on every page: the keys, the place that is read aloud, the messages. */
export function Page() {
  const intl = useIntl();
  const [asked, setAsked] = useState(false); // once loaded, the list of keys stays
  const listing = useStore(listingKeys);
  if (listing && !asked) setAsked(true);
  useEffect(() => listen(document), []);
  useKeys([
    {
      keys: "?",
      does: intl.formatMessage(texts.help),
      group: intl.formatMessage(texts.everywhere),
      run: () => listingKeys.set(true),
    },
  ]);
  return (
    <>
      <Outlet />
      <JumpBox />
      {asked ? (
        <Suspense>
          <KeyList />
        </Suspense>
      ) : null}
      <Toasts />
      <Announcer />
    </>
  );
}
