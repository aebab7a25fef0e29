// The minute of chaos that runs with every change; `./mimamori bench chaos` runs ten of them, with any seed.
import { CHECKOUT } from "@mimamori/local-engines";
import { expect, test } from "vitest";
import { bench } from "./chaos.ts";

const said: string[] = [];

test("a minute of kills and broken connections loses nothing, adds nothing, and leaves no fact wrong", async () => {
  const surroundings = {
    checkout: CHECKOUT,
    seed: 4,
    minutes: 1,
    say: (text: string) => said.push(text),
  };
  const { figures, failure } = await bench(surroundings);
  expect(failure, said.join("\n")).toBeUndefined();
  expect(figures).toMatchObject({ lost: 0, extra: 0, factsWrong: 0 });
  const kills = figures["kills"] as Record<string, number>;
  expect(Object.keys(kills).sort()).toEqual([
    "clickhouse",
    "collector",
    "kafka",
    "redis",
    "worker",
  ]);
  expect(figures["acknowledged"]).toBeGreaterThan(1_000);
}, 600_000);
