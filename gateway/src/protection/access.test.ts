import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { readAccessRules, requiredAccess } from './access.ts';

const sdl = `
  directive @auth(permissions: [String!]) on OBJECT | FIELD_DEFINITION
  directive @public on OBJECT | FIELD_DEFINITION
  type Query { documents: [Document] @public nodes: [Node] @public }
  interface Node { id: ID! }
  interface Document { id: ID! text: String title: String }
  type Invoice implements Node & Document @auth(permissions: ["a:read", "b:read"]) { id: ID! text: String title: String @public }
  type Receipt implements Node & Document @auth(permissions: ["b:read", "c:read"]) { id: ID! text: String title: String @auth }
  type Page implements Node @public { id: ID! }`;

const requiredFor = (text: string) => {
  const document = parse(text);
  return requiredAccess(buildSchema(sdl), document, getOperationAST(document)!, readAccessRules(sdl));
};

describe('a field that is selected on an interface', () => {
  it('asks for what it asks for on every type that it may stand for', () => {
    const rule = { public: false, permissions: ['b:read'] };
    expect(requiredFor('{ documents { text } }')).toEqual(rule);
    expect(requiredFor('{ nodes { ... on Document { text } } }')).toEqual(rule);
    expect(requiredFor('{ documents { ...F } } fragment F on Document { id }')).toEqual(rule);
  });

  it('is left to the object where some of its types are open', () => {
    expect(requiredFor('{ nodes { id } documents { title } }')).toEqual({ public: true });
  });
});
