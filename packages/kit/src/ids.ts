// What every service needs before it can say anything: ids, money, errors, identity, logs.
// No knowledge of a single domain lives here; what only one service needs belongs to that service.
import { randomBytes } from 'node:crypto';

/** The entity types that have ids, and the prefix of each. `node(id:)` dispatches on it. */
export const idPrefixes = {
  User: 'usr',
  Address: 'adr',
  Session: 'ses',
  Product: 'prd',
  ProductVariant: 'var',
  Category: 'cat',
  StockLocation: 'loc',
  StockMovement: 'mov',
  StockReservation: 'rsv',
  Cart: 'crt',
  CartLine: 'cln',
  Order: 'ord',
  OrderLine: 'oln',
  Payment: 'pay',
  Refund: 'ref',
  Notification: 'ntf',
  Partner: 'ptn',
} as const;

export type EntityType = keyof typeof idPrefixes;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const idPattern = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A new id, `ord_` + UUIDv7 in Crockford base 32 (26 characters): its type shows, and ids sort by time. */
export function newId(type: EntityType, now: number = Date.now()): string {
  return `${idPrefixes[type]}_${base32(uuidV7Bytes(now))}`;
}

/** A UUIDv7 in the usual notation, e.g. for events. */
export function newUuidV7(now: number = Date.now()): string {
  const hex = uuidV7Bytes(now).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether the value is a well-formed id of that type. */
export function isId(type: EntityType, value: string): boolean {
  return idPattern.exec(value)?.[1] === idPrefixes[type];
}

/** The type that an id names, or undefined when it is no id of ours. */
export function entityTypeOf(id: string): EntityType | undefined {
  const prefix = idPattern.exec(id)?.[1];
  return prefix === undefined ? undefined : typeByPrefix.get(prefix);
}

const typeByPrefix = new Map(
  Object.entries(idPrefixes).map(([type, prefix]) => [prefix as string, type as EntityType]),
);

function uuidV7Bytes(now: number): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes;
}

function base32(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit += 1) {
    text = alphabet[Number(value & 31n)]! + text;
    value >>= 5n;
  }
  return text;
}
