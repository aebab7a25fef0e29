import { defineCommand } from "../command.ts";
import { requireInstallation } from "../running-installation.ts";
import { readStatus } from "../status-report.ts";
import { renderStatus } from "../status-text.ts";

export const command = defineCommand({
  description: `
Shows which engines and services run, what they have to wait for, how far the pipeline has come (events that wait in
Kafka and for how long, what was refused today, the settled watermark, the last score run), and where to send events. Exit code 1 when something that should run does not.`,
  options: { json: { type: "boolean", help: "the same as one JSON object on stdout" } },
  async run({ json }, _positionals, { stateDir }) {
    const status = await readStatus(await requireInstallation(stateDir));
    process.stdout.write(
      json ? `${JSON.stringify(status, null, 2)}\n` : renderStatus(status, new Date()),
    );
    const everythingRuns =
      status.engines.every(({ pid }) => pid !== undefined) &&
      status.services.every(({ ready }) => ready);
    return everythingRuns ? 0 : 1;
  },
});
