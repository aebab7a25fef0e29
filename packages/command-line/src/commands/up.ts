import { defineCommand } from "../command.ts";
import { say } from "../progress.ts";
import { collectorOf } from "../services.ts";
import { bringUp } from "../system.ts";

export const command = defineCommand({
  description: `
Starts Kafka, ClickHouse, Redis and the services, and brings topics and tables up to this version.
What runs already is left alone, so it also repairs what a crash has left. The first \`up\` makes an empty
installation in .state (or MIMAMORI_STATE) with ports and passwords of its own.`,
  options: {},
  async run(_options, _positionals, { checkout, stateDir }) {
    const installation = await bringUp(stateDir, "own", checkout, say);
    const { url } = collectorOf(installation);
    process.stdout.write(
      `Everything runs. Events go to ${url}/v1/events; \`./mimamori status\` shows keys and progress, \`./mimamori down\` stops it.\n`,
    );
  },
});
