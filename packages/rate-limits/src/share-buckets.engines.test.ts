import { setTimeout as delay } from "node:timers/promises";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { shareBuckets } from "./share-buckets.ts";
import type { SharedBuckets } from "./share-buckets.ts";
import { TokenBuckets } from "./token-buckets.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const waiting = { timeout: 30_000, interval: 50 };
const limit = { id: "app", perSecond: 100 };
const logged: string[] = [];
const note = (_fields: object, message: string): void => {
  logged.push(message);
};

interface Instance {
  readonly buckets: TokenBuckets;
  readonly sharing: SharedBuckets;
}
const instances: Instance[] = [];

function startInstance(): Instance {
  const buckets = new TokenBuckets();
  const log = { info: note, warn: note };
  const instance = { buckets, sharing: shareBuckets(buckets, { redisUrl: engines.redisUrl, log }) };
  instances.push(instance);
  return instance;
}

async function shared(...all: readonly Instance[]): Promise<void> {
  await vi.waitFor(() => {
    expect(all.map(({ sharing }) => sharing.isShared())).toEqual(all.map(() => true));
  }, waiting);
}

async function forget(): Promise<void> {
  const redis = new Redis(engines.redisUrl);
  await redis.flushall();
  await redis.quit();
}

beforeEach(forget);
afterEach(async () => {
  await Promise.all(instances.splice(0).map(({ sharing }) => sharing.stop()));
  logged.length = 0;
});

test("what a sender owes at one instance it owes at all, and may not send there either", async () => {
  const [one, other] = [startInstance(), startInstance()];
  await shared(one, other);
  one.buckets.charge(limit, 3_000, Date.now());
  other.buckets.charge(limit, 1, Date.now());
  await vi.waitFor(() => {
    expect(other.buckets.secondsToWait(limit, Date.now())).toBeGreaterThan(20);
  }, waiting);
});

test("over several instances a hasty sender gets its rate, once", async () => {
  const all = [startInstance(), startInstance(), startInstance()];
  await shared(...all);
  const startedAtMs = Date.now();
  let sent = 0;
  for (let turn = 0; turn < 60; turn++) {
    for (const { buckets } of all) {
      if (buckets.secondsToWait(limit, Date.now()) > 0) continue;
      buckets.charge(limit, 10, Date.now());
      sent += 10;
    }
    await delay(50);
  }
  const seconds = (Date.now() - startedAtMs) / 1_000;
  // Once what was saved up, and what the instances let through before they had heard of one another.
  expect(sent).toBeLessThan(limit.perSecond * (seconds + 1) + 200);
  expect(sent).toBeGreaterThan(limit.perSecond * 2);
});

test("while Redis is away each instance holds the limit by itself, and shares it again afterwards", async () => {
  const [one, other] = [startInstance(), startInstance()];
  await shared(one, other);
  await engines.redis.kill();
  try {
    await vi.waitFor(() => {
      expect(one.sharing.isShared()).toBe(false);
      expect(other.sharing.isShared()).toBe(false);
    }, waiting);
    one.buckets.charge(limit, 1_000_000, Date.now());
    await delay(300);
    expect(one.buckets.secondsToWait(limit, Date.now())).toBeGreaterThan(9_000);
    expect(other.buckets.secondsToWait(limit, Date.now())).toBe(0);
  } finally {
    await engines.redis.restart();
  }
  await shared(one, other);
  // Forgiven: Redis knows nothing of it, and nobody is shut out for hours by an outage.
  await vi.waitFor(() => {
    expect(one.buckets.secondsToWait(limit, Date.now())).toBe(0);
  }, waiting);
  expect(logged.filter((line) => line.startsWith("Redis does not answer"))).toHaveLength(2);
  expect(logged.filter((line) => line.startsWith("Redis answers again"))).toHaveLength(2);
});

test("starts without Redis, and shares as soon as it is there", async () => {
  await engines.redis.kill();
  const instance = startInstance();
  await vi.waitFor(() => {
    expect(instance.sharing.isShared()).toBe(false);
  }, waiting);
  expect(instance.buckets.secondsToWait(limit, Date.now())).toBe(0);
  await engines.redis.restart();
  await shared(instance);
});
