import type { Signals } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { Inbox } from './inbox.ts';

/** What every Signals promises when nothing goes wrong. */
export function signalsContract(name: string, make: MakeAdapter<Signals>): void {
  describe(`Signals: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let signals: Signals;

    beforeEach(async () => {
      made = await make();
      signals = made.port;
    });
    afterEach(() => made.close());

    test('every listener of a topic gets a message, those of other topics do not', async () => {
      const [one, two, other] = [new Inbox<string>(), new Inbox<string>(), new Inbox<string>()];
      await signals.listen('topic', (message) => one.add(message));
      await signals.listen('topic', (message) => two.add(message));
      await signals.listen('other', (message) => other.add(message));
      await signals.send('topic', 'Grüße');
      await signals.send('other', 'last');
      expect(await one.atLeast(1)).toEqual(['Grüße']);
      expect(await two.atLeast(1)).toEqual(['Grüße']);
      expect(await other.atLeast(1)).toEqual(['last']);
    });

    test('a listener that ended gets nothing more, the others do', async () => {
      const [ended, staying] = [new Inbox<string>(), new Inbox<string>()];
      const end = await signals.listen('topic', (message) => ended.add(message));
      await signals.listen('topic', (message) => staying.add(message));
      await signals.send('topic', 'first');
      await ended.atLeast(1);
      await end();
      await end();
      await signals.send('topic', 'second');
      expect(await staying.atLeast(2)).toEqual(['first', 'second']);
      expect(ended.items).toEqual(['first']);
    });

    test('a message without listeners is lost and does no harm', async () => {
      await signals.send('nobody', 'lost');
      const inbox = new Inbox<string>();
      await signals.listen('nobody', (message) => inbox.add(message));
      await signals.send('nobody', 'heard');
      expect(await inbox.atLeast(1)).toEqual(['heard']);
    });

    test('a listener that throws concerns neither the sender nor the others', async () => {
      const inbox = new Inbox<string>();
      await signals.listen('topic', () => {
        throw new Error('My own trouble.');
      });
      await signals.listen('topic', (message) => inbox.add(message));
      await signals.send('topic', 'message');
      expect(await inbox.atLeast(1)).toEqual(['message']);
    });
  });
}
