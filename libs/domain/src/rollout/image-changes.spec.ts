import type { Image } from './image.ts';
import { changeImage, imageFileName, quarantineImage, refuseRemoval, releaseImage } from './image-changes.ts';

const draft: Image = {
  id: 'a'.repeat(64),
  revision: 1,
  size: 10,
  name: 'Gateway',
  version: '2.0.1',
  aliases: [],
  fileType: '1 Firmware Upgrade Image',
  fits: [],
  releaseNotes: '',
  state: 'draft',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const released: Image = { ...draft, state: 'released' };

test('a draft may change, a released image only what people read of it', () => {
  expect(changeImage(draft, { version: '3' })).toEqual({ status: 'changed', image: { ...draft, version: '3' } });
  expect(changeImage(released, { releaseNotes: 'n' })).toMatchObject({
    status: 'changed',
    image: { releaseNotes: 'n' },
  });
  expect(changeImage(released, { releaseNotes: 'n', fits: [{}] })).toMatchObject({ status: 'refused' });
});

test('it is released, quarantined with a reason, and released again without one', () => {
  expect(releaseImage(draft)).toEqual({ status: 'changed', image: released });
  expect(releaseImage(released)).toEqual({ status: 'same' });
  const quarantined: Image = { ...released, state: 'quarantined', reason: 'bricks' };
  expect(quarantineImage(released, 'bricks')).toEqual({ status: 'changed', image: quarantined });
  expect(quarantineImage(quarantined, 'bricks')).toEqual({ status: 'same' });
  expect(releaseImage(quarantined)).toEqual({ status: 'changed', image: released });
});

test('a released image is not removed', () => {
  expect(refuseRemoval(released)).toMatch('quarantine');
  expect(refuseRemoval(draft)).toBeUndefined();
  expect(refuseRemoval({ ...released, state: 'quarantined' })).toBeUndefined();
});

test.each([
  ['Gateway', '2.0.1', 'Gateway-2.0.1.bin'],
  ['../../etc/passwd', 'V1..2', 'etc-passwd-V1.2.bin'],
  ['Fritz!Box (7590) ü', '7.57', 'Fritz-Box-7590-7.57.bin'],
  ['ёж', '', 'image.bin'],
  ['x'.repeat(100), '1', `${'x'.repeat(40)}.bin`],
])('the file of %s %s is called %s', (name, version, expected) => {
  expect(imageFileName({ name, version })).toBe(expected);
});
