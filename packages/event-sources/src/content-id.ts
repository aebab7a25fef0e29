// The id of what came without one: its content, so that a retry is the same event, at the price that two alike are one.
import { createHash } from "node:crypto";

/** @param content the same for every retry */
export function contentId(content: string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
