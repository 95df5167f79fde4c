/** A category of the seed; those at the bottom name what is sold in them. */
export type Node = { name: string; children?: readonly Node[]; nouns?: readonly string[] };

export const materials = ['Oak', 'Linen', 'Copper', 'Cork', 'Slate'] as const;

export const tree: readonly Node[] = [
  {
    name: 'Home',
    children: [
      {
        name: 'Kitchen',
        children: [
          { name: 'Tableware', nouns: ['Bowl', 'Plate', 'Mug', 'Carafe', 'Tray'] },
          { name: 'Cookware', nouns: ['Pan', 'Casserole', 'Kettle', 'Grill', 'Chopping Board'] },
        ],
      },
      {
        name: 'Living Room',
        children: [
          { name: 'Lighting', nouns: ['Lamp', 'Lantern', 'Candle Holder', 'Floor Lamp', 'Light Chain'] },
          { name: 'Decoration', nouns: ['Vase', 'Clock', 'Mirror', 'Frame', 'Planter'] },
        ],
      },
      {
        name: 'Bedroom',
        children: [{ name: 'Bedding', nouns: ['Pillow', 'Blanket', 'Duvet', 'Throw', 'Headrest'] }],
      },
    ],
  },
  {
    name: 'Outdoor',
    children: [
      {
        name: 'Garden',
        children: [{ name: 'Garden Tools', nouns: ['Trowel', 'Watering Can', 'Basket', 'Pot', 'Bench'] }],
      },
      {
        name: 'Travel',
        children: [{ name: 'Bags', nouns: ['Backpack', 'Tote', 'Duffel', 'Pouch', 'Satchel'] }],
      },
    ],
  },
  {
    name: 'Office',
    children: [
      {
        name: 'Desk',
        children: [
          { name: 'Stationery', nouns: ['Notebook', 'Pen Holder', 'Folder', 'Pad', 'Calendar'] },
          { name: 'Desk Accessories', nouns: ['Stand', 'Organiser', 'Coaster', 'Desk Mat', 'Hook'] },
        ],
      },
    ],
  },
];
