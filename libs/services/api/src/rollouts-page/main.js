import { showDetail } from './detail.js';
import { showList } from './list.js';

const main = document.getElementById('main');
let leave = () => {};

/** The part behind the # says what is shown: a rollout by its id, or else all of them. */
function route() {
  leave();
  const id = /^#([0-9A-Za-z]{10})$/.exec(location.hash)?.[1];
  main.replaceChildren();
  delete main.dataset.shown;
  leave = id === undefined ? showList(main) : showDetail(main, id);
}

addEventListener('hashchange', route);
route();
