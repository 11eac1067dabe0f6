/** How much is thrown at the door, and how long is measured. */
export interface DoorPlan {
  readonly devices: number;
  /** CPEs that are served at once. */
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly rounds: number;
  readonly attack: AttackPlan;
}

export interface AttackPlan {
  /** Connections that had one answer and say nothing more. */
  readonly idle: number;
  /** Clients that send a body a byte a second, and come again when they are cut off. */
  readonly slow: number;
  /** Requests per second that are wrong, each in its own way. */
  readonly wrongPerS: number;
  /** Addresses that all of them come from. */
  readonly addresses: number;
}

/** About a minute. */
export const QUICK_DOOR: DoorPlan = {
  devices: 128,
  connections: 32,
  warmUpMs: 500,
  windowMs: 1_500,
  rounds: 2,
  attack: { idle: 10_000, slow: 2_000, wrongPerS: 500, addresses: 20 },
};

export const FULL_DOOR: DoorPlan = { ...QUICK_DOOR, devices: 512, warmUpMs: 1_000, windowMs: 5_000, rounds: 5 };
