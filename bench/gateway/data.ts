// What the bench's subgraphs answer: nine products, six users, twenty-four reviews, ten orders.

const words = 'the quick brown fox jumps over a lazy dog while every gateway counts its microseconds'.split(
  ' ',
);

export const users = list(6, (index) => ({
  __typename: 'User',
  id: `u${index}`,
  name: `User Number ${index}`,
  username: `user_${index}`,
  birthday: 1_970 + index,
}));

export const products = list(9, (index) => ({
  __typename: 'Product',
  upc: `p${index}`,
  name: `Product of ${words.slice(index, index + 3).join(' ')}`,
  price: 100 * (index + 1),
  weight: 10 * (index + 1),
  inStock: index % 2 === 0,
  shippingEstimate: 50 * (index + 1),
}));

const reviews = list(24, (index) => ({
  __typename: 'Review',
  id: `r${index}`,
  body: list(9, (word) => words[(index + word) % words.length]).join(' '),
  authorId: `u${index % users.length}`,
  upc: `p${index % products.length}`,
  author: () => entity({ __typename: 'User', id: `u${index % users.length}` }),
  product: () => entity({ __typename: 'Product', upc: `p${index % products.length}` }),
}));

export const orders = list(10, (index) => ({
  __typename: 'Order',
  id: `o${index}`,
  number: `2026-${1_000 + index}`,
  status: 'CONFIRMED',
  placedAt: '2026-01-01T10:00:00.000Z',
  lines: list(3, (line) => ({
    id: `o${index}-${line}`,
    quantity: line + 1,
    title: `Line ${line} of ${words.slice(line, line + 4).join(' ')}`,
    variant: { __typename: 'Variant', id: `v${(index * 3 + line) % 12}` },
  })),
}));

export const status = list(10, (index) => ({
  region: `region-${index}`,
  state: 'OPERATIONAL',
  latencyMs: 1.5 + index,
  checkedAt: '2026-01-01T10:00:00.000Z',
}));

/** Everything that any subgraph knows of an entity; the subgraph's schema selects from it. */
export function entity(representation: Record<string, string>): Record<string, unknown> {
  const { __typename, id, upc } = representation;
  if (__typename === 'User') {
    return {
      ...users.find((user) => user.id === id),
      orders,
      reviews: reviews.filter(({ authorId }) => authorId === id),
    };
  }
  if (__typename === 'Product') {
    const ofProduct = reviews.filter((review) => review.upc === upc);
    return { ...products.find((product) => product.upc === upc), reviews: ofProduct };
  }
  const available = Number(id?.slice(1)) * 7;
  return {
    __typename,
    id,
    availability: { available, reserved: 3, backorder: available === 0, restockAt: null },
  };
}

function list<Item>(length: number, make: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => make(index));
}
