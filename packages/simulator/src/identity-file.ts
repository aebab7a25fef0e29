// The long form of the ledger, for tests: one line of NDJSON per distinct event or bad record that was acknowledged.
// In: deliveries. Out: the file, complete after close().
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { Delivery } from "./delivery.ts";

export interface IdentityFile {
  add(delivery: Delivery): void;
  close(): Promise<void>;
}

export async function createIdentityFile(path: string): Promise<IdentityFile> {
  const file = createWriteStream(path);
  await once(file, "open");
  return {
    add(delivery) {
      if (delivery.kind === "event") {
        const { topic, subject, timeMs, source, id } = delivery.event;
        file.write(`${JSON.stringify({ topic, subject, timeMs, source, id })}\n`);
      } else if (delivery.kind === "bad") {
        const { topic, code, value } = delivery;
        file.write(`${JSON.stringify({ topic, bad: code, value })}\n`);
      }
    },
    async close() {
      file.end();
      await finished(file);
    },
  };
}
