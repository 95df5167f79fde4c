// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import type { MessageHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';

export const handlers = (_app: App): readonly MessageHandler<Tx>[] => [];
