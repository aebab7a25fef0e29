import { describe, expect, it } from "vitest";
import { ClickHouseError as DriverError } from "@clickhouse/client";
import { toClickhouseError } from "./errors.ts";

const fromServer = (code: string): DriverError =>
  new DriverError({ message: "details.", code, type: "SOME_TYPE" });

describe("toClickhouseError", () => {
  it.each([
    "75",
    "159",
    "202",
    "209",
    "210",
    "241",
    "242",
    "243",
    "252",
    "319",
    "425",
    "774",
    "999",
  ])("takes the server's code %s for a passing failure", (code) => {
    const error = toClickhouseError(fromServer(code), "insert rows");
    expect(error).toMatchObject({
      code: `CLICKHOUSE_${code}`,
      kind: "transient",
      retryable: true,
    });
  });

  it.each(["53", "117", "469"])("takes the server's code %s for a row that it refuses", (code) => {
    const error = toClickhouseError(fromServer(code), "insert rows");
    expect(error).toMatchObject({ kind: "rows_refused", retryable: false });
  });

  it("never blames rows for a missing table, a missing right or a wrong password", () => {
    for (const code of ["60", "81", "497", "516", "123456"])
      expect(toClickhouseError(fromServer(code), "insert rows").kind).toBe("setup");
  });

  it("takes everything about the connection for a passing failure", () => {
    for (const message of ["socket hang up", "Timeout error.", "connect ECONNREFUSED 127.0.0.1:1"])
      expect(toClickhouseError(new Error(message), "insert rows").retryable).toBe(true);
  });

  it("says what was tried, what happened and what to do next", () => {
    const { message } = toClickhouseError(fromServer("60"), "insert 3 rows into t");
    expect(message).toBe(
      "ClickHouse refused to insert 3 rows into t (60 SOME_TYPE): details. " +
        "Check the query, the rights of the user and that `./mimamori migrate` has run.",
    );
  });
});
