import path from "node:path";
import { readEventMapping } from "@mimamori/company-config";
import { pullNps } from "@mimamori/event-sources";
import { connectProducer } from "@mimamori/kafka-stream";
import { endpointsOf } from "@mimamori/local-engines";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { sendPages, spanOf } from "../pull-place.ts";
import type { PullSummary } from "../pull-place.ts";
import { requireRunning } from "../running-installation.ts";
import { silentLog } from "../silent-log.ts";

const BEAMER_API_URL = "https://api.getbeamer.com/v0";

export const command = defineCommand({
  usage: "beamer",
  description: `
Asks Beamer for the NPS answers since the last pull, and sends them through Kafka like all others. The API key stands
in BEAMER_API_KEY. How far it has come is noted in the state folder after each page: a pull that was interrupted
goes on there, and an answer that comes twice (also by webhook) is one answer. Meant for cron.

  BEAMER_API_KEY=… ./mimamori pull beamer --since 2024-01-01    # the first time
  BEAMER_API_KEY=… ./mimamori pull beamer`,
  options: {
    since: {
      type: "string",
      value: "DAY",
      help: "from when; without it, from the last pull's end",
    },
  },
  maxPositionals: 1,
  async run({ since }, [source], { checkout, stateDir }) {
    if (source !== "beamer") throw new CommandError("usage", "pull knows one source: beamer.");
    const apiKey = process.env["BEAMER_API_KEY"] ?? "";
    if (apiKey === "")
      throw new CommandError("usage", "pull: put Beamer's API key into BEAMER_API_KEY.");
    if (since !== undefined && Number.isNaN(Date.parse(since))) {
      throw new CommandError("usage", `pull: "${since}" is no day; write one such as 2024-01-01.`);
    }
    const place = path.join(stateDir, "pulls", "beamer.json");
    const span = spanOf(place, since, Date.now());
    const brokers = endpointsOf(await requireRunning(stateDir)).kafkaBrokers.split(",");
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const mapping = await readEventMapping(configDir);
    const apiUrl = process.env["BEAMER_API_URL"] ?? BEAMER_API_URL;
    const producer = await connectProducer({ brokers, clientId: "mimamori-pull", log: silentLog });
    try {
      const pages = pullNps(span, { apiUrl, apiKey, source: "beamer", mapping, fetch });
      process.stdout.write(render(await sendPages(pages, span, place, producer)));
    } finally {
      await producer.disconnect();
    }
  },
});

function render({ events, ignored, refused }: PullSummary): string {
  const reasons = [...refused].map(([reason, times]) => `  ${times} × ${reason}\n`).join("");
  const left = refused.size === 0 ? "" : "could not be taken:\n";
  return `${events} answers sent, ${ignored} of nobody known\n${left}${reasons}`;
}
