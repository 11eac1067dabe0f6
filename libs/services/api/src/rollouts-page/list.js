import { get } from './api.js';
import { h, show } from './dom.js';
import { ago, phase, time, whoDid } from './words.js';

const LOOK_MS = 5_000;

/** All rollouts, newest first. Returns what ends it. */
export function showList(main) {
  document.title = 'Rollouts · Muster';
  let pages = 1;
  let timer;
  let over = false;
  const look = async () => {
    clearTimeout(timer);
    try {
      const { rollouts, next } = await listed(pages);
      if (!over) show(main, ...(rollouts.length === 0 ? [nothing()] : [table(rollouts), next && more()]));
    } catch (error) {
      if (!over) show(main, h('p', { class: 'trouble', role: 'alert' }, error.message));
    }
    if (!over) timer = setTimeout(look, LOOK_MS);
  };
  main.onclick = ({ target }) => {
    if (!target.closest('.more')) return;
    pages++;
    look();
  };
  look();
  return () => {
    over = true;
    clearTimeout(timer);
    main.onclick = null;
  };
}

async function listed(pages) {
  const rollouts = [];
  let next;
  for (let page = 0; page < pages; page++) {
    const answer = await get(`/rollouts?limit=100${next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`}`);
    rollouts.push(...answer.rollouts);
    next = answer.next;
    if (next === undefined) break;
  }
  return { rollouts, next };
}

function table(rollouts) {
  const heads = ['Name', 'Phase', 'Waves', 'Since', 'By'].map((head) => h('th', { scope: 'col' }, head));
  return h(
    'div',
    { class: 'wide' },
    h('table', {}, h('caption', {}, 'Rollouts'), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rollouts.map(row))),
  );
}

function row({ id, name, status, waves }) {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('a', { href: `#${id}` }, name)),
    h('td', {}, phase(status.phase)),
    h('td', {}, waveText(waves)),
    h('td', {}, time(status.since), h('span', { class: 'soft' }, ` ${ago(status.since)}`)),
    h('td', {}, whoDid(status.by)),
  );
}

function waveText(waves) {
  const wave = waves.find(({ state }) => state !== 'passed') ?? waves.at(-1);
  return wave === undefined
    ? h('span', { class: 'soft' }, 'not started')
    : `${wave.number} of ${waves.length}, ${wave.state}`;
}

function more() {
  return h('button', { type: 'button', class: 'more' }, 'Older ones');
}

/** The commands that make the first one. */
function nothing() {
  const deadline = new Date(Date.now() + 30 * 86_400_000).toISOString();
  return h(
    'section',
    { class: 'empty' },
    h('h1', {}, 'No rollout yet'),
    h(
      'p',
      {},
      'A rollout upgrades many devices in waves: a few first, then more, and it stops by itself when the image is bad. ' +
        'At most “cap” devices are under way or lost at a time. In a terminal:',
    ),
    h('pre', {}, h('code', {}, firstCommands(deadline))),
    h('p', {}, 'Then come back here: it can be started, followed and stopped on this page.'),
  );
}

function firstCommands(deadline) {
  return `api=${location.origin}/api/v1
json='Content-Type: application/json'

# The image: the file, and for which devices it is.
image=$(sha256sum firmware.bin | cut -d' ' -f1)
curl "$api/images?name=Gateway&version=2.0" -H 'Content-Type: application/octet-stream' --data-binary @firmware.bin
curl -X PATCH "$api/images/$image" -H "$json" -d '{"fits": [{"productClass": "Gateway"}]}'
curl -X POST "$api/images/$image/release"

# For whom, in which waves, how many at a time.
cat > rollout.json <<END
{"image": "$image", "target": {"filter": {"tags": "pilot"}, "mode": "frozen"},
 "waves": [{"size": {"devices": 5}, "soakMinutes": 60}, {"size": {"percent": 100}}],
 "permits": {"cap": 50}, "approval": false, "deadlineAt": "${deadline}"}
END

# What it would do; then make it.
curl -N "$api/rollout-previews" -H "$json" -d "{\\"document\\": $(cat rollout.json)}"
curl "$api/rollouts" -H "$json" -d "{\\"name\\": \\"first\\", \\"author\\": \\"me\\", \\"document\\": $(cat rollout.json)}"`;
}
