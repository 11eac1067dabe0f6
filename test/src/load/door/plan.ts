/** Of a device. */
export const PARAMETERS = 15;

/** How much is thrown at the door, and how long is measured. */
export interface DoorPlan {
  readonly devices: number;
  /** CPEs that are served at once. */
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Of all ways in. */
  readonly rounds: number;
  /** Each without an attack and then with each of them. */
  readonly attackRounds: number;
  readonly attacks: readonly AttackPlan[];
}

export interface AttackPlan {
  /** Connections that had one answer and say nothing more. */
  readonly idle: number;
  /** Clients that send a body a byte a second, and come again when they are cut off. */
  readonly slow: number;
  /** Informs per second with a wrong login, each on a connection of its own. */
  readonly wrongPerS: number;
  /** Addresses that all of them come from. */
  readonly addresses: number;
}

const CROWD = { idle: 10_000, slow: 2_000, wrongPerS: 500 } as const;

/** Two minutes. Devices are so many that none has more sessions than a device has nonces. */
export const QUICK_DOOR: DoorPlan = {
  devices: 2_048,
  connections: 64,
  warmUpMs: 500,
  windowMs: 1_000,
  rounds: 1,
  attackRounds: 1,
  // At a rate from each address that is slowed down in half a minute, and at one that is not.
  attacks: [
    { ...CROWD, addresses: 20 },
    { ...CROWD, addresses: 100 },
  ],
};

/** Five minutes. */
export const FULL_DOOR: DoorPlan = { ...QUICK_DOOR, windowMs: 2_000, rounds: 3, attackRounds: 3 };
