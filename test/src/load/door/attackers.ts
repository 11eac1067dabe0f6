// A process of its own: throws at a port what its first message says, and tells how far it is when asked.
import { connect, type Socket } from 'node:net';
import type { AttackPlan } from './plan.ts';

/** What the attack has come to. */
export interface AttackState {
  readonly idle: number;
  readonly slow: number;
  /** So far. */
  readonly cutOff: number;
  readonly wrong: number;
}

export interface AttackOrder extends AttackPlan {
  readonly port: number;
}

const EMPTY_POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
const SLOW_HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 20000\r\n\r\n<';
const BODY = '<soap:Envelope><soap:Body>&x;</soap:Body></soap:Envelope>';
const WRONG = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  `POST / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\nabcd',
];
const STEP_MS = 20;
const OPENED_PER_STEP = 40;

const counts = { idle: 0, slow: 0, cutOff: 0, wrong: 0 };
let made = 0;

function open({ port, addresses }: AttackOrder, onOpen: (socket: Socket) => void, onClose: () => void): void {
  const localAddress = `127.1.0.${(made++ % addresses) + 1}`;
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  socket.on('connect', () => onOpen(socket));
  socket.on('error', () => undefined);
  socket.on('close', onClose);
  socket.resume();
}

function stayIdle(order: AttackOrder): void {
  counts.idle++;
  open(
    order,
    (socket) => socket.write(EMPTY_POST),
    () => {
      counts.idle--;
      counts.cutOff++;
    },
  );
}

function sendSlowly(order: AttackOrder): void {
  counts.slow++;
  let trickle: NodeJS.Timeout | undefined;
  const onOpen = (socket: Socket) => {
    socket.write(SLOW_HEAD);
    trickle = setInterval(() => socket.write('x'), 1_000);
  };
  open(order, onOpen, () => {
    clearInterval(trickle);
    counts.slow--;
    counts.cutOff++;
  });
}

function sendWrong(order: AttackOrder): void {
  const request = WRONG[counts.wrong++ % WRONG.length] ?? '';
  open(
    order,
    (socket) => {
      socket.write(request, 'latin1');
      socket.setTimeout(2_000, () => socket.destroy());
      socket.on('data', () => socket.destroy());
    },
    () => undefined,
  );
}

function attack(order: AttackOrder): void {
  const startedMs = performance.now();
  setInterval(() => {
    for (let n = 0; n < OPENED_PER_STEP; n++) {
      if (counts.idle < order.idle) stayIdle(order);
      else if (counts.slow < order.slow) sendSlowly(order);
    }
    const due = ((performance.now() - startedMs) / 1_000) * order.wrongPerS;
    while (counts.wrong < due) sendWrong(order);
  }, STEP_MS);
}

process.on('message', (message: AttackOrder | 'state') => {
  if (message === 'state') process.send?.({ ...counts } satisfies AttackState);
  else attack(message);
});
process.on('disconnect', () => process.exit(0));
