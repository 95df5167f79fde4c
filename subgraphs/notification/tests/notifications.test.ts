import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderConfirmedV1, orderRejectedV1, paymentStatusChangedV1, userRegisteredV1 } from '@bazaar/events';
import { newId } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { euros, person, startNotification } from './support.ts';

const feedQuery = `query ($r: [_Any!]!, $first: Int, $after: String, $unreadOnly: Boolean) {
  _entities(representations: $r) { ... on User {
    notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
      unreadCount totalCount nodes { id kind title readAt order { id } } pageInfo { hasNextPage endCursor }
    }
    notificationPreferences { kind channel enabled }
  } }
}`;

describe('notifications', () => {
  let service: Awaited<ReturnType<typeof startNotification>>;
  beforeAll(async () => {
    service = await startNotification();
  });
  afterAll(() => service.stop());

  const register = async (name = 'Ada') => {
    const who = person();
    await service.tell(userRegisteredV1, who.id, {
      userId: who.id,
      email: `${who.id}@bazaar.example`,
      name,
      locale: 'en',
    });
    await eventually(async () =>
      expect(
        (await service.pool.query('SELECT 1 FROM recipient WHERE user_id = $1', [who.id])).rowCount,
      ).toBe(1),
    );
    return who;
  };
  const confirm = async (customerId: string, orderId = newId('Order')) => {
    await service.tell(orderConfirmedV1, orderId, {
      orderId,
      customerId,
      number: 'B-7',
      total: euros('1250'),
      lines: [],
    });
    return orderId;
  };
  const feedOf = async (who: ReturnType<typeof person>, variables: object = {}) => {
    const { data } = await service.ask(
      feedQuery,
      { r: [{ __typename: 'User', id: who.id }], ...variables },
      who,
    );
    return data._entities[0].notifications;
  };
  const mailsTo = (who: { id: string }) =>
    service.mail.mails.filter(({ to }) => to === `${who.id}@bazaar.example`);
  const preference = (who: ReturnType<typeof person>, input: object) =>
    service.ask(
      'mutation ($input: NotificationPreferenceSetInput!) { notificationPreferenceSet(input: $input) { __typename ... on NotificationPreferenceSetSuccess { preferences { kind channel enabled } } } }',
      { input },
      who,
    );

  it('make one feed entry and one mail of a confirmation, however often it is told', async () => {
    const who = await register();
    const orderId = await confirm(who.id);
    await confirm(who.id, orderId);
    await eventually(() => expect(mailsTo(who)).toHaveLength(1));
    await eventually(async () =>
      expect((await feedOf(who)).nodes).toMatchObject([{ kind: 'ORDER_CONFIRMED', order: { id: orderId } }]),
    );
    await eventually(async () => {
      const { rows } = await service.pool.query(
        'SELECT count(*)::int AS open FROM messaging.outbox WHERE published_at IS NULL',
      );
      expect(rows[0].open).toBe(0);
    });
    expect(mailsTo(who)).toHaveLength(1);
    expect(mailsTo(who)[0]!.subject).toBe('Order B-7 is confirmed');
  });

  it('tell of each refund that adds up, once', async () => {
    const who = await register();
    const orderId = newId('Order');
    for (const refunded of ['100', '100', '250']) {
      await service.tell(paymentStatusChangedV1, orderId, {
        paymentId: newId('Payment'),
        orderId,
        customerId: who.id,
        status: 'PARTIALLY_REFUNDED',
        amount: euros('1000'),
        refunded: euros(refunded),
      });
    }
    await eventually(() => expect(mailsTo(who)).toHaveLength(2));
    expect((await feedOf(who)).totalCount).toBe(2);
  });

  it('respect what a person switched off', async () => {
    const who = await register();
    await preference(who, { kind: 'ORDER_CONFIRMED', channel: 'EMAIL', enabled: false });
    await preference(who, { kind: 'ORDER_REJECTED', channel: 'IN_APP', enabled: false });
    const orderId = await confirm(who.id);
    await service.tell(orderRejectedV1, newId('Order'), {
      orderId: newId('Order'),
      customerId: who.id,
      reason: 'PAYMENT_TIMEOUT',
    });
    await eventually(() =>
      expect(mailsTo(who).map(({ subject }) => subject)).toEqual(['Your order could not be completed']),
    );
    await eventually(async () => {
      const { rows } = await service.pool.query(
        `SELECT d.status FROM delivery d JOIN notification n ON n.id = d.notification_id WHERE n.order_id = $1`,
        [orderId],
      );
      expect(rows).toEqual([{ status: 'SUPPRESSED' }]);
    });
    expect((await feedOf(who)).nodes.map(({ kind }: { kind: string }) => kind)).toEqual(['ORDER_CONFIRMED']);
  });

  it('send again after a passing failure, under the same Message-ID, and give up on a refusal', async () => {
    const who = await register();
    service.mail.behaviour.refuseWith = 451;
    const orderId = await confirm(who.id);
    const delivery = async () =>
      (
        await service.pool.query(
          `SELECT d.status, d.attempts, d.last_error, n.id FROM delivery d JOIN notification n ON n.id = d.notification_id WHERE n.order_id = $1`,
          [orderId],
        )
      ).rows[0];
    await eventually(async () => {
      const { rows } = await service.pool.query('SELECT last_error FROM graphile_worker.jobs');
      expect(rows[0]?.last_error).toBeTruthy();
    });
    service.mail.behaviour.refuseWith = null;
    await eventually(async () => expect((await delivery()).status).toBe('SENT'), { timeoutMs: 30_000 });
    expect((await delivery()).attempts).toBeGreaterThan(1);
    expect(mailsTo(who)[0]!.messageId).toContain((await delivery()).id);

    service.mail.behaviour.refuseWith = 550;
    const refused = await confirm(who.id);
    await eventually(async () => {
      const { rows } = await service.pool.query(
        `SELECT d.status, d.last_error FROM delivery d JOIN notification n ON n.id = d.notification_id WHERE n.order_id = $1`,
        [refused],
      );
      expect(rows).toEqual([{ status: 'FAILED', last_error: 'SMTP 550' }]);
    });
    service.mail.behaviour.refuseWith = null;
  }, 60_000);

  it('wait for a customer that is not known yet', async () => {
    const who = person();
    await confirm(who.id);
    await service.tell(userRegisteredV1, who.id, {
      userId: who.id,
      email: `${who.id}@bazaar.example`,
      name: 'Late',
      locale: 'en',
    });
    await eventually(() => expect(mailsTo(who)).toHaveLength(1), { timeoutMs: 30_000 });
  }, 40_000);

  it('take over a job that a killed process had begun', async () => {
    const who = await register();
    service.mail.behaviour.refuseWith = 451;
    await confirm(who.id);
    await eventually(async () => {
      const { rows } = await service.pool.query('SELECT last_error FROM graphile_worker.jobs');
      expect(rows[0]?.last_error).toBeTruthy();
    });
    await service.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'worker-of-a-killed-process', locked_at = now() - interval '3 seconds', run_at = now()`,
    );
    service.mail.behaviour.refuseWith = null;
    await eventually(() => expect(mailsTo(who)).toHaveLength(1), { timeoutMs: 30_000 });
  }, 40_000);

  it('page a feed newest first; a newcomer neither repeats nor hides an entry', async () => {
    const who = await register();
    for (let count = 0; count < 5; count += 1) await confirm(who.id);
    await eventually(async () => expect((await feedOf(who)).totalCount).toBe(5));
    const first = await feedOf(who, { first: 3 });
    await confirm(who.id);
    await eventually(async () => expect((await feedOf(who)).totalCount).toBe(6));
    const second = await feedOf(who, { first: 3, after: first.pageInfo.endCursor });
    const ids = [...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect([...ids].sort().reverse()).toEqual(ids);
  });

  it('are read by their owner only, once', async () => {
    const who = await register();
    await confirm(who.id);
    const [entry] = await eventually(async () => {
      const { nodes } = await feedOf(who);
      expect(nodes).toHaveLength(1);
      return nodes;
    });
    const read = (as: ReturnType<typeof person>, id: string) =>
      service.ask(
        'mutation ($id: ID!) { notificationRead(input: { id: $id }) { __typename ... on NotificationReadSuccess { notification { readAt } } } }',
        { id },
        as,
      );
    expect((await read(person(), entry.id)).data.notificationRead.__typename).toBe('NotFoundError');
    const once = await read(who, entry.id);
    const twice = await read(who, entry.id);
    expect(once.data.notificationRead.notification.readAt).toBe(
      twice.data.notificationRead.notification.readAt,
    );
    expect((await feedOf(who, { unreadOnly: true })).nodes).toEqual([]);
    expect((await read(who, 'nonsense')).data.notificationRead.__typename).toBe('ValidationError');
  });

  it('stay hidden from strangers in every way', async () => {
    const who = await register();
    const orderId = await confirm(who.id);
    const [entry] = await eventually(async () => {
      const { nodes } = await feedOf(who);
      expect(nodes).toHaveLength(1);
      return nodes;
    });
    const stranger = person();
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Notification { title } ... on Order { told: notifications { title } } ... on User { feed: notifications { totalCount } } } }';
    const r = [
      { __typename: 'Notification', id: entry.id },
      { __typename: 'Order', id: orderId },
      { __typename: 'User', id: who.id },
    ];
    const seen = await service.ask(query, { r }, stranger);
    expect(seen.data._entities).toEqual([null, { told: [] }, { feed: null }]);
    expect((await service.ask(query, { r }, null)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('refuse a kind that does not exist', async () => {
    const who = await register();
    const { data } = await preference(who, { kind: 'NOPE\u0000', channel: 'EMAIL', enabled: true });
    expect(data.notificationPreferenceSet.__typename).toBe('ValidationError');
  });
});
