/** Kept by hand: where the time goes, and what was tried. Whoever changes the hot path writes here what came of it. */
export const FINDINGS = `### Where the gateway's time goes

A profile of the gateway's main thread at full load (settled sessions, 15 parameters, one connection), in µs per session, of a
machine on which the bare server took 26; other threads (sockets, garbage collection) take some 25 more:

| what | µs | % |
| --- | ---: | ---: |
| reading the Inform: tokenizer, values (\`libs/cwmp\`) | 29 | 24 |
| kafkajs: record batches, requests, answers | 21 | 18 |
| Node's HTTP server: all that the bare server does | 18 | 15 |
| Redis: ioredis, its socket, the adapter | 18 | 15 |
| gateway: the turn, admission, cookies, answers | 8 | 6 |
| domain: fingerprint of the Inform, session | 6 | 5 |
| Kafka adapter: collector, CloudEvents headers | 4 | 3 |
| garbage collection on this thread | 4 | 3 |
| the rest: promises, streams, the program itself | 11 | 11 |

The aims were fixed where a bare Node server took 44–52 µs per session. On machines where it took 26 and 72 the gateway took 4.9 and 4.5
times as much: the ratio is what counts here, and the aim stays open.

What made it this: one function in Redis per turn of a session (two round trips a session, and none for marks and fences by
themselves); what one turn of the event loop writes to Redis goes out in one system call; concurrent events share one request to
Kafka, and the next goes as soon as the last is acknowledged; a settled Inform becomes a thin event; the tokenizer reads an Inform once
and builds no tree; nothing is read before the limits have passed it.

Tried without effect: a larger young generation of the gateway's heap (\`--max-semi-space-size=32\`: 148 against 144 µs per session). Next in line: a Kafka client
that encodes for less (@platformatic/kafka needs a third of kafkajs's CPU, but its idempotent mode failed), and recognising an
Inform that is byte for byte the last one but for its clock.

### What depends on the core beside

- **p99 at 70 % load** was 48.7 ms, and **a new connection per POST** had 0.48 of the rate, in the run before this one: all but the gateway
  shares core 1, with the load generator, which was busier there than the gateway. The new connection itself costs the gateway about twice
  what it costs the bare server: the same work of the kernel, and more to do for Node in each of two POSTs.

### Where the time of a first contact goes

Provisioning handles about a dozen events per device and asks MongoDB for some 47 things (26 reads, 21 writes with majority and journal). Of
its CPU half is the MongoDB driver's, and most of that one system call, the write to the socket, once per command; kafkajs has 12 %,
BSON 9 %, the MongoDB adapter 6 %, everything that Muster decides 4 %. On embedded adapters, where a read is a function call,
the same first contact takes a fifth of the CPU (below). That was before documents that are asked for, or written, at the same time
became one command to MongoDB (\`gathered-rows.ts\`): provisioning went from 23,400 to 17,200 µs a device since, on a machine on which the bare
server needs 2.8 times as long.

What was done besides: independent writes of a turn go out at once, what is known of a model is asked for once in five seconds, what one event's
handling looks up twice is looked up once, an RPC that is known to be sent is not worked in again, Kafka's consumer takes what is there
instead of waiting for more. A first contact of 5 RPCs takes 0.10 s from end to end instead of 1.4 s
(\`node dist/test/src/load/turn-latency.js\`). Not done: keeping a device and its open commands in provisioning's memory from one event to
the next. It would save half of the reads; but a command that was cancelled meanwhile could be handed out again.`;
