/* What venues that write numbers as texts never write for one. */

export const badNumbers = ['', 'NaN', 'Infinity', '-1', '1.2.3', '0x10', ' 1', '1e99', null, 1, true];
