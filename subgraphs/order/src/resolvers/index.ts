// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { Cart, CartLine } from './Cart.ts';
import { cartCreate } from './Mutation/cartCreate.ts';
import { cartLineAdd } from './Mutation/cartLineAdd.ts';
import { cartLineRemove } from './Mutation/cartLineRemove.ts';
import { cartLineUpdate } from './Mutation/cartLineUpdate.ts';
import { cartMerge } from './Mutation/cartMerge.ts';
import { orderCancel } from './Mutation/orderCancel.ts';
import { orderPlace } from './Mutation/orderPlace.ts';
import { Order } from './Order.ts';
import { OrderLine } from './OrderLine.ts';
import { cart } from './Query/cart.ts';
import { order } from './Query/order.ts';
import { orders } from './Query/orders.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  Query: { cart, order, orders },
  Mutation: { cartCreate, cartLineAdd, cartLineUpdate, cartLineRemove, cartMerge, orderPlace, orderCancel },
  Cart,
  CartLine,
  Order,
  OrderLine,
  User,
};
