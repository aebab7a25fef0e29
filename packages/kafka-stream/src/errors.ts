// The errors of this package: what went wrong, whether trying again can help, and what to do next.

export type KafkaStreamErrorCode =
  /** No broker answers: not started, wrong address, or the network is cut. */
  | "broker_unreachable"
  /** A broker answers, but did not confirm that the records are stored. They may be, or not. */
  | "not_acknowledged"
  /** The topic or partition does not exist. */
  | "topic_missing"
  /** A record is larger than the topic takes. */
  | "record_too_large"
  /** The broker refused the request for a reason that a repeat does not change. */
  | "refused_by_broker"
  /** A consumer's handler threw. Its batch was not committed and comes again after a restart. */
  | "handler_failed"
  /** The consumer cannot go on by itself. */
  | "consumer_crashed"
  /** The handler gave its batch up after isStale() said so. */
  | "batch_abandoned"
  /** The handler wants the batch again later. */
  | "batch_postponed";

/** `retryable`: the same call may succeed later, without anybody changing anything. */
export class KafkaStreamError extends Error {
  override readonly name = "KafkaStreamError";
  readonly code: KafkaStreamErrorCode;
  readonly retryable: boolean;

  constructor(
    code: KafkaStreamErrorCode,
    retryable: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.retryable = retryable;
  }
}

/** What a batch handler throws after `isStale()` said true and it stopped half-way: nothing is committed, nothing fails. */
export class BatchAbandoned extends KafkaStreamError {
  constructor() {
    super("batch_abandoned", true, "the batch was given up before its commit; it will come again");
  }
}

/**
 * What a batch handler throws when the batch cannot be handled for now: nothing is committed, the partition rests for `pauseMs`, and
 * then the batch is fetched again. Meanwhile it takes no memory, and holds up no other partition and no rebalance.
 */
export class BatchPostponed extends KafkaStreamError {
  readonly pauseMs: number;

  constructor(pauseMs: number, cause: Error) {
    super("batch_postponed", true, `the batch waits: ${cause.message}`, { cause });
    this.pauseMs = pauseMs;
  }
}

// Protocol error types that say "this cannot be stored here", whenever it is tried.
const TOO_LARGE = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);
const TOPIC_MISSING = new Set(["UNKNOWN_TOPIC_OR_PARTITION", "INVALID_TOPIC_EXCEPTION"]);
const UNREACHABLE = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSBrokerNotFound",
  "KafkaJSNoBrokerAvailableError",
  "KafkaJSRequestTimeoutError",
  // What kafkajs says when none of the brokers that it asked for the coordinator has answered.
  "KafkaJSGroupCoordinatorNotFound",
]);

/** Says in this package's words what the driver's error means. `doing` continues "could not …". */
export function describeDriverError(error: unknown, doing: string): KafkaStreamError {
  if (error instanceof KafkaStreamError) return error;
  const root = rootCause(error);
  const detail = root instanceof Error ? root.message : String(root);
  const type = textProperty(root, "type");
  const name = root instanceof Error ? root.name : "";
  const options = { cause: error };
  if (TOO_LARGE.has(type)) {
    const hint = "raise max.message.bytes of the topic, or send less in one record";
    return new KafkaStreamError("record_too_large", false, `could not ${doing}: ${hint}`, options);
  }
  if (TOPIC_MISSING.has(type) || name === "KafkaJSTopicMetadataNotLoaded") {
    const hint = "the topic does not exist; run `mimamori migrate`";
    return new KafkaStreamError("topic_missing", false, `could not ${doing}: ${hint}`, options);
  }
  if (UNREACHABLE.has(name)) {
    const message = `could not ${doing}: no Kafka broker answers (${detail}); check that it runs and KAFKA_BROKERS`;
    return new KafkaStreamError("broker_unreachable", true, message, options);
  }
  const retryable = isRetryable(root);
  const code = retryable ? "not_acknowledged" : "refused_by_broker";
  return new KafkaStreamError(code, retryable, `could not ${doing}: ${detail}`, options);
}

/** The protocol's name of an error, such as REBALANCE_IN_PROGRESS; "" when it has none. */
export function protocolErrorType(error: unknown): string {
  return textProperty(rootCause(error), "type");
}

function rootCause(error: unknown): unknown {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current;
}

function isRetryable(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "retriable" in error && error.retriable === true
  );
}

function textProperty(value: unknown, key: string): string {
  if (typeof value !== "object" || value === null || !(key in value)) return "";
  const text = (value as Record<string, unknown>)[key];
  return typeof text === "string" ? text : "";
}
