/** What the sections of a review are made of: figures, tables, plots, a word for what is missing. In: words. Out: Html. Pure. */
import { formatsOf, type Formats, type Language, say } from "@mimamori/message-catalogue";
import type { CustomerFacts, Source } from "./customer-facts.ts";
import { html, type Html } from "./html.ts";
import { type Compared, growth } from "./quarter.ts";

/** In which language a page speaks, and how it writes numbers. */
export interface Speech {
  readonly language: Language;
  readonly formats: Formats;
}

export function speechOf(language: Language): Speech {
  return { language, formats: formatsOf(language) };
}

export function section(title: string, parts: readonly Html[]): Html {
  return html`<section>
    <h2>${title}</h2>
    ${parts}
  </section>`;
}

export function sentence(words: string): Html {
  return html`<p>${words}</p>`;
}

/** A word for what it is, what it is, and what there is to say about it. */
export function labelled(label: string, words: string, note = ""): Html {
  const shown = html`<span class="quiet">${label}</span> <strong>${words}</strong>`;
  return html`<p>${shown} <span class="quiet">${note}</span></p>`;
}

export function missing(words: string): Html {
  return html`<p class="missing">${words}</p>`;
}

/** The sections' own words, or that nothing has ever come from their source. */
export function ifHeard(
  { language }: Speech,
  { live }: CustomerFacts,
  source: Source,
  parts: () => readonly Html[],
): readonly Html[] {
  return live.has(source) ? parts() : [missing(say(language, `brief.missing.${source}`))];
}

export interface Figure {
  readonly label: string;
  /** Null: not known. */
  readonly value: string | null;
  readonly note?: string;
}

export function figures({ language }: Speech, all: readonly Figure[]): Html {
  const line = (kind: string, words: string): Html => html`<span class="${kind}">${words}</span>`;
  const items = all.map(({ label, value, note = "" }) => {
    const known = value ?? say(language, "brief.unknown");
    const lines = [line("label", label), line("value", known)];
    return html`<li>${note === "" ? lines : [...lines, line("note", note)]}</li>`;
  });
  return html`<ul class="figures">
    ${items}
  </ul>`;
}

/** "40 in the quarter before": for small counts, of which a share says little. */
export function earlier(
  { language }: Speech,
  before: number | null,
  write: (value: number) => string,
): string {
  if (before === null) return say(language, "brief.no-comparison");
  return say(language, "brief.before", { before: write(before) });
}

/** "+12%, from 40 in the quarter before"; that there is nothing to compare with, where there is not. */
export function comparison(
  speech: Speech,
  compared: Compared,
  write: (value: number) => string,
): string {
  const grown = growth(compared);
  if (grown === null || compared.before === null) return earlier(speech, compared.before, write);
  const share = signedPercent(speech.formats, grown);
  return say(speech.language, "brief.change", { share, before: write(compared.before) });
}

export function signedPercent(formats: Formats, share: number): string {
  const written = formats.percent(share);
  return share > 0 ? `+${written}` : written;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): Html {
  const kind = (index: number): string => (columns[index]?.isNumber === true ? "number" : "text");
  const head = columns.map(
    ({ title }, index) => html`<th scope="col" class="${kind(index)}">${title}</th>`,
  );
  const body = rows.map((cells) => {
    const written = cells.map((cell, index) => html`<td class="${kind(index)}">${cell}</td>`);
    return html`<tr>
      ${written}
    </tr>`;
  });
  return html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}

/** The first rows, and how many more there are. */
export function longTable(
  { language }: Speech,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  most: number,
): readonly Html[] {
  const left = rows.length - most;
  const more = left > 0 ? [sentence(say(language, "brief.more", { value: left }))] : [];
  return [table(columns, rows.slice(0, most)), ...more];
}

export function figure(drawn: Html, caption: string): Html {
  return html`<figure>
    ${drawn}
    <figcaption>${caption}</figcaption>
  </figure>`;
}
