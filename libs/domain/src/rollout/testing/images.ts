import type { Image, ImageSubject } from '../image.ts';

/** A released image 2.0 for every model and version. */
export function anImage(overrides: Partial<Image> = {}): Image {
  return {
    id: (overrides.version ?? '2.0').replaceAll(/[^0-9a-f]/g, '').padStart(64, '0'),
    revision: 1,
    name: 'router',
    version: '2.0',
    aliases: [],
    fileType: '1 Firmware Upgrade Image',
    size: 8_000_000,
    fits: [{}],
    releaseNotes: '',
    state: 'released',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}

export interface SubjectTraits {
  readonly productClass?: string;
  readonly hardwareVersion?: string;
  readonly softwareVersion?: string;
}

export function subject(traits: SubjectTraits = {}): ImageSubject {
  const { productClass = 'Router', hardwareVersion = 'A', softwareVersion = '1.0' } = traits;
  return {
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass, serialNumber: '1' },
    hardwareVersion,
    softwareVersion,
  };
}
