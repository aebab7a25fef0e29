/** infra/kafka/topics.yaml as declarations of topics. */
import { readFileSync } from "node:fs";
import { ConfigInvalidError, readYaml } from "@mimamori/company-config";
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

/** @throws ConfigInvalidError with every mistake of the file and its line */
export function readTopics(file: string): TopicDeclaration[] {
  const read = readYaml(file, readFileSync(file, "utf8"), topicsFileSchema);
  if (!("value" in read)) throw new ConfigInvalidError(read.problems);
  return read.value.topics;
}
