// In: batches of records of the partitions that the group gave us. Out: offsets committed after the handler is done.
// At least once: a batch is committed only when its handler resolved, so a crash, a rebalance or a failed commit
// brings it again. A handler that throws ends the consumer (`finished` rejects): the process exits and is restarted
// by whoever runs it, instead of kafkajs restarting for ever on the same record. An outage of the brokers is ridden out,
// however long it takes: starting again would not bring them back.
import type { ConsumerOptions, RunningConsumer } from "./consumer-options.ts";
import { ConsumerRun } from "./consumer-run.ts";

/**
 * Joins the group and handles batches until stop(). Reads a topic from its beginning where the group has committed nothing.
 * @throws KafkaStreamError when the brokers or topics cannot be reached at the start.
 */
export async function runConsumer(options: ConsumerOptions): Promise<RunningConsumer> {
  const running = new ConsumerRun(options);
  await running.start();
  return running;
}
