import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { subgraphSdls } from './schema.ts';

/** The supergraph of the bench's subgraphs at these addresses. */
export function composeBench(urlOf: (subgraph: string) => string, sdls = subgraphSdls): string {
  const services = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: urlOf(name),
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(String).join('\n'));
  return supergraphSdl;
}
