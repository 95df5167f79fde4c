// What must hold: after every step what can be seen at once, and everything when a run has become quiet.
import { factKey, type Fact } from '../../subgraphs/payment/src/domain/facts.ts';
import { foldPayment } from '../../subgraphs/payment/src/domain/payment-fold.ts';
import { effects } from '../../subgraphs/inventory/src/domain/stock-level.ts';
import { readFacts, type Facts, type OrderRow, type PaymentEventRow } from './facts.ts';
import type { Run, Violation } from './run.ts';

/** The provider's books, after every step: nobody pays twice, and nothing is given back that was not taken. */
export function checkBooks({ world }: Run): Violation | undefined {
  return firstOf(
    world.provider.simulator
      .orders()
      .map((books) =>
        when(
          books.charges > 1 || books.captures > 1 || books.refundedMinor > books.capturedMinor,
          'an order is charged once',
          books,
        ),
      ),
  );
}

/** Everything, once nothing is left to do. */
export async function checkAccounts(run: Run): Promise<Violation | undefined> {
  const facts = await readFacts(run.world.databases);
  return firstOf([
    ...endsOf(facts),
    ...moneyOf(run, facts),
    ...stockOf(facts),
    ...tidingsOf(run, facts),
    ...leftovers(facts),
    ...ordersOfMessages(run),
  ]);
}

function endsOf({ orders }: Facts): Finding[] {
  return orders.map((order) => {
    // Money that the bank did not give in the end is a matter for people; the order stands.
    const isStuck = order.status === 'CONFIRMED' && order.payment_status === 'FAILED';
    return when(!isOver(order) && !isStuck, 'an order ends COMPLETED, CANCELED or REJECTED', order);
  });
}

/** Our fold, our columns and the provider's books say the same, and it fits the end of the order. */
function moneyOf({ world }: Run, { orders, payments, paymentEvents }: Facts): Finding[] {
  const books = new Map(world.provider.simulator.orders().map((each) => [each.orderId, each]));
  return orders.flatMap((order) => {
    const payment = payments.find((each) => each.order_id === order.id);
    const own = paymentEvents.filter((each) => each.payment_id === payment?.id);
    const fold = foldPayment(own.map(toFact));
    const book = books.get(order.id);
    const isKept = isStanding(order);
    const kept = (payment?.captured_minor ?? 0) - (payment?.refunded_minor ?? 0);
    const isStripe = payment?.provider === 'stripe';
    return [
      when(
        payment !== undefined &&
          (Number(fold.capturedMinor) !== payment.captured_minor ||
            Number(fold.refundedMinor) !== payment.refunded_minor ||
            fold.status !== payment.status),
        'a payment is the fold of its facts',
        { payment, fold: { ...fold, intents: undefined } },
      ),
      when(
        isStripe &&
          (payment.captured_minor !== (book?.capturedMinor ?? 0) ||
            payment.refunded_minor !== (book?.refundedMinor ?? 0)),
        'our books are the provider’s books',
        { payment, book },
      ),
      when(!isKept && kept !== 0, 'nothing is kept of an order that ended', { order, payment }),
      when(
        !isKept && ((book?.heldMinor ?? 0) > 0 || payment?.status === 'AUTHORIZED'),
        'nothing stays authorised on an order that ended',
        { order, payment, book },
      ),
      when(order.status === 'COMPLETED' && kept !== order.total_minor, 'a completed order is paid', {
        order,
        payment,
      }),
      when(
        new Set(own.map((each) => factKey(toFact(each)))).size !== own.length,
        'a fact is known once',
        own,
      ),
      ...openIntents(world.provider.simulator.intents(), order),
    ];
  });
}

/** A bank's page that could still take money for an order that is over. */
const openIntents = (intents: readonly Intent[], order: OrderRow): Finding[] =>
  intents
    .filter((intent) => intent.metadata['order_id'] === order.id && isOver(order))
    .map((intent) =>
      when(intent.status === 'requires_action', 'no bank waits for an order that ended', { order, intent }),
    );

