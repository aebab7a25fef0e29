import { defineCommand } from "../command.ts";
import { migrateEverything } from "../migration.ts";
import { say } from "../progress.ts";
import { requireRunning } from "../running-installation.ts";

export const command = defineCommand({
  description: `
Makes the topics of infra/kafka/topics.yaml that are missing, and applies the migrations and views of
infra/clickhouse that are new. Only this command changes the schema (\`up\` and \`demo\` call it); it may be
repeated at any time.`,
  options: {},
  async run(_options, _positionals, { checkout, stateDir }) {
    await migrateEverything(await requireRunning(stateDir), checkout, say);
    process.stdout.write("Topics, tables and views are up to date.\n");
  },
});
