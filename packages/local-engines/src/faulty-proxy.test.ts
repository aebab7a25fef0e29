import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";

let server: net.Server;
let received: string;
let proxy: FaultyProxy;

beforeEach(async () => {
  received = "";
  server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (piece) => {
      received += piece.toString();
      socket.write(piece);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await startFaultyProxy(0, (server.address() as net.AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  server.close();
});

interface Client {
  readonly socket: net.Socket;
  readonly heard: () => string;
  readonly error: () => string | undefined;
}

async function connect(): Promise<Client> {
  const socket = net.connect(proxy.port, "127.0.0.1");
  let heard = "";
  let error: string | undefined;
  socket.on("data", (piece) => (heard += piece.toString()));
  socket.on("error", ({ message }) => (error = message));
  await once(socket, "connect");
  return { socket, heard: () => heard, error: () => error };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

test("what goes in comes out, both ways, to the last byte of a megabyte", async () => {
  const client = await connect();
  const sent = "0123456789".repeat(100_000);
  client.socket.write(sent);
  await until(() => client.heard().length === sent.length);
  expect(client.heard()).toBe(sent);
  client.socket.destroy();
});

test("a cut lets half of the next answer through, and the connection is over", async () => {
  const client = await connect();
  proxy.cut(60_000);
  client.socket.write("12345678");
  await until(() => client.socket.closed);
  expect(client.heard()).toBe("1234");
  expect(received).toBe("12345678");
});

test("a cut ends a connection on which nothing comes all the same", async () => {
  const client = await connect();
  proxy.cut(20);
  await until(() => client.socket.closed);
});

test("a deaf connection sends and hears nothing, and a new one hears everything", async () => {
  const deaf = await connect();
  deaf.socket.write("a");
  await until(() => deaf.heard() === "a");
  proxy.halve();
  deaf.socket.write("b");
  await until(() => received === "ab");
  const other = await connect();
  other.socket.write("c");
  await until(() => other.heard() === "c");
  expect(deaf.heard()).toBe("a");
  expect(deaf.error()).toBeUndefined();
  for (const { socket } of [deaf, other]) socket.destroy();
});
