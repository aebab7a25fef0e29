// Numbers, amounts and dates in the form of the language.
import { expect, test } from "vitest";
import { formatsOf } from "./index.ts";

const en = formatsOf("en");
const ja = formatsOf("ja");

test("money is given in the minor unit of its currency, by ISO 4217's exponent", () => {
  expect(en.money(123_450, "USD")).toBe("$1,234.50");
  expect(en.money(123_450, "JPY")).toBe("¥123,450");
  expect(ja.money(123_450, "JPY")).toBe("￥123,450");
  expect(en.money(1_234_567, "KWD")).toMatch(/^KWD\s1,234\.567$/);
  expect(en.wholeMoney(1_234.5, "USD")).toBe("$1,235");
});

test("small numbers keep two digits, large ones at most one decimal", () => {
  expect([0.0423, 4.25, 12, 1_234.56].map(en.number)).toEqual(["0.042", "4.3", "12", "1,234.6"]);
});

test("shares are whole percents", () => {
  expect([en.percent(0.283), ja.percent(0.283)]).toEqual(["28%", "28%"]);
});

test("days and instants are written out, in the zone that is asked for", () => {
  expect([en.day("2026-05-01"), ja.day("2026-05-01")]).toEqual(["May 1, 2026", "2026年5月1日"]);
  expect([en.month("2026-05-01"), ja.month("2026-05-01")]).toEqual(["May 2026", "2026年5月"]);
  expect(ja.instant(Date.parse("2026-04-30T15:30:00Z"), "Asia/Tokyo")).toBe("2026年5月1日 0:30");
});
