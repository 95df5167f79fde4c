import {
  getArgumentValues,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { readAt } from './errors.ts';
import { linksAmong, nameBy } from './planning/supergraph/links.ts';

/**
 * Finds the uses of one directive of an Apollo specification, by the name that the supergraph's `@link` or `@core` gives it.
 * Undefined where the supergraph does not link the specification or does not define the directive.
 */
export function specDirective(
  schema: GraphQLSchema,
  specification: string,
  directive = specification,
): SpecDirective | undefined {
  const name = nameInSchema(schema, specification, directive);
  const definition = name === undefined ? undefined : schema.getDirective(name);
  if (definition == null) return undefined;
  return {
    usesOn: (element) =>
      directivesOf(element)
        .filter((node) => node.name.value === definition.name)
        .map((node) =>
          readAt(
            () => `@${definition.name} of ${placeOf(schema, element)}`,
            () => getArgumentValues(definition, node),
          ),
        ),
  };
}

/** A type by its name, a field and its arguments as `Type.field`. */
function placeOf(schema: GraphQLSchema, element: Annotated): string {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type === element) return type.name;
    const fields: readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] =
      'getFields' in type ? Object.values(type.getFields()) : [];
    const field = fields.find(
      (one) => one === element || ('args' in one && one.args.some((argument) => argument === element)),
    );
    if (field !== undefined) return `${type.name}.${field.name}`;
  }
  return 'the schema';
}

/** Every directive that is written on an element of a schema and on its extensions. */
export function directivesOf(element: Annotated): readonly ConstDirectiveNode[] {
  return [element.astNode, ...(element.extensionASTNodes ?? [])].flatMap((node) => node?.directives ?? []);
}

function nameInSchema(schema: GraphQLSchema, specification: string, directive: string): string | undefined {
  const start = `${specifications}/${specification}/`;
  const link = linksAmong(directivesOf(schema)).find(({ url }) => url.startsWith(start));
  return link && nameBy(link, directive);
}

const specifications = 'https://specs.apollo.dev';

export interface SpecDirective {
  /** The arguments of each use of the directive on a type, a field or an argument, with their defaults. */
  usesOn(element: Annotated): readonly Readonly<Record<string, unknown>>[];
}

/** An element of a schema as graphql-js builds it. */
export interface Annotated {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?:
    readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[] | undefined;
}
