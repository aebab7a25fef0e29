import { defineCommand } from "../command.ts";
import { say } from "../progress.ts";
import { bringDown } from "../system.ts";

export const command = defineCommand({
  description: `
Stops the services and then the engines. All data stays; \`./mimamori up\` goes on where it was.`,
  options: {},
  async run(_options, _positionals, { stateDir }) {
    await bringDown(stateDir, say);
    process.stdout.write("Everything is stopped.\n");
  },
});
