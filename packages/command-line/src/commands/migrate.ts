import { defineCommand } from "../command.ts";
import { reachEngines } from "../engines-in-reach.ts";
import { migrateEverything } from "../migration.ts";
import { say } from "../progress.ts";

export const command = defineCommand({
  description: `
Makes the topics of infra/kafka/topics.yaml that are missing, and applies the migrations and views of
infra/clickhouse that are new. Only this command changes the schema (\`up\` and \`demo\` call it); it may be
repeated at any time. It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL (with
CLICKHOUSE_USER and CLICKHOUSE_PASSWORD) are set, on those.`,
  options: {},
  async run(_options, _positionals, { checkout, stateDir }) {
    await migrateEverything(await reachEngines(stateDir, process.env), checkout, say);
    process.stdout.write("Topics, tables and views are up to date.\n");
  },
});
