// Straight to the topics. In: deliveries. Out: records, acknowledged by every in-sync replica.
import { connectProducer } from "@mimamori/kafka-stream";
import type { OutgoingRecord, StreamLog } from "@mimamori/kafka-stream";
import { keyOfDelivery, topicOfDelivery } from "./delivery.ts";
import type { Sink } from "./sink.ts";

/** @throws KafkaStreamError when no broker answers. */
export async function connectKafkaSink(brokers: readonly string[], log: StreamLog): Promise<Sink> {
  const producer = await connectProducer({
    brokers,
    clientId: "mimamori-simulator",
    log,
    requestTimeoutMs: 30_000,
  });
  return {
    canSend: () => true,
    async send(batch) {
      const byTopic = new Map<string, OutgoingRecord[]>();
      for (const delivery of batch) {
        const outgoing = { key: keyOfDelivery(delivery), value: delivery.value };
        const topic = topicOfDelivery(delivery);
        const records = byTopic.get(topic);
        if (records === undefined) byTopic.set(topic, [outgoing]);
        else records.push(outgoing);
      }
      await Promise.all([...byTopic].map(([topic, records]) => producer.send(topic, records)));
    },
    close: () => producer.disconnect(),
  };
}