function stockOf({ orders, lines, levels, items, movements, availability }: Facts): Finding[] {
  const sold = (variantId: string) =>
    lines
      .filter(
        (line) => line.variant_id === variantId && isStanding(orders.find(({ id }) => id === line.order_id)!),
      )
      .reduce((sum, line) => sum + line.quantity, 0);
  return [
    ...levels.flatMap((level) => [
      when(level.reserved + level.allocated > level.on_hand, 'nothing is oversold', level),
      when(level.reserved !== 0, 'nothing stays reserved', level),
      ...(['on_hand', 'reserved', 'allocated', 'backordered'] as const).map((balance) => {
        const own = movements.filter(
          (each) => each.variant_id === level.variant_id && each.location_id === level.location_id,
        );
        const name = balance === 'on_hand' ? 'onHand' : balance;
        const sum = own.reduce((total, each) => total + effects[each.kind][name] * each.quantity, 0);
        return when(sum !== level[balance], 'the ledger sums to the balances', { level, balance, sum });
      }),
    ]),
    ...items.flatMap((item) => {
      const own = levels.filter((level) => level.variant_id === item.variant_id);
      const given = own.reduce((sum, level) => sum + level.allocated + level.backordered, 0);
      const free = own.reduce(
        (sum, { on_hand, reserved, allocated, backordered, safety }) =>
          sum + Math.max(0, on_hand - reserved - allocated - backordered - safety),
        0,
      );
      const told = availability.find((each) => each.variant_id === item.variant_id);
      return [
        when(given !== sold(item.variant_id), 'what was sold is allocated or owed', { item, own, orders }),
        when(free !== item.available, 'what is told to be available is available', { item, own }),
        when(item.version > 0 && told?.available !== item.available, 'carts know what is available', {
          item,
          told,
        }),
      ];
    }),
  ];
}

/** One feed entry and one mail about each thing that a customer must know. */
function tidingsOf({ world }: Run, { orders, notifications, deliveries }: Facts): Finding[] {
  const count = (orderId: string, kind: string) =>
    notifications.filter((each) => each.order_id === orderId && each.kind === kind).length;
  return [
    ...orders.flatMap((order) => [
      when(
        count(order.id, 'ORDER_CONFIRMED') !== (order.number ? 1 : 0),
        'a confirmed order is told once',
        order,
      ),
      when(
        count(order.id, 'ORDER_REJECTED') !== (order.status === 'REJECTED' ? 1 : 0),
        'a rejection is told once',
        order,
      ),
      when(
        count(order.id, 'ORDER_CANCELED') !== (order.status === 'CANCELED' ? 1 : 0),
        'a cancellation is told once',
        order,
      ),
    ]),
    ...notifications.map((notification) => {
      const mails = world.mails.list().filter(({ messageId }) => messageId.includes(notification.id));
      return when(mails.length !== 1, 'each notification is one mail', { notification, mails });
    }),
    ...deliveries.map((delivery) =>
      when(delivery.status !== 'SENT', 'each mail is known to be sent', delivery),
    ),
  ];
}

const leftovers = ({ deadLetters, unpublished, jobs }: Facts): Finding[] => [
  ...deadLetters.map((letter) => when(true, 'no message is given up', letter)),
  when(unpublished > 0, 'everything is published', { unpublished }),
  when(jobs > 0, 'every job is done', { jobs }),
];

/** First deliveries of what one service says of an aggregate are in the order of their sequence, without gaps. */
function ordersOfMessages({ world }: Run): Finding[] {
  return world.broker.logs().flatMap((log) => {
    const first = new Map(log.messages.toReversed().map((message) => [message.headers['ce_id'], message]));
    const unique = log.messages.filter((message) => first.get(message.headers['ce_id']) === message);
    const bySource = Map.groupBy(unique, ({ headers }) => headers['ce_source']);
    return [...bySource.values()].map((messages) => {
      const sequences = messages.flatMap(({ headers }) =>
        headers['ce_sequence'] ? [Number(headers['ce_sequence'])] : [],
      );
      const isInOrder = sequences.every((sequence, index) => sequence === index + 1);
      return when(!isInOrder, 'an aggregate’s messages are in order', { log: log.id, sequences });
    });
  });
}

const isOver = ({ status }: OrderRow) => ['COMPLETED', 'CANCELED', 'REJECTED'].includes(status);
const isStanding = ({ status }: OrderRow) => status === 'COMPLETED' || status === 'CONFIRMED';

const toFact = (row: PaymentEventRow): Fact => ({
  type: row.type,
  id: row.fact_id,
  attempt: row.attempt,
  ref: row.ref,
  amountMinor: BigInt(row.amount_minor),
  occurredAt: new Date(row.occurred_at),
  detail: row.detail,
});

const when = (isBroken: boolean, promise: string, about: object): Finding =>
  isBroken ? { promise, detail: JSON.stringify(about, bigintsAsText) } : undefined;
const bigintsAsText = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;
const firstOf = (findings: readonly Finding[]): Violation | undefined =>
  findings.find((each) => each !== undefined);

type Finding = Violation | undefined;
type Intent = ReturnType<Run['world']['provider']['simulator']['intents']>[number];
