import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { AwayError, ProblemError } from "./problems";

const TRIES = 2;

/** Whether it is worth asking again by itself: the server was away or busy, not: it refused. */
export function worthAsking(failures: number, error: unknown): boolean {
  if (failures >= TRIES) return false;
  return (
    error instanceof AwayError ||
    (error instanceof ProblemError &&
      (error.status === 503 || error.kind === "away") &&
      error.kind !== "query_too_slow")
  );
}

/** The cache of what the server said. `expired` is called when it says that nobody is signed in any more. */
export function queryClient(expired: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ProblemError && error.kind === "sign_in") expired();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: worthAsking, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
