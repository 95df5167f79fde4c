// What the four databases hold, as the invariants look at it.
import type { MovementKind } from '../../subgraphs/inventory/src/domain/stock-level.ts';
import type { Fact } from '../../subgraphs/payment/src/domain/facts.ts';
import { serviceNames, type Databases } from './databases.ts';

export async function readFacts(databases: Databases): Promise<Facts> {
  const [order, inventory, payment, notification] = await Promise.all(
    serviceNames.map((name) => databases[name].dump()),
  );
  const left = await Promise.all(
    serviceNames.map(async (name) => {
      const { unpublished, jobs } = await databases[name].status();
      const letters = await databases[name].pool.query<object>(
        'SELECT consumer, reason, type, error_code, error_message FROM messaging.dead_letter',
      );
      return { unpublished: unpublished.length, jobs: jobs.length, letters: letters.rows };
    }),
  );
  // @NOTE Rows as the migrations of each service define them.
  return {
    orders: order!['public.customer_order'] as OrderRow[],
    lines: order!['public.order_line'] as LineRow[],
    availability: order!['public.variant_availability'] as AvailabilityRow[],
    items: inventory!['public.stock_item'] as ItemRow[],
    levels: inventory!['public.stock_level'] as LevelRow[],
    movements: inventory!['public.stock_movement'] as MovementRow[],
    payments: payment!['public.payment'] as PaymentRow[],
    paymentEvents: payment!['public.payment_event'] as PaymentEventRow[],
    notifications: notification!['public.notification'] as NotificationRow[],
    deliveries: notification!['public.delivery'] as DeliveryRow[],
    deadLetters: left.flatMap(({ letters }) => letters),
    unpublished: left.reduce((sum, { unpublished }) => sum + unpublished, 0),
    jobs: left.reduce((sum, { jobs }) => sum + jobs, 0),
  };
}

export type OrderRow = {
  id: string;
  status: string;
  payment_status: string;
  total_minor: number;
  number: string | null;
};
type LineRow = { order_id: string; variant_id: string; quantity: number };
type AvailabilityRow = { variant_id: string; available: number };
type ItemRow = { variant_id: string; available: number; version: number };
type LevelRow = {
  variant_id: string;
  location_id: string;
  on_hand: number;
  reserved: number;
  allocated: number;
  backordered: number;
  safety: number;
};
type MovementRow = { variant_id: string; location_id: string; kind: MovementKind; quantity: number };
type PaymentRow = {
  id: string;
  order_id: string;
  provider: string;
  status: string;
  captured_minor: number;
  refunded_minor: number;
};
export type PaymentEventRow = {
  payment_id: string;
  type: Fact['type'];
  fact_id: string;
  attempt: number;
  ref: string;
  amount_minor: number;
  occurred_at: string;
  detail: string | null;
};
type NotificationRow = { id: string; kind: string; order_id: string };
type DeliveryRow = { status: string };

export type Facts = {
  readonly orders: readonly OrderRow[];
  readonly lines: readonly LineRow[];
  readonly availability: readonly AvailabilityRow[];
  readonly items: readonly ItemRow[];
  readonly levels: readonly LevelRow[];
  readonly movements: readonly MovementRow[];
  readonly payments: readonly PaymentRow[];
  readonly paymentEvents: readonly PaymentEventRow[];
  readonly notifications: readonly NotificationRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly deadLetters: readonly object[];
  readonly unpublished: number;
  readonly jobs: number;
};
