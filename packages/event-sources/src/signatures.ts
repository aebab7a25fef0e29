// Compares secrets and signatures in a time that tells nothing about them.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** HMAC of the parts, one after the other. */
export function hmac(
  algorithm: "sha1" | "sha256",
  secret: string,
  ...parts: readonly (string | Buffer)[]
): Buffer {
  const digest = createHmac(algorithm, secret);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Digests of equal length make the comparison's time independent of where two texts differ, and of their lengths. */
export function isSameSecret(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

export function isOneOf(presented: string | undefined, secrets: readonly string[]): boolean {
  if (presented === undefined) return false;
  // Every secret is compared: which one fits is not told by the time either.
  return secrets.filter((secret) => isSameSecret(secret, presented)).length > 0;
}

/** Whether one of the presented signatures is one of those that the secrets make. */
export function isSignedBy(
  presented: readonly Buffer[],
  secrets: readonly string[],
  sign: (secret: string) => Buffer,
): boolean {
  return secrets.some((secret) => {
    const expected = sign(secret);
    return presented.some(
      (each) => each.length === expected.length && timingSafeEqual(each, expected),
    );
  });
}

/** The user and password of HTTP Basic, `user:password`. */
export function basicCredentials(authorization: string | undefined): string | undefined {
  const credentials = /^basic +(\S+)$/i.exec(authorization ?? "")?.[1];
  return credentials === undefined ? undefined : Buffer.from(credentials, "base64").toString();
}
