import fc from "fast-check";
import { expect, test } from "vitest";
import { cutIntoAnswers } from "./broker-sockets.ts";

function answerOf(payload: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(payload.length);
  return Buffer.concat([size, payload]);
}

test("answers come out whole and in order, in whatever pieces they arrive", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(payloads, fc.array(fc.integer({ min: 1, max: 30 })), (sent, sizes) => {
      const answers = sent.map(answerOf);
      const stream = Buffer.concat(answers);
      const got: Buffer[] = [];
      const take = cutIntoAnswers((answer) => got.push(answer));
      let at = 0;
      for (const size of [...sizes, stream.length]) {
        const piece = stream.subarray(at, at + size);
        at += piece.length;
        if (piece.length > 0) take(piece);
      }
      expect(got).toEqual(answers);
    }),
  );
});

test("the beginning of an answer is kept back until its end has come", () => {
  const got: Buffer[] = [];
  const take = cutIntoAnswers((answer) => got.push(answer));
  const answer = answerOf(Buffer.from("half of it"));
  take(answer.subarray(0, 9));
  expect(got).toEqual([]);
  take(answer.subarray(9));
  expect(got).toEqual([answer]);
});
