// Who said a message: the relay signs, consumers verify. The broker and whoever reaches it are not believed.
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { deadLetterTopic, producersOf, retryDelays, retryTopic } from '@bazaar/events';
import type { MessageKey } from '@bazaar/kit';
import { contractOf } from './cloud-events.ts';
import { PoisonError } from './consumer/failures.ts';
import type { WireMessage } from './drivers/driver.ts';

/** `hmac-sha256 <key id> <base64url>` */
export const signatureHeader = 'bazaar-signature';
const algorithm = 'hmac-sha256';

export const sourceOf = (service: string) => `/bazaar/${service}`;
const serviceOf = (source: string) => source.replace(/^[/]bazaar[/]/, '');

/**
 * Signs what one service says, with the first of the keys that is its own, or everybody's. Throws where there is none.
 * @example const sign = createSigner('/bazaar/order', config.messageKeys); driver.publish([sign(message)]);
 */
export function createSigner(source: string, keys: readonly MessageKey[]): Sign {
  const service = serviceOf(source);
  const own = keys.find((key) => key.service === service) ?? keys.find((key) => key.service === '*');
  if (!own) throw new Error(`MESSAGE_KEYS has no key that signs what ${service} says.`);
  const secret = secretOf(own);
  return (message) => {
    const signature = `${algorithm} ${own.id} ${digest(message, secret).toString('base64url')}`;
    return { ...message, headers: { ...message.headers, [signatureHeader]: signature } };
  };
}

/**
 * Answers why a message is not to be believed, or undefined for one that its source said just so, and may say.
 * @example const distrust = createVerifier(config.messageKeys); const reason = distrust(message);
 */
export function createVerifier(keys: readonly MessageKey[]): Distrust {
  const byId = new Map(keys.map((key) => [key.id, { service: key.service, secret: secretOf(key) }]));
  return (message) => {
    const [scheme, keyId = '', text = ''] = (message.headers[signatureHeader] ?? '').split(' ');
    if (scheme === '') return new PoisonError('SIGNATURE_MISSING', 'Nobody signed the message.');
    const key = scheme === algorithm ? byId.get(keyId) : undefined;
    if (!key) return new PoisonError('SIGNATURE_KEY_UNKNOWN', `There is no key "${scheme} ${keyId}" here.`);
    const given = Buffer.from(text, 'base64url');
    const expected = digest(message, key.secret);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return new PoisonError('SIGNATURE_INVALID', 'The message is not what was signed.');
    return distrustSource(message, key.service);
  };
}

function distrustSource(message: WireMessage, signatory: string): PoisonError | undefined {
  const service = serviceOf(message.headers.ce_source ?? '');
  if (signatory !== '*' && signatory !== service)
    return new PoisonError('SOURCE_NOT_ALLOWED', `${signatory} signed what ${service} is to have said.`);
  const contract = contractOf(message);
  if (contract && !producersOf(contract).includes(service))
    return new PoisonError('SOURCE_NOT_ALLOWED', `${service} may not say ${contract.type}.`);
  return undefined;
}

function digest({ topic, key, value, headers }: WireMessage, secret: KeyObject): Buffer {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce_'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // As JSON no part can run into the next.
  const text = JSON.stringify([originOf(topic), key, value, attributes]);
  return createHmac('sha256', secret).update(text).digest();
}

const suffixes = [
  deadLetterTopic(''),
  ...Object.keys(retryDelays).map((delay) => retryTopic('', delay as Delay)),
];

/** A copy in a retry topic or among the dead letters keeps the signature of the topic that it came from. */
function originOf(topic: string): string {
  const suffix = suffixes.find((end) => topic.endsWith(end));
  return suffix === undefined ? topic : topic.slice(0, -suffix.length);
}

const secretOf = (key: MessageKey) => createSecretKey(Buffer.from(key.secret));

type Delay = keyof typeof retryDelays;

export type Sign = (message: WireMessage) => WireMessage;
export type Distrust = (message: WireMessage) => PoisonError | undefined;
