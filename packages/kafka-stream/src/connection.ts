// One way to reach Kafka for producers, consumers and administration: addresses, patience, and kafkajs's log lines as ours.
import kafkajs from "kafkajs";
import type {
  Admin,
  Consumer,
  Kafka,
  LogEntry,
  Producer,
  RequestTimeoutEvent,
  RetryOptions,
} from "kafkajs";
import { BrokerSockets } from "./broker-sockets.ts";

/** The four methods that this package logs with; a pino logger has them. */
export interface StreamLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface KafkaConnection {
  /** host:port of one or more brokers. */
  readonly brokers: readonly string[];
  /** Named in the broker's logs and metrics. */
  readonly clientId: string;
  readonly log: StreamLog;
}

export interface Patience {
  readonly retry: RetryOptions;
  readonly requestTimeoutMs: number;
}

// A CommonJS package whose exports Node cannot name: hence the default import.
const { logLevel } = kafkajs;

const CONNECTION_TIMEOUT_MS = 3_000;

/** What kafkajs talks through: open one client with it. */
export interface OpenKafka {
  readonly kafka: Kafka;
  /** Makes the client connect anew when a broker does not answer it in time; to be called once, before it connects. */
  readonly reconnectAfterSilence: <Client extends Admin | Consumer | Producer>(
    client: Client,
  ) => Client;
}

export function openKafka(connection: KafkaConnection, patience: Patience): OpenKafka {
  const sockets = new BrokerSockets();
  const kafka = new kafkajs.Kafka({
    brokers: [...connection.brokers],
    clientId: connection.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: patience.requestTimeoutMs,
    socketFactory: sockets.connect,
    retry: patience.retry,
    logLevel: logLevel.INFO,
    logCreator: () => entryWriter(connection.log),
  });
  return {
    kafka,
    reconnectAfterSilence(client) {
      const { REQUEST_TIMEOUT } = client.events;
      // The three clients name the event differently, and say the same with it.
      const listen = client.on.bind(client) as (event: string, listener: OnTimeout) => void;
      listen(REQUEST_TIMEOUT, ({ payload }) => {
        sockets.drop(payload.broker);
      });
      return client;
    },
  };
}

type OnTimeout = (event: RequestTimeoutEvent) => void;

// What kafkajs reports as an ERROR although it is how a consumer group works, or is retried and reported again by us if it lasts.
const ORDINARY = /rebalanc|rejoin|coordinator is (loading|not available)|not the coordinator/i;

/** kafkajs says this of every pause and resumption; who pauses says it better. */
const PAUSES = /^(Pausing|Resuming) fetching/;

/** During an outage kafkajs says the same several times a second, of each of its connections. */
const SAME_AGAIN_MS = 30_000;

/** Writes kafkajs's entries as ours; what was said a moment ago is for those who debug. */
function entryWriter(log: StreamLog): (entry: LogEntry) => void {
  const saidAtMs = new Map<string, number>();

  function isNews(text: string): boolean {
    const nowMs = Date.now();
    if (nowMs - (saidAtMs.get(text) ?? 0) < SAME_AGAIN_MS) return false;
    if (saidAtMs.size > 1_000) saidAtMs.clear();
    saidAtMs.set(text, nowMs);
    return true;
  }

  return ({ namespace, level, log: entry }) => {
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = entry;
    const detail: unknown = fields["error"];
    const text = `kafka ${namespace}: ${message}`;
    if (level >= logLevel.DEBUG || PAUSES.test(message)) log.debug(fields, text);
    else if (level === logLevel.INFO) log.info(fields, text);
    else if (ORDINARY.test(message) || ORDINARY.test(String(detail))) log.debug(fields, text);
    // Whether an error of one attempt matters is known only when the attempts are used up: then the caller gets it.
    else if (isNews(text)) log.warn(fields, text);
    else log.debug(fields, text);
  };
}
