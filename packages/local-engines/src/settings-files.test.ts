import { expect, test } from "vitest";
import { fillTemplate } from "./settings-files.ts";

test("every place is filled, also several in a line", () => {
  const line = "listeners=PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER_PORT@";
  expect(fillTemplate(line, { PORT: 1, CONTROLLER_PORT: 2 })).toBe(
    "listeners=PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2",
  );
  expect(fillTemplate("controller.quorum.voters=1@127.0.0.1:@PORT@", { PORT: 9 })).toBe(
    "controller.quorum.voters=1@127.0.0.1:9",
  );
});

test("a place that nothing fills is an error, not a setting", () => {
  expect(() => fillTemplate("dir @DATA_DIR@", {})).toThrow("@DATA_DIR@");
});
