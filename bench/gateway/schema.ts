// The subgraphs of the bench, what they hold, and the queries that are measured.

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", "@requires"])\n';

/** SDL by subgraph name. */
export const subgraphSdls: Readonly<Record<string, string>> = {
  accounts: `${link}
    type Query { users: [User!] viewer: User }
    type User @key(fields: "id") { id: ID! name: String username: String birthday: Int }`,
  products: `${link}
    type Query { topProducts(first: Int = 5): [Product!] status: [Status!] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
    type Status { region: String! state: String! latencyMs: Float! checkedAt: String! }`,
  reviews: `${link}
    type User @key(fields: "id") { id: ID! reviews: [Review!] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review!] }
    type Review @key(fields: "id") { id: ID! body: String author: User product: Product }`,
  inventory: `${link}
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external
      inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
    }
    type Variant @key(fields: "id") { id: ID! availability: Availability }
    type Availability { available: Int! reserved: Int! backorder: Boolean! restockAt: String }`,
  orders: `${link}
    type User @key(fields: "id") { id: ID! orders: [Order!] }
    type Order @key(fields: "id") { id: ID! number: String! status: String! placedAt: String! lines: [OrderLine!]! }
    type OrderLine { id: ID! quantity: Int! title: String! variant: Variant }
    type Variant @key(fields: "id") { id: ID! }`,
};

const productFields = 'upc name price weight inStock shippingEstimate';
const reviewsOfProduct = `reviews { id body author { id username name reviews { id body product { ${productFields} } } } }`;

/** The measured operations. `unique` is `deep` with a variable that changes on each request. */
export const workloads: Readonly<Record<string, Workload>> = {
  deep: {
    query: `query Deep {
      users { id username name reviews { id body product { ${productFields} ${reviewsOfProduct} } } }
      topProducts { ${productFields} ${reviewsOfProduct} }
    }`,
    variables: () => ({}),
  },
  medium: {
    query: `query Medium { viewer { id name orders {
      id number status placedAt
      lines { id quantity title variant { id availability { available reserved backorder restockAt } } }
    } } }`,
    variables: () => ({}),
  },
  small: {
    query: 'query Small { status { region state latencyMs checkedAt } }',
    variables: () => ({}),
  },
  unique: {
    query: `query Unique($first: Int) {
      users { id username name reviews { id body product { ${productFields} ${reviewsOfProduct} } } }
      topProducts(first: $first) { ${productFields} ${reviewsOfProduct} }
    }`,
    variables: (index) => ({ first: 5 + (index % 1_000) * 10 }),
  },
};

export interface Workload {
  readonly query: string;
  readonly variables: (index: number) => Readonly<Record<string, unknown>>;
}
