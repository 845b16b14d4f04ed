import "./look/tokens.css";
import "./look/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AwayError, ProblemError } from "./api/problems";
import { queryClient } from "./api/queries";
import { signedIn } from "./api/session";
import { makeRouter } from "./app/router";
import { introduce, Texts } from "./text/Texts";

const queries = queryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname === "/sign-in" || pathname.startsWith("/invite/")) return;
  if (!queries.getQueryData(signedIn.queryKey)) return; // nobody was signed in: the route sends them
  void router.navigate({ to: "/sign-in", search: { to: href, why: "expired" } });
});
const router = makeRouter(queries);

// A page from before an update asks for files that are not there any more: the new page knows the new ones.
addEventListener("vite:preloadError", (event) => {
  if (!navigator.onLine) return; // without a connection there is no new page either
  const last = Number(sessionStorage.getItem("leadworker.reloaded") ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem("leadworker.reloaded", String(Date.now()));
  event.preventDefault();
  location.reload();
});

introduce(document.documentElement);
const root = document.getElementById("root");
if (!root) throw new Error("the page has no place for the console");
createRoot(root, {
  // What the server refused is told on the page; anything else is a bug.
  onCaughtError: (error) => void (error instanceof ProblemError || error instanceof AwayError || reportError(error)),
}).render(
  <StrictMode>
    <Texts>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Texts>
  </StrictMode>,
);
