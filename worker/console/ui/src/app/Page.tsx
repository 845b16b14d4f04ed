import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { Toasts } from "../parts/Toasts";
import { Announcer } from "./Announcer";
import { JumpBox } from "./JumpBox";
import { KeyList } from "./KeyList";
import { listen } from "./keys";

/** What is on every page: the keys, the place that is read aloud, the messages. */
export function Page() {
  useEffect(() => listen(document), []);
  return (
    <>
      <Outlet />
      <JumpBox />
      <KeyList />
      <Toasts />
      <Announcer />
    </>
  );
}
