// Rules and values: what is true of a thing whoever asks and wherever it is stored.
// Nothing asynchronous lives here, and no clock: time is an argument.
export type SampleThing = {
  readonly id: string;
  readonly tenantId: string;
  readonly productId: string;
  /** The person who wrote it. */
  readonly authorId: string;
  readonly title: string;
  readonly createdAt: Date;
};

export const titleLengthMax = 200;

/** "  so   good " → "so good": titles differ by their words only. */
export const tidyTitle = (title: string): string => title.trim().replace(/\s+/g, ' ');
