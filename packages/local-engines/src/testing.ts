/** What tests import: real engines of their own, or those that vitest-setup.ts started for the whole run. */
export { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";
export {
  attachSharedEngines,
  type EngineHandle,
  type EnginesPlace,
  startTestEngines,
  type TestEngines,
} from "./test-engines.ts";
