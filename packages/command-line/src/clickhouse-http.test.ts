import { expect, test } from "vitest";
import { runSql, serverSentence } from "./clickhouse-http.ts";

test("the server's sentence loses its code and version, and keeps its name", () => {
  expect(
    serverSentence(
      "Code: 60. DB::Exception: Unknown table 'x'. (UNKNOWN_TABLE) (version 26.7.2.1)\n",
    ),
  ).toBe("Unknown table 'x'. (UNKNOWN_TABLE)");
});

test("a server that does not answer is a sentence with the next step", async () => {
  const nowhere = { url: "http://127.0.0.1:1", user: "cs_reader", password: "" };
  await expect(runSql(nowhere, "SELECT 1", "TSV", process.stdout)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("./mimamori up"),
  });
});
