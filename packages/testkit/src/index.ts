// Real services and small tools for tests. Nothing here is imported outside of tests.
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { countStatements } from './count-statements.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { leakCheck } from './leak-check.ts';
export { kafkaMissing, redisMissing, startKafka, startRedis, type Restartable } from './real-services.ts';
export { seededRandom, type SeededRandom } from './seeded-random.ts';
export { freePort } from '@bazaar/tools/services/ports';
