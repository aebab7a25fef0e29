import { beforeEach, describe, expect, it } from "vitest";
import { createPartitionPatience } from "./partition-patience.ts";

const TOPIC = "usage.events";
const failure = new Error("full");
let said: string[] = [];
const waits = {
  begin: (what: string): void => void said.push(`begin ${what}`),
  end: (what: string): void => void said.push(`end ${what}`),
};

beforeEach(() => {
  said = [];
});

describe("a partition whose batches fail", () => {
  it("rests longer each time, up to ten seconds, and is tried soon again after it has passed", () => {
    const patience = createPartitionPatience(waits, () => 0);
    const pauses = Array.from({ length: 6 }, () => patience.failed(TOPIC, 0, failure));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    patience.passed(TOPIC, 0);
    expect(patience.failed(TOPIC, 0, failure)).toBe(1_000);
  });

  it("does not lengthen the rest of others, and the topic goes on when the last of them has passed", () => {
    const patience = createPartitionPatience(waits, () => 0);
    patience.failed(TOPIC, 0, failure);
    patience.failed(TOPIC, 0, failure);
    expect(patience.failed(TOPIC, 1, failure)).toBe(1_000);
    patience.passed(TOPIC, 0);
    patience.passed(TOPIC, 2);
    expect(said).not.toContain(`end ${TOPIC}`);
    patience.passed(TOPIC, 1);
    expect(said.at(-1)).toBe(`end ${TOPIC}`);
  });

  it("is no longer waited for when the group has given it to another worker", () => {
    const patience = createPartitionPatience(waits, () => 0);
    patience.failed(TOPIC, 0, failure);
    patience.failed(TOPIC, 1, failure);
    patience.keepOnly(new Map([[TOPIC, [1]]]));
    expect(said).not.toContain(`end ${TOPIC}`);
    patience.keepOnly(new Map());
    expect(said.at(-1)).toBe(`end ${TOPIC}`);
  });
});
