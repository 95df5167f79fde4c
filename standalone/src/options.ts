import { parseArgs } from 'node:util';
import { parseShopSize, type ShopSize } from './shop-size.ts';

export type Options = {
  isFresh: boolean;
  isHelp: boolean;
  isQuiet: boolean;
  dataFolder: string | null;
  size: ShopSize;
};

export const help = `npm start [-- options]

Runs the whole platform: gateway, subgraphs, embedded PostgreSQL, payment simulator, mail sink.

  --fresh          throw the data away and begin with a new seeded shop
  --data <folder>  keep the data there (default: .bazaar/standalone in the checkout)
  --size <size>    of the seeded shop: small (200 products, the default), medium (2,000) or large (20,000);
                   a shop that is smaller grows, one that is larger stays
  --quiet          print the ready line only
  --help           this text

PORT moves the gateway (default 4000). LOG_LEVEL=info shows the services' logs. Ctrl-C drains and stops.`;

/** Reads the command line; throws an error with a sentence for the user. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      quiet: { type: 'boolean', default: false },
      data: { type: 'string' },
      size: { type: 'string', default: 'small' },
    },
  });
  return {
    isFresh: values.fresh,
    isHelp: values.help,
    isQuiet: values.quiet,
    dataFolder: values.data ?? null,
    size: parseShopSize(values.size),
  };
}
