// Only who holds a secret of the endpoint is believed. Signed by Stripe's own library.
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { RECEIVED_MS, requestOf } from "../webhook-fixture.ts";
import { TOLERANCE_SECONDS } from "../timed-signature.ts";
import { stripe } from "./map-event.ts";

const library = new Stripe("sk_test_nobody");
const payload = JSON.stringify({ id: "evt_1", name: "春" });
const NOW_SECONDS = RECEIVED_MS / 1_000;

function sign(secret: string, secondsAgo = 0): string {
  const timestamp = NOW_SECONDS - secondsAgo;
  return library.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function distrust(
  header: string | undefined,
  secrets: string[],
  body = payload,
): string | undefined {
  return stripe.findDistrust(requestOf(body, { "stripe-signature": header }), secrets);
}

test("a signature of Stripe's library with the endpoint's secret is believed", () => {
  expect(distrust(sign("whsec_a"), ["whsec_a"])).toBeUndefined();
});

test("while the secret is rolled, either secret is believed, and either of two signatures", () => {
  expect(distrust(sign("whsec_old"), ["whsec_new", "whsec_old"])).toBeUndefined();
  const both = `${sign("whsec_new")},${sign("whsec_old").split(",")[1]!}`;
  expect(distrust(both, ["whsec_old"])).toBeUndefined();
});

describe("not believed", () => {
  test.each([
    ["another secret", sign("whsec_b"), payload],
    ["another body", sign("whsec_a"), `${payload} `],
    ["a signature older than the tolerance", sign("whsec_a", TOLERANCE_SECONDS + 1), payload],
    ["a time that was moved", sign("whsec_a", 400).replace(/t=\d+/, `t=${NOW_SECONDS}`), payload],
    ["the old scheme alone", sign("whsec_a").replace("v1=", "v0="), payload],
    ["no header", undefined, payload],
    ["no time", "v1=00", payload],
    ["no sense", "hello", payload],
  ])("%s", (_what, header, body) => {
    expect(distrust(header, ["whsec_a"], body)).toEqual(expect.any(String));
  });

  test("anything, where no secret is configured", () => {
    expect(distrust(sign(""), [])).toEqual(expect.any(String));
  });
});

test("a signature at the edge of the tolerance is believed", () => {
  expect(distrust(sign("whsec_a", TOLERANCE_SECONDS), ["whsec_a"])).toBeUndefined();
});
