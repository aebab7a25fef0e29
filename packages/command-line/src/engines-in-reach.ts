/** The engines that a command works on: those that the environment names, as it names them to a service, else this checkout's. */
import { type EngineEndpoints, endpointsOf } from "@mimamori/local-engines";
import { clickhouseEnvironment, kafkaEnvironment, parseConfig } from "@mimamori/service-lifecycle";
import { z } from "zod";
import { requireRunning } from "./running-installation.ts";

const environmentSchema = z.object({ ...kafkaEnvironment, ...clickhouseEnvironment });

/** The same addresses and credentials that a service gets. */
export type EnginesInReach = Pick<
  EngineEndpoints,
  "kafkaBrokers" | "clickhouseUrl" | "clickhousePassword"
> & { readonly clickhouseUser: string };

/** @throws CommandError no_installation, not_running; ConfigError when the environment names them wrongly */
export async function reachEngines(
  stateDir: string,
  environment: NodeJS.ProcessEnv,
): Promise<EnginesInReach> {
  const isNamed = Object.keys(environmentSchema.shape).some((name) => environment[name]);
  if (!isNamed) return endpointsOf(await requireRunning(stateDir));
  const config = parseConfig(environmentSchema, environment);
  return {
    kafkaBrokers: config.KAFKA_BROKERS.join(","),
    clickhouseUrl: config.CLICKHOUSE_URL,
    clickhouseUser: config.CLICKHOUSE_USER,
    clickhousePassword: config.CLICKHOUSE_PASSWORD,
  };
}
