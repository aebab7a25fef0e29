// The worker's settings.
import {
  clickhouseEnvironment,
  companyConfigEnvironment,
  kafkaEnvironment,
  serviceEnvironment,
} from "@mimamori/service-lifecycle";
import { z } from "zod";

export const configSchema = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  ...clickhouseEnvironment,
  ...companyConfigEnvironment,
});

export type Config = z.output<typeof configSchema>;
