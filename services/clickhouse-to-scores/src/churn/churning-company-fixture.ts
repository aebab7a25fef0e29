// For tests: a company of monthly customers over a year, of whom some stop using the product some weeks before they leave.
import { arrival, dayAt, profile, subscription } from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

export const LAST_DAY = 360;
const ACCOUNTS = 120;
/** Every so many accounts one leaves. */
const LEAVES_EVERY = 2;
const QUIET_DAYS = 40;

/** The day on which an account leaves; undefined: it stays. */
export function leavesOn(index: number): number | undefined {
  return index % LEAVES_EVERY === 0 ? 75 + ((index * 37) % 280) : undefined;
}

export function accountName(index: number): string {
  return `account-${String(index).padStart(3, "0")}`;
}

/** The days [from, to) without use: before leaving, mostly, and once for some of those who stay. */
function quietDays(index: number): readonly [number, number] {
  const end = leavesOn(index);
  if (end !== undefined) return index % 10 < 6 ? [end - QUIET_DAYS, LAST_DAY] : [end, LAST_DAY];
  const from = 60 + ((index * 53) % 250);
  return index % 3 === 0 ? [from, from + 2 * QUIET_DAYS] : [LAST_DAY, LAST_DAY];
}

function accountHistory(index: number): Arrival[] {
  const account = accountName(index);
  const end = leavesOn(index);
  const [quietFrom, quietTo] = quietDays(index);
  const weeks = Array.from({ length: Math.ceil(LAST_DAY / 7) }, (_, week) => week * 7).filter(
    (day) => day < 7 || day < quietFrom || day >= quietTo,
  );
  return [
    profile(account, index % 3 === 0 ? "enterprise" : "mid-market"),
    subscription(account),
    ...weeks.flatMap((day) =>
      ["reports", "exports"].map((feature) =>
        arrival(
          "usage.feature_used.v1",
          account,
          dayAt(day),
          { feature, user: `user-${day % 5}`, quantity: 5 + ((index + day) % 9) / 10 },
          { id: `${account}-${day}-${feature}` },
        ),
      ),
    ),
    arrival("engagement.ticket_changed.v1", account, dayAt(40 + (index % 30)), {
      ticket_id: `${account}-ticket`,
      status: "open",
      priority: index % 4 === 0 ? "urgent" : "normal",
      opened_at: dayAt(40 + (index % 30)),
    }),
    ...(end === undefined
      ? []
      : [subscription(account, { status: "ended", ended_at: dayAt(end) }, dayAt(end))]),
  ];
}

/** Everything that happens in the year. */
export function churningCompany(): Arrival[] {
  return Array.from({ length: ACCOUNTS }, (_, index) => accountHistory(index)).flat();
}

/** What becomes known only after `knownAt`, about the days before: none of it may change what was known before. */
export function laterNews(knownAt: string): Arrival[] {
  const late = { knownAt };
  return Array.from({ length: ACCOUNTS }, (_, index) => accountName(index)).flatMap(
    (account, index) => [
      arrival(
        "usage.feature_used.v1",
        account,
        dayAt(200),
        { feature: "reports", quantity: 900 },
        { ...late, id: `${account}-late` },
      ),
      arrival(
        "engagement.survey_answered.v1",
        account,
        dayAt(150),
        { kind: "nps", score: index % 11 },
        late,
      ),
      arrival(
        "engagement.ticket_changed.v1",
        account,
        dayAt(100),
        { ticket_id: `${account}-ticket`, status: "solved", opened_at: dayAt(50) },
        late,
      ),
      { ...subscription(account, { status: "ended", ended_at: dayAt(250) }, dayAt(220)), ...late },
    ],
  );
}
