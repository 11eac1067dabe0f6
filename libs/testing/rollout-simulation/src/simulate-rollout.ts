import { DeviceSessions } from './device-sessions.ts';
import { Ledger } from './ledger.ts';
import { Scheduler } from './scheduler.ts';
import { simulatedRollout, startedRollout } from './simulated-rollout.ts';
import type { SimulationPlan } from './simulation-plan.ts';
import { type SimulationResult, simulationResult } from './simulation-result.ts';
import { type Due, Timeline } from './timeline.ts';
import { Transfers } from './transfers.ts';
import { virtualFleet } from './virtual-fleet.ts';

/** One rollout over a fleet in virtual time: the decisions are the real ones, only devices, sessions and the clock are not. */
export function simulateRollout({ fleet: traits, random, ...plan }: SimulationPlan): SimulationResult {
  const document = simulatedRollout(plan.document);
  const fleet = virtualFleet(traits, random);
  const rollout = startedRollout(document, fleet.length);
  const timeline = new Timeline();
  const ledger = new Ledger(fleet.length, rollout.waves, document);
  const evaluates = plan.evaluates !== false;
  const scheduler = new Scheduler({ rollout, ledger, timeline, random, evaluates });
  const transfers = new Transfers(traits, scheduler, timeline, random);
  const { lostAnswers = 0 } = traits;
  const sessions = new DeviceSessions({ document, ledger, scheduler, timeline, transfers, random, lostAnswers });

  scheduler.enrol(fleet);
  timeline.at(timeline.nowMs, { kind: 'tick' });
  for (let due = timeline.next(); due !== undefined; due = timeline.next()) {
    happens(due, scheduler, sessions, transfers);
  }
  return simulationResult(fleet, ledger, scheduler, transfers, timeline);
}

function happens(due: Due, scheduler: Scheduler, sessions: DeviceSessions, transfers: Transfers): void {
  switch (due.kind) {
    case 'tick':
      scheduler.tick();
      break;
    case 'online':
      scheduler.waits(due.device);
      break;
    case 'callsIn':
      sessions.callsIn(due.device, { booted: due.booted === true });
      break;
    case 'fetches':
      transfers.fetches(due.device, due.commandKey);
      break;
    case 'comesBack': {
      const { device, faultCode, commandKey } = due;
      sessions.callsIn(device, { booted: faultCode === 0, told: { faultCode, commandKey } });
      break;
    }
    case 'leaves':
      sessions.leaves(due.device);
      break;
    case 'dies':
      due.device.dead = true;
      break;
    case 'deadline':
      sessions.overdue(due.device);
  }
}
