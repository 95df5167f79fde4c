import { describe, expect, it } from '@jest/globals';
import { money } from '@bazaar/kit';
import { changesOf, foreignCurrencyAt, lowestPrice, type Product } from './product.ts';

const lamp: Product = {
  id: 'prd_1',
  tenantId: 'default',
  slug: 'lamp',
  title: 'Lamp',
  description: '',
  status: 'DRAFT',
  categoryId: 'cat_1',
  priceFrom: money(100n, 'EUR'),
  version: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

describe('a product', () => {
  it('costs from its cheapest variant on', () => {
    expect(lowestPrice([money(300n, 'EUR'), money(100n, 'EUR'), money(200n, 'EUR')]).amountMinor).toBe(100n);
  });

  it('has one currency', () => {
    const prices = [money(1n, 'EUR'), money(1n, 'USD')];
    expect(foreignCurrencyAt(prices)).toBe(1);
    expect(foreignCurrencyAt(prices, 'USD')).toBe(0);
    expect(foreignCurrencyAt([money(1n, 'EUR'), money(2n, 'EUR')])).toBe(-1);
  });

  it('changes only where another value is wanted', () => {
    expect(changesOf(lamp, { title: 'Lamp', description: undefined })).toEqual({});
    expect(changesOf(lamp, { title: 'Torch', categoryId: null })).toEqual({
      title: 'Torch',
      categoryId: null,
    });
  });
});
