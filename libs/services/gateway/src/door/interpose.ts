import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Goes on with what the server itself does with the connection. */
export type Go = (socket: Socket) => void;

/** Puts a step before the listeners that are there. */
export function interpose(server: Server, event: string, step: (socket: Socket, go: Go) => void): void {
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    step(socket, (admitted) => {
      for (const listener of listeners) listener.call(server, admitted);
    });
  });
}
