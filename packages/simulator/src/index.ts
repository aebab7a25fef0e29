// What the rest of the house may use of the simulator.
export { simulate, historyStartMs } from "./company.ts";
export type { SimulatedDay, SimulationOptions } from "./company.ts";
export type { AccountMonth } from "./churn.ts";
export { keyOfDelivery, topicOfDelivery } from "./delivery.ts";
export type { Delivery } from "./delivery.ts";
export type { BadCode } from "./bad-events.ts";
export type { SimulatedEvent } from "./emission.ts";
export { emptyLedger, record } from "./ledger.ts";
export type { Ledger, Tally } from "./ledger.ts";
export { digestSql, IDENTITY_DIGEST_SQL, identityFingerprint } from "./hashing.ts";
export { runSimulation } from "./run-simulation.ts";
export type { SimulationProgress, SimulationRun } from "./run-simulation.ts";
export type { Sink } from "./sink.ts";
export { connectKafkaSink } from "./kafka-sink.ts";
export { connectHttpSink } from "./http-sink.ts";
export { SimulatorError } from "./errors.ts";
export { Random } from "./random.ts";
