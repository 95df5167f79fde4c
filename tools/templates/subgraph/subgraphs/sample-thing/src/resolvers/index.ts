// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { sampleThingCreate } from './Mutation/sampleThingCreate.ts';
import { sampleThing } from './Query/sampleThing.ts';
import { sampleThings } from './Query/sampleThings.ts';
import { SampleThing } from './SampleThing.ts';

export const resolvers: Resolvers = {
  Query: { sampleThing, sampleThings },
  Mutation: { sampleThingCreate },
  SampleThing,
};
