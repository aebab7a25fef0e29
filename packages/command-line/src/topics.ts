/** infra/kafka/topics.yaml as declarations of topics. */
import { readYamlFile } from "@mimamori/company-config";
import type { TopicDeclaration } from "@mimamori/kafka-stream";
import { z } from "zod";

const topicsFileSchema = z.strictObject({
  topics: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z.-]+$/),
        partitions: z.int().min(1),
        replicationFactor: z.int().min(1),
        config: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
});

/** @throws the error of company-config, with every mistake of the file and its line */
export function readTopics(file: string): TopicDeclaration[] {
  return readYamlFile(file, topicsFileSchema).topics;
}
