// A process of its own: throws at a port what its first message says, and tells how far it is when asked.
import { connect, type Socket } from 'node:net';
import type { AttackOrder, AttackState } from './attack-order.ts';
import { WrongLogins } from './wrong-logins.ts';

const EMPTY_POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
const SLOW_HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 20000\r\n\r\n<';
const STEP_MS = 20;
const OPENED_PER_STEP = 40;
/** Once all were there: slow ones are cut off after ten seconds, and so many come again. */
const REOPENED_PER_STEP = 4;

const counts = { idle: 0, slow: 0, cutOff: 0 };
let wrongLogins: WrongLogins | undefined;
let made = 0;
let wereAllThere = false;

function open({ port, addresses, network }: AttackOrder, onOpen: (socket: Socket) => void, onClose: () => void): void {
  const localAddress = `127.${network}.0.${(made++ % addresses) + 1}`;
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

function attack(order: AttackOrder): void {
  const wrong = new WrongLogins(order);
  wrongLogins = wrong;
  const startedMs = performance.now();
  setInterval(() => {
    wereAllThere ||= counts.idle >= order.idle && counts.slow >= order.slow;
    for (let n = 0; n < (wereAllThere ? REOPENED_PER_STEP : OPENED_PER_STEP); n++) {
      if (counts.idle < order.idle) stayIdle(order);
      else if (counts.slow < order.slow) sendSlowly(order);
    }
    const due = ((performance.now() - startedMs) / 1_000) * order.wrongPerS;
    while (wrong.counts.wrong < due) wrong.send((onOpen, onClose) => open(order, onOpen, onClose));
  }, STEP_MS);
}

function state(): AttackState {
  const { user, system } = process.cpuUsage();
  const latency = wrongLogins?.takeLatency() ?? { p50Ms: 0, p99Ms: 0 };
  const wrong = wrongLogins?.counts ?? { wrong: 0, asked: 0, turnedAway: 0, unanswered: 0 };
  return { ...counts, ...wrong, ...latency, cpuUs: user + system };
}

process.on('message', (message: AttackOrder | 'state') => {
  if (message === 'state') process.send?.(state());
  else attack(message);
});
process.on('disconnect', () => process.exit(0));
