// The service in this process on a real database: asked over HTTP as by the gateway, commanded over the bus as by the checkout.
import {
  anonymous,
  createIdentitySigner,
  createLogger,
  identityHeader,
  newId,
  type Identity,
} from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { signedMessage } from '@bazaar/messaging/testing';
import {
  inventoryCommitReservationV1,
  inventoryExtendReservationV1,
  inventoryReleaseReservationV1,
  inventoryReserveStockV1,
  inventoryRestockV1,
  type EventContract,
} from '@bazaar/events';
import { createTestDatabase, eventually } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';
import { effects, type MovementKind } from '../src/domain/stock-level.ts';

const identitySecret = 'a-secret-of-the-inventory-tests-01234567';
const tenantId = 'default';

export const shopper: Identity = anonymous;
export const staff: Identity = {
  tenantId,
  principal: { kind: 'user', id: 'usr_staff', sessionId: 'ses_staff' },
  permissions: ['inventory:read', 'inventory:write'],
};

export const berlin = newId('StockLocation');
export const lyon = newId('StockLocation');

export async function startInventory({ sweepIntervalMs = 100 } = {}) {
  const database = await createTestDatabase('inventory');
  const driver = createMemoryDriver();
  const env = readEnv({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    IDENTITY_SECRET: identitySecret,
    CURSOR_SECRET: identitySecret,
    DATABASE_URL: database.url,
    DATABASE_CONNECTIONS_MAX: '12',
  });
  const config = toConfig({ ...env, RESERVATION_SWEEP_INTERVAL_MS: sweepIntervalMs });
  const alerts: object[] = [];
  const logger = {
    ...createLogger({ name: 'inventory', level: 'silent' }),
    error: (fields: object) => void alerts.push(fields),
  };
  const service = createService(config, { logger: { ...logger, child: () => logger }, driver });
  const { url } = await service.start();
  const sign = createIdentitySigner(identitySecret);
  const { pool } = database;
  await pool.query(
    `INSERT INTO stock_location (id, tenant_id, name, priority) VALUES ($1, $3, 'Berlin', 1), ($2, $3, 'Lyon', 2)`,
    [berlin, lyon, tenantId],
  );

  const ask = async (query: string, variables: object = {}, identity: Identity | null = staff) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(identity && { [identityHeader]: await sign(identity) }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Answer) };
  };

  const command = async (messages: { contract: EventContract; orderId: string; data?: object }[]) =>
    driver.publish(
      messages.map(({ contract, orderId, data }) =>
        signedMessage(contract, orderId, { orderId, reason: 'a test', ...data }),
      ),
    );

  /** What the checkout was answered about these orders, oldest first. */
  const repliesOf = async (...orderIds: string[]) => {
    const { rows } = await pool.query<{ type: string; payload: Record<string, unknown> }>(
      `SELECT type, payload FROM messaging.outbox
       WHERE aggregate_id = ANY($1) AND topic = 'commerce.order.replies.v1' ORDER BY position`,
      [orderIds],
    );
    return rows.map(({ type, payload }) => ({ type: type.split('.')[2]!, ...payload }) as Reply);
  };

  /** Sends commands about one order and waits until each was answered. */
  const tell = async (orderId: string, ...commands: Command[]): Promise<Reply[]> => {
    const before = (await repliesOf(orderId)).length;
    await command(commands.map(({ contract, data }) => ({ contract, orderId, data })));
    const answered = commands.filter(({ contract }) => contract !== inventoryExtendReservationV1).length;
    return eventually(async () => {
      const replies = await repliesOf(orderId);
      if (replies.length < before + answered)
        throw new Error(`${replies.length - before} of ${answered} replies`);
      return replies.slice(before);
    });
  };

  return {
    app: service.app,
    driver,
    pool,
    alerts,
    ask,
    command,
    tell,
    repliesOf,
    /** A variant with so many units in Berlin and Lyon. */
    variant: async (inBerlin = 0, inLyon = 0) => {
      const id = newId('ProductVariant');
      await pool.query('INSERT INTO stock_item (tenant_id, variant_id) VALUES ($1, $2)', [tenantId, id]);
      for (const [locationId, delta] of [
        [berlin, inBerlin],
        [lyon, inLyon],
      ] as const) {
        if (delta > 0) await adjust(ask, { variantId: id, locationId, delta });
      }
      return id;
    },
    levels: async (variantId: string) => {
      const { rows } = await pool.query<Level>(
        `SELECT location_id AS location, on_hand AS "onHand", reserved, allocated, backordered FROM stock_level
         WHERE variant_id = $1 ORDER BY location_id`,
        [variantId],
      );
      return rows;
    },
    /** The events about a variant, oldest first. */
    eventsOf: async (variantId: string, type: string) => {
      const { rows } = await pool.query<{ payload: Record<string, number> }>(
        'SELECT payload FROM messaging.outbox WHERE aggregate_id = $1 AND type = $2 ORDER BY position',
        [variantId, `commerce.inventory.${type}.v1`],
      );
      return rows.map((row) => row.payload);
    },
    /** Throws unless every balance is the sum of its ledger. */
    assertLedger: async () => {
      const { rows: levels } = await pool.query<Level & { variant: string }>(
        `SELECT variant_id AS variant, location_id AS location, on_hand AS "onHand", reserved, allocated, backordered FROM stock_level`,
      );
      const { rows: movements } = await pool.query<{
        variant: string;
        location: string;
        kind: MovementKind;
        quantity: number;
      }>('SELECT variant_id AS variant, location_id AS location, kind, quantity FROM stock_movement');
      for (const level of levels) {
        const own = movements.filter(
          (each) => each.variant === level.variant && each.location === level.location,
        );
        for (const balance of ['onHand', 'reserved', 'allocated', 'backordered'] as const) {
          const sum = own.reduce((total, each) => total + effects[each.kind][balance] * each.quantity, 0);
          if (sum !== level[balance])
            throw new Error(`${balance} of ${level.variant} is ${level[balance]}, its ledger sums to ${sum}`);
        }
      }
    },
    stop: async () => {
      await service.stop();
      await driver.close();
      await database.drop();
    },
  };
}

