// In: the bytes of a JSON array. Out: the bytes of its elements, exactly as they were written, in the same memory.
// JSON.parse forgets how a value was written; dead letters and the topics keep what the sender wrote.
// Bytes, not text: all that JSON is built of is ASCII, whose bytes occur in no other character of UTF-8.

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
export const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];
const LAST_SPACE = 0x20;

/** @param json must be valid JSON with an array at the top: JSON.parse has accepted it. */
export function splitJsonArray(json: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  const end = json.lastIndexOf(CLOSING_BRACKET);
  let start = json.indexOf(OPENING_BRACKET) + 1;
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth += 1;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth -= 1;
    else if (byte === COMMA && depth === 0) {
      elements.push(trimmed(json, start, at));
      start = at + 1;
    }
  }
  const last = trimmed(json, start, end);
  if (last.length > 0) elements.push(last);
  return elements;
}

/** The place of the quote that ends the string which begins at `at`. */
function endOfString(json: Buffer, at: number): number {
  let next = at + 1;
  while (json[next] !== QUOTE) next += json[next] === BACKSLASH ? 2 : 1;
  return next;
}

/** Outside of strings, JSON has no other control characters than its white space. */
function trimmed(json: Buffer, from: number, to: number): Buffer {
  let [start, end] = [from, to];
  while (start < end && (json[start] as number) <= LAST_SPACE) start += 1;
  while (end > start && (json[end - 1] as number) <= LAST_SPACE) end -= 1;
  return json.subarray(start, end);
}
