interface Constants {
  readonly initial: readonly number[];
  readonly round: readonly number[];
}
let constants: Constants | undefined;

/** The fractional parts of the square roots of the first 8 primes, and of the cube roots of the first 64 (FIPS 180-4). Few folders ask for them. */
function constantsOf(): Constants {
  if (constants) return constants;
  const primes = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && Array.from({ length: n }, (_, d) => d).every((d) => d < 2 || n % d !== 0)).slice(0, 64);
  return (constants = { initial: primes.slice(0, 8).map((prime) => fraction(prime, 2n)), round: primes.map((prime) => fraction(prime, 3n)) });
}

/** 32 bits behind the point of a root, exactly: the integer root of prime * 2^(32 * degree). */
function fraction(prime: number, degree: bigint): number {
  const value = BigInt(prime) << (32n * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

/** SHA-256 of all that it was told so far; asking does not end it. Written out, since this room runs without Node. */
export interface Sha256 {
  update(text: string): void;
  /** Base64. */
  digest(): string;
  /** Another that was told the same. */
  copy(): Sha256;
}

export function sha256(): Sha256 {
  return continued(Int32Array.from(constantsOf().initial), new Uint8Array(0), 0);
}

function continued(state: Int32Array, pending: Uint8Array<ArrayBuffer>, length: number): Sha256 {
  const take = (bytes: Uint8Array, into: Int32Array): Uint8Array<ArrayBuffer> => {
    let at = 0;
    for (; at + 64 <= bytes.length; at += 64) mix(into, bytes, at);
    return bytes.slice(at);
  };
  return {
    update(text) {
      const bytes = new TextEncoder().encode(text);
      length += bytes.length;
      pending = take(joined(pending, bytes), state);
    },
    digest() {
      const end = new Uint8Array(((pending.length + 72) >> 6) << 6);
      end.set(pending);
      end[pending.length] = 0x80;
      new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(length) * 8n);
      const final = Int32Array.from(state);
      take(end, final);
      const bytes = [...final].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
      return btoa(String.fromCharCode(...bytes));
    },
    copy: () => continued(Int32Array.from(state), pending, length),
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function mix(state: Int32Array, bytes: Uint8Array, at: number): void {
  const { round } = constantsOf();
  const words = new Int32Array(64);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 64);
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(i * 4);
  const right = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    words[i] = words[i - 16]! + (right(x, 7) ^ right(x, 18) ^ (x >>> 3)) + words[i - 7]! + (right(y, 17) ^ right(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const first = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + round[i]! + words[i]!) | 0;
    const second = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = state[i]! + value));
}
