// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import { onAvailabilityChanged } from './on-availability-changed.ts';

export const handlers = [onAvailabilityChanged];
