// The collector's settings.
import {
  companyConfigEnvironment,
  kafkaEnvironment,
  port,
  serviceEnvironment,
  wholeNumber,
} from "@mimamori/service-lifecycle";
import { z } from "zod";
import { readWebhookSecrets } from "./webhook-secrets.ts";
import { readWriteKeys } from "./write-keys.ts";

export const configSchema = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  ...companyConfigEnvironment,
  HTTP_HOST: z.string().default("127.0.0.1"),
  HTTP_PORT: port.default(8080),
  WRITE_KEYS: z
    .string({
      error: "expected <source>:<sha256 of the key in hex>[:knownat], with commas between",
    })
    .transform((text, context) => {
      const keys = readWriteKeys(text);
      if (keys.ok) return keys.keys;
      context.addIssue({ code: "custom", message: keys.problem });
      return z.NEVER;
    }),
  WEBHOOK_SECRETS: z
    .string()
    .default("")
    .transform((text, context) => {
      const read = readWebhookSecrets(text);
      if (read.ok) return read.secrets;
      context.addIssue({ code: "custom", message: read.problem });
      return z.NEVER;
    }),
  /** Per key, in the long run; a single request may exceed it and is paid back by waiting. */
  RATE_LIMIT_EVENTS_PER_SECOND: wholeNumber(1, 10_000_000).default(5_000),
});
