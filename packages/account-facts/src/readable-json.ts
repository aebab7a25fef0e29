// Event data in a form that ClickHouse's JSON functions can read. SQL text only.

const LONE_SURROGATE = String.raw`(^|[^\\\\])((?:\\\\\\\\)*)\\\\ud[89a-f][0-9a-f]{2}`;
const REPLACED = String.raw`\\1\\2\\\\ufffd`;

/**
 * `data` with U+FFFD in place of lone surrogates. JavaScript writes those (and only those) as an escape that begins with \ud;
 * ClickHouse refuses the whole document for one of them. Twice, because neighbours share the character between them.
 */
export const READABLE_JSON = `if(position(data, '\\\\ud') = 0, data,
  replaceRegexpAll(replaceRegexpAll(data, '${LONE_SURROGATE}', '${REPLACED}'), '${LONE_SURROGATE}', '${REPLACED}'))`;
