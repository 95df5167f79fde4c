// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { SampleThing } from '../domain/sample-thing.ts';
import type { SampleThingPage } from '../usecases/list-sample-things.ts';

export type SampleThingMapper = SampleThing;
export type SampleThingConnectionMapper = SampleThingPage;
export type ProductMapper = { id: string };
