// The collector's settings.
import {
  kafkaEnvironment,
  port,
  serviceEnvironment,
  wholeNumber,
} from "@mimamori/service-lifecycle";
import { z } from "zod";

export const configSchema = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  HTTP_PORT: port.default(8080),
  HTTP_HOST: z.string().default("127.0.0.1"),
  RATE_LIMIT_EVENTS_PER_SECOND: wholeNumber(1, 10_000_000).default(5_000),
});

export type Config = z.output<typeof configSchema>;
