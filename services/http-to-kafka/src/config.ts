// The collector's settings.
import {
  companyConfigEnvironment,
  kafkaEnvironment,
  port,
  redisEnvironment,
  serviceEnvironment,
  wholeNumber,
} from "@mimamori/service-lifecycle";
import { z } from "zod";
import { readWebhookSecrets } from "./webhook-secrets.ts";

export const configSchema = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  ...redisEnvironment,
  ...companyConfigEnvironment,
  HTTP_HOST: z.string().default("127.0.0.1"),
  HTTP_PORT: port.default(8080),
  WEBHOOK_SECRETS: z
    .string()
    .default("")
    .transform((text, context) => {
      const read = readWebhookSecrets(text);
      if (read.ok) return read.secrets;
      context.addIssue({ code: "custom", message: read.problem });
      return z.NEVER;
    }),
  /** Of each webhook, and of write keys without a rate; in the long run, a single request may exceed it and is waited off. */
  RATE_LIMIT_EVENTS_PER_SECOND: wholeNumber(1, 10_000_000).default(5_000),
});
