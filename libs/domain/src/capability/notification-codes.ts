import type { Notification } from '../profile/profile.ts';

/** TR-069 A.3.2.4, Table 20. */
export const NOTIFICATION_CODES = { off: 0, passive: 1, active: 2 } as const satisfies Readonly<
  Record<Notification, 0 | 1 | 2>
>;
