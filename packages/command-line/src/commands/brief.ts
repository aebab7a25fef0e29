import fs from "node:fs";
import path from "node:path";
import { connectClickhouse } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import { endpointsOf } from "@mimamori/local-engines";
import { LANGUAGES } from "@mimamori/message-catalogue";
import { dayInTimeZone } from "@mimamori/revenue-movements";
import { type BriefTerms, drawCustomerBrief, drawInternalBrief } from "../brief/brief-page.ts";
import { readCustomerFacts } from "../brief/customer-facts.ts";
import { readInternalFacts } from "../brief/internal-facts.ts";
import { quarterBefore } from "../brief/quarter.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { requireRunning } from "../running-installation.ts";

const AUDIENCES = ["customer", "internal"] as const;

export const command = defineCommand({
  usage: "ACCOUNT --audience customer|internal",
  description: `
Writes the page for a quarterly review with an account: adoption, value, goals, tickets, surveys and what is open, the last 13
whole weeks beside the 13 before. One HTML file without scripts that loads nothing: open it in a browser, print it on A4, mail it.

The customer's page holds nothing of how you judge the customer. The internal one adds health with its reasons and moves, churn
risk, lifetime value, touch tier and renewal. What no source tells is said to be missing.

  ./mimamori brief acc-00001 --audience customer --out review.html
  ./mimamori brief acc-00001 --audience internal --lang ja > review.html`,
  options: {
    audience: { type: "string", value: "WHO", help: "customer or internal; there is no default" },
    lang: {
      type: "string",
      value: "en|ja",
      help: "language of the page; by default the company's",
    },
    out: { type: "string", value: "FILE", help: "where to write it; by default standard output" },
  },
  maxPositionals: 1,
  async run({ audience, lang, out }, [account], { checkout, stateDir }) {
    if (account === undefined)
      throw new CommandError("usage", "brief: which account? Give its id, such as acc-00001.");
    // No default: a page that was meant to stay inside must not be handed out by a forgotten word.
    const who = oneOf("audience", AUDIENCES, audience);
    const asked = lang === undefined ? undefined : oneOf("lang", LANGUAGES, lang);
    const { clickhouseUrl: url, csReaderPassword: password } = endpointsOf(
      await requireRunning(stateDir),
    );
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const { company } = await readCompanyConfig(configDir);
    const { timeZone } = company;
    const today = dayInTimeZone(timeZone)(Date.now());
    const terms = { language: asked ?? company.language, today, quarter: quarterBefore(today) };
    const reader = connectClickhouse({ url, user: "cs_reader", password });
    try {
      const facts = await readCustomerFacts(reader, account, terms.quarter, timeZone);
      if (who === "customer") {
        write(drawCustomerBrief(facts, terms satisfies BriefTerms), out);
        return;
      }
      const internal = await readInternalFacts(reader, account, terms.quarter, timeZone);
      write(drawInternalBrief(facts, internal, company.language, terms), out);
    } finally {
      await reader.close();
    }
  },
});

/** @throws CommandError usage */
function oneOf<const T extends string>(
  option: string,
  known: readonly T[],
  text: string | undefined,
): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  const given = text === undefined ? "none was given" : `"${text}" is neither`;
  throw new CommandError("usage", `brief: --${option} takes ${known.join(" or ")}; ${given}.`);
}

function write(page: string, file: string | undefined): void {
  if (file === undefined) {
    process.stdout.write(page);
    return;
  }
  try {
    fs.writeFileSync(file, page);
  } catch (error) {
    const reason = (error as Error).message;
    throw new CommandError("failed", `brief: ${file} cannot be written: ${reason}.`, {
      cause: error,
    });
  }
  process.stderr.write(`Written: ${file}\n`);
}
