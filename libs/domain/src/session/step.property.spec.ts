import fc from 'fast-check';
import type { CpeResponse } from '#libs/cwmp';
import type { InFlight, Reply, Session } from './session.ts';
import { type Effect, type Input, nextRpcId, step } from './step.ts';
import { anRpc, aSession, NOW_MS } from './testing/a-session.ts';

/** What the CPE and the world do; what exactly is posted follows from where the session stands. */
type Move =
  | {
      readonly do: 'empty' | 'answer' | 'answerWithoutId' | 'answerAgain' | 'answerWrongly';
      readonly connection: string;
    }
  | { readonly do: 'request' | 'unknownRequest' | 'requestAgain'; readonly connection: string }
  | { readonly do: 'timedOut' | 'superseded' | 'garbled' };

const connection = fc.constantFrom('c1', 'c2', 'c3');
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['empty', 'answer', 'answerWithoutId', 'answerAgain', 'request', 'requestAgain'] as const),
      ),
      connection,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('answerWrongly' as const, 'unknownRequest' as const), connection }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('timedOut' as const, 'superseded' as const, 'garbled' as const) }),
  },
);

/** A gateway without a network: carries out the effects, and checks on the way what must always hold. */
class World {
  session: Session;
  over = false;
  replies = 0;
  readonly durable: string[] = [];
  readonly endings: string[] = [];
  private posts = 0;
  private lastPost: Input | undefined;

  constructor(
    settled: boolean,
    private readonly commands: InFlight['idempotent'][],
    private readonly busFails: boolean[],
  ) {
    this.session = aSession({ settled });
  }

  play(next: Move): void {
    const input = this.inputOf(next);
    if (input === undefined) return;
    const before = this.replies;
    if (input.type === 'empty') this.loadForEmptyPost();
    const stored = this.session;
    try {
      this.turn(input);
    } catch (error) {
      if (!(error instanceof BusDown)) throw error;
      // 503. What the claim stored stays stored, nothing else does.
      this.session = this.claimedSession ?? stored;
      this.replies = before + 1;
    }
    this.claimedSession = undefined;
    expect(this.replies - before).toBe('hash' in input || input.type === 'garbled' ? 1 : 0);
  }

  private claimedSession: Session | undefined;

  private turn(input: Input): void {
    const { session, effects } = step(this.session, input, { kickedUrls: [] });
    let working = session;
    for (const effect of effects) {
      if (effect.do === 'claim') {
        working = this.claim(working);
        this.session = working;
        this.turn({ type: 'claimed', nowMs: NOW_MS });
        return;
      }
      this.carryOut(effect, working);
    }
    this.session = working;
  }

  /** As the store does: a settled session has its command put in flight as it is loaded. */
  private loadForEmptyPost(): void {
    if (!this.session.settled || this.session.inFlight || this.commands.length === 0) return;
    this.session = this.claim(this.session);
    this.claimedSession = undefined;
  }

  private claim(session: Session): Session {
    expect(session.inFlight).toBeUndefined();
    const idempotent = this.commands.shift();
    const claimed =
      idempotent === undefined
        ? session
        : { ...session, inFlight: anRpc({ idempotent, rpcId: nextRpcId(session), step: this.commands.length }) };
    this.claimedSession = claimed;
    return claimed;
  }

  private carryOut(effect: Exclude<Effect, { do: 'claim' }>, session: Session): void {
    switch (effect.do) {
      case 'publish':
        if (this.busFails.shift()) throw new BusDown();
        this.durable.push(nameOf(effect.event));
        break;
      case 'announce':
        if (effect.event.type === 'session.ended') this.endings.push(effect.event.data.reason);
        break;
      case 'reply':
        this.replies++;
        if (effect.isOver) this.over = true;
        this.checkReply(effect.reply, session);
        break;
      case 'refuse':
        this.replies++;
        break;
      case 'remove':
        this.over = true;
        break;
    }
  }

  private checkReply(reply: Reply, { inFlight, phase, sentTo }: Session): void {
    if (reply.kind === 'empty') expect(inFlight).toBeUndefined();
    if (reply.kind !== 'inFlight') return;
    expect(phase).toBe('open');
    expect(inFlight).toBeDefined();
    expect(sentTo).toBeDefined();
    if (inFlight && !inFlight.idempotent) expect(this.durable).toContain(`rpc.sent ${inFlight.step}`);
  }

  private inputOf(next: Move): Input | undefined {
    switch (next.do) {
      case 'timedOut':
      case 'superseded':
        return { type: next.do, nowMs: NOW_MS };
      case 'garbled':
        return { type: 'garbled', why: 'garbled', nowMs: NOW_MS };
      case 'answerAgain':
      case 'requestAgain': {
        const type = next.do === 'answerAgain' ? 'answer' : 'request';
        return this.lastPost?.type === type ? { ...this.lastPost, connection: next.connection } : undefined;
      }
      default:
        this.lastPost = this.postOf(next.do, next.connection);
        return this.lastPost;
    }
  }

  private postOf(kind: Extract<Move, { connection: string }>['do'], at: string): Input {
    const post = { hash: `post-${++this.posts}`, connection: at, nowMs: NOW_MS };
    if (kind === 'empty') return { type: 'empty', ...post, hash: '' };
    if (kind === 'unknownRequest') return { type: 'unknownRequest', name: 'Foo', ...post };
    if (kind === 'request') {
      return {
        type: 'request',
        request: { method: 'Kicked', command: post.hash, referer: '', arg: '', next: '' },
        ...post,
      };
    }
    const response: CpeResponse = { method: 'GetParameterValuesResponse', parameterList: [] };
    const answer = { type: 'answer', answer: { kind: 'response', response }, bytes: 1, ...post } as const;
    if (kind === 'answerWithoutId') return { ...answer, hash: 'without-id' };
    return { ...answer, id: kind === 'answerWrongly' ? 'wrong' : (this.session.inFlight?.rpcId ?? 'none') };
  }
}

class BusDown extends Error {}

function nameOf(event: Extract<Effect, { do: 'publish' }>['event']): string {
  return 'step' in event.data ? `${event.type} ${event.data.step}` : event.type;
}

test('whatever is posted: one reply each, one RPC in flight, nothing unrepeatable sent before it is durable, one ending', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.boolean(), { maxLength: 6 }),
      fc.array(fc.boolean(), { maxLength: 10 }),
      fc.array(move, { maxLength: 25 }),
      (settled, commands, busFails, moves) => {
        const offered = commands.length;
        const world = new World(settled, [...commands], [...busFails]);
        for (const next of moves) {
          if (world.over) break;
          world.play(next);
        }
        expect(world.endings.length).toBeLessThanOrEqual(1);
        // Each RPC is answered at most once.
        const answers = world.durable.filter((name) => name.startsWith('rpc.answered'));
        expect(new Set(answers).size).toBe(answers.length);
        expect(world.session.rpcs).toBeLessThanOrEqual(offered);
        if (world.over && world.endings.length === 0) expect(settled).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});

test('a CPE that repeats every POST does all of its commands, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 6 }), fc.boolean(), (commands, withId) => {
      const world = new World(false, [...commands], []);
      world.play({ do: 'empty', connection: 'c1' });
      for (let i = 0; i < commands.length; i++) {
        world.play({ do: withId ? 'answer' : 'answerWithoutId', connection: 'c1' });
        if (withId) world.play({ do: 'answerAgain', connection: 'c2' });
      }
      expect(world.session.phase).toBe('ended');
      expect(world.session.rpcs).toBe(commands.length);
      expect(world.endings).toEqual(['done']);
    }),
  );
});
