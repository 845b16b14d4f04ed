import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { ProblemError } from "../api/problems";
import { meIn, signedIn } from "../api/session";
import { readLeadsSearch } from "../leads/search";
import { Alone } from "./Alone";
import { parseSearch, stringifySearch } from "./address";
import { Absent, Denied, FactorNeeded } from "./Denied";
import { Failure } from "./Failure";
import { lastAccount } from "./lastPlace";
import { Page } from "./Page";
import { Shell } from "./Shell";

function Wrong({ error, reset }: { error: unknown; reset: () => void }) {
  if (error instanceof ProblemError && error.kind === "not_allowed") return <Denied problem={error} />;
  if (error instanceof ProblemError && error.kind === "not_found") return <Absent />;
  if (error instanceof ProblemError && error.kind === "second_factor") return <FactorNeeded />;
  return <Failure error={error} onAgain={reset} />;
}

/** As above, where nothing is around it. */
function WrongAlone(props: { error: unknown; reset: () => void }) {
  return (
    <Alone>
      <Wrong {...props} />
    </Alone>
  );
}

function AbsentAlone() {
  return (
    <Alone>
      <Absent />
    </Alone>
  );
}

const alone = { errorComponent: WrongAlone, notFoundComponent: AbsentAlone };
const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Page, ...alone });

interface SigningIn {
  /** Where one was, and comes back to. */
  to?: string | undefined;
  why?: "expired" | "out" | undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "sign-in",
  validateSearch: (search: Record<string, unknown>): SigningIn => ({
    to: typeof search.to === "string" ? search.to : undefined,
    why: search.why === "expired" || search.why === "out" ? search.why : undefined,
  }),
  component: lazyRouteComponent(() => import("../session/SignIn"), "SignIn"),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "invite/$token",
  component: lazyRouteComponent(() => import("../session/Invite"), "Invite"),
});

/** Everything behind the sign-in. */
const within = createRoute({
  getParentRoute: () => root,
  id: "within",
  ...alone,
  beforeLoad: async ({ context, location }) => {
    try {
      return { who: await context.queries.ensureQueryData(signedIn) };
    } catch (error) {
      if (error instanceof ProblemError && error.kind === "sign_in") {
        throw redirect({
          to: "/sign-in",
          search: location.pathname === "/" ? {} : { to: location.href },
          replace: true,
        });
      }
      throw error;
    }
  },
  component: Outlet,
});

const home = createRoute({
  getParentRoute: () => within,
  path: "/",
  beforeLoad: ({ context }) => {
    const mine = context.who.accounts;
    const account = mine.find((one) => one.account === lastAccount()) ?? mine[0];
    if (account) throw redirect({ to: "/$account/leads", params: { account: account.account }, replace: true });
  },
  component: lazyRouteComponent(() => import("../me/NoAccount"), "NoAccount"),
});

const me = createRoute({
  getParentRoute: () => within,
  path: "me",
  component: lazyRouteComponent(() => import("../me/MePage"), "MePage"),
});

const account = createRoute({
  getParentRoute: () => within,
  path: "$account",
  ...alone,
  beforeLoad: async ({ context, params }) => ({ me: await context.queries.ensureQueryData(meIn(params.account)) }),
  component: function InAccount() {
    return <Shell account={account.useParams().account} />;
  },
});

const inAccount = createRoute({
  getParentRoute: () => account,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$account/leads", params, replace: true });
  },
});

const leads = createRoute({
  getParentRoute: () => account,
  path: "leads",
  validateSearch: readLeadsSearch,
  component: lazyRouteComponent(() => import("../leads/LeadsPage"), "LeadsPage"),
});

const lead = createRoute({
  getParentRoute: () => account,
  path: "leads/$lead",
  component: lazyRouteComponent(() => import("../lead/LeadPage"), "LeadPage"),
});

const tree = root.addChildren([
  signIn,
  invite,
  within.addChildren([home, me, account.addChildren([inAccount, leads, lead])]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: "/console",
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultErrorComponent: Wrong,
    defaultNotFoundComponent: Absent,
    defaultPendingMs: 400,
    defaultPreload: false,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
