// The catalogue of demonstrations and load tests: the same on every machine, known without a database.
import { money, type Money } from '@bazaar/kit';
import { pathBelow, type Category } from '../domain/category.ts';
import { lowestPrice } from '../domain/product.ts';
import { slugify } from '../domain/slug.ts';
import type { ProductAggregate } from '../data/product-repository.ts';
import { materials, tree, type Node } from './words.ts';

/** The ids of all variants that the seed has for so many products. */
export const seedVariantIds = ({ products = seedProductCount } = {}): string[] =>
  Array.from({ length: products }, (_, index) =>
    variantIndexes(index).map((variant) => variantId(index, variant)),
  ).flat();

export const seedProductCount = 200;

/** The tree of categories, parents first. */
export function seedCategories(tenantId: string): Category[] {
  const categories: Category[] = [];
  const add = (node: Node, parent: Category | null) => {
    const id = seedId('cat', categories.length);
    const slug = slugify(node.name, 'category');
    const category = {
      id,
      tenantId,
      slug,
      name: node.name,
      parentId: parent?.id ?? null,
      path: pathBelow(parent, id),
    };
    categories.push(category);
    node.children?.forEach((child) => add(child, category));
  };
  tree.forEach((node) => add(node, null));
  return categories;
}

/** The published products from one index to before another one, spread evenly over the leaves of the tree. */
export function seedProducts(tenantId: string, from: number, until: number, now: Date): ProductAggregate[] {
  const leaves = leavesOf(seedCategories(tenantId));
  return Array.from({ length: until - from }, (_, offset) => {
    const index = from + offset;
    const leaf = leaves[index % leaves.length]!;
    const nth = Math.floor(index / leaves.length);
    return productOf(tenantId, index, leaf, nth, new Date(now.getTime() - (until - index) * 60_000));
  });
}

function productOf(
  tenantId: string,
  index: number,
  leaf: Leaf,
  nth: number,
  createdAt: Date,
): ProductAggregate {
  const id = seedId('prd', index);
  const material = materials[nth % materials.length]!;
  const noun = leaf.nouns[Math.floor(nth / materials.length) % leaf.nouns.length]!;
  const round = Math.floor(nth / (materials.length * leaf.nouns.length));
  const title = `${material} ${noun}${round > 0 ? ` ${round + 1}` : ''}`;
  const base = 495 + ((index * 7_919) % 19_500);
  const variants = variantIndexes(index).map((variant) => ({
    id: variantId(index, variant),
    productId: id,
    sku: `BZ-${String(index + 1).padStart(5, '0')}-${sizes[variant]!.charAt(0)}`,
    title: sizes[variant]!,
    price: euros(base + variant * 500),
  }));
  return {
    product: {
      ...{ id, tenantId, title },
      slug: `${slugify(title, 'product')}-${index + 1}`,
      description: `${title} from our ${leaf.category.name.toLowerCase()} range: made to last, easy to care for, shipped within a day.`,
      status: 'PUBLISHED',
      categoryId: leaf.category.id,
      priceFrom: lowestPrice(variants.map((variant) => variant.price)),
      version: 1,
      createdAt,
      updatedAt: createdAt,
    },
    variants,
  };
}

function leavesOf(categories: readonly Category[]): Leaf[] {
  const nouns = new Map<string, readonly string[]>();
  const collect = (node: Node) => {
    if (node.nouns) nouns.set(node.name, node.nouns);
    node.children?.forEach(collect);
  };
  tree.forEach(collect);
  return categories.flatMap((category) => {
    const found = nouns.get(category.name);
    return found ? [{ category, nouns: found }] : [];
  });
}

const sizes = ['Standard', 'Large', 'Mini', 'Double'];
const variantIndexes = (index: number): number[] =>
  Array.from({ length: 1 + ((index * 7) % 4) }, (_, variant) => variant);
const variantId = (index: number, variant: number) => seedId('var', index * 10 + variant);

/** A well-formed id that depends on nothing but its number. */
export const seedId = (prefix: string, number: number): string =>
  `${prefix}_01seed${String(number).padStart(20, '0')}`;
const euros = (cents: number): Money => money(BigInt(cents), 'EUR');

type Leaf = { category: Category; nouns: readonly string[] };
