import { changeImage, type Image, quarantineImage, refuseRemoval, releaseImage } from './image.ts';

const at = '2026-01-02T00:00:00.000Z';
const draft: Image = {
  id: 'a'.repeat(64),
  revision: 1,
  size: 10,
  name: 'Gateway',
  version: '2.0.1',
  fileType: '1 Firmware Upgrade Image',
  fileName: 'gateway.bin',
  targets: [],
  notes: '',
  state: 'draft',
  createdAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
};
const released: Image = { ...draft, state: 'released', changedAt: at };

test('a draft may change, a released image only its notes', () => {
  expect(changeImage(draft, { version: '3' }, at)).toEqual({
    status: 'changed',
    image: { ...draft, version: '3', changedAt: at },
  });
  expect(changeImage(released, { notes: 'n' }, at)).toMatchObject({ status: 'changed', image: { notes: 'n' } });
  expect(changeImage(released, { notes: 'n', version: '3' }, at)).toMatchObject({ status: 'refused' });
});

test('it is released, quarantined with a reason, and released again without one', () => {
  expect(releaseImage(draft, at)).toEqual({ status: 'changed', image: released });
  expect(releaseImage(released, at)).toEqual({ status: 'same' });
  const quarantined: Image = { ...released, state: 'quarantined', reason: 'bricks' };
  expect(quarantineImage(released, 'bricks', at)).toEqual({ status: 'changed', image: quarantined });
  expect(quarantineImage(quarantined, 'bricks', at)).toEqual({ status: 'same' });
  expect(releaseImage(quarantined, at)).toEqual({ status: 'changed', image: released });
});

test('a released image is not removed', () => {
  expect(refuseRemoval(released)).toMatch('quarantine');
  expect(refuseRemoval(draft)).toBeUndefined();
  expect(refuseRemoval({ ...released, state: 'quarantined' })).toBeUndefined();
});
