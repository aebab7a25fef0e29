import { endpointsOf } from "@mimamori/local-engines";
import { clickhouseEnvironment, kafkaEnvironment, parseConfig } from "@mimamori/service-lifecycle";
import { z } from "zod";
import { defineCommand } from "../command.ts";
import { migrateEverything, type MigrationTarget } from "../migration.ts";
import { say } from "../progress.ts";
import { requireRunning } from "../running-installation.ts";

const environmentSchema = z.object({ ...kafkaEnvironment, ...clickhouseEnvironment });

/** The engines that the environment names, as it names them to a service; undefined when it names none. */
function targetInEnvironment(environment: NodeJS.ProcessEnv): MigrationTarget | undefined {
  const isNamed = Object.keys(environmentSchema.shape).some((name) => environment[name]);
  if (!isNamed) return undefined;
  const config = parseConfig(environmentSchema, environment);
  return {
    kafkaBrokers: config.KAFKA_BROKERS.join(","),
    clickhouseUrl: config.CLICKHOUSE_URL,
    clickhouseUser: config.CLICKHOUSE_USER,
    clickhousePassword: config.CLICKHOUSE_PASSWORD,
  };
}

export const command = defineCommand({
  description: `
Makes the topics of infra/kafka/topics.yaml that are missing, and applies the migrations and views of
infra/clickhouse that are new. Only this command changes the schema (\`up\` and \`demo\` call it); it may be
repeated at any time. It works on this checkout's engines or, where KAFKA_BROKERS and CLICKHOUSE_URL (with
CLICKHOUSE_USER and CLICKHOUSE_PASSWORD) are set, on those.`,
  options: {},
  async run(_options, _positionals, { checkout, stateDir }) {
    const target = targetInEnvironment(process.env) ?? endpointsOf(await requireRunning(stateDir));
    await migrateEverything(target, checkout, say);
    process.stdout.write("Topics, tables and views are up to date.\n");
  },
});
