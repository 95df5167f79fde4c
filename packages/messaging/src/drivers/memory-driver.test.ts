import { describe, expect, it } from '@jest/globals';
import { createMemoryDriver } from './memory-driver.ts';

describe('the in-memory driver, held', () => {
  it('settles nothing before it is released, so that a group that joins late has heard it first', async () => {
    const driver = createMemoryDriver({ isHeld: true });
    const handled: string[] = [];
    const { settled } = await driver.publish([{ topic: 'facts', key: 'k', value: '{}', headers: {} }]);
    let isSettled = false;
    void settled.then(() => (isSettled = true));
    await Promise.resolve();
    expect(isSettled).toBe(false);

    await driver.subscribe({
      group: 'late',
      topics: ['facts'],
      onBatch: async (batch) => {
        expect(isSettled).toBe(false);
        handled.push(...batch.messages.map(({ key }) => key));
        await batch.commit(batch.messages.at(-1)!.offset);
      },
    });
    driver.release();
    await settled;
    expect(handled).toEqual(['k']);
    await driver.close();
  });
});
