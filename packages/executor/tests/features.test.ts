import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { createExecutor } from '../src/index.ts';

const { supergraphSdl } = composeServices([
  { name: 'a', url: 'http://a', typeDefs: parse('type Query { a: Int }') },
]);

function linking(link: string): string {
  return supergraphSdl!.replace('for: EXECUTION)', `for: EXECUTION)\n  @link(url: ${link})`);
}

async function load(sdl: string): Promise<void> {
  const executor = await createExecutor({ supergraphSdl: sdl, planning: 'inline' });
  await executor.close();
}

describe('a supergraph that links a feature which is not known here', () => {
  it.each(['SECURITY', 'EXECUTION'])('is refused when the feature is for its %s', async (purpose) => {
    const sdl = linking(`"https://specs.example.com/shield/v1.0", for: ${purpose}`);
    await expect(load(sdl)).rejects.toThrow(
      `needs https://specs.example.com/shield/v1.0 for its ${purpose.toLowerCase()}`,
    );
  });

  it('is refused for a version that is not known, too', async () => {
    await expect(load(linking('"https://specs.apollo.dev/policy/v7.0", for: SECURITY'))).rejects.toThrow(
      'policy/v7.0',
    );
  });

  it('is served when the feature only tells people something', async () => {
    await expect(load(linking('"https://specs.example.com/docs/v1.0", as: "docs"'))).resolves.toBeUndefined();
  });
});
