/** What stands in the explorer when someone opens it for the first time: every operation runs against the seeded shop. */
export const examples = `# Welcome to Bazaar. Put the cursor into an operation and
# press the play button (or Ctrl-Enter). The documentation
# on the left describes every type and field.

query Browse {
  products(first: 5, where: { search: "lamp" }) {
    nodes {
      title
      category { name }
      priceFrom { formatted }
      variants {
        id
        sku
        price { formatted }
        availability { available }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}

# Sign in, then put this into "Headers" below:
# { "authorization": "Bearer <accessToken>" }
mutation SignIn {
  sessionCreate(input: { email: "shopper@bazaar.example", password: "bazaar-demo-1" }) {
    ... on SessionCreateSuccess { session { accessToken expiresAt } }
    ... on UserError { code message }
  }
}

query Me {
  viewer {
    name
    addresses { line1 city country }
    cart { id lines { quantity variant { sku title } } total { formatted } }
    orders(first: 5) { nodes { number status paymentStatus total { formatted } } }
    notifications(first: 5) { unreadCount nodes { title createdAt } }
  }
}

mutation NewCart {
  cartCreate(input: {}) {
    ... on CartCreateSuccess { cart { id } cartToken }
    ... on UserError { code message }
  }
}

# Needs no sign-in: leave it running, and order the
# variant in another tab.
subscription Stock {
  availabilityChanged(variantIds: ["var_01seed00000000000000001550"]) {
    sku
    availability { available updatedAt }
  }
}
`;
