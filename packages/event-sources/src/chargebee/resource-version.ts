// Chargebee's version of a resource: grows with every change, so it puts snapshots of one second in order.
import { integerAt } from "../read-values.ts";

export function versionOf(resource: unknown): number | undefined {
  const version = integerAt(resource, "resource_version");
  return version === undefined || version < 0 ? undefined : version;
}
