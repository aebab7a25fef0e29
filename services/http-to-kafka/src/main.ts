// http-to-kafka: takes events over HTTP and answers 202 only for what Kafka has. Wiring only.
import { readEventMapping } from "@mimamori/company-config";
import { connectProducer } from "@mimamori/kafka-stream";
import { runService } from "@mimamori/service-lifecycle";
import { createCollectorMetrics } from "./collector-metrics.ts";
import { configSchema } from "./config.ts";
import { createHttpServer } from "./http-server.ts";
import { createRateLimit } from "./rate-limit.ts";
import { createRecordStore } from "./store-records.ts";

await runService("http-to-kafka", configSchema, async ({ config, log, metrics, onShutdown }) => {
  const eventMapping = await readEventMapping(config.CONFIG_DIR);
  const collectorMetrics = createCollectorMetrics(metrics);
  // A sender waits for the answer: better an early 503, which it can act on, than a long silence.
  const producer = await connectProducer({
    brokers: config.KAFKA_BROKERS,
    clientId: "http-to-kafka",
    log,
    retries: 2,
    requestTimeoutMs: 5_000,
  });
  onShutdown("Kafka producer", () => producer.disconnect());

  const server = createHttpServer({
    writeKeys: config.WRITE_KEYS,
    webhookSecrets: config.WEBHOOK_SECRETS,
    eventMapping,
    rateLimit: createRateLimit(config.RATE_LIMIT_EVENTS_PER_SECOND),
    store: createRecordStore(producer, collectorMetrics, log),
    metrics: collectorMetrics,
    log,
  });
  // Stops taking requests and waits for those in hand, while the producer still works.
  onShutdown("HTTP server", () => server.close());
  const address = await server.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
  log.info({ address }, "listening");
});
