// In: the text of a JSON array. Out: the texts of its elements, byte for byte as they were written.
// JSON.parse forgets how a value was written; dead letters and the topics keep what the sender wrote.

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** @param text must be valid JSON with an array at the top: JSON.parse has accepted it. */
export function splitJsonArray(text: string): string[] {
  const elements: string[] = [];
  const end = text.lastIndexOf("]");
  let start = text.indexOf("[") + 1;
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    else if (code === COMMA && depth === 0) {
      elements.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start, end).trim();
  if (last !== "") elements.push(last);
  return elements;
}

/** The place of the quote that ends the string which begins at `at`. */
function endOfString(text: string, at: number): number {
  let next = at + 1;
  while (text.charCodeAt(next) !== QUOTE) next += text.charCodeAt(next) === BACKSLASH ? 2 : 1;
  return next;
}
