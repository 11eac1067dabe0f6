import { post } from './api.js';
import { h, show } from './dom.js';

const NAME = 'muster.name';

/** What is asked before it is done. `reason`: needed, or only welcome, or not asked. */
const ACTIONS = {
  submit: { label: 'Submit', title: 'Submit it for approval' },
  approve: { label: 'Approve', title: 'Approve its document', hint: 'By somebody else than its author.' },
  reject: { label: 'Reject', title: 'Make it a draft again', reason: 'needed' },
  start: { label: 'Start', title: 'Start it', hint: 'Its devices are put into waves, and the first wave begins.' },
  pause: {
    label: 'Pause',
    title: 'Pause it',
    reason: 'needed',
    hint: 'Nothing more is sent; what is under way goes on.',
  },
  halt: {
    label: 'Halt',
    title: 'Halt it',
    reason: 'needed',
    hint: 'Nothing more is sent, and what was not fetched yet can not be fetched any more.',
    grave: true,
  },
  resume: { label: 'Resume', title: 'Let it go on', reason: 'needed' },
  cancel: { label: 'Give up', title: 'Give it up for good', reason: 'needed', grave: true },
};

/** The buttons of what the phase allows; gates have theirs at their waves. */
export function actionBar(element, rollout) {
  const buttons = rollout.actions
    .filter((name) => ACTIONS[name] !== undefined)
    .map((name) => {
      const { label, grave } = ACTIONS[name];
      return h('button', { type: 'button', class: grave ? 'grave' : '', 'data-action': name }, label);
    });
  show(element, ...buttons);
  element.parentElement.onclick = ({ target }) => {
    const { action, gate } = target.closest('button')?.dataset ?? {};
    if (action !== undefined) ask({ ...ACTIONS[action], path: `/rollouts/${rollout.id}/${action}`, body: {} });
    if (gate === undefined) return;
    const wave = Number(gate);
    ask({
      label: 'Open',
      title: `Open the gate before wave ${wave}`,
      reason: 'welcome',
      path: `/rollouts/${rollout.id}/open-gate`,
      body: { wave },
    });
  };
}

function ask({ label, title, hint, reason, grave, path, body }) {
  const dialog = document.getElementById('dialog');
  const by = h('input', { id: 'by', required: true, maxlength: 200, autocomplete: 'name' });
  by.value = localStorage.getItem(NAME) ?? '';
  const why = h('textarea', { id: 'why', rows: 3, maxlength: 2_000, required: reason === 'needed' });
  const trouble = h('div', { class: 'trouble', role: 'alert', hidden: true });
  const act = async (event) => {
    event.preventDefault();
    localStorage.setItem(NAME, by.value);
    try {
      const said = why.value.trim() === '' ? {} : { reason: why.value };
      await post(path, { ...body, by: by.value, ...(reason === undefined ? {} : said) });
      dialog.close();
    } catch (error) {
      trouble.hidden = false;
      trouble.replaceChildren(...troubleOf(error));
    }
  };
  dialog.replaceChildren(
    h(
      'form',
      { submit: act },
      h('h2', { id: 'dialog-title' }, title),
      hint === undefined ? '' : h('p', {}, hint),
      h('label', { for: 'by' }, 'Your name'),
      by,
      ...(reason === undefined
        ? []
        : [h('label', { for: 'why' }, reason === 'needed' ? 'Why' : 'Why (if you like)'), why]),
      trouble,
      h(
        'p',
        { class: 'buttons' },
        h('button', { type: 'button', click: () => dialog.close() }, 'Leave it'),
        h('button', { type: 'submit', class: grave ? 'grave' : 'main' }, label),
      ),
    ),
  );
  dialog.showModal();
  (by.value === '' || reason === undefined ? by : why).focus();
}

function troubleOf({ message, problem }) {
  const { problems = [], errors = [], held } = problem ?? {};
  const lines = [
    ...problems.map(({ pointer, detail }) => `${pointer}: ${detail}`),
    ...errors.map(({ path, message: text }) => `${path} ${text}`),
    ...(held?.examples ?? []).map(({ deviceId, name }) => `${deviceId}: in ${name}`),
  ];
  return [
    h('p', {}, message),
    lines.length === 0
      ? ''
      : h(
          'ul',
          {},
          lines.map((line) => h('li', {}, line)),
        ),
  ].filter(Boolean);
}
