// The port to Kafka: what the rest of the house may use of it. No kafkajs type leaves this package.
export { connectProducer } from "./producer.ts";
export type { OutgoingRecord, ProducerOptions, StreamProducer } from "./producer.ts";
export { runConsumer } from "./consumer.ts";
export type { ConsumerOptions, RecordBatch, RunningConsumer } from "./consumer-options.ts";
export { followTopicTable } from "./topic-table.ts";
export type { TopicTable } from "./topic-table.ts";
export type { IncomingRecord, IncomingRecords } from "./incoming-records.ts";
export { connectAdmin } from "./admin.ts";
export type { AdminOptions, KafkaAdmin, PartitionLag, TopicDeclaration } from "./admin.ts";
export { BatchAbandoned, BatchPostponed, KafkaStreamError } from "./errors.ts";
export type { KafkaStreamErrorCode } from "./errors.ts";
export type { KafkaConnection, StreamLog } from "./connection.ts";
