/** The environment that this service reads. */
import {
  clickhouseEnvironment,
  companyConfigEnvironment,
  kafkaEnvironment,
  redisEnvironment,
  serviceEnvironment,
} from "@mimamori/service-lifecycle";
import { z } from "zod";

export const configSchema = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  ...clickhouseEnvironment,
  ...redisEnvironment,
  ...companyConfigEnvironment,
});
