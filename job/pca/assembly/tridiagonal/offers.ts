/*
 * One thread leads and offers work in parts, always the same parts; others may `assist` in the same memory. The lead does
 * those that nobody took: any number of threads gives the same bytes.
 */
import { innerProducts, productParts, symmetricTimesVector } from "./product";
import { updateRowsFrom } from "./update";

/** Looks at a number that another thread is about to change, before sleeping on it: some 20 and 100 µs. */
const patience: i32 = 4000;
const patienceOfLead: i32 = 20000;

/*
 * What threads share, a cache line each: the ticket (the number of the offer · 256 + parts not taken), the parts done,
 * the offer's arguments, and whether it has all ended and how often the lead had to sleep.
 */
const ticket: usize = 0;
const done: usize = 64;
const offer: usize = 128;
const ended: usize = 192;
const sleeps: usize = 196;

/** Offers `A·x` for the panel's vector x of that index, and its inner products with all earlier vectors. */
export function offerProduct(
  shared: usize,
  a: usize,
  n: i32,
  from: i32,
  index: i32,
  v: usize,
  w: usize,
  sums: usize,
): void {
  describe(shared, a, n, from, index, v, w, sums, 0);
  publish(shared, productParts + 1);
}

export function describe(
  shared: usize,
  a: usize,
  n: i32,
  from: i32,
  count: i32,
  v: usize,
  w: usize,
  room: usize,
  rows: i32,
): void {
  store<usize>(shared + offer, a);
  store<usize>(shared + offer, v, 8);
  store<usize>(shared + offer, w, 16);
  store<usize>(shared + offer, room, 24);
  store<i32>(shared + offer, n, 32);
  store<i32>(shared + offer, from, 36);
  store<i32>(shared + offer, count, 40);
  store<i32>(shared + offer, rows, 44);
}

/** Lets every thread take parts of what was described. */
export function publish(shared: usize, parts: i32): void {
  atomic.store<i32>(shared + done, 0);
  const number = ((atomic.load<i32>(shared + ticket) >>> 8) + 1) & 0x3fffff;
  store<i32>(shared + offer, parts, 48);
  atomic.store<i32>(shared + ticket, (number << 8) | parts);
}

/** Does parts until all are done, by whichever thread; wakes the others where they may be of use. */
export function work(shared: usize, calls: bool): void {
  const parts = load<i32>(shared + offer, 48);
  if (calls) atomic.notify(shared + ticket, -1);
  while (takePart(shared, atomic.load<i32>(shared + ticket)));
  for (let looks = 0; ; looks++) {
    const count = atomic.load<i32>(shared + done);
    if (count == parts) return;
    if (looks < patienceOfLead) continue;
    store<i32>(shared + sleeps, load<i32>(shared + sleeps) + 1);
    atomic.wait<i32>(shared + done, count, -1);
  }
}

/** Does one part, if one is left of the offer of that ticket and nobody else is quicker. */
function takePart(shared: usize, seen: i32): bool {
  const left = seen & 0xff;
  if (left == 0) return false;
  if (atomic.cmpxchg<i32>(shared + ticket, seen, seen - 1) != seen) return true;
  doPart(shared, left - 1);
  atomic.add<i32>(shared + done, 1);
  atomic.notify(shared + done, 1);
  return true;
}

/** Takes part in what the lead offers until it ends. */
export function assist(shared: usize): void {
  for (let looks = 0; ; looks++) {
    const seen = atomic.load<i32>(shared + ticket);
    if (atomic.load<i32>(shared + ended) != 0) return;
    if (takePart(shared, seen)) looks = 0;
    else if (looks > patience) {
      atomic.wait<i32>(shared + ticket, seen, -1);
      looks = 0;
    }
  }
}

/** Sends all who assist home; the lead may go on alone. */
export function end(shared: usize): void {
  atomic.store<i32>(shared + ended, 1);
  atomic.add<i32>(shared + ticket, 256);
  atomic.notify(shared + ticket, -1);
}

/**
 * How often the lead had to sleep until others were done with their parts: now and then where each thread has a core of
 * its own, again and again where they wait for one.
 */
export function timesSlept(shared: usize): i32 {
  return load<i32>(shared + sleeps);
}

function doPart(shared: usize, part: i32): void {
  const a = load<usize>(shared + offer);
  const v = load<usize>(shared + offer, 8);
  const w = load<usize>(shared + offer, 16);
  const room = load<usize>(shared + offer, 24);
  const n = load<i32>(shared + offer, 32);
  const from = load<i32>(shared + offer, 36);
  const count = load<i32>(shared + offer, 40);
  const rows = load<i32>(shared + offer, 44);
  const stride = (<usize>n) << 3;
  if (rows > 0) updateRowsFrom(a, n, from, count, room, part * rows, rows);
  else if (part > 0)
    symmetricTimesVector(a, n, from, part - 1, v + <usize>count * stride, room + <usize>(part - 1) * stride);
  else innerProducts(n, from, count, v, w, room + <usize>productParts * stride);
}
