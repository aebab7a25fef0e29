// http-to-kafka: takes events over HTTP and answers 202 only for what Kafka has. Wiring only.
import { readEventMapping } from "@mimamori/company-config";
import { connectProducer } from "@mimamori/kafka-stream";
import { shareBuckets, TokenBuckets } from "@mimamori/rate-limits";
import { runService } from "@mimamori/service-lifecycle";
import { createCollectorMetrics, reportSharing } from "./collector-metrics.ts";
import { configSchema } from "./config.ts";
import { createHttpServer } from "./http-server.ts";
import { createRecordStore } from "./store-records.ts";
import { followWriteKeys } from "./write-keys.ts";

const NAME = "http-to-kafka";

await runService(NAME, configSchema, async (service) => {
  const { config, log, waits, patiently, onShutdown } = service;
  const eventMapping = await readEventMapping(config.CONFIG_DIR);
  const metrics = createCollectorMetrics(service.metrics);
  const kafka = { brokers: config.KAFKA_BROKERS, clientId: NAME, log };
  const perSecond = config.RATE_LIMIT_EVENTS_PER_SECOND;
  // A sender waits for the answer: better an early 503, which it can act on, than a long silence.
  const impatient = { ...kafka, retries: 2, requestTimeoutMs: 5_000 };
  // Without Kafka nobody's key is known: until then nothing listens, and senders keep what they have.
  const producer = await patiently("start", () => connectProducer(impatient));
  onShutdown("Kafka producer", () => producer.disconnect());

  const writeKeys = await patiently("start", () => followWriteKeys(kafka, perSecond));
  onShutdown("write keys", () => writeKeys.stop());

  const buckets = new TokenBuckets();
  const sharing = shareBuckets(buckets, { redisUrl: config.REDIS_URL, log });
  onShutdown("rate limits", () => sharing.stop());
  reportSharing(service.metrics, () => sharing.isShared());

  const server = createHttpServer({
    writeKeys,
    webhookSecrets: config.WEBHOOK_SECRETS,
    eventMapping,
    buckets,
    webhookEventsPerSecond: perSecond,
    store: createRecordStore({ producer, metrics, waits, now: Date.now }),
    metrics,
    log,
  });
  // Stops taking requests and waits for those in hand, while the producer still works.
  onShutdown("HTTP server", () => server.close());
  const address = await server.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
  log.info({ address }, "listening");
});
