// In: bytes. Out: the value that they are, or why they are no JSON.

export type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });

export function readJson(body: Buffer): JsonRead {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { ok: false, reason: "the body is not UTF-8" };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : "the body is not JSON" };
  }
}
