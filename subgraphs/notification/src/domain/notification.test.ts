import { describe, expect, it } from '@jest/globals';
import { channels, dedupeKeyOf, isEnabled, kinds, withDefaults } from './notification.ts';
import { feedText, mailText } from './templates.ts';

const total = { amountMinor: '123450', currency: 'EUR' };

describe('notifications', () => {
  it('tell of an order once, and of each further refund', () => {
    const refund = (amountMinor: string) =>
      dedupeKeyOf('ord_1', { kind: 'ORDER_REFUNDED', refunded: { amountMinor, currency: 'EUR' } });
    expect(refund('100')).not.toBe(refund('200'));
    expect(refund('100')).toBe(refund('100'));
    const rejected = (reason: string) => dedupeKeyOf('ord_1', { kind: 'ORDER_REJECTED', reason });
    expect(rejected('A')).toBe(rejected('B'));
  });

  it('may use every channel until the person says otherwise', () => {
    expect(withDefaults([])).toHaveLength(kinds.length * channels.length);
    const off = [{ kind: 'ORDER_CONFIRMED', channel: 'EMAIL', isEnabled: false }] as const;
    expect(isEnabled(off, 'ORDER_CONFIRMED', 'EMAIL')).toBe(false);
    expect(isEnabled(off, 'ORDER_CONFIRMED', 'IN_APP')).toBe(true);
  });

  it('show money in the language of the person', () => {
    const facts = { kind: 'ORDER_CANCELED', number: 'B-1', total } as const;
    expect(feedText(facts, 'en').body).toContain('€1,234.50');
    expect(feedText(facts, 'de').body).toContain('1.234,50');
  });

  it("tell no provider's words and no unknown reason", () => {
    const text = (reason: string) => feedText({ kind: 'ORDER_REJECTED', reason }, 'en').body;
    expect(text('PAYMENT_DECLINED: fraudulent')).toBe(
      'Your payment was declined. You have not been charged.',
    );
    expect(text('<b>x</b>')).not.toContain('<b>');
  });

  it('escape what people wrote, and let no line break into a header', () => {
    const lines = [{ title: '<script>x</script>\r\nBcc: a@b', quantity: 1, total }];
    const mail = mailText(
      { kind: 'ORDER_CONFIRMED', number: 'B-1\r\nBcc: a@b', total, lines },
      { name: '<i>Eve</i>', locale: 'en' },
    );
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).not.toMatch(/<script>|<i>/);
    expect(mail.html).toContain('&lt;script&gt;');
  });
});
