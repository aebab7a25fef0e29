// What the collector counts: events by outcome, requests by status, and how long Kafka takes to acknowledge.
import { Counter, Gauge, Histogram } from "@mimamori/service-lifecycle";
import type { MetricsRegistry } from "@mimamori/service-lifecycle";

export interface CollectorMetrics {
  readonly acceptedEvents: Counter<"topic">;
  readonly refusedEvents: Counter<"code">;
  readonly requests: Counter<"status">;
  readonly kafkaSeconds: Histogram;
  readonly bytesWaiting: Gauge;
  readonly turnedAway: Counter<"code">;
}

export function createCollectorMetrics(registry: MetricsRegistry): CollectorMetrics {
  const registers = [registry];
  return {
    acceptedEvents: new Counter({
      name: "mimamori_collector_accepted_events_total",
      help: "Events that Kafka acknowledged, by topic",
      labelNames: ["topic"],
      registers,
    }),
    refusedEvents: new Counter({
      name: "mimamori_collector_refused_events_total",
      help: "Events that were answered with a refusal, by dead-letter code",
      labelNames: ["code"],
      registers,
    }),
    requests: new Counter({
      name: "mimamori_collector_requests_total",
      help: "Requests answered, by HTTP status",
      labelNames: ["status"],
      registers,
    }),
    kafkaSeconds: new Histogram({
      name: "mimamori_collector_kafka_seconds",
      help: "Time until Kafka acknowledged a request's records",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    bytesWaiting: new Gauge({
      name: "mimamori_collector_bytes_waiting",
      help: "Bytes of the requests that wait for Kafka's acknowledgement",
      registers,
    }),
    turnedAway: new Counter({
      name: "mimamori_collector_turned_away_total",
      help: "Requests that were told to come back later, because too much waits for Kafka or it does not answer",
      labelNames: ["code"],
      registers,
    }),
  };
}

/** @param isShared undefined while it is not known. */
export function reportSharing(
  registry: MetricsRegistry,
  isShared: () => boolean | undefined,
): void {
  new Gauge({
    name: "mimamori_collector_rate_limit_shared",
    help: "1 while rate limits hold over all instances; 0 while Redis is away and they hold for each instance by itself",
    registers: [registry],
    collect() {
      this.set(isShared() === true ? 1 : 0);
    },
  });
}
