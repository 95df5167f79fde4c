// Accounts of the seeded shop. They exist in development only; production refuses the seed.
export const demoPassword = 'bazaar-demo-1';
export const shopperEmail = 'shopper@bazaar.example';
export const staffEmail = 'staff@bazaar.example';
