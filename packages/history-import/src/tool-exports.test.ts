// Exports of CRMs and form tools go in by the mappings in examples/. The samples are invented, in the shape of each tool's export.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { importFiles } from "./import-files.ts";
import type { ImportReport } from "./import-report.ts";
import type { CloudEvent } from "./outgoing-event.ts";
import { readMapping } from "./read-mapping.ts";

const EXAMPLES = path.join(import.meta.dirname, "../../../examples");

interface Sample {
  readonly mapping: string;
  readonly file: string;
  readonly content: string | Buffer;
  readonly skipped: number;
  readonly event: object;
}

async function importSample({
  mapping,
  file,
  content,
}: Sample): Promise<{ report: ImportReport; events: CloudEvent[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), "tool-export-"));
  const events: CloudEvent[] = [];
  try {
    writeFileSync(path.join(folder, file), content);
    const report = await importFiles({
      mapping: await readMapping(path.join(EXAMPLES, mapping)),
      paths: [path.join(folder, file)],
      nowMs: Date.UTC(2026, 5, 1),
      sink: {
        send(_topic, records) {
          for (const { value } of records) events.push(JSON.parse(value.toString()) as CloudEvent);
          return Promise.resolve();
        },
      },
      onRefused: ({ line, reason }) => {
        throw new Error(`${line}: ${reason}`);
      },
    });
    return { report, events };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Node reads Shift JIS and does not write it: each character's bytes are those that are read as it. */
function toShiftJis(text: string): Buffer {
  const decoder = new TextDecoder("shift_jis");
  const bytesOf = new Map<string, readonly number[]>();
  for (let first = 0x81; first <= 0x9f; first += 1) {
    for (let second = 0x40; second <= 0xfc; second += 1) {
      bytesOf.set(decoder.decode(Uint8Array.of(first, second)), [first, second]);
    }
  }
  return Buffer.from(Array.from(text).flatMap((sign) => bytesOf.get(sign) ?? [sign.charCodeAt(0)]));
}

const SAMPLES: readonly Sample[] = [
  {
    mapping: "hubspot.yaml",
    file: "hubspot-crm-exports-all-companies-2026-02-01.csv",
    content: [
      "Record ID,Company name,Company Domain Name,Company owner,Country/Region,Industry,Original Traffic Source,Account ID,Last Modified Date",
      "9001,Acme Paper,ACME.example,Aoi Sato,Japan,Paper,Organic Search,acme,2026-01-31 18:30",
      "9002,A Prospect,,,,,,,2026-01-31 18:30",
    ].join("\n"),
    skipped: 1,
    event: {
      source: "hubspot",
      subject: "acme",
      time: "2026-01-31T09:30:00.000Z",
      data: {
        partial: true,
        name: "Acme Paper",
        domain: "acme.example",
        csm: "Aoi Sato",
        country: "JP",
        industry: "Paper",
        acquisition_channel: "Organic Search",
        crm_ids: { hubspot: "9001" },
      },
    },
  },
  {
    mapping: "salesforce.yaml",
    file: "Account.csv",
    content: [
      '"Id","IsDeleted","Name","Type","Industry","BillingCountryCode","OwnerId","AccountSource","Account_ID__c","LastModifiedDate"',
      '"0015g00000A1","0","Acme Paper","Enterprise","Paper","jp","0055g00000B2","Web","acme","2026-01-31T09:30:00.000Z"',
      '"0015g00000A2","0","A Prospect","","","","","","","2026-01-31T09:30:00.000Z"',
      '"0015g00000A3","1","Gone","","","","","","gone","2026-01-31T09:30:00.000Z"',
    ].join("\r\n"),
    skipped: 2,
    event: {
      source: "salesforce",
      subject: "acme",
      data: { segment: "Enterprise", country: "JP", crm_ids: { salesforce: "0015g00000A1" } },
    },
  },
  {
    mapping: "zoho.yaml",
    file: "Accounts_2026_02_01.csv",
    content: [
      "Record Id,Account Name,Account Owner,Account Type,Industry,Billing Country,Account ID,Modified Time",
      "zcrm_4411,Acme Paper,Aoi Sato,Customer,Paper,日本,acme,2026-01-31 18:30:00",
    ].join("\n"),
    skipped: 0,
    event: {
      source: "zoho",
      subject: "acme",
      time: "2026-01-31T09:30:00.000Z",
      data: { name: "Acme Paper", country: "JP", crm_ids: { zoho: "zcrm_4411" } },
    },
  },
  {
    mapping: "mazrica.yaml",
    file: "取引先一覧.csv",
    content: toShiftJis(
      [
        "取引先ID,取引先名,業種,取引先担当者,アカウントID,更新日時",
        "101,春機,IT,佐藤,acme,2026/01/31 18:30",
        "102,夏機,,,,2026/01/31 18:30",
      ].join("\r\n"),
    ),
    skipped: 1,
    event: {
      source: "mazrica",
      subject: "acme",
      time: "2026-01-31T09:30:00.000Z",
      data: { name: "春機", industry: "IT", csm: "佐藤", crm_ids: { mazrica: "101" } },
    },
  },
  {
    mapping: "formrun.yaml",
    file: "formrun_nps.csv",
    content: [
      "回答ID,受信日時,メールアドレス,推奨度,コメント",
      'r-1,2026/01/31 18:30,ann@example.jp,9,"とても良い\nまた使う"',
      "r-2,2026/01/31 18:31,bob@example.jp,,",
    ].join("\n"),
    skipped: 1,
    event: {
      type: "engagement.survey_answered.v1",
      subject: "user:ann@example.jp",
      time: "2026-01-31T09:30:00.000Z",
      data: {
        kind: "nps",
        score: 9,
        comment: "とても良い\nまた使う",
        respondent: "ann@example.jp",
      },
    },
  },
];

test.each(SAMPLES)(
  "$mapping takes the tool's export; what has no id is skipped",
  async (sample) => {
    const { report, events } = await importSample(sample);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject(sample.event);
    expect(report.rowsRead - report.rowsRefused).toBe(1 + sample.skipped);
  },
);

test.each(SAMPLES)("$mapping makes the same events of the same export", async (sample) => {
  const [first, second] = [await importSample(sample), await importSample(sample)];
  expect(first.events).toEqual(second.events);
});
