// Signatures of the kind `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time, a separator and the body (Stripe, Paddle).
// Several signatures may stand in one header, and several secrets with us: both sides can change secrets without a gap.
import { hmac, isSignedBy } from "./signatures.ts";

export interface TimedSignature {
  readonly header: string | undefined;
  readonly body: Buffer;
  readonly receivedAtMs: number;
}

export interface SignatureScheme {
  readonly headerName: string;
  readonly pairSeparator: "," | ";";
  readonly timeKey: string;
  readonly signatureKey: string;
  /** Between the time and the body in what is signed. */
  readonly bodySeparator: "." | ":";
}

/** An old request may be a replay; Stripe's own libraries tolerate as much. */
export const TOLERANCE_SECONDS = 300;

/** Undefined for a signature that holds. */
export function findDistrustOf(
  { header, body, receivedAtMs }: TimedSignature,
  secrets: readonly string[],
  scheme: SignatureScheme,
): string | undefined {
  if (header === undefined) return `the header ${scheme.headerName} is missing`;
  const pairs = header.split(scheme.pairSeparator).map((pair) => pair.trim().split("=", 2));
  const valuesOf = (name: string): string[] =>
    pairs.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
  const [seconds] = valuesOf(scheme.timeKey);
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds)) {
    return `the header ${scheme.headerName} has no time`;
  }
  const presented = valuesOf(scheme.signatureKey).map((value) => Buffer.from(value, "hex"));
  const signed = `${seconds}${scheme.bodySeparator}`;
  if (!isSignedBy(presented, secrets, (secret) => hmac("sha256", secret, signed, body))) {
    return "no signature fits a secret of this webhook";
  }
  const ageSeconds = Math.abs(receivedAtMs / 1_000 - Number(seconds));
  if (ageSeconds <= TOLERANCE_SECONDS) return undefined;
  return `the signature's time is ${Math.round(ageSeconds)} s from now; at most ${TOLERANCE_SECONDS} are tolerated`;
}
