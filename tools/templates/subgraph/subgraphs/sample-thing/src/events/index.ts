// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import { onProductPublished } from './on-product-published.ts';

export const handlers = [onProductPublished];
