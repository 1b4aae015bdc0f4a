/** Query parameters by which advertisers recognise a click. Where an address has several, the first of this list counts. */
export const CLICK_IDS: readonly string[] = [
  'gclid',
  'gbraid',
  'wbraid',
  'dclid',
  'fbclid',
  'msclkid',
  'ttclid',
  'twclid',
  'li_fat_id',
  'rdt_cid',
  'ScCid',
  'epik',
  'yclid',
];
