import { fitsModel, installsOver, isWithin, runsImage } from './image.ts';
import { anImage, subject } from './testing/images.ts';

test('a device runs an image by its version or by one of the texts that devices report for it', () => {
  const image = anImage({ version: '2.0', aliases: ['V2.0-build7'] });
  expect(['2.0', 'V2.0-build7', '2.0 ', ''].map((version) => runsImage(image, version))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('an image is for the models it names, and installs over the versions it names', () => {
  const image = anImage({
    fits: [
      { oui: '00A0B1', productClass: 'Router', hardwareVersion: 'A', from: { versions: ['1.0'] } },
      { productClass: 'Ont', from: { atLeast: '1.5', atMost: '1.10' } },
    ],
  });
  expect(fitsModel(image, subject({ hardwareVersion: 'B' }))).toBe(false);
  expect(fitsModel(image, subject({ softwareVersion: '9' }))).toBe(true);
  expect(installsOver(image, subject(), '1.0')).toBe(true);
  expect(installsOver(image, subject(), '1.1')).toBe(false);
  const ont = subject({ productClass: 'Ont', hardwareVersion: 'B' });
  expect(['1.4', '1.5', '1.9', '1.10', '1.11'].map((version) => installsOver(image, ont, version))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('an image without fits is for nobody, and a fit without members for all', () => {
  expect(fitsModel(anImage({ fits: [] }), subject())).toBe(false);
  expect(installsOver(anImage({ fits: [{}] }), subject(), 'anything')).toBe(true);
  expect(isWithin({}, '')).toBe(true);
});
