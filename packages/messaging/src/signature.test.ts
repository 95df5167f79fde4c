import { describe, expect, it } from '@jest/globals';
import { inventoryReserveStockV1, orderPlacedV1, paymentAuthorizedV1, retryTopic } from '@bazaar/events';
import type { MessageKey } from '@bazaar/kit';
import type { WireMessage } from './drivers/driver.ts';
import { createSigner, createVerifier, signatureHeader } from './signature.ts';
import { signedMessage } from './testing.ts';

const keyOf = (service: string, name = '1'): MessageKey => ({
  id: `${service}/${name}`,
  service,
  secret: `the-secret-${name}-of-${service}-0123456789-0123456789`,
});
const orderKey = keyOf('order');

const payload = {
  orderId: 'ord_1',
  customerId: 'usr_1',
  total: { amountMinor: '1', currency: 'EUR' },
  lines: [],
};
const { headers, ...rest } = signedMessage(orderPlacedV1, 'ord_1', payload, { sequence: 1 });
const { [signatureHeader]: _, ...attributes } = headers;
const unsigned: WireMessage = { ...rest, headers: attributes };

const sign = createSigner('/bazaar/order', [orderKey]);
const reasonOf = (message: WireMessage, keys: readonly MessageKey[] = [orderKey]) =>
  createVerifier(keys)(message)?.code;
const said = (source: string, contract: { type: string; version: number }): WireMessage => ({
  ...unsigned,
  headers: { ...attributes, ce_source: source, ce_type: `commerce.${contract.type}.v${contract.version}` },
});

describe('a signature', () => {
  it('is believed when nothing was changed, whatever the order of the headers', () => {
    const signed = sign(unsigned);
    expect(reasonOf(signed)).toBeUndefined();
    const reversed = Object.fromEntries(Object.entries(signed.headers).reverse());
    expect(reasonOf({ ...signed, headers: reversed })).toBeUndefined();
  });

  it.each<[string, Partial<WireMessage>]>([
    ['the value', { value: '{"orderId":"ord_1"}' }],
    ['the key', { key: 'ord_2' }],
    ['the topic', { topic: 'commerce.order.events.v2' }],
    ['an attribute', { headers: { ...attributes, ce_sequence: '2' } }],
    ['an attribute that is gone', { headers: { ...attributes, ce_sequence: undefined! } }],
    ['an attribute that is new', { headers: { ...attributes, ce_more: '' } }],
    // What stands on either side of a border may not move over it.
    ['the border between key and value', { key: 'ord_1,', value: unsigned.value.slice(1) }],
  ])('covers %s', (_, change) => {
    const signed = sign(unsigned);
    const headers = { ...signed.headers, ...change.headers };
    for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
    expect(reasonOf({ ...signed, ...change, headers })).toBe('SIGNATURE_INVALID');
  });

  it('is missing, made with a foreign key, of another kind, or cut off: refused, each with its code', () => {
    expect(reasonOf(unsigned)).toBe('SIGNATURE_MISSING');
    expect(reasonOf(createSigner('/bazaar/order', [keyOf('order', '9')])(unsigned))).toBe(
      'SIGNATURE_KEY_UNKNOWN',
    );
    const signature = sign(unsigned).headers[signatureHeader]!;
    const withSignature = (text: string) => ({
      ...unsigned,
      headers: { ...attributes, [signatureHeader]: text },
    });
    expect(reasonOf(withSignature(signature.replace('hmac-sha256', 'none')))).toBe('SIGNATURE_KEY_UNKNOWN');
    expect(reasonOf(withSignature(signature.slice(0, -10)))).toBe('SIGNATURE_INVALID');
    expect(reasonOf(withSignature('hmac-sha256 order/1'))).toBe('SIGNATURE_INVALID');
  });

  it('stays valid in the retry topics and among the dead letters', () => {
    const signed = sign(unsigned);
    for (const topic of [retryTopic(signed.topic, '1h'), `${signed.topic}.dlq`]) {
      expect(
        reasonOf({ ...signed, topic, headers: { ...signed.headers, 'bazaar-attempts': '3' } }),
      ).toBeUndefined();
    }
  });

  it('outlives its key for as long as consumers know it, while a new one signs already', () => {
    const [old, next] = [keyOf('order', '2025'), keyOf('order', '2026')];
    const before = createSigner('/bazaar/order', [old, next])(unsigned);
    const after = createSigner('/bazaar/order', [next, old])(unsigned);
    expect([reasonOf(before, [next, old]), reasonOf(after, [next, old])]).toEqual([undefined, undefined]);
    expect(reasonOf(after, [old])).toBe('SIGNATURE_KEY_UNKNOWN');
    expect(reasonOf(before, [next])).toBe('SIGNATURE_KEY_UNKNOWN');
  });
});

describe('who may say what', () => {
  const keys = [orderKey, keyOf('payment'), keyOf('*')];
  const signedBy = (service: string, message: WireMessage) =>
    createSigner(`/bazaar/${service}`, [keyOf(service)])(message);

  it('a service signs with a key of its own, and without one does not start', () => {
    expect(sign(unsigned).headers[signatureHeader]).toMatch(/^hmac-sha256 order[/]1 /);
    const everybody = createSigner('/bazaar/order', [keyOf('payment'), keyOf('*')])(unsigned);
    expect(everybody.headers[signatureHeader]).toMatch(/^hmac-sha256 [*][/]1 /);
    expect(() => createSigner('/bazaar/order', [keyOf('payment')])).toThrow(/no key .* order says/);
  });

  it('the key of one service does not speak for another', () => {
    const forged = signedBy('order', said('/bazaar/payment', paymentAuthorizedV1));
    expect(reasonOf(forged, keys)).toBe('SOURCE_NOT_ALLOWED');
  });

  it('a service says what is of its own domain, and the commands that it is known to give', () => {
    expect(reasonOf(signedBy('payment', said('/bazaar/payment', paymentAuthorizedV1)), keys)).toBeUndefined();
    expect(reasonOf(signedBy('order', said('/bazaar/order', inventoryReserveStockV1)), keys)).toBeUndefined();
    expect(reasonOf(signedBy('order', said('/bazaar/order', paymentAuthorizedV1)), keys)).toBe(
      'SOURCE_NOT_ALLOWED',
    );
    expect(reasonOf(signedBy('payment', said('/bazaar/payment', orderPlacedV1)), keys)).toBe(
      'SOURCE_NOT_ALLOWED',
    );
    const shared = createSigner('/bazaar/payment', [keyOf('*')])(said('/bazaar/payment', orderPlacedV1));
    expect(reasonOf(shared, keys)).toBe('SOURCE_NOT_ALLOWED');
  });
});
