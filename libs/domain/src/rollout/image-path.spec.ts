import type { Image } from './image.ts';
import { imagePath, MAX_STEPS, type PathGuards } from './image-path.ts';
import { anImage, subject } from './testing/images.ts';

/** An image that installs over some versions only. */
function over(version: string, ...versions: string[]): Image {
  return anImage({ version, fits: [{ productClass: 'Router', from: { versions } }] });
}

/** The versions on the way, or why there is none. */
function way(target: Image, images: readonly Image[], softwareVersion: string, guards?: PathGuards) {
  const path = imagePath(target, images, subject({ softwareVersion }), guards);
  return path.kind === 'path' ? path.steps.map(({ from, to }) => `${from}>${to}`) : path.reason;
}

test('one image is enough where it installs over what the device has', () => {
  expect(way(anImage(), [], '1.0')).toEqual(['1.0>2.0']);
});

test('the way is the shortest over released images, by the later ones', () => {
  const target = over('4.0', '3.0');
  const images = [over('3.0', '2.0', '2.5'), over('2.0', '1.0'), over('2.5', '1.0'), over('1.5', '1.0')];
  expect(way(target, images, '1.0')).toEqual(['1.0>2.5', '2.5>3.0', '3.0>4.0']);
  const quarantined = images.map((image) =>
    image.version === '2.5' ? { ...image, state: 'quarantined' as const } : image,
  );
  expect(way(target, quarantined, '1.0')).toEqual(['1.0>2.0', '2.0>3.0', '3.0>4.0']);
});

test('where no image leads there, or it is for other models, there is no way', () => {
  expect(way(over('4.0', '3.0'), [over('3.0', '2.0')], '1.0')).toBe('incompatible');
  expect(way(anImage({ fits: [{ productClass: 'Ont' }] }), [], '1.0')).toBe('incompatible');
  const chain = Array.from({ length: MAX_STEPS + 1 }, (_, n) => over(`1.${n + 1}`, `1.${n}`));
  expect(way(over('2.0', `1.${MAX_STEPS + 1}`), chain, '1.0')).toBe('incompatible');
  expect(way(over('2.0', `1.${MAX_STEPS - 1}`), chain, '1.0')).toHaveLength(MAX_STEPS);
});

test('images that lead in a circle end the search', () => {
  expect(way(over('9.0', '8.0'), [over('2.0', '1.0', '3.0'), over('3.0', '2.0')], '1.0')).toBe('incompatible');
});

test('to install the same again, or to go back, must be asked for', () => {
  const target = anImage({ aliases: ['V2'] });
  expect(way(target, [], 'V2')).toBe('already');
  expect(way(target, [], '2.0', { allowReinstall: true })).toEqual(['2.0>2.0']);
  expect(way(target, [], '2.1')).toBe('downgrade');
  expect(way(target, [], '2.1', { allowDowngrade: true })).toEqual(['2.1>2.0']);
});

test.each(['draft', 'quarantined'] as const)('a %s image is sent to nobody', (state) => {
  expect(way(anImage({ state }), [], '1.0')).toBe('notReleased');
});