export const reserve = (lines: [variantId: string, quantity: number][], holdMs = 60_000): Command => ({
  contract: inventoryReserveStockV1,
  data: {
    lines: lines.map(([variantId, quantity]) => ({ variantId, quantity })),
    expiresAt: new Date(Date.now() + holdMs).toISOString(),
  },
});
export const extend = (holdMs: number): Command => ({
  contract: inventoryExtendReservationV1,
  data: { expiresAt: new Date(Date.now() + holdMs).toISOString() },
});
export const commit: Command = { contract: inventoryCommitReservationV1 };
export const release: Command = { contract: inventoryReleaseReservationV1 };
export const restock: Command = { contract: inventoryRestockV1 };

export async function adjust(
  ask: (query: string, variables: object, identity?: Identity | null) => Promise<Answer>,
  input: object,
  identity: Identity | null = staff,
) {
  const { data, errors } = await ask(
    `mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) {
      ... on StockAdjustSuccess { level { onHand reserved allocated available version } movement { id kind quantity onHandAfter reason createdAt } }
      ... on UserError { __typename code path } ... on StaleQuantityError { currentQuantity } } }`,
    { input: { idempotencyKey: newId('Cart'), ...input } },
    identity,
  );
  return data?.stockAdjust ?? errors?.[0]?.extensions;
}

type Command = { contract: EventContract; data?: object };
type Reply = { type: string; orderId: string; cause?: string; shortages?: object[]; expiresAt?: string };
type Level = { location: string; onHand: number; reserved: number; allocated: number; backordered: number };
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer has whatever shape its query asks for
type Answer = { data?: any; errors?: { message: string; extensions: { code: string } }[] };
