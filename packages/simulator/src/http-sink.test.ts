import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { connectHttpSink } from "./http-sink.ts";
import { runSimulation } from "./run-simulation.ts";

interface Seen {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let stop: () => void = () => undefined;
afterEach(() => {
  stop();
});

/** A collector that only writes down what comes; `answer` chooses the status of each request. */
async function startCollector(
  answer: (request: number) => number,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const status = answer((requests += 1));
      if (status < 300 || status === 400) {
        const { authorization, "content-type": contentType } = request.headers;
        seen.push({ contentType, authorization, body: Buffer.concat(parts).toString() });
      }
      response.writeHead(status, { "retry-after": "0.01" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () => server.close();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const OPTIONS = { seed: 4, accounts: 25, months: 2, untilMs: Date.UTC(2026, 5, 1) };

test("everything that can be said over HTTP arrives once, also through 429 and 503, and the ledger counts just that", async () => {
  const { url, seen } = await startCollector((request) =>
    request % 5 === 2 ? 429 : request % 5 === 4 ? 503 : 202,
  );
  const sink = await connectHttpSink(url, "a-key");
  const ledger = await runSimulation({ options: OPTIONS, sink });
  await sink.close();
  const batches = seen.filter(({ contentType }) => contentType?.includes("batch") === true);
  const single = seen.length - batches.length;
  const inBatches = batches.flatMap(({ body }) => JSON.parse(body) as unknown[]).length;
  expect(inBatches + single).toBe(ledger.eventsSent);
  expect(single).toBe(ledger.bad.not_json.count);
  expect(ledger.bad.wrong_topic.count).toBe(0);
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(
    new Set(["Bearer a-key"]),
  );
});

test("a collector that refuses the key ends the run with its words", async () => {
  const { url } = await startCollector(() => 401);
  const run = runSimulation({ options: OPTIONS, sink: await connectHttpSink(url, "wrong") });
  await expect(run).rejects.toMatchObject({ code: "collector_refused", retryable: false });
});

test("a collector that is not there is said to be so", async () => {
  const { url } = await startCollector(() => 202);
  stop();
  const run = runSimulation({ options: OPTIONS, sink: await connectHttpSink(url, "key") });
  await expect(run).rejects.toMatchObject({ code: "collector_unreachable", retryable: true });
});
