import { writeCounts } from './write-counts.ts';

test('writes are counted by collection, and nothing else is', () => {
  const update = '{"findAndModify":"generation","query":{}}';
  const counts = writeCounts([
    { op: 'query', collection: 'devices', text: '{"find":"devices"}' },
    { op: 'insert', collection: 'profiles', text: '{"insert":"profiles"}' },
    { op: 'update', collection: 'profiles', text: '{"q":{}}' },
    { op: 'command', collection: 'generation', text: update },
    { op: 'command', collection: 'devices', text: '{"aggregate":"devices"}' },
  ]);
  expect(counts).toEqual({ profiles: 2, generation: 1 });
});
