import { describe, expect, it } from "vitest";
import { behindBy } from "./lagging";

describe("how far a list is behind", () => {
  it("is told from five seconds on, in seconds and then in minutes", () => {
    const lags = [null, 4_999, 5_000, 59_999, 60_000, 150_000];
    expect(lags.map((lag) => behindBy({ finding_lag_ms: lag, finding_complete: true }))).toEqual([
      null,
      null,
      { minutes: 0, seconds: 5 },
      { minutes: 0, seconds: 59 },
      { minutes: 1, seconds: 60 },
      { minutes: 2, seconds: 150 },
    ]);
  });

  it("is not asked of a list that is still being made, or not here yet", () => {
    expect(behindBy({ finding_lag_ms: 90_000, finding_complete: false })).toBe("incomplete");
    expect(behindBy(undefined)).toBeNull();
  });
});
