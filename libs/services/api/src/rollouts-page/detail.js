import { actionBar } from './actions.js';
import { curve } from './curve.js';
import { deviceTable, failedDevices } from './devices.js';
import { h, show } from './dom.js';
import { rules } from './rules.js';
import { headline, heldNote, history, summary } from './summary.js';
import { waves } from './waves.js';

/** One rollout, as it goes on. Returns what ends it. */
export function showDetail(main, id) {
  const parts = Object.fromEntries(
    ['head', 'actions', 'summary', 'waves', 'curve', 'rules', 'failed', 'history'].map((name) => {
      return [name, h('section', { class: name })];
    }),
  );
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  main.append(trouble, ...Object.values(parts));
  let rollout;
  let progress;
  const draw = () => {
    if (rollout === undefined || progress === undefined) return;
    document.title = `${rollout.name} · Muster`;
    show(parts.head, headline(rollout));
    actionBar(parts.actions, rollout);
    show(parts.summary, summary(rollout, progress), heldNote(progress));
    show(parts.waves, waves(rollout, progress));
    show(parts.curve, curve(progress));
    show(parts.rules, rules(rollout, progress));
    show(parts.history, history(rollout));
  };
  const failed = failedDevices(id, (devices, isAll) => show(parts.failed, deviceTable(devices, isAll)));
  const stream = new EventSource(`/api/v1/rollouts/${id}/stream`);
  stream.addEventListener('rollout', ({ data }) => {
    rollout = JSON.parse(data);
    draw();
  });
  stream.addEventListener('progress', ({ data }) => {
    progress = JSON.parse(data);
    draw();
    failed.changed(progress);
  });
  stream.onopen = () => {
    trouble.hidden = true;
  };
  stream.onerror = () => {
    trouble.hidden = false;
    trouble.textContent =
      stream.readyState === EventSource.CLOSED && rollout === undefined
        ? 'There is no such rollout, or too many follow one at once.'
        : 'The connection is lost; what you see may be old. It is tried again.';
  };
  return () => {
    stream.close();
    failed.end();
  };
}
