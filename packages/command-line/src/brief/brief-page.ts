/**
 * The page for a quarterly review: one HTML document with its style and plots inside, no script, nothing from elsewhere. In: facts, a
 * language. Out: the document as text. Pure. The customer's page is drawn from what a customer may see, and is given nothing else.
 */
import { type Language, say } from "@mimamori/message-catalogue";
import { adoptionSection } from "./adoption-section.ts";
import type { CustomerFacts } from "./customer-facts.ts";
import { html, type Html, NOTHING } from "./html.ts";
import type { InternalFacts } from "./internal-facts.ts";
import { internalSections } from "./internal-sections.ts";
import { openItemsSection } from "./open-items-section.ts";
import { sentence, type Speech, speechOf } from "./page-parts.ts";
import { STYLE } from "./page-style.ts";
import { addDays, type Quarter } from "./quarter.ts";
import { valueSection } from "./value-section.ts";
import { goalsSection, surveysSection, ticketsSection } from "./voice-sections.ts";

/** Of which days, in which language. Days YYYY-MM-DD of the company's time zone. */
export interface BriefTerms {
  readonly language: Language;
  readonly today: string;
  readonly quarter: Quarter;
}

/** The page that may be handed to the customer. */
export function drawCustomerBrief(facts: CustomerFacts, terms: BriefTerms): string {
  return drawPage(facts, terms, NOTHING, []);
}

/** The page for the company's own people; `companyLanguage` is that of the stored reasons. */
export function drawInternalBrief(
  facts: CustomerFacts,
  internal: InternalFacts,
  companyLanguage: Language,
  terms: BriefTerms,
): string {
  const speech = speechOf(terms.language);
  const page = {
    facts: internal,
    currency: facts.profile.currency,
    isOtherLanguage: companyLanguage !== terms.language,
  };
  const mark = html`<p class="mark">${say(terms.language, "brief.internal")}</p>`;
  return drawPage(facts, terms, mark, internalSections(speech, page, terms.quarter));
}

function drawPage(
  facts: CustomerFacts,
  terms: BriefTerms,
  mark: Html,
  judged: readonly Html[],
): string {
  const { language, quarter } = terms;
  const speech = speechOf(language);
  const { name, account } = facts.profile;
  const title = say(language, "brief.title", { who: name === "" ? account : name });
  const sections = [
    adoptionSection(speech, facts, quarter),
    valueSection(speech, facts),
    goalsSection(speech, facts, quarter),
    ticketsSection(speech, facts, quarter),
    surveysSection(speech, facts, quarter),
    openItemsSection(speech, facts),
    ...judged,
  ];
  const page = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          ${mark}
          <h1>${title}</h1>
          ${head(speech, facts, terms)}
        </header>
        <main>${sections}</main>
        ${foot(speech, facts)}
      </body>
    </html> `;
  return page.markup;
}

function head({ language, formats }: Speech, { profile }: CustomerFacts, terms: BriefTerms): Html {
  const { quarter, today } = terms;
  const since = formats.day(quarter.from);
  const through = formats.day(addDays(quarter.until, -1));
  const csm = profile.csm === "" ? [] : [say(language, "brief.csm", { who: profile.csm })];
  const prepared = [say(language, "brief.prepared", { day: formats.day(today) }), ...csm];
  return html`${sentence(say(language, "brief.window", { since, through }))}
    <p class="quiet">${prepared.join(" · ")}</p>`;
}

function foot({ language }: Speech, { profile }: CustomerFacts): Html {
  const { currency } = profile;
  const amounts =
    currency === "" ? NOTHING : sentence(say(language, "brief.amounts", { currency }));
  return html`<footer>${amounts} ${sentence(say(language, "brief.dash"))}</footer>`;
}
