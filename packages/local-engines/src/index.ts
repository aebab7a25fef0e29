/** Kafka, ClickHouse and Redis on one machine, without Docker: for `./mimamori` and, from ./testing, for tests. */
export {
  ENGINE_NAMES,
  type EngineEndpoints,
  type EngineName,
  type EngineStatus,
  endpointsOf,
  engineStatus,
  type Progress,
  startEngines,
  stopEngines,
} from "./engines.ts";
export {
  type DetachedCommand,
  lastTellingLine,
  logFileOf,
  startDetached,
} from "./detached-process.ts";
export { eraseDemoData } from "./erase-data.ts";
export { EngineError, type EngineErrorCode } from "./errors.ts";
export {
  type Installation,
  openInstallation,
  portOf,
  type Purpose,
  readInstallation,
  stateDirOf,
  withPorts,
  withSecrets,
} from "./installation.ts";
export { killProcess, runningProcess, stopProcess } from "./process-record.ts";
export { CHECKOUT } from "./settings-files.ts";
