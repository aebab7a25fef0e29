/**
 * HTML that is escaped by construction: what is put into the template html`…` is text unless it is Html itself. In: words of
 * anybody (an account may be named "<script>"). Out: markup. Pure.
 */

/** Markup, made by html`…` or declared so by `markup`. */
export interface Html {
  readonly markup: string;
}

type Part = string | Html | readonly Html[];

/** Text as it may stand between tags and in quoted attributes. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function markupOf(part: Part): string {
  if (typeof part === "string") return escape(part);
  return "markup" in part ? part.markup : part.map(({ markup: one }) => one).join("\n");
}

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: String.raw({ raw: strings }, ...parts.map(markupOf)) };
}

/** For markup that the house itself wrote (style sheets). Never for data. */
export function markup(written: string): Html {
  return { markup: written };
}

export const NOTHING: Html = { markup: "" };
