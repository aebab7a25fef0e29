// Why the MRR moved, on changes whose cause anybody would name.
import { describe, expect, test } from "vitest";
import { revenueOfAccount, type CauseAmounts, type SubscriptionSnapshot } from "./index.ts";
import { settings, snapshot, type Data } from "./snapshot-fixture.ts";

function seats(count: number, amount: number, product = "core"): Pick<Data, "items"> {
  return { items: [{ product, amount_minor: amount, seats: count }] };
}

/** The causes of the last movement, and its kind. */
function lastOf(...snapshots: SubscriptionSnapshot[]): [string | undefined, CauseAmounts] {
  const last = revenueOfAccount(snapshots, settings).movements.at(-1);
  return [last?.kind, last?.causes ?? {}];
}

/** What a change of one subscription is attributed to. */
function change(before: Partial<Data>, after: Partial<Data>): CauseAmounts {
  return lastOf(snapshot("2026-01-01", before), snapshot("2026-02-01", after))[1];
}

const yearly = { interval: { unit: "year", count: 1 } } as const;

describe("a single cause has all of it", () => {
  test.each<[string, Partial<Data>, Partial<Data>, CauseAmounts]>([
    ["fewer seats", seats(5, 100_00), seats(4, 80_00), { seats: -20_00 }],
    ["a higher price", seats(5, 100_00), seats(5, 125_00), { price: 25_00 }],
    ["a flat price that rises", seats(0, 100_00), seats(0, 110_00), { price: 10_00 }],
    [
      "another product",
      seats(5, 100_00),
      { items: [...seats(5, 100_00).items, ...seats(5, 30_00, "reports").items] },
      { product: 30_00 },
    ],
    ["an upgrade", seats(5, 100_00), seats(5, 180_00, "pro"), { product: 80_00 }],
    [
      "a discount",
      seats(5, 100_00),
      { ...seats(5, 100_00), discount: { share: 0.2 } },
      { discount: -20_00 },
    ],
    [
      "a full discount that expires",
      { ...seats(5, 100_00), discount: { share: 0.999 } },
      seats(5, 100_00),
      { discount: 99_90 },
    ],
  ])("%s", (_, before, after, causes) => {
    expect(change(before, after)).toEqual(causes);
  });
});

describe("a move from monthly to annual billing is told apart from less use", () => {
  test("an annual plan that is cheaper per month is a matter of the term", () => {
    expect(change(seats(5, 100_00), { ...seats(5, 1_000_00), ...yearly })).toEqual({
      term: -16_67,
    });
  });

  test("an annual plan at the monthly price with a discount is a matter of the discount", () => {
    expect(
      change(seats(5, 100_00), { ...seats(5, 1_200_00), ...yearly, discount: { share: 0.2 } }),
    ).toEqual({ discount: -20_00 });
  });

  test("seats given up on the way are told beside it", () => {
    const causes = change(seats(5, 100_00), {
      ...seats(4, 960_00),
      ...yearly,
      discount: { share: 0.2 },
    });
    expect(causes).toEqual({ seats: -18_00, discount: -18_00 });
  });

  test("also when the billing system ends one subscription and begins another", () => {
    const [kind, causes] = lastOf(
      snapshot("2026-01-01", seats(5, 100_00)),
      snapshot("2026-02-01", { ...seats(5, 100_00), status: "ended" }),
      snapshot("2026-02-01", { subscription_id: "s2", ...seats(5, 1_000_00), ...yearly }),
    );
    expect([kind, causes]).toEqual(["contraction", { term: -16_67 }]);
  });
});

describe("several causes at once", () => {
  test("seats and price share what neither has alone: the mean over both orders", () => {
    // 5 x 20 = 100 becomes 8 x 25 = 200: seats 3 x (20 + 25) / 2, price 5 x (5 + 8) / 2.
    expect(change(seats(5, 100_00), seats(8, 200_00))).toEqual({ seats: 67_50, price: 32_50 });
  });

  test("a fixed amount off stays what it is when seats are added", () => {
    const discount = { amount_minor: 10_00 };
    expect(change({ ...seats(5, 100_00), discount }, { ...seats(10, 200_00), discount })).toEqual({
      seats: 100_00,
    });
  });

  test("a change that moved no money is no part of the next movement", () => {
    const [, causes] = lastOf(
      snapshot("2026-01-01", seats(5, 100_00)),
      snapshot("2026-02-01", seats(5, 100_00, "pro")),
      snapshot("2026-03-01", seats(6, 120_00, "pro")),
    );
    expect(causes).toEqual({ seats: 20_00 });
  });

  test("seats that a flat price does not count are no cause", () => {
    expect(change(seats(5, 100_00), { ...seats(9, 100_00), discount: { share: 0.1 } })).toEqual({
      discount: -10_00,
    });
  });
});

test("not a minor unit is left without a cause, however large the sum it is a part of", () => {
  const large = 90_000_000_000_000;
  expect(change(seats(0, large), seats(0, large + 1))).toEqual({ price: 1 });
});

test("new business, churn and reactivation are all product, whatever the discount", () => {
  const first = snapshot("2026-01-01", { discount: { share: 0.5 } });
  const end = snapshot("2026-02-01", { status: "ended" });
  const again = snapshot("2026-06-01", yearly);
  expect(lastOf(first)).toEqual(["new", { product: 50_00 }]);
  expect(lastOf(first, end)).toEqual(["churn", { product: -50_00 }]);
  expect(lastOf(first, end, again)).toEqual(["reactivation", { product: 8_33 }]);
});

test("billing in another currency at the fixed rate has no part in a movement", () => {
  expect(change(seats(5, 100_00), { ...seats(6, 12_000), currency: "JPY" })).toEqual({
    seats: 20_00,
  });
});
